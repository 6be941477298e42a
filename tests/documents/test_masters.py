"""Masters: all that the other documents refer to, each once, parents first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sellerbridge.commerce.listing import CatalogItem, Listing, Product
from sellerbridge.commerce.order import Buyer, Charge, Order, OrderLine
from sellerbridge.documents.chart import ACCOUNTS
from sellerbridge.documents.item import item_documents
from sellerbridge.documents.mapping import DEFAULT_ACCOUNTS, Mappings, Rate
from sellerbridge.documents.masters import master_documents
from sellerbridge.documents.order import order_documents
from sellerbridge.settings import Settings

UK = "A1F83G8C2ARO7P"
MAPPING = Mappings(
    accounts={"ECO_FEE": "Eco Contributions", "SHIPPING": "Freight"},
    rates={"GBP": (Rate(date.min, Decimal("1.15")),)},
    marketplaces=("A1PA6795UKMFR9", UK, "ATVPDKIKX0DER"),
)
LINKS = {
    "item_group": "Item Group",
    "stock_uom": "UOM",
    "uom": "UOM",
    "brand": "Brand",
    "default_item_manufacturer": "Manufacturer",
    "price_list": "Price List",
    "selling_price_list": "Price List",
    "item_code": "Item",
    "customer_group": "Customer Group",
    "territory": "Territory",
    "customer": "Customer",
    "set_warehouse": "Warehouse",
    "warehouse": "Warehouse",
    "account_head": "Account",
    "parent_account": "Account",
    "link_name": "Customer",
}
"""Field → doctype, as ERPNext has it."""


def test_a_price_list_per_marketplace_with_its_currency() -> None:
    made = master_documents(Settings(), mapping=MAPPING)

    assert [(d.name, d.body["currency"]) for d in made if d.kind == "Price List"] == [
        ("Amazon", "EUR"),
        ("Amazon UK", "GBP"),
        ("Amazon US", "USD"),
    ]


def test_an_account_per_charge_and_the_users_own() -> None:
    accounts = [
        d for d in master_documents(Settings(account_group="Fees"), mapping=MAPPING) if d.kind == "Account"
    ]

    assert accounts[0].body == {"account_name": "Fees", "company": "My Company", "is_group": 1}
    usual = {*DEFAULT_ACCOUNTS.values(), *(account.name for account in ACCOUNTS)}
    chosen = {"Debtors", "Sales", "Amazon Payouts"}
    assert {d.name for d in accounts[1:]} == {*usual, *chosen, "Eco Contributions", "Freight"}
    assert {d.body["parent_account"] for d in accounts[1:]} == {"Fees"}


def test_only_what_something_is_posted_to() -> None:
    settings = Settings(taxes_and_charges="off", invoices="off")
    accounts = [d.name for d in master_documents(settings, mapping=Mappings()) if d.kind == "Account"]

    assert set(accounts) == {"Amazon", *DEFAULT_ACCOUNTS.values()}


def test_accounts_say_what_they_are() -> None:
    made = {d.name: d.body for d in master_documents(Settings(), mapping=Mappings()) if d.kind == "Account"}

    assert made["Debtors"]["account_type"] == "Receivable"
    assert made["Amazon Payouts"]["root_type"] == made["Amazon Reserve"]["root_type"] == "Asset"
    assert made["Amazon Reimbursements"]["root_type"] == "Income"
    assert "account_currency" not in made["Amazon Payouts"]


def test_one_name_is_made_once() -> None:
    made = master_documents(Settings(warehouse="Stores", fba_warehouse="STORES "), mapping=MAPPING)

    assert [d.name for d in made if d.kind == "Warehouse"] == ["Stores"]
    assert len({(d.kind, d.key) for d in made}) == len(made)


def _everything() -> list[Any]:
    moment = datetime(2026, 10, 1, tzinfo=UTC)
    listing = Listing(sku="MUG", marketplace_id=UK, title="Mug", price=Decimal("9.99"), currency="GBP")
    entry = CatalogItem(asin="B000TEST01", marketplace_id=UK, brand="Test Brand", manufacturer="Test Works")
    product = Product(sku="MUG", item_code="MUG", listings=(listing,), catalog=entry)
    charges = tuple(
        Charge(type=kind, amount=Decimal(amount))
        for kind, amount in (("ITEM", "20.00"), ("SHIPPING", "2.00"), ("ECO_FEE", "0.50"), ("TAX", "3.75"))
    )
    order = Order(
        order_id="026-1234567-1234567",
        marketplace_id=UK,
        status="SHIPPED",
        purchased_at=moment,
        updated_at=moment,
        currency="GBP",
        lines=(OrderLine(line_id="1", sku="NEW", quantity=2, title="New", charges=charges),),
        total=Decimal("22.50"),
        buyer=Buyer(key="b1", name="Test Buyer", email="test@marketplace.example"),
    )
    return [
        *master_documents(Settings(), mapping=MAPPING),
        *item_documents(product, settings=Settings(), mapping=MAPPING),
        *order_documents(order, settings=Settings(), mapping=MAPPING),
    ]


def test_whatever_a_document_refers_to_comes_before_it() -> None:
    made: set[tuple[str, str]] = set()
    checked = 0
    for document in _everything():
        own = (document.kind, document.name)
        for field, name in _fields(document.body):
            target = (LINKS.get(field, ""), name)
            if target[0] and target != own:
                assert target in made, f"{own} refers to {target}"
                checked += 1
        made.add(own)
    assert checked > 20


def _fields(value: Any, field: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [pair for name, inner in value.items() for pair in _fields(inner, name)]
    if isinstance(value, list):
        return [pair for inner in value for pair in _fields(inner)]
    return [(field, value)]
