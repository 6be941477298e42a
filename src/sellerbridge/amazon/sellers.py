"""Where the seller may sell: the proof that a connection works (Sellers API v1)."""

from __future__ import annotations

import msgspec

from sellerbridge.amazon.client import Client


class Participation(msgspec.Struct, frozen=True, kw_only=True):
    """One marketplace of the seller, as Amazon tells it. `suspended`: some listings are suspended there."""

    marketplace_id: str
    name: str
    country_code: str
    currency: str
    language: str
    domain: str
    participating: bool
    suspended: bool


class _Marketplace(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    name: str
    country_code: str
    default_currency_code: str
    default_language_code: str
    domain_name: str


class _Taking(msgspec.Struct, frozen=True, rename="camel"):
    is_participating: bool
    has_suspended_listings: bool


class _Entry(msgspec.Struct, frozen=True, rename="camel"):
    marketplace: _Marketplace
    participation: _Taking


class _Answer(msgspec.Struct, frozen=True):
    payload: list[_Entry]


class Sellers:
    """The sellers API of one connection."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def participations(self) -> tuple[Participation, ...]:
        """All marketplaces of the seller in this region, those no longer sold in included. Raises as `Client`."""
        answer = self._client.typed("getMarketplaceParticipations", _Answer)
        return tuple(_participation(entry) for entry in answer.payload)


def _participation(entry: _Entry) -> Participation:
    place, taking = entry.marketplace, entry.participation
    return Participation(
        marketplace_id=place.id,
        name=place.name,
        country_code=place.country_code,
        currency=place.default_currency_code,
        language=place.default_language_code,
        domain=place.domain_name,
        participating=taking.is_participating,
        suspended=taking.has_suspended_listings,
    )
