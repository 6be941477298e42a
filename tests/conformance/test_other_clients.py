"""Two clients that others wrote work against the practice Amazon, each over its own wire habits.

`amzn-sp-api` is Amazon's own SDK; `python-amazon-sp-api` the most used one. Neither shares a line with the simulator,
so what both of them understand is not merely our own reading of Amazon.
"""

from __future__ import annotations

import csv
import gzip
import io
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.marketplaces import DE
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the clients do at import is their affair
    import sp_api.api
    import sp_api.base
    import spapi
    from sp_api.auth import access_token_client
    from spapi.auth.lwa_exception import LwaException

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LONG_AGO = "2026-10-05T00:00:00Z"
ORDERS = 150
REPORT = "GET_MERCHANT_LISTINGS_ALL_DATA"


@pytest.fixture(scope="module")
def amazon() -> Iterator[PracticeAmazon]:
    world = World.create(5, listings=60, orders=ORDERS, days=20, now=NOW)
    with PracticeAmazon(world, clock=HeldClock(NOW), limits="off") as running:
        yield running


def wait_for_reports(amazon: PracticeAmazon) -> None:
    amazon.clock.advance(timedelta(minutes=10))


# -- Amazon's SDK ---------------------------------------------------------------------------------------------


class TestAmznSpApi:
    @pytest.fixture
    def api(self, amazon: PracticeAmazon) -> Any:
        held = amazon.credentials
        config = spapi.SPAPIConfig(
            client_id=held.client_id, client_secret=held.client_secret, refresh_token=held.refresh_token
        )
        return spapi.SPAPIClient(config, oauth_endpoint=amazon.token_url, endpoint=amazon.url).api_client

    def test_participations(self, api: Any) -> None:
        payload = spapi.SellersApi(api).get_marketplace_participations().payload
        assert {row.marketplace.default_currency_code for row in payload} == {"EUR", "GBP", "PLN"}

    def test_two_pages_of_orders_and_one_order(self, api: Any) -> None:
        asked = {"created_after": LONG_AGO, "marketplace_ids": [DE], "included_data": ["BUYER", "PROCEEDS"]}
        search = spapi.SearchOrdersApi(api)
        first = search.search_orders(**asked, max_results_per_page=10)
        second = search.search_orders(
            **asked, pagination_token=first.pagination.next_token, max_results_per_page=10
        )
        ids = [order.order_id for page in (first, second) for order in page.orders]
        assert len(set(ids)) == 20
        order = spapi.GetOrderApi(api).get_order(ids[0], included_data=["FULFILLMENT"]).order
        assert order.order_id == ids[0]
        assert order.fulfillment.fulfillment_status

    def test_a_report_from_request_to_rows(self, amazon: PracticeAmazon, api: Any) -> None:
        reports = spapi.ReportsApi(api)
        body = {"reportType": REPORT, "marketplaceIds": [DE]}
        report_id = reports.create_report(body).report_id
        assert reports.get_report(report_id).processing_status in ("IN_QUEUE", "IN_PROGRESS")
        wait_for_reports(amazon)
        report = reports.get_report(report_id)
        assert report.processing_status == "DONE"
        document = reports.get_report_document(report.report_document_id)
        answer = httpx2.get(document.url)
        content = gzip.decompress(answer.content) if document.compression_algorithm == "GZIP" else answer.content
        assert_listing_rows(content.decode(answer.charset_encoding or "utf-8"))

    def test_catalogue_listings_money_and_stock(self, amazon: PracticeAmazon, api: Any) -> None:
        listings = spapi.ListingsApi(api).search_listings_items(
            amazon.credentials.seller_id, [DE], included_data=["summaries", "offers"], page_size=20
        )
        assert listings.items
        asin = listings.items[0].summaries[0].asin
        catalogue = spapi.CatalogApi(api).search_catalog_items([DE], identifiers=[asin], identifiers_type="ASIN")
        assert [item.asin for item in catalogue.items] == [asin]
        money = spapi.FinancesV2024Api(api).list_transactions(posted_after=LONG_AGO).payload
        assert money.transactions[0].total_amount.currency_code in ("EUR", "GBP", "PLN")
        stock = spapi.FbaInventoryApi(api).get_inventory_summaries("Marketplace", DE, [DE], details=True).payload
        assert stock.inventory_summaries

    def test_a_sku_with_a_slash_finds_its_way(self, amazon: PracticeAmazon, api: Any) -> None:
        sku = next(listing.sku for listing in amazon.world.shelf.catalogue if "/" in listing.sku)
        found = spapi.ListingsApi(api).get_listings_item(amazon.credentials.seller_id, sku, [DE])
        assert found.sku == sku

    def test_a_refused_login_is_an_error(self, amazon: PracticeAmazon, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("spapi.auth.lwa_request.time.sleep", lambda _seconds: None)  # it waits 14 s otherwise
        config = spapi.SPAPIConfig(client_id="x", client_secret="x", refresh_token="Atzr|x")
        with pytest.raises(LwaException):
            spapi.SPAPIClient(config, oauth_endpoint=amazon.token_url, endpoint=amazon.url)

    def test_a_refused_parameter_is_its_exception(self, api: Any) -> None:
        with pytest.raises(spapi.rest.ApiException, match="InvalidInput") as refused:
            spapi.SearchOrdersApi(api).search_orders(created_after="yesterday")
        assert refused.value.status == 400


# -- python-amazon-sp-api -------------------------------------------------------------------------------------


class TestPythonAmazonSpApi:
    @pytest.fixture
    def made(self, amazon: PracticeAmazon, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
        """Makes a client of one API that calls the practice Amazon in place of the real one."""
        scheme, host = amazon.url.split("://")
        monkeypatch.setattr(access_token_client.AccessTokenClient, "scheme", f"{scheme}://")
        monkeypatch.setattr(access_token_client.AccessTokenClient, "host", host)
        access_token_client.cache.clear()
        held = amazon.credentials
        credentials = {
            "lwa_app_id": held.client_id,
            "lwa_client_secret": held.client_secret,
            "refresh_token": held.refresh_token,
        }
        opened = []

        def make(kind: Any, **kinds: Any) -> Any:
            client = kind(marketplace=sp_api.base.Marketplaces.DE, credentials=credentials, **kinds)
            client.endpoint = amazon.url
            opened.append(client)
            return client

        yield make
        for client in opened:
            client.close()
            client._auth._transport.close()

    def test_participations(self, made: Any) -> None:
        payload = made(sp_api.api.Sellers).get_marketplace_participation().payload
        assert {row["marketplace"]["countryCode"] for row in payload} == {"DE", "FR", "GB", "PL"}

    def test_two_pages_of_orders_and_one_order(self, made: Any) -> None:
        orders = made(sp_api.api.Orders, version="2026-01-01")
        # No marketplaceIds: this is where it adds its four names.
        asked = {"createdAfter": LONG_AGO, "includedData": ["BUYER", "PROCEEDS"], "maxResultsPerPage": 10}
        first = orders.search_orders(**asked)
        second = orders.search_orders(**asked, paginationToken=first.pagination["nextToken"])
        ids = [order["orderId"] for page in (first, second) for order in page.orders]
        assert len(set(ids)) == 20
        assert orders.get_order(ids[0], includedData=["FULFILLMENT"]).order["orderId"] == ids[0]

    def test_a_report_from_request_to_rows(self, amazon: PracticeAmazon, made: Any) -> None:
        reports = made(sp_api.api.Reports)
        report_id = reports.create_report(reportType=REPORT, marketplaceIds=[DE]).payload["reportId"]
        wait_for_reports(amazon)
        report = reports.get_report(report_id).payload
        assert report["processingStatus"] == "DONE"
        document = reports.get_report_document(report["reportDocumentId"], download=True).payload
        assert_listing_rows(document["document"])

    def test_catalogue_listings_money_and_stock(self, amazon: PracticeAmazon, made: Any) -> None:
        listings = made(sp_api.api.ListingsItems).search_listings_items(
            amazon.credentials.seller_id, marketplaceIds=[DE], includedData=["summaries"]
        )
        asin = listings.payload["items"][0]["summaries"][0]["asin"]
        catalogue = made(sp_api.api.CatalogItems, version="2022-04-01").search_catalog_items(
            identifiers=[asin], identifiersType="ASIN", marketplaceIds=[DE]
        )
        assert [item["asin"] for item in catalogue.payload["items"]] == [asin]
        money = made(sp_api.api.Finances, version="2024-06-19").list_transactions(postedAfter=LONG_AGO)
        assert money.payload["transactions"]
        stock = made(sp_api.api.Inventories).get_inventory_summary_marketplace(details=True, marketplaceIds=[DE])
        assert stock.payload["inventorySummaries"]

    def test_a_refused_login_is_an_error(self, made: Any) -> None:
        sellers = made(sp_api.api.Sellers, refresh_token="Atzr|x")
        with pytest.raises(sp_api.auth.exceptions.AuthorizationError, match="invalid_grant"):
            sellers.get_marketplace_participation()


def assert_listing_rows(text: str) -> None:
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert len(rows) > 20
    assert all(row["seller-sku"] and row["asin1"] for row in rows)
    assert any(ord(letter) > 127 for row in rows for letter in row["item-name"]), "no umlaut came through"
    assert "\ufffd" not in text
