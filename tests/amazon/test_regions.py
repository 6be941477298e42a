from __future__ import annotations

import pytest

from sellerbridge.amazon.regions import ENDPOINTS, Endpoint, region_of
from sellerbridge.commerce.marketplace import MARKETPLACES
from sellerbridge.errors import Usage


@pytest.mark.parametrize(
    ("marketplaces", "region"),
    [(["DE", "FR", "A1F83G8C2ARO7P"], "EU"), (["US"], "NA"), (["jp", "AU"], "FE"), (["GB"], "EU"), (["IN"], "EU")],
)
def test_the_region_of_marketplaces(marketplaces: list[str], region: str) -> None:
    assert region_of(marketplaces) == region


@pytest.mark.parametrize(
    ("marketplaces", "told"), [(["DE", "US"], "EU: DE; NA: US"), (["XX"], "'XX'"), ([], "at least one")]
)
def test_what_is_not_one_region_is_refused(marketplaces: list[str], told: str) -> None:
    with pytest.raises(Usage, match=told):
        region_of(marketplaces)


def test_every_marketplace_has_an_endpoint() -> None:
    assert {place.region for place in MARKETPLACES} == set(ENDPOINTS)
    assert all(endpoint.region == region for region, endpoint in ENDPOINTS.items())


@pytest.mark.parametrize(
    "url", ["", "amazon.com", "ftp://amazon.example", "https://", "http://host:port", "http://[::1"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Usage, match="no address"):
        Endpoint(url=url, region="EU")


def test_an_endpoint_may_be_anywhere() -> None:
    assert Endpoint(url="http://127.0.0.1:8080/", region="EU").token_url == "https://api.amazon.com/auth/o2/token"
