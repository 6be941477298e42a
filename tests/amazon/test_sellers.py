from __future__ import annotations

import pytest
from tests.amazon.door import Answer, Door

from sellerbridge.amazon import errors
from sellerbridge.amazon.client import Client
from sellerbridge.amazon.sellers import Participation, Sellers

PATH = "/sellers/v1/marketplaceParticipations"


def test_participations(door: Door, client: Client) -> None:
    place = {
        "id": "A1PA6795UKMFR9",
        "name": "Amazon.de",
        "countryCode": "DE",
        "defaultCurrencyCode": "EUR",
        "defaultLanguageCode": "de_DE",
        "domainName": "www.amazon.de",
    }
    entry = {"marketplace": place, "participation": {"isParticipating": True, "hasSuspendedListings": False}}
    door.says(PATH, Answer(json={"payload": [entry | {"storeName": "A shop"}]}))
    assert Sellers(client).participations() == (
        Participation(
            marketplace_id="A1PA6795UKMFR9",
            name="Amazon.de",
            country_code="DE",
            currency="EUR",
            language="de_DE",
            domain="www.amazon.de",
            participating=True,
            suspended=False,
        ),
    )


def test_an_answer_without_a_payload_is_no_seller_without_marketplaces(door: Door, client: Client) -> None:
    door.says(PATH, Answer(json={"errors": []}))
    with pytest.raises(errors.Outage):
        Sellers(client).participations()
