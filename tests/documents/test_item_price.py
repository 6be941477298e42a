"""Item Prices: one per marketplace and currency, Amazon's own, and none where Amazon names none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sellerbridge.commerce.listing import Listing, Product
from sellerbridge.documents.item_price import item_prices
from sellerbridge.documents.mapping import Mappings
from sellerbridge.settings import Settings

DE, FR, UK, US = "A1PA6795UKMFR9", "A13V1IB3VIYZZH", "A1F83G8C2ARO7P", "ATVPDKIKX0DER"
MAPPING = Mappings(marketplaces=(DE, UK, US))


def _listing(marketplace_id: str, price: str | None, currency: str, status: str = "Active") -> Listing:
    return Listing(
        sku="<MUG>",
        marketplace_id=marketplace_id,
        price=None if price is None else Decimal(price),
        currency=currency,
        status=status,
    )


def _product(*listings: Listing) -> Product:
    return Product(sku="<MUG>", item_code="MUG~1", listings=listings)


def test_one_per_marketplace() -> None:
    product = _product(_listing(DE, "19.99", "EUR"), _listing(UK, "17.49", "GBP"), _listing(US, "24.00", "USD"))

    made = list(item_prices(product, settings=Settings(price_list="Web"), mapping=MAPPING))

    assert [(d.key, d.name) for d in made] == [
        ("<MUG>|Web|EUR", "MUG~1|Web|EUR"),
        ("<MUG>|Web UK|GBP", "MUG~1|Web UK|GBP"),
        ("<MUG>|Web US|USD", "MUG~1|Web US|USD"),
    ]
    assert [(d.body["item_code"], d.body["price_list_rate"], d.body["currency"]) for d in made] == [
        ("MUG~1", Decimal("19.99"), "EUR"),
        ("MUG~1", Decimal("17.49"), "GBP"),
        ("MUG~1", Decimal("24.00"), "USD"),
    ]
    assert "VAT" in made[1].origins["price_list_rate"]
    assert "without sales tax" in made[2].origins["price_list_rate"]


def test_marketplaces_that_share_a_list_have_the_price_of_the_first() -> None:
    product = _product(_listing(DE, "19.99", "EUR"), _listing(FR, "21.99", "EUR"))
    shared = Mappings(marketplaces=(DE, FR), price_lists={"DE": "Amazon EU", "FR": "Amazon EU"})

    (made,) = item_prices(product, settings=Settings(), mapping=shared)

    assert (made.key, made.body["price_list_rate"]) == ("<MUG>|Amazon EU|EUR", Decimal("19.99"))
    assert made.origins["price_list"] == "price list of DE (mapped for DE by hand)"


@pytest.mark.parametrize("price", [None, "0.00"])
def test_none_where_amazon_names_no_price(price: str | None) -> None:
    assert list(item_prices(_product(_listing(DE, price, "EUR")), settings=Settings(), mapping=MAPPING)) == []


@pytest.mark.parametrize("status", ["Inactive", "Deleted"])
def test_a_listing_switched_off_keeps_its_price(status: str) -> None:
    made = list(item_prices(_product(_listing(DE, "19.99", "EUR", status)), settings=Settings(), mapping=MAPPING))

    assert [document.body["price_list_rate"] for document in made] == [Decimal("19.99")]


def test_a_marketplace_that_is_none_of_the_connections_has_no_price_list() -> None:
    product = _product(_listing("A13V1IB3VIYZZH", "19.99", "EUR"))

    assert list(item_prices(product, settings=Settings(), mapping=MAPPING)) == []
