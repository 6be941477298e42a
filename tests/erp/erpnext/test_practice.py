"""The documents of real products and orders, brought into the practice ERPNext on its bad days too."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from sellerbridge.clock import SystemClock
from sellerbridge.commerce.listing import CatalogItem, Listing, Product
from sellerbridge.commerce.order import Address, Buyer, Charge, Order, OrderLine
from sellerbridge.documents.item import item_documents
from sellerbridge.documents.mapping import Mappings, Rate
from sellerbridge.documents.masters import master_documents
from sellerbridge.documents.order import order_documents
from sellerbridge.erp.erpnext.adapter import ERPNext
from sellerbridge.erp.erpnext.client import Login
from sellerbridge.erp.erpnext.custom_fields import fixture
from sellerbridge.erp.erpnext.keys import KEY_FIELDS
from sellerbridge.errors import Unreachable
from sellerbridge.outgoing import Delivery, Outcome, Outgoing, Receipt
from sellerbridge.settings import Settings
from sellerbridge.simulator.erpnext.founding import founded
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.store.wanted import RANKS

US, DE = "ATVPDKIKX0DER", "A1PA6795UKMFR9"
MAPPING = Mappings(
    marketplaces=(US, DE),
    products={f"SKU-{n}": f"SKU-{n}" for n in range(40)},
    rates={"EUR": (Rate(date(2026, 1, 1), Decimal("1.0850")),), "USD": (Rate(date(2026, 1, 1), Decimal(1)),)},
)
SETTINGS = Settings(company="Acme", company_currency="USD", max_retries=4)
_rows = itertools.count(1)


def product(sku: str, title: str = "") -> Product:
    listing = Listing(
        sku=sku,
        marketplace_id=US,
        asin=f"B0{sku}",
        title=title or f"A <b>fine</b> kettle & cup {sku}",
        price=Decimal("12.49"),
        currency="USD",
        status="Active",
    )
    catalog = CatalogItem(asin=f"B0{sku}", marketplace_id=US, brand="Acme", manufacturer="Acme Works")
    return Product(sku=sku, item_code=sku, listings=(listing,), catalog=catalog)


def order(number: int, *, price: str = "10.00", buyer: str = "", currency: str = "USD") -> Order:
    """Two lines, one of them in thirds, shipping and a discount."""
    lines = (
        OrderLine(
            line_id="1",
            sku=f"SKU-{number % 5}",
            quantity=3,
            title="A <kettle> & more",
            charges=(Charge(type="ITEM", amount=Decimal(price)), Charge(type="SHIPPING", amount=Decimal("3.99"))),
            total=Decimal(price) + Decimal("3.99"),
        ),
        OrderLine(
            line_id="2",
            sku=f"SKU-{(number + 1) % 5}",
            quantity=2,
            charges=(Charge(type="ITEM", amount=Decimal("8.01")), Charge(type="DISCOUNT", amount=Decimal("1.00"))),
            total=Decimal("7.01"),
        ),
    )
    return Order(
        order_id=f"111-0000000-{number:07}",
        marketplace_id=US if currency == "USD" else DE,
        status="UNSHIPPED",
        purchased_at=datetime(2026, 10, 2, 9, tzinfo=UTC),
        updated_at=datetime(2026, 10, 2, 10, tzinfo=UTC),
        currency=currency,
        lines=lines,
        total=Decimal(price) + Decimal("11.00"),
        buyer=Buyer(key=buyer or f"b{number}", name="Erika Beispiel", email=f"b{number}@marketplace.example"),
        recipient=Address(name="Erika Beispiel", lines=("Musterweg 1",), city="Berlin", country="DE"),
    )


def documents(products: int, orders: Iterable[Order]) -> list[Outgoing]:
    """All that a first sync wants."""
    found = [*master_documents(SETTINGS, mapping=MAPPING)]
    for number in range(products):
        found += item_documents(product(f"SKU-{number}"), settings=SETTINGS, mapping=MAPPING)
    for one in orders:
        found += order_documents(one, settings=SETTINGS, mapping=MAPPING)
    return list({(outgoing.kind, outgoing.key): outgoing for outgoing in found}.values())


class Hasty(SystemClock):
    """Pauses are short, so that a bad day is over soon."""

    def sleep(self, seconds: float) -> None:
        super().sleep(min(seconds, 0.01))


class Told(msgspec.Struct):
    """What an outbox would know: names there by kind and key, and what came of each."""

    receipts: dict[tuple[str, str], Receipt] = msgspec.field(default_factory=dict)
    names: dict[tuple[str, str], str] = msgspec.field(default_factory=dict)

    def refused(self) -> list[str]:
        return [f"{place}: {r.kind} {r.message}" for place, r in self.receipts.items() if r.outcome == "refused"]


def bring(
    erp: ERPNext,
    wanted: Iterable[Outgoing],
    told: Told,
    *,
    doubtful: bool = False,
    before: dict[tuple[str, str], Outgoing] | None = None,
) -> None:
    """By rank, as the outbox does; names learned in one rank are known in the next."""
    ranked = sorted(wanted, key=lambda outgoing: RANKS[outgoing.kind])
    for _, group in itertools.groupby(ranked, key=lambda outgoing: RANKS[outgoing.kind]):
        batch = [_delivery(outgoing, told, doubtful=doubtful, before=before or {}) for outgoing in group]
        places = {delivery.row: delivery.outgoing for delivery in batch}
        for receipt in erp.deliver(batch, names=dict(told.names)):
            outgoing = places[receipt.row]
            told.receipts[outgoing.kind, outgoing.key] = receipt
            if receipt.name and receipt.name != outgoing.name:
                told.names[outgoing.kind, outgoing.name] = receipt.name


def _delivery(
    outgoing: Outgoing, told: Told, *, doubtful: bool, before: dict[tuple[str, str], Outgoing]
) -> Delivery:
    place = (outgoing.kind, outgoing.key)
    known = told.receipts.get(place)
    earlier = before.get(place)
    return Delivery(
        row=next(_rows),
        outgoing=outgoing,
        known_name=known.name if known and known.name else None,
        doubtful=doubtful or bool(known and known.outcome is Outcome.IN_DOUBT),
        before=earlier.body if earlier and not outgoing.personal and earlier.body != outgoing.body else None,
    )


Doc = dict[str, Any]


def held(practice: PracticeERPNext, doctype: str) -> list[Doc]:
    """What the site holds of a doctype, those of the set-up included."""
    with practice.site.locks.turn:
        return [dict(doc) for doc in practice.site.tables[doctype].documents.values()]


def valid(practice: PracticeERPNext) -> dict[str, Doc]:
    """The submitted orders by key."""
    return {doc["amazon_order_id"]: doc for doc in held(practice, "Sales Order") if doc["docstatus"] == 1}


def keys_once(practice: PracticeERPNext) -> None:
    """Every key of ours is there once."""
    for doctype, field in KEY_FIELDS.items():
        often = Counter(doc.get(field) for doc in held(practice, doctype) if doc.get(field))
        assert [key for key, times in often.items() if times > 1] == [], doctype
    prices = Counter(
        (doc["item_code"], doc["price_list"], doc["currency"]) for doc in held(practice, "Item Price")
    )
    assert [price for price, times in prices.items() if times > 1] == []


def essence(practice: PracticeERPNext) -> dict[str, Any]:
    """What the end state comes to, whatever the way to it: no times, no chance names."""
    buyers = {doc["name"]: doc["amazon_buyer_key"] for doc in held(practice, "Customer")}
    orders = [
        (
            doc["amazon_order_id"],
            doc["docstatus"],
            buyers[doc["customer"]],
            str(doc["grand_total"]),
            [(row["item_code"], str(row["qty"]), str(row["rate"])) for row in doc["items"]],
            [(row["account_head"], str(row["tax_amount"])) for row in doc["taxes"]],
        )
        for doc in held(practice, "Sales Order")
    ]
    others = {
        doctype: sorted(str(doc.get(field)) for doc in held(practice, doctype))
        for doctype, field in (*KEY_FIELDS.items(), ("Account", "name"), ("Warehouse", "name"), ("Brand", "name"))
        if doctype != "Sales Order"
    }
    prices = sorted((doc["item_code"], str(doc["price_list_rate"])) for doc in held(practice, "Item Price"))
    bins = sorted((doc["item_code"], str(doc["reserved_qty"])) for doc in held(practice, "Bin"))
    return {"orders": sorted(orders), "prices": prices, "bins": bins, **others}


def adapter(practice: PracticeERPNext, *, settings: Settings = SETTINGS) -> ERPNext:
    login = practice.logins["connector"]
    entry = Login(url=practice.url, api_key=login.api_key, api_secret=login.api_secret)
    return ERPNext(entry, settings=settings, clock=Hasty())


@pytest.fixture
def practice() -> Iterator[PracticeERPNext]:
    with PracticeERPNext(founded(rules=RULES, records=fixture())) as running:
        yield running


@pytest.fixture(scope="module")
def calm() -> dict[str, Any]:
    """The end state of a first sync on a good day."""
    with PracticeERPNext(founded(rules=RULES, records=fixture())) as running, adapter(running) as erp:
        bring(erp, documents(10, map(order, range(12))), Told())
        return essence(running)


def test_a_first_sync_arrives_whole(practice: PracticeERPNext, calm: dict[str, Any]) -> None:
    told = Told()
    with adapter(practice) as erp:
        bring(erp, documents(10, map(order, range(12))), told)

    assert told.refused() == []
    assert essence(practice) == calm
    assert {key: doc["grand_total"] for key, doc in valid(practice).items()} == {
        order(number).order_id: Decimal(21) for number in range(12)
    }
    keys_once(practice)


def test_the_names_are_those_there(practice: PracticeERPNext) -> None:
    told = Told()
    with adapter(practice) as erp:
        bring(erp, documents(5, [order(1)]), told)

    for (kind, key), receipt in told.receipts.items():
        assert receipt.name in {doc["name"] for doc in held(practice, kind)}, (kind, key)
    assert told.names["Warehouse", "Stores"] == "Stores - AC"


def test_few_requests(practice: PracticeERPNext) -> None:
    told = Told()
    wanted = documents(40, map(order, range(60)))
    with adapter(practice) as erp:
        bring(erp, [one for one in wanted if one.kind != "Sales Order"], told)
        practice.calls.clear()
        bring(erp, [one for one in wanted if one.kind == "Sales Order"], told)

    assert told.refused() == []
    sent = Counter((call.verb, call.of) for call in practice.calls)
    assert sent["POST", "Sales Order"] == 60
    assert sent.total() <= 60 + 3


def test_once_more_writes_nothing(practice: PracticeERPNext) -> None:
    told, wanted = Told(), documents(5, map(order, range(5)))
    with adapter(practice) as erp:
        bring(erp, wanted, told)
        before, practice.calls[:] = essence(practice), []
        again = Told(receipts=dict(told.receipts), names=dict(told.names))
        bring(erp, wanted, again, doubtful=True)

    assert again.refused() == []
    assert {receipt.outcome for receipt in again.receipts.values()} == {Outcome.UNCHANGED}
    assert {call.of for call in practice.calls if call.verb == "PUT"} == set()
    reading = {"frappe.client.get_list", "frappe.client.get"}
    assert {call.of for call in practice.calls if call.verb == "POST"} == reading
    # A person's name would stand in the logs of the site.
    assert not {call.of for call in practice.calls if call.verb == "GET"} & {"Customer", "Address", "Contact"}
    assert essence(practice) == before


WRITTEN = ("frappe.client.insert_many", "Account", "Item Group", "Warehouse", "Sales Order")
BAD = ({"do": "lost"}, {"do": "reset"}, {"do": "deadlock"}, {"do": "timeout"}, {"do": "page"}, {"do": "lost-page"})


@pytest.mark.parametrize("fault", BAD, ids=[str(fault["do"]) for fault in BAD])
@pytest.mark.parametrize("call", [1, 3])
def test_a_bad_day_ends_as_a_calm_one(
    practice: PracticeERPNext, calm: dict[str, Any], fault: dict[str, Any], call: int
) -> None:
    practice.faults.add(*({**fault, "verb": "POST", "of": of, "call": call, "times": 2} for of in WRITTEN))
    told = Told()
    with adapter(practice) as erp:
        bring(erp, documents(10, map(order, range(12))), told)

    assert told.refused() == []
    assert Outcome.IN_DOUBT not in {receipt.outcome for receipt in told.receipts.values()}
    assert essence(practice) == calm
    keys_once(practice)


def test_a_restart_in_mid_run_costs_another_run(practice: PracticeERPNext, calm: dict[str, Any]) -> None:
    practice.faults.add({"do": "restart", "verb": "POST", "of": "Sales Order", "call": 5, "seconds": 0.3})
    told, wanted = Told(), documents(10, map(order, range(12)))
    with adapter(practice) as erp:
        for _ in range(20):
            try:
                bring(erp, wanted, told, doubtful=True)
                break
            except Unreachable:
                time.sleep(0.1)

    assert told.refused() == []
    assert essence(practice) == calm
    keys_once(practice)


@pytest.mark.parametrize("seed", range(3))
def test_everything_goes_wrong_now_and_then(practice: PracticeERPNext, calm: dict[str, Any], seed: int) -> None:
    practice.faults.add(*({**fault, "probability": 0.06, "seed": seed * 10 + n} for n, fault in enumerate(BAD)))
    told, wanted = Told(), documents(10, map(order, range(12)))
    with adapter(practice) as erp:
        for _ in range(3):
            try:
                bring(erp, wanted, told, doubtful=True)
            except Unreachable:
                continue
        practice.faults.clear()
        bring(erp, wanted, told, doubtful=True)

    assert told.refused() == []
    assert essence(practice) == calm
    keys_once(practice)


def test_two_at_once_make_everything_once(practice: PracticeERPNext, calm: dict[str, Any]) -> None:
    results = [Told(), Told()]

    def run(told: Told) -> None:
        with adapter(practice) as erp:
            bring(erp, documents(10, map(order, range(12))), told)

    threads = [threading.Thread(target=run, args=(told,)) for told in results]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [told.refused() for told in results] == [[], []]
    assert essence(practice) == calm
    keys_once(practice)


class TestChanges:
    def bring_both(
        self, practice: PracticeERPNext, first: list[Outgoing], then: list[Outgoing], told: Told
    ) -> None:
        with adapter(practice) as erp:
            bring(erp, first, told)
            bring(erp, then, told, before={(one.kind, one.key): one for one in first})

    def test_an_order_that_changed_is_amended(self, practice: PracticeERPNext) -> None:
        told, key = Told(), order(1).order_id
        self.bring_both(practice, documents(5, [order(1)]), documents(5, [order(1, price="12.00")]), told)

        assert told.refused() == []
        assert told.receipts["Sales Order", key].name == f"{key}-1"
        assert {
            doc["name"]: (doc["docstatus"], doc["amazon_order_id"]) for doc in held(practice, "Sales Order")
        } == {
            key: (2, f"{key}~1"),
            f"{key}-1": (1, key),
        }
        assert sum(doc["reserved_qty"] for doc in held(practice, "Bin")) == 5

    @pytest.mark.parametrize("do", ["lost", "reset", "lost-page"])
    @pytest.mark.parametrize(
        ("verb", "of"), [("PUT", "Sales Order"), ("POST", "frappe.client.cancel"), ("POST", "Sales Order")]
    )
    def test_whatever_is_lost_on_the_way(self, practice: PracticeERPNext, verb: str, of: str, do: str) -> None:
        told, key = Told(), order(1).order_id
        call = 2 if (verb, of) == ("POST", "Sales Order") else 1
        practice.faults.add({"do": do, "verb": verb, "of": of, "call": call})
        self.bring_both(practice, documents(5, [order(1)]), documents(5, [order(1, price="12.00")]), told)

        assert told.refused() == []
        assert {doc["name"]: doc["docstatus"] for doc in held(practice, "Sales Order")} == {key: 2, f"{key}-1": 1}
        assert valid(practice).keys() == {key}

    def test_twice(self, practice: PracticeERPNext) -> None:
        told, key = Told(), order(1).order_id
        first, second, third = (documents(5, [order(1, price=price)]) for price in ("10.00", "12.00", "13.00"))
        self.bring_both(practice, first, second, told)
        with adapter(practice) as erp:
            bring(erp, third, told, before={(one.kind, one.key): one for one in second})

        assert told.refused() == []
        assert told.receipts["Sales Order", key].name == f"{key}-2"
        assert valid(practice)[key]["grand_total"] == Decimal(24)

    def test_a_later_delivery_is_a_change_in_place(self, practice: PracticeERPNext) -> None:
        later = msgspec.structs.replace(order(1), deliver_by=datetime(2026, 10, 9, 9, tzinfo=UTC))
        told, key = Told(), order(1).order_id
        self.bring_both(practice, documents(5, [order(1)]), documents(5, [later]), told)

        assert told.refused() == []
        doc = valid(practice)[key]
        assert (doc["name"], doc["delivery_date"]) == (key, "2026-10-09")
        assert {row["delivery_date"] for row in doc["items"]} == {"2026-10-09"}

    def test_cancelling(self, practice: PracticeERPNext) -> None:
        told, key = Told(), order(1).order_id
        gone = Outgoing(kind="Sales Order", key=key, name=key, body={"docstatus": 2}, about=key)
        self.bring_both(practice, documents(5, [order(1)]), [gone], told)

        assert told.receipts["Sales Order", key].outcome is Outcome.CANCELLED
        assert sum(doc["reserved_qty"] for doc in held(practice, "Bin")) == 0

    def test_a_title_is_written_and_html_in_it_is_no_persons_change(self, practice: PracticeERPNext) -> None:
        told, was, now = Told(), documents(1, []), documents(0, [])
        now += item_documents(product("SKU-0", "A finer <kettle> & cup"), settings=SETTINGS, mapping=MAPPING)
        self.bring_both(practice, was, now, told)
        self.bring_both(practice, now, was, told)

        assert told.refused() == []
        item = next(doc for doc in held(practice, "Item") if doc["name"] == "SKU-0")
        assert item["item_name"] == "A bfine/b kettle & cup SKU-0"

    def test_a_buyer_who_moved(self, practice: PracticeERPNext) -> None:
        told = Told()
        moved = msgspec.structs.replace(
            order(1), recipient=Address(name="Erika Beispiel", lines=("Ring 2",), city="Bonn", country="DE")
        )
        self.bring_both(practice, documents(5, [order(1)]), documents(5, [moved]), told)

        assert told.refused() == []
        assert [doc["city"] for doc in held(practice, "Address") if doc.get("amazon_order_id")] == ["Bonn"]


@pytest.mark.parametrize(
    "own_names", [pytest.param(True, id="names kept"), pytest.param(False, id="names dropped")]
)
def test_whatever_buyers_call_themselves_their_orders_arrive(own_names: bool) -> None:
    """A site that chooses the names makes them of these, numbers twins, and takes 140 signs."""
    names = [
        "Foo <3",
        "<b>Bold</b>",
        "L" * 140,
        "L" * 140,
        "100% _",
        "a,b'c\"d",
        "\U0001f600",
        " -\t",
        "New Customer 1",
    ]
    orders = [
        msgspec.structs.replace(
            order(number),
            buyer=Buyer(key=f"b{number}", name=name, email=f"b{number}@marketplace.example"),
            recipient=Address(name=name, lines=("Musterweg 1 <Hof>",), city="Berlin", country="DE"),
        )
        for number, name in enumerate(names)
    ]
    wanted, told = documents(10, orders), Told()
    site = founded(rules=RULES, records=fixture(), own_names=own_names)
    with PracticeERPNext(site) as practice, adapter(practice) as erp:
        bring(erp, wanted, told)
        again = Told()
        bring(erp, wanted, again, doubtful=True)

        assert (told.refused(), again.refused()) == ([], [])
        assert valid(practice).keys() == {one.order_id for one in orders}
        keys_once(practice)
        assert {receipt.outcome for receipt in again.receipts.values()} == {Outcome.UNCHANGED}


def test_a_french_site_with_accounts_of_its_own(practice: PracticeERPNext) -> None:
    site = founded(
        rules=RULES,
        records=fixture(),
        company="Bouilloires",
        abbr="BO",
        currency="EUR",
        country="France",
        language="fr",
    )
    settings = msgspec.structs.replace(SETTINGS, company="Bouilloires", company_currency="EUR")
    wanted = [*master_documents(settings, mapping=MAPPING)]
    for number in range(5):
        wanted += item_documents(product(f"SKU-{number}"), settings=settings, mapping=MAPPING)
    mapping = msgspec.structs.replace(MAPPING, rates={"EUR": MAPPING.rates["USD"], "USD": MAPPING.rates["EUR"]})
    for one in (order(1), order(2, currency="EUR")):
        wanted += order_documents(one, settings=settings, mapping=mapping)
    told = Told()
    with PracticeERPNext(site) as running, adapter(running, settings=settings) as erp:
        bring(erp, list({(one.kind, one.key): one for one in wanted}.values()), told)

        assert told.refused() == []
        assert len(valid(running)) == 2
        groups = {doc["name"]: doc["parent_item_group"] for doc in held(running, "Item Group")}
        assert groups["Amazon Products"] == "Tous les Groupes d'Articles"
