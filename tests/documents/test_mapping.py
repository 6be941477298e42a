"""What the user maps for a marketplace: it is on its documents, says so, and is nowhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sellerbridge.commerce.order import Address, Buyer, Charge, Order, OrderLine
from sellerbridge.documents.mapping import DEFAULT_ACCOUNTS, Mappings, Rate
from sellerbridge.documents.masters import master_documents
from sellerbridge.documents.order import order_documents
from sellerbridge.documents.price_list import PriceList, price_list
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

DE, FR, UK, BE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH", "A1F83G8C2ARO7P", "AMEN7PMS3EDWL"
MAPPED = Mappings(
    accounts={"DE:TAX": "VAT Germany", "TAX": "VAT abroad", "SHIPPING": "Freight"},
    customers={"DE": "Amazon Kunden"},
    price_lists={"DE": "Web Germany", "BE": "Web Belgium"},
    warehouses={"DE": "Stores Leipzig"},
    fba_warehouses={"DE": "Amazon Halle"},
    products={"MUG": "MUG"},
    rates={"GBP": (Rate(date.min, Decimal("1.15")),)},
    marketplaces=(DE, FR, UK),
)
UNMAPPED = Mappings(products=MAPPED.products, rates=MAPPED.rates, marketplaces=MAPPED.marketplaces)
SHARED = Settings(customers="marketplace")


def _order(marketplace_id: str = DE, fulfilled_by: str = "MERCHANT") -> Order:
    moment = datetime(2026, 10, 1, tzinfo=UTC)
    amounts = (("ITEM", "23.80"), ("SHIPPING", "3.99"), ("TAX", "4.44"))
    return Order(
        order_id="302-1234567-1234567",
        marketplace_id=marketplace_id,
        status="SHIPPED",
        purchased_at=moment,
        updated_at=moment,
        currency="GBP" if marketplace_id == UK else "EUR",
        fulfilled_by=fulfilled_by,
        lines=(
            OrderLine(
                line_id="1",
                sku="MUG",
                quantity=2,
                charges=tuple(Charge(type=kind, amount=Decimal(amount)) for kind, amount in amounts),
            ),
        ),
        total=Decimal("27.79"),
        buyer=Buyer(key="b1", name="Test Buyer", email="test@marketplace.example"),
        recipient=Address(name="Test Buyer", lines=("Test Street 1",), city="Town", country="DE"),
    )


def _documents(order: Order, *, settings: Settings = SHARED, mapping: Mappings = MAPPED) -> dict[str, Outgoing]:
    return {made.kind: made for made in order_documents(order, settings=settings, mapping=mapping)}


def _accounts(made: Outgoing) -> dict[str, str]:
    return {row["description"]: row["account_head"] for row in made.body["taxes"]}


def test_an_order_has_what_its_marketplace_has() -> None:
    made = _documents(_order())["Sales Order"]

    named = {field: made.body[field] for field in ("customer", "selling_price_list", "set_warehouse")}
    assert named == {
        "customer": "Amazon Kunden",
        "selling_price_list": "Web Germany",
        "set_warehouse": "Stores Leipzig",
    }
    assert {row["warehouse"] for row in made.body["items"]} == {"Stores Leipzig"}
    assert _accounts(made) == {"Shipping": "Freight", "Tax": "VAT Germany"}


def test_each_of_them_says_by_whom() -> None:
    origins = _documents(_order(fulfilled_by="AMAZON"))["Sales Order"].origins

    assert origins["customer"] == "the marketplace (setting customers), mapped for DE by hand"
    assert origins["selling_price_list"] == "mapped for DE by hand"
    assert origins["set_warehouse"] == "mapped for DE by hand: fulfilled by AMAZON"
    assert origins["taxes"].endswith("accounts mapped for SHIPPING, DE:TAX by hand")


def test_another_marketplace_has_what_is_usual_but_for_charges_mapped_everywhere() -> None:
    made = _documents(_order(FR, "AMAZON"))["Sales Order"]

    named = {field: made.body[field] for field in ("customer", "selling_price_list", "set_warehouse")}
    assert named == {
        "customer": "Amazon FR",
        "selling_price_list": "Amazon FR",
        "set_warehouse": "Amazon FBA",
    }
    assert _accounts(made) == {"Shipping": "Freight", "Tax": "VAT abroad"}
    assert made.origins["customer"] == "the marketplace (setting customers)"
    assert made.origins["set_warehouse"] == "setting fba_warehouse: fulfilled by AMAZON"


@pytest.mark.parametrize(("fulfilled_by", "place"), [("AMAZON", "Amazon Halle"), ("MERCHANT", "Stores Leipzig")])
def test_whoever_ships_decides_which_of_its_warehouses(fulfilled_by: str, place: str) -> None:
    assert _documents(_order(fulfilled_by=fulfilled_by))["Sales Order"].body["set_warehouse"] == place


def test_the_shared_customer_is_the_users_and_none_is_made() -> None:
    made = _documents(_order())

    assert "Customer" not in made
    assert made["Address"].body["links"] == [{"link_doctype": "Customer", "link_name": "Amazon Kunden"}]
    assert _documents(_order(FR))["Customer"].name == "Amazon FR"


def test_a_customer_per_buyer_is_not_touched_by_it() -> None:
    made = _documents(_order(), settings=Settings())

    assert made["Customer"].name == made["Sales Order"].body["customer"] == "AMZ-b1"
    assert made["Sales Order"].origins["customer"] == "the buyer (setting customers)"


def test_a_sale_abroad_uses_the_list_that_is_mapped_there() -> None:
    def listed(mapping: Mappings) -> PriceList:
        return price_list(BE, settings=Settings(), mapping=mapping)

    assert listed(MAPPED) == PriceList(name="Web Belgium", currency="EUR")
    assert listed(UNMAPPED) == PriceList(name="Amazon", currency="EUR")


def test_what_is_mapped_is_wanted_as_a_master_and_the_settings_own_stay() -> None:
    made = master_documents(Settings(), mapping=MAPPED)
    names: dict[str, set[str]] = {}
    for master in made:
        names.setdefault(master.kind, set()).add(master.name)

    assert names["Warehouse"] == {"Stores", "Amazon FBA", "Stores Leipzig", "Amazon Halle"}
    assert names["Price List"] == {"Web Germany", "Amazon FR", "Amazon UK", "Web Belgium"}
    assert names["Account"] >= {*DEFAULT_ACCOUNTS.values(), "VAT Germany", "VAT abroad", "Freight"}
    assert "Customer" not in names


def test_mapped_masters_are_made_as_the_settings_own_would_be() -> None:
    made = {(master.kind, master.name): master for master in master_documents(Settings(), mapping=MAPPED)}

    assert made["Account", "VAT Germany"].body["parent_account"] == "Amazon"
    assert made["Account", "VAT Germany"].origins == {"account_name": "mapped for DE:TAX by hand"}
    assert made["Warehouse", "Amazon Halle"].body == {"warehouse_name": "Amazon Halle", "company": "My Company"}
    assert made["Price List", "Web Belgium"].body["currency"] == "EUR"
    assert made["Price List", "Web Belgium"].origins == {"price_list_name": "mapped for BE by hand"}


def test_two_marketplaces_may_share_a_price_list_and_a_warehouse() -> None:
    shared = {"DE": "Shared", "FR": "Shared"}
    mapping = Mappings(price_lists=shared, warehouses=shared, fba_warehouses=shared, marketplaces=(DE, FR))

    made = master_documents(Settings(), mapping=mapping)

    assert [master.kind for master in made if master.name == "Shared"] == ["Warehouse", "Price List"]


@pytest.mark.parametrize("marketplace_id", [DE, FR, UK, BE])
@pytest.mark.parametrize("settings", [Settings(), SHARED], ids=["buyer", "marketplace"])
def test_what_is_mapped_elsewhere_changes_nothing(marketplace_id: str, settings: Settings) -> None:
    """A booked order stays as it is when the user maps another marketplace."""
    elsewhere = Mappings(
        customers={"US": "Elsewhere"},
        price_lists={"US": "Elsewhere"},
        warehouses={"US": "Elsewhere"},
        fba_warehouses={"US": "Elsewhere"},
        accounts={"US:TAX": "Elsewhere", "US:SHIPPING": "Elsewhere"},
        products=UNMAPPED.products,
        rates=UNMAPPED.rates,
        marketplaces=UNMAPPED.marketplaces,
    )

    def prints(mapping: Mappings) -> list[tuple[str, str]]:
        made = order_documents(_order(marketplace_id), settings=settings, mapping=mapping)
        return [(document.kind, document.fingerprint()) for document in made]

    assert prints(elsewhere) == prints(UNMAPPED)
