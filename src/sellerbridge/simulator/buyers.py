"""The seller's buyers: strangers, regulars who come back, two people of one name, and businesses."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from sellerbridge.simulator.addresses import ABROAD, Address, address, person
from sellerbridge.simulator.dice import dice, token
from sellerbridge.simulator.marketplaces import Marketplace

REGULARS = 24
"""How many regulars each store has. The first two share a name, and nothing else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    """Who ordered; `company` and `vat_id` are empty for a private person."""

    name: str
    email: str
    company: str
    vat_id: str
    address: Address


def draw_buyer(seed: int, number: int, chance: Random, place: Marketplace, business: bool) -> Buyer:
    """The buyer of an order: 3 and 8 of each hundred go to the two namesakes, one in seven to a regular."""
    if number % 100 in (3, 8):
        return _buyer(seed, place, 0 if number % 100 == 3 else 1, business=False)
    if chance.random() < 0.15:
        return _buyer(seed, place, chance.randrange(REGULARS), business=False)
    return _buyer(seed, place, REGULARS + number, business)


def _buyer(seed: int, place: Marketplace, number: int, business: bool) -> Buyer:
    chance = dice(seed, "buyer", place.country, number)
    abroad = number >= REGULARS and chance.random() < 0.04
    country = ABROAD.get(place.country, place.country) if abroad else place.country
    name = person(dice(seed, "namesake", place.country), place.country) if number < 2 else person(chance, country)
    company = f"{name.split()[-1]} & Co. {_FORMS.get(country, 'Ltd')}" if business else ""
    return Buyer(
        name=name,
        email=f"{token(seed, 'mail', place.country, number, size=14).lower()}@marketplace.{place.domain}",
        company=company,
        vat_id=f"{country}{chance.randrange(10**8, 10**9)}" if business else "",
        address=address(chance, country, name, company),
    )


_FORMS = {"DE": "GmbH", "AT": "GmbH", "FR": "SARL", "BE": "SPRL", "PL": "sp. z o.o.", "GB": "Ltd", "US": "LLC"}
