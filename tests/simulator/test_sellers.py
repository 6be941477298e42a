"""Sellers: the stores of the account, the shadow store beside them, and the account itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from sellerbridge.simulator.call import Call
from sellerbridge.simulator.marketplaces import DE, NON_AMAZON_MARKETPLACE, UK, US
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.sellers import get_account, get_marketplace_participations

NO_CALL = cast("Call", None)


def world(*marketplaces: str) -> World:
    return cast("World", SimpleNamespace(marketplaces=marketplaces))


def participations(*marketplaces: str) -> list[Any]:
    return list(get_marketplace_participations(world(*marketplaces), NO_CALL).json["payload"])


def test_each_store_tells_its_country_currency_language_and_domain() -> None:
    british = participations(UK)[0]
    assert british["marketplace"] == {
        "id": UK,
        "name": "Amazon.co.uk",
        "countryCode": "GB",
        "defaultCurrencyCode": "GBP",
        "defaultLanguageCode": "en_GB",
        "domainName": "www.amazon.co.uk",
    }
    assert british["participation"] == {"isParticipating": True, "hasSuspendedListings": False}
    assert british["storeName"]


def test_a_german_seller_also_sees_the_store_that_is_not_amazon() -> None:
    assert [row["marketplace"]["id"] for row in participations(DE)] == [DE, NON_AMAZON_MARKETPLACE]
    assert [row["marketplace"]["id"] for row in participations(US)] == [US]


def test_the_account_lists_the_same_stores() -> None:
    account = get_account(world(DE, UK), NO_CALL).json["payload"]
    assert account["marketplaceParticipationList"] == participations(DE, UK)
    assert account["sellingPlan"] == "PROFESSIONAL"
