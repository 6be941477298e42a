"""Batches of documents brought into a tiny site whose answers get lost; the practice ERPNext comes beside it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.erp.erpnext.door import Answer, no
from tests.erp.erpnext.shelf import DROPPED, FAULTS, GONE, OK, Shelf

from sellerbridge.clock import HeldClock
from sellerbridge.documents.item import fold
from sellerbridge.erp.erpnext.adapter import ERPNext
from sellerbridge.erp.erpnext.client import Login
from sellerbridge.errors import Later, Refused, Unreachable
from sellerbridge.outgoing import Delivery, Outcome, Outgoing, Receipt
from sellerbridge.settings import Settings

ELSE = "sales@acme.test"
OpenShelf = Callable[..., Shelf]
_rows = itertools.count(1)


@pytest.fixture
def shelf() -> Iterator[OpenShelf]:
    opened: list[Shelf] = []

    def made(**how: Any) -> Shelf:
        opened.append(Shelf(**how))
        opened[-1].put("Company", "Acme", abbr="AC", default_currency="USD", country="")
        return opened[-1]

    yield made
    for one in opened:
        one.stop()


def adapter(shelf: Shelf, *, max_retries: int = 4) -> ERPNext:
    login = Login(url=shelf.url, api_key="key", api_secret="secret")
    clock = HeldClock(datetime(2026, 3, 2, tzinfo=UTC))
    return ERPNext(login, settings=Settings(company="Acme", max_retries=max_retries), clock=clock)


def deliver(
    shelf: Shelf, *batch: Delivery, names: Mapping[tuple[str, str], str] | None = None, max_retries: int = 4
) -> dict[str, Receipt]:
    """Receipts by key."""
    with adapter(shelf, max_retries=max_retries) as erp:
        return delivered(erp, *batch, names=names)


def delivered(
    erp: ERPNext, *batch: Delivery, names: Mapping[tuple[str, str], str] | None = None
) -> dict[str, Receipt]:
    keys = {delivery.row: delivery.outgoing.key for delivery in batch}
    return {keys[receipt.row]: receipt for receipt in erp.deliver(batch, names=names or {})}


def told(
    kind: str,
    key: str,
    body: Mapping[str, Any],
    *,
    name: str = "",
    more: Mapping[str, Any] | None = None,
    **how: Any,
) -> Delivery:
    outgoing = Outgoing(kind=kind, key=key, name=name or key, body=body, about=key, **(more or {}))
    return Delivery(row=next(_rows), outgoing=outgoing, **how)


def order(key: str, rate: str = "10.00", *, customer: str = "AMZ-b1", **how: Any) -> Delivery:
    items = [{"item_code": "SKU-1", "qty": 2, "rate": Decimal(rate)}]
    body = {"docstatus": 1, "customer": customer, "amazon_order_id": key, "items": items}
    return told("Sales Order", key, {**body, "grand_total": 2 * Decimal(rate)}, **how)


def cancelled(key: str, **how: Any) -> Delivery:
    return told("Sales Order", key, {"docstatus": 2}, **how)


def item(sku: str, title: str = "Kettle", *, name: str = "", asin: str = "", **how: Any) -> Delivery:
    body = {"item_code": name or sku, "item_name": title, "amazon_sku": sku, "amazon_item_code": asin}
    return told("Item", sku, {field: value for field, value in body.items() if value}, name=name, **how)


def customer(key: str, label: str = "Erika Beispiel", **how: Any) -> Delivery:
    body = {"customer_name": label, "amazon_buyer_key": key}
    return told("Customer", key, body, name=f"AMZ-{key}", more={"personal": True}, **how)


class TestOrders:
    def test_one_request_each_and_one_question_for_all(self, shelf: OpenShelf) -> None:
        site = shelf()
        receipts = deliver(site, *(order(f"o{n}") for n in range(40)))

        assert {receipt.outcome for receipt in receipts.values()} == {Outcome.CREATED}
        assert site.writes == {"POST Sales Order": 40}
        assert site.reads["Sales Order"] == 1

    def test_known_names_of_what_it_refers_to_are_sent(self, shelf: OpenShelf) -> None:
        site = shelf()
        deliver(site, order("o1"), names={("Customer", "AMZ-b1"): "Erika Beispiel", ("Item", "SKU-1"): "KETTLE"})

        doc = site.all("Sales Order")[0]
        assert (doc["customer"], doc["items"][0]["item_code"]) == ("Erika Beispiel", "KETTLE")

    @pytest.mark.parametrize("fault", FAULTS)
    def test_a_lost_answer_makes_no_second_order(self, shelf: OpenShelf, fault: str) -> None:
        site = shelf(faults=[fault])
        receipts = deliver(site, order("o1"))

        assert receipts["o1"].outcome is Outcome.CREATED
        assert len(site.all("Sales Order")) == 1

    def test_what_stays_in_doubt_is_told_so(self, shelf: OpenShelf) -> None:
        site = shelf(faults=["dropped before"] * 9)
        receipts = deliver(site, order("o1"), max_retries=1)

        assert receipts["o1"].outcome is Outcome.IN_DOUBT
        assert site.writes["POST Sales Order"] == 2

    def test_a_refused_one_stops_no_other(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.refuses["o2"] = no("ValidationError", "Item SKU-1 is disabled")
        receipts = deliver(site, order("o1"), order("o2"), order("o3"))

        assert [receipts[key].outcome for key in ("o1", "o2", "o3")] == ["created", "refused", "created"]
        assert (receipts["o2"].kind, receipts["o2"].message) == ("erp-refused", "Item SKU-1 is disabled")

    def test_somebody_was_faster_and_the_site_says_so_by_the_customers_order_number(
        self, shelf: OpenShelf
    ) -> None:
        """A site that names orders itself meets the same po_no before it meets the key."""
        site = shelf()
        site.refuses["o1"] = no("ValidationError", "SAL-ORD-1 already exists against Customer's Purchase Order o1")
        site.meanwhile = lambda: site.put(
            "Sales Order", "SAL-ORD-1", amazon_order_id="o1", docstatus=1, grand_total=Decimal(20)
        )
        receipts = deliver(site, order("o1"))

        assert (receipts["o1"].outcome, receipts["o1"].name) == (Outcome.UNCHANGED, "SAL-ORD-1")
        assert len(site.all("Sales Order")) == 1

    def test_a_customers_name_is_not_repeated(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.refuses["o1"] = no("ValidationError", "Customer Erika Beispiel is frozen")
        receipts = deliver(site, order("o1"), names={("Customer", "AMZ-b1"): "Erika Beispiel"})

        assert receipts["o1"].message == "Customer AMZ-b1 is frozen"

    def test_the_name_of_another_order_is_told(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Sales Order", "o1", amazon_order_id="other", docstatus=1)
        receipts = deliver(site, order("o1"))

        assert receipts["o1"].outcome is Outcome.REFUSED
        assert "already exists" in receipts["o1"].message
        assert "Rename it" in receipts["o1"].message

    def test_an_older_connectors_order_is_adopted(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Sales Order", "SAL-ORD-1", user=ELSE, amazon_order_id="o1", grand_total=Decimal(20), docstatus=1)
        site.put("Sales Order", "SAL-ORD-2", user=ELSE, amazon_order_id="o2", grand_total=Decimal(19), docstatus=1)
        receipts = deliver(site, order("o1"), order("o2"))

        assert (receipts["o1"].outcome, receipts["o1"].name) == (Outcome.UNCHANGED, "SAL-ORD-1")
        assert (receipts["o2"].outcome, receipts["o2"].kind) == (Outcome.REFUSED, "adopted-differs")
        assert not site.writes

    def test_a_key_that_the_site_does_not_keep_is_told(self, shelf: OpenShelf) -> None:
        """A field of a permission level that is not ours is dropped without a word."""
        site = shelf()
        site.drops = frozenset({"amazon_order_id"})
        receipts = deliver(site, order("o1"))
        again = deliver(site, order("o1", known_name=receipts["o1"].name))

        assert "amazon_order_id" in receipts["o1"].message
        assert (receipts["o1"].outcome, receipts["o1"].kind) == (Outcome.REFUSED, "erp-refused")
        assert again["o1"].name == "o1"
        assert len(site.all("Sales Order")) == 1

    @pytest.mark.parametrize(
        ("what", "without"),
        [
            pytest.param(order, "amazon_order_id", id="Sales Order"),
            pytest.param(item, "amazon_sku", id="Item"),
            pytest.param(customer, "amazon_buyer_key", id="Customer"),
        ],
    )
    @pytest.mark.parametrize("how", ["without", "repeating"])
    def test_nothing_is_written_where_the_key_field_is_gone_or_may_repeat(
        self, shelf: OpenShelf, what: Any, without: str, how: str
    ) -> None:
        """The check was passed once; what an administrator does later must not double documents."""
        site = shelf(**{how: [without]})
        with adapter(site) as erp, pytest.raises(Refused, match=without) as caught:
            list(erp.deliver([what("k1")], names={}))

        assert caught.value.kind == "erp-not-ready"
        assert not site.writes

    @pytest.mark.parametrize("what", [pytest.param(order, id="order"), pytest.param(item, id="item")])
    def test_a_site_that_is_gone_leaves_what_was_sent_in_doubt(self, shelf: OpenShelf, what: Any) -> None:
        site = shelf(faults=[GONE])
        receipts: list[Receipt] = []
        with adapter(site, max_retries=0) as erp:
            coming = iter(erp.deliver([what("k1")], names={}))
            receipts.append(next(coming))
            with pytest.raises(Unreachable):
                next(coming)

        assert [receipt.outcome for receipt in receipts] == [Outcome.IN_DOUBT]
        site.gone = False
        assert deliver(site, what("k1", doubtful=True))["k1"].name == "k1"
        assert len(site.all(what("k1").outgoing.kind)) == 1


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        pytest.param(no("AuthenticationError", "", status=401), Refused, id="key withdrawn"),
        pytest.param(
            Answer(status=429, json={"exc_type": "TooManyRequestsError"}, headers={"retry-after": "3600"}),
            Later,
            id="rate limit",
        ),
    ],
)
@pytest.mark.parametrize("what", [pytest.param(order, id="order"), pytest.param(item, id="item")])
def test_what_ends_a_run_refuses_no_document_and_doubles_none(
    shelf: OpenShelf, what: Any, answer: Answer, raised: type[Exception]
) -> None:
    site, receipts = shelf(), list[Receipt]()
    batch = [what(f"k{n}") for n in range(12)]
    site.refuses["k3"] = no("ValidationError", "first halve it")
    site.refuses["k7"] = answer
    with adapter(site) as erp, pytest.raises(raised) as caught:
        receipts.extend(erp.deliver(batch, names={}))
    rows = [receipt.row for receipt in receipts]
    site.refuses.clear()
    kept = {receipt.row for receipt in receipts if receipt.outcome is Outcome.CREATED}
    again = [msgspec.structs.replace(one, doubtful=True) for one in batch if one.row not in kept]
    deliver(site, *again)

    assert not isinstance(caught.value, Refused) or caught.value.kind == "erp-login"
    assert len(rows) == len(set(rows))
    assert {receipt.row for receipt in receipts if receipt.outcome is Outcome.REFUSED} <= {batch[3].row}
    assert len(site.all(batch[0].outgoing.kind)) == 12


class TestAmending:
    def before(self) -> dict[str, Any]:
        return dict(order("o1").outgoing.body)

    def site(self, shelf: OpenShelf, **how: Any) -> Shelf:
        site = shelf(**how)
        deliver(site, order("o1"))
        return site

    def state(self, site: Shelf) -> dict[str, tuple[int, str]]:
        return {doc["name"]: (doc["docstatus"], doc["amazon_order_id"]) for doc in site.all("Sales Order")}

    def test_the_old_one_is_cancelled_and_the_new_one_has_the_key(self, shelf: OpenShelf) -> None:
        site = self.site(shelf)
        receipts = deliver(site, order("o1", "12.00", known_name="o1", before=self.before()))

        assert (receipts["o1"].outcome, receipts["o1"].name) == (Outcome.UPDATED, "o1-1")
        assert self.state(site) == {"o1": (2, "o1~1"), "o1-1": (1, "o1")}

    @pytest.mark.parametrize("fault", FAULTS)
    @pytest.mark.parametrize("step", [0, 1, 2])
    def test_an_answer_lost_at_any_step(self, shelf: OpenShelf, step: int, fault: str) -> None:
        site = self.site(shelf)
        site.faults = [OK] * step + [fault]
        receipts = deliver(site, order("o1", "12.00", known_name="o1", before=self.before()))

        assert (receipts["o1"].outcome, receipts["o1"].name) == (Outcome.UPDATED, "o1-1")
        assert self.state(site) == {"o1": (2, "o1~1"), "o1-1": (1, "o1")}

    @pytest.mark.parametrize("done", [pytest.param(1, id="retired"), pytest.param(2, id="cancelled too")])
    @pytest.mark.parametrize(
        "known", [pytest.param("o1", id="known"), pytest.param(None, id="in doubt from the start")]
    )
    def test_taken_up_again_after_a_kill(self, shelf: OpenShelf, done: int, known: str | None) -> None:
        site = self.site(shelf)
        old = site.docs["Sales Order", "o1"]
        old.update(amazon_order_id="o1~1", docstatus=done, modified="2026-03-02 10:00:01")
        receipts = deliver(site, order("o1", "12.00", known_name=known, doubtful=True, before=self.before()))

        assert receipts["o1"].name == "o1-1"
        assert self.state(site) == {"o1": (2, "o1~1"), "o1-1": (1, "o1")}

    def test_what_hangs_on_it_gives_it_its_key_back(self, shelf: OpenShelf) -> None:
        site = self.site(shelf)
        site.hung_on.add("o1")
        receipts = deliver(site, order("o1", "12.00", known_name="o1", before=self.before()))

        assert (receipts["o1"].outcome, receipts["o1"].kind) == (Outcome.REFUSED, "linked-in-erp")
        assert "SI-1" in receipts["o1"].message
        assert receipts["o1"].name == "o1"
        assert self.state(site) == {"o1": (1, "o1")}

    def test_a_key_that_may_not_change(self, shelf: OpenShelf) -> None:
        site = self.site(shelf, key_is_free=False)
        receipts = deliver(site, order("o1", "12.00", known_name="o1", before=self.before()))

        assert receipts["o1"].kind == "changed-after-booking"
        assert self.state(site) == {"o1": (1, "o1")}

    def test_a_key_that_the_site_does_not_let_go_stops_before_the_old_one_is_cancelled(
        self, shelf: OpenShelf
    ) -> None:
        site = self.site(shelf)
        site.drops = frozenset({"amazon_order_id"})
        receipts = deliver(site, order("o1", "12.00", known_name="o1", before=self.before()))

        assert (receipts["o1"].kind, receipts["o1"].name) == ("erp-refused", "o1")
        assert "permission level" in receipts["o1"].message
        assert self.state(site) == {"o1": (1, "o1")}

    def test_a_site_that_does_not_cancel_is_asked_once(self, shelf: OpenShelf) -> None:
        site = self.site(shelf)
        site.cancels = False
        receipts = deliver(site, cancelled("o1", known_name="o1"))

        assert receipts["o1"].kind == "erp-refused"
        assert site.writes["cancel"] == 1

    @pytest.mark.parametrize("fault", [OK, *FAULTS])
    def test_cancelling(self, shelf: OpenShelf, fault: str) -> None:
        site = self.site(shelf)
        site.faults = [fault]
        receipts = deliver(site, cancelled("o1", known_name="o1"))

        assert (receipts["o1"].outcome, receipts["o1"].name) == (Outcome.CANCELLED, "o1")
        assert self.state(site) == {"o1": (2, "o1")}


class TestRecords:
    def test_many_in_one_request(self, shelf: OpenShelf) -> None:
        site = shelf()
        receipts = deliver(site, *(item(f"SKU-{n}") for n in range(300)))

        assert {receipt.outcome for receipt in receipts.values()} == {Outcome.CREATED}
        assert len(site.all("Item")) == 300
        assert site.writes.total() <= 16

    @pytest.mark.parametrize("fault", FAULTS)
    @pytest.mark.parametrize("what", [pytest.param(item, id="Item"), pytest.param(customer, id="Customer")])
    def test_a_lost_answer_makes_nothing_twice(self, shelf: OpenShelf, what: Any, fault: str) -> None:
        site = shelf(faults=[fault, OK, fault])
        batch = [what(f"k{n}") for n in range(30)]
        receipts = deliver(site, *batch)

        assert {receipt.outcome for receipt in receipts.values()} == {Outcome.CREATED}
        assert len(site.all(batch[0].outgoing.kind)) == 30

    def test_bad_ones_are_found_and_the_others_made(self, shelf: OpenShelf) -> None:
        site = shelf()
        for bad in ("SKU-3", "SKU-17"):
            site.refuses[bad] = no("ValidationError", f"Barcode of {bad} is used in another Item")
        receipts = deliver(site, *(item(f"SKU-{n}") for n in range(40)))

        assert {key for key, receipt in receipts.items() if receipt.outcome is Outcome.REFUSED} == {
            "SKU-3",
            "SKU-17",
        }
        assert len(site.all("Item")) == 38

    def test_one_that_we_may_not_write_stops_no_other(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.refuses["SKU-0"] = no("PermissionError", "", status=403)
        receipts = deliver(site, *(item(f"SKU-{n}") for n in range(20)))

        (refused,) = (receipt for receipt in receipts.values() if receipt.outcome is Outcome.REFUSED)
        assert refused.name == ""
        assert "role" in refused.message
        assert len(site.all("Item")) == 19

    def test_a_slow_site_gets_fewer_at_a_time(self, shelf: OpenShelf) -> None:
        """Its web server ends a request after so long; what was begun in it is rolled back."""
        site = shelf()
        site.takes = 12
        receipts = deliver(site, *(item(f"SKU-{n}") for n in range(100)), max_retries=5)

        assert {receipt.outcome for receipt in receipts.values()} == {Outcome.CREATED}
        assert len(site.all("Item")) == 100

    def test_a_site_that_never_answers_is_not_asked_without_end(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.takes = 0
        receipts = deliver(site, *(item(f"SKU-{n}") for n in range(100)), max_retries=3)

        assert [receipt.outcome for receipt in receipts.values()] == [Outcome.IN_DOUBT] * 100
        assert site.writes.total() <= 2 * 4

    def test_one_that_is_refused_before_the_site_is_gone_has_one_receipt(self, shelf: OpenShelf) -> None:
        site = shelf(faults=[DROPPED, OK, OK, GONE])
        site.refuses["SKU-0"] = no("ValidationError", "Barcode is used in another Item")
        receipts: list[Receipt] = []
        with adapter(site, max_retries=1) as erp:
            coming = erp.deliver([item(f"SKU-{n}") for n in range(4)], names={})
            with pytest.raises(Unreachable):
                receipts.extend(coming)

        rows = [receipt.row for receipt in receipts]
        assert len(rows) == len(set(rows))
        assert Outcome.REFUSED in {receipt.outcome for receipt in receipts}
        assert Outcome.IN_DOUBT in {receipt.outcome for receipt in receipts}

    def test_a_number_that_two_people_got_at_once_is_drawn_again(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.refuses["AMZ-b1"] = no(
            "DuplicateEntryError", "Customer Erika Beispiel - 1 already exists", status=409
        )
        site.forgives = True
        receipts = deliver(site, customer("b1"))

        assert receipts["b1"].outcome is Outcome.CREATED

    def test_no_value_of_a_person_in_a_refusal(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.refuses["AMZ-b1"] = no("InvalidPhoneNumberError", "Erika Beispiel has no good number")
        receipts = deliver(site, customer("b1"))

        assert receipts["b1"].kind == "erp-refused"
        assert "Erika" not in receipts["b1"].message

    def test_two_skus_that_the_site_takes_for_one(self, shelf: OpenShelf) -> None:
        site = shelf()
        batch = [item("ab-1"), item("AB-1", name="AB-1~1f2e3d4c")]
        receipts = deliver(site, *batch)
        again = deliver(site, *(item(d.outgoing.key, name=d.outgoing.name, doubtful=True) for d in batch))

        assert {receipt.name for receipt in receipts.values()} == {"ab-1", "AB-1~1f2e3d4c"}
        assert {key: receipt.name for key, receipt in again.items()} == {"ab-1": "ab-1", "AB-1": "AB-1~1f2e3d4c"}
        assert len(site.all("Item")) == 2

    def test_a_conflict_is_told_and_nothing_is_written(self, shelf: OpenShelf) -> None:
        site = shelf()
        deliver(site, item("SKU-1", "Kettle", asin="B01"))
        site.docs["Item", "sku-1"].update(
            item_name="Bouilloire", modified_by=ELSE, modified="2026-03-03 09:00:00.1"
        )
        before = item("SKU-1", "Kettle", asin="B01").outgoing.body
        receipts = deliver(site, item("SKU-1", "Kettle 2 l", asin="B02", known_name="SKU-1", before=before))

        assert (receipts["SKU-1"].outcome, receipts["SKU-1"].kind) == (Outcome.REFUSED, "changed-by-person")
        assert "Bouilloire" in receipts["SKU-1"].message
        assert site.docs["Item", "sku-1"]["item_name"] == "Bouilloire"
        assert site.docs["Item", "sku-1"]["amazon_item_code"] == "B01"

    def test_what_we_wrote_ourselves_is_never_taken_for_a_persons(self, shelf: OpenShelf) -> None:
        """After a conflict Amazon changes another field twice: it is not told as a conflict too."""
        site = shelf()
        first = item("SKU-1", "Kettle", asin="B01")
        deliver(site, first)
        site.docs["Item", "sku-1"].update(item_name="Bouilloire", modified_by=ELSE, modified="2026-03-03 09:00:00")
        for asin in ("B02", "B03"):
            later = item("SKU-1", "Kettle 2 l", asin=asin, known_name="SKU-1", before=first.outgoing.body)
            receipts = deliver(site, later)

        assert "item_name is Bouilloire there" in receipts["SKU-1"].message
        assert "amazon_item_code" not in receipts["SKU-1"].message

    def test_nothing_to_change_is_not_written(self, shelf: OpenShelf) -> None:
        site = shelf()
        deliver(site, item("SKU-1"))
        site.writes.clear()
        receipts = deliver(site, item("SKU-1", doubtful=True))

        assert receipts["SKU-1"].outcome is Outcome.UNCHANGED
        assert not site.writes


class TestAdopting:
    def test_an_ecommerce_item_comes_before_a_name(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Item", "OLD-1", user=ELSE, item_name="Bouilloire")
        site.put("Item", "SKU-1", user=ELSE)
        site.put("Ecommerce Item", "e1", integration="amazon_sp_api", sku="SKU-1", erpnext_item_code="OLD-1")
        receipts = deliver(site, item("SKU-1", asin="B01"))

        doc = site.docs["Item", "old-1"]
        assert (receipts["SKU-1"].outcome, receipts["SKU-1"].name) == (Outcome.UPDATED, "OLD-1")
        assert (doc["amazon_sku"], doc["amazon_item_code"], doc["item_name"]) == ("SKU-1", "B01", "Bouilloire")

    @pytest.mark.parametrize("without", [[], ["Ecommerce Item"]], ids=["with the app", "without the app"])
    def test_an_item_named_as_the_sku(self, shelf: OpenShelf, without: list[str]) -> None:
        site = shelf(without=without)
        site.put("Item", "sku-1", user=ELSE)
        receipts = deliver(site, item("SKU-1"))

        assert receipts["SKU-1"].name == "sku-1"
        assert len(site.all("Item")) == 1

    def test_an_item_of_the_asin_if_there_is_only_one(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Item", "ONE", user=ELSE, amazon_item_code="B01")
        site.put("Item", "TWO", user=ELSE, amazon_item_code="B02")
        site.put("Item", "THREE", user=ELSE, amazon_item_code="B02")
        site.put("Item", "FOUR", user=ELSE, amazon_item_code="B04")
        batch = [item("S1", asin="B01"), item("S2", asin="B02"), item("S4", asin="B04"), item("S5", asin="B04")]
        receipts = deliver(site, *batch)

        assert {key: receipt.name for key, receipt in receipts.items()} == {
            "S1": "ONE",
            "S2": "S2",
            "S4": "S4",
            "S5": "S5",
        }

    def test_one_that_stands_for_another_sku_is_not_taken(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Item", "AB", user=ELSE, amazon_sku="OTHER")
        receipts = deliver(site, item("ab", name="ab~12345678"))

        assert receipts["ab"].name == "ab~12345678"

    def test_a_template_is_not_taken(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Item", "SHIRT", user=ELSE, has_variants=1, amazon_item_code="B01")
        receipts = deliver(site, item("S1", asin="B01"))

        assert receipts["S1"].name == "S1"

    def test_after_a_kill_it_is_still_nobody_elses_title(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Item", "SKU-1", item_name="Bouilloire")
        first = deliver(site, item("SKU-1", doubtful=True))
        again = deliver(site, item("SKU-1", doubtful=True))

        assert (first["SKU-1"].outcome, again["SKU-1"].outcome) == (Outcome.UPDATED, Outcome.UNCHANGED)
        assert site.docs["Item", "sku-1"]["item_name"] == "Bouilloire"

    def test_a_shared_customer_that_a_person_made(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Customer", "Amazon DE", user=ELSE, customer_name="Amazon DE")
        body = {"customer_name": "Amazon DE", "amazon_buyer_key": "Amazon DE"}
        receipts = deliver(site, told("Customer", "Amazon DE", body, more={"only_if_missing": True}))

        assert receipts["Amazon DE"].name == "Amazon DE"
        assert site.docs["Customer", "amazon de"]["amazon_buyer_key"] == "Amazon DE"


class TestMasters:
    def test_stores_is_found_with_its_abbreviation_and_left_as_it_is(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Warehouse", "Stores - AC", user=ELSE, warehouse_name="Stores", company="Acme")
        receipts = deliver(
            site, told("Warehouse", "stores", {"warehouse_name": "Stores", "company": "Acme"}, name="Stores")
        )

        assert (receipts["stores"].outcome, receipts["stores"].name) == (Outcome.UNCHANGED, "Stores - AC")
        assert not site.writes

    def test_that_of_another_company_is_another(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Warehouse", "Stores - OT", user=ELSE, warehouse_name="Stores", company="Other")
        site.put("Warehouse", "Tous - AC", user=ELSE, warehouse_name="Tous", company="Acme", is_group=1)
        receipts = deliver(
            site, told("Warehouse", "stores", {"warehouse_name": "Stores", "company": "Acme"}, name="Stores")
        )

        assert (receipts["stores"].outcome, receipts["stores"].name) == (Outcome.CREATED, "Stores - AC")
        assert site.docs["Warehouse", fold("Stores - AC")]["parent_warehouse"] == "Tous - AC"

    def test_an_account_with_a_number_is_found_by_its_title(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Account", "4100 - Shipping - AC", user=ELSE, account_name="Shipping", company="Acme", is_group=0)
        receipts = deliver(
            site, told("Account", "shipping", {"account_name": "Shipping", "is_group": 0}, name="Shipping")
        )

        assert receipts["shipping"].name == "4100 - Shipping - AC"

    def test_a_group_and_what_lies_in_it_come_in_one_batch(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put(
            "Account",
            "Charges - AC",
            user=ELSE,
            account_name="Charges",
            company="Acme",
            is_group=1,
            root_type="Expense",
        )
        leaf = {"account_name": "Shipping", "company": "Acme", "parent_account": "Amazon", "is_group": 0}
        group = {"account_name": "Amazon", "company": "Acme", "is_group": 1}
        deliver(
            site,
            told("Account", "shipping", leaf, name="Shipping"),
            told("Account", "amazon", group, name="Amazon"),
        )

        made = {doc["name"]: doc.get("parent_account") for doc in site.all("Account")}
        assert made["Amazon - AC"] == "Charges - AC"
        assert made["Shipping - AC"] == "Amazon - AC"
        assert site.docs["Account", fold("Shipping - AC")]["account_type"] == "Chargeable"

    def test_the_root_of_a_tree_is_found_in_any_language(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Item Group", "Tous les groupes d'articles", user=ELSE, is_group=1)
        deliver(
            site,
            told("Item Group", "amazon products", {"item_group_name": "Amazon Products"}, name="Amazon Products"),
        )

        assert site.docs["Item Group", "amazon products"]["parent_item_group"] == "Tous les groupes d'articles"

    def test_another_spelling_of_a_brand_is_that_brand(self, shelf: OpenShelf) -> None:
        site = shelf()
        site.put("Brand", "ACME", user=ELSE)
        receipts = deliver(site, told("Brand", "acme", {"brand": "Acme"}, name="Acme"))

        assert (receipts["acme"].outcome, receipts["acme"].name) == (Outcome.UNCHANGED, "ACME")


class TestRaces:
    def test_two_at_once_make_each_document_once(self, shelf: OpenShelf) -> None:
        site = shelf()
        items, orders = [f"SKU-{n}" for n in range(30)], [f"o{n}" for n in range(30)]
        results: list[dict[str, Receipt]] = []

        def run() -> None:
            results.append(deliver(site, *map(item, items)))
            results.append(deliver(site, *map(order, orders)))

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(site.all("Item")) == len(site.all("Sales Order")) == 30
        assert all(receipt.outcome is not Outcome.REFUSED for one in results for receipt in one.values())


@settings(max_examples=15, deadline=None)
@given(
    faults=st.lists(st.sampled_from([OK, *FAULTS]), max_size=14),
    kind=st.sampled_from(["Item", "Customer", "Sales Order"]),
    killed=st.booleans(),
)
def test_whatever_gets_lost_each_key_is_there_once(faults: list[str], kind: str, killed: bool) -> None:
    make: dict[str, Callable[[str], Delivery]] = {"Item": item, "Customer": customer, "Sales Order": order}
    batch = [make[kind](f"k{n}") for n in range(7)]
    site = Shelf(faults=faults)
    try:
        with adapter(site, max_retries=1) as erp:
            receipts = delivered(erp, *batch)
            doubt = {key for key, receipt in receipts.items() if receipt.outcome is Outcome.IN_DOUBT or killed}
            again = [
                Delivery(row=d.row, outgoing=d.outgoing, doubtful=True) for d in batch if d.outgoing.key in doubt
            ]
            site.faults = []
            receipts |= delivered(erp, *again)
    finally:
        site.stop()

    assert len(site.all(kind)) == 7
    assert {receipt.name for receipt in receipts.values()} == {doc["name"] for doc in site.all(kind)}
    assert {receipt.outcome for receipt in receipts.values()} <= {Outcome.CREATED, Outcome.UNCHANGED}
