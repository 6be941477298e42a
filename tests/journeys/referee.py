"""The books held against the truth: every order and product, and why one is not there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.journeys.shop import Shop, money

from sellerbridge.simulator.seller import World
from sellerbridge.simulator.truth import TrueOrder, Truth, truth

Doc = dict[str, Any]

HELD_FOR = {"cent_off": "total-differs", "eco_fee": "unknown-charge"}
"""The problem that each deliberate oddity must end in; "novelty" is to be taken calmly."""
WAREHOUSES = {"AMAZON": "Amazon FBA", "MERCHANT": "Stores"}
_UNSHOWN = timedelta(minutes=2)
"""An order changed less than two minutes ago is in no answer of Amazon's."""


class Books:
    """What the ERP holds and what is held back, asked once."""

    def __init__(self, shop: Shop) -> None:
        self.by_doctype: dict[str, list[Doc]] = defaultdict(list)
        for document in shop.json("documents"):
            self.by_doctype[document["doctype"]].append(document)
        booked = [d for d in self.by_doctype["Sales Order"] if d["docstatus"] == 1]
        self.orders = _by_key(booked)
        self.amended = {d["key"] for d in booked if d["name"] != d["key"]}
        self.cancelled = {d["key"] for d in self.by_doctype["Sales Order"] if d["docstatus"] == 2}
        self.customers = {d["name"]: d["doc"] for d in self.by_doctype["Customer"]}
        self.items = _by_key(self.by_doctype["Item"])
        self.prices = _by_key(self.by_doctype["Item Price"])
        self.problems = {(p["about"], p["kind"]) for p in shop.json("problems")}


def _by_key(documents: Iterable[Doc]) -> dict[str, Doc]:
    found: dict[str, Doc] = {}
    for document in documents:
        assert document["key"] not in found, f"{document['doctype']} {document['key']} is there twice"
        found[document["key"]] = document["doc"]
    return found


class Referee:
    """Compares the books with one world as time goes by."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._world: World = shop.amazon.world
        self._booked: set[str] = set()
        self._pending: set[str] = set()
        self._listed: set[str] = set()

    def judge(self, *, vanished_told: bool) -> Counter[str]:
        """Every order and product as it stands now; answers how many of each fate there are.

        `vanished_told`: whether the sync before read the full reports, which alone tell what is gone.
        """
        now = self._shop.amazon.clock.now()
        honest, books = truth(self._world, now), Books(self._shop)
        fates = self._orders(honest, books)
        _customers(self._world, honest, books)
        fates += self._products(honest, books, vanished_told=vanished_told)
        fates["items"], fates["prices"] = len(books.items), len(books.prices)
        fates["amended"] = len(books.amended)
        return fates

    def _orders(self, honest: Truth, books: Books) -> Counter[str]:
        fates: Counter[str] = Counter()
        expected_problems: set[tuple[str, str]] = set()
        for order in honest.orders.values():
            fate = _fate(order) if honest.at - order.updated >= _UNSHOWN else "not shown yet"
            fates[fate] += 1
            if fate == "booked":
                _sales_order(order, books)
                self._booked.add(order.order_id)
                if order.asked_to_cancel and order.fulfilled_by == "MERCHANT" and order.status != "SHIPPED":
                    expected_problems.add((order.order_id, "cancel-requested"))
                    fates["asked to be cancelled"] += 1
            elif fate != "not shown yet":
                assert order.order_id not in books.orders, f"{order.order_id} is booked, but {fate}"
            if fate == "cancelled" and order.order_id in self._booked:
                assert order.order_id in books.cancelled, f"{order.order_id} was booked and is gone"
                fates["cancelled after booking"] += 1
            if fate == "pending":
                self._pending.add(order.order_id)
            if fate == "booked" and order.order_id in self._pending:
                fates["booked once confirmed"] += 1
            if fate in HELD_FOR.values():
                expected_problems.add((order.order_id, fate))
        assert books.problems == expected_problems
        assert books.orders.keys() <= honest.orders.keys()
        return fates

    def _products(self, honest: Truth, books: Books, *, vanished_told: bool) -> Counter[str]:
        fates: Counter[str] = Counter()
        lists = {site: _price_list(self._world, site) for site in self._world.marketplaces}
        for product in honest.products.values():
            item = books.items[product.sku]
            assert item["amazon_item_code"] == product.asin
            assert item["amazon_fulfilled_by"] == product.fulfilled_by
            for site, price in product.prices.items():
                name, currency = lists[site]
                assert money(books.prices[f"{product.sku}|{name}|{currency}"]["price_list_rate"]) == price
        if vanished_told:
            for sku in self._listed - honest.products.keys():
                assert books.items[sku]["amazon_status"] == "Deleted"
                fates["items of vanished listings"] += 1
        self._listed |= honest.products.keys()
        codes = Counter(item["item_code"].casefold() for item in books.items.values())
        assert max(codes.values()) == 1, "two items that ERPNext could not tell apart"
        renamed = {sku.casefold() for sku, item in books.items.items() if item["item_code"] != sku}
        assert renamed <= {"tea-green-01"}, "only a twin in other letter case needs another name"
        return fates


def _fate(order: TrueOrder) -> str:
    if order.sold_elsewhere:
        return "sold elsewhere"
    if order.pending:
        return "pending"
    if order.cancelled:
        return "cancelled"
    return HELD_FOR.get(order.fault, "booked")


def _sales_order(order: TrueOrder, books: Books) -> None:
    doc = books.orders[order.order_id]
    assert doc["currency"] == order.currency
    assert doc["marketplace_id"] == order.marketplace_id
    assert doc["transaction_date"] == order.purchased.date().isoformat()
    assert doc.get("amazon_replaces", "") == order.replaces
    assert money(doc["grand_total"]) == order.total, order.order_id
    assert money(doc["grand_total"]) == money(doc["net_total"]) + money(doc["total_taxes_and_charges"])
    _lines(order, doc, books)
    _extras(order, doc)


def _lines(order: TrueOrder, doc: Doc, books: Books) -> None:
    rows: dict[str, list[Doc]] = defaultdict(list)
    for row in doc["items"]:
        assert money(row["rate"]) * row["qty"] == money(row["amount"])
        assert row["warehouse"] == WAREHOUSES[order.fulfilled_by]
        rows[row["amazon_order_item_id"]].append(row)
    left = [line for line in order.lines if line.quantity]
    assert rows.keys() == {line.order_item_id for line in left}
    for line in left:
        mine = rows[line.order_item_id]
        assert sum(row["qty"] for row in mine) == line.quantity
        assert sum(money(row["amount"]) for row in mine) == line.gross - line.vat, order.order_id
        assert {row["item_code"] for row in mine} == {books.items[line.sku]["item_code"]}


def _extras(order: TrueOrder, doc: Doc) -> None:
    """Tax of its own row; where there are no extras it is the tax of the goods, to the cent."""
    rows: dict[str, Decimal] = defaultdict(Decimal)
    for row in doc["taxes"]:
        rows[row["account_head"]] += money(row["tax_amount"])
    vat = sum(line.vat for line in order.lines)
    extras = order.shipping + order.gift_wrap + order.cod + order.discount + order.other
    if not extras:
        assert sum(rows.values()) == rows["Amazon VAT and Sales Tax"] == vat, order.order_id
    if all(line.untaxed or line.facilitator_tax for line in order.lines):
        assert rows["Amazon VAT and Sales Tax"] == 0, "tax that is not the seller's"
        assert rows["Amazon Shipping"] == order.shipping
        assert rows["Amazon Gift Wrap"] == order.gift_wrap
        assert rows["Amazon COD Fee"] == order.cod
        assert -rows["Amazon Discounts"] == order.discount


def _customers(world: World, honest: Truth, books: Books) -> None:
    """Whoever can be told apart by e-mail (Amazon tells it for what the merchant ships) is one customer."""
    of_buyer: dict[tuple[str, str], set[str]] = defaultdict(set)
    for number in range(world.count(honest.at)):
        order = world.order(number)
        doc = books.orders.get(order.order_id)
        if doc is None:
            continue
        buyer = order.buyer
        assert books.customers[doc["customer"]]["customer_name"] == (buyer.company or buyer.name)
        known = order.fulfilled_by == "MERCHANT"
        of_buyer[buyer.email, "" if known else order.order_id].add(doc["customer"])
    assert {len(customers) for customers in of_buyer.values()} == {1}, "a buyer who came back is two customers"
    customers = Counter(customer for each in of_buyer.values() for customer in each)
    assert max(customers.values()) == 1, "two buyers are one customer"


def _price_list(world: World, site: str) -> tuple[str, str]:
    place = next(place for place in world.places if place.id == site)
    code = {"GB": "UK"}.get(place.country, place.country)
    return ("Amazon" if site == world.marketplaces[0] else f"Amazon {code}"), place.currency


def summary(fates: Mapping[str, int]) -> str:
    """The counts in a line."""
    return ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
