"""Sellers v1: the account and the stores it sells in, Amazon's shadow stores included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sellerbridge.simulator.call import Answer, Call, Json
from sellerbridge.simulator.marketplaces import MARKETPLACES, NON_AMAZON_MARKETPLACE, Marketplace

if TYPE_CHECKING:
    from sellerbridge.simulator.seller import World

STORE_NAME = "Practice Store"


def get_marketplace_participations(world: World, _call: Call) -> Answer:
    """The operation getMarketplaceParticipations."""
    return Answer(json={"payload": _participations(world)})


def get_account(world: World, _call: Call) -> Answer:
    """The operation getAccount; the account is an invented company."""
    address = {
        "addressLine1": "Musterallee 1",
        "postalCode": "10115",
        "city": "Berlin",
        "countryCode": "DE",
    }
    account = {
        "businessType": "PRIVATE_LIMITED",
        "sellingPlan": "PROFESSIONAL",
        "marketplaceParticipationList": _participations(world),
        "business": {"name": "Practice Trading GmbH", "registeredBusinessAddress": address},
        "primaryContact": {"name": "Petra Beispiel", "address": address},
    }
    return Answer(json={"payload": account})


def _participations(world: World) -> list[Json]:
    stores = [MARKETPLACES[marketplace_id] for marketplace_id in world.marketplaces]
    rows = [_participation(_store(store)) for store in stores]
    if any(store.country == "DE" for store in stores):
        rows.append(_participation(_SHADOW))
    return rows


def _participation(store: Json) -> Json:
    return {
        "marketplace": store,
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
        "storeName": STORE_NAME,
    }


def _store(store: Marketplace) -> Json:
    return {
        "id": store.id,
        "name": store.name,
        "countryCode": store.country,
        "defaultCurrencyCode": store.currency,
        "defaultLanguageCode": f"{store.language}_{store.country}",
        "domainName": f"www.{store.domain}",
    }


# Sellers who ship multi-channel orders find such a row beside their real stores; a client with a closed list of
# marketplace ids stumbles over it.
_SHADOW = {
    "id": NON_AMAZON_MARKETPLACE,
    "name": "Non-Amazon DE",
    "countryCode": "DE",
    "defaultCurrencyCode": "EUR",
    "defaultLanguageCode": "de_DE",
    "domainName": "siprod.stores.amazon.de",
}
