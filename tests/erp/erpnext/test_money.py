"""Notes, invoices, credit notes, returns and settlements, brought into the practice ERPNext."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.erp.erpnext import trading as t
from tests.erpnext_site import KEY, SECRET

from sellerbridge.clock import HeldClock
from sellerbridge.erp.erpnext.adapter import ERPNext
from sellerbridge.erp.erpnext.client import Login
from sellerbridge.erp.erpnext.custom_fields import fixture
from sellerbridge.errors import Refused
from sellerbridge.outgoing import Delivery, Outcome, Outgoing, Receipt
from sellerbridge.settings import Settings
from sellerbridge.simulator.erpnext.founding import founded
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.server import PracticeERPNext

CLOCK = HeldClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
STEP_1, REST = (("1", "SKU-1", 2, "3.33"), ("2", "SKU-2", 1, "8.01")), (("1", "SKU-1", 1, "3.34"), ("2", "SKU-2", 1, "8.01"))  # fmt: skip
BOOKED = ("Sales Order", "Delivery Note", "Sales Invoice", "Journal Entry")
_rows = itertools.count(1)
Doc = dict[str, Any]


class Books:
    """A site, what it was told, and what an outbox would know of it."""

    def __init__(self, practice: PracticeERPNext, settings: Settings) -> None:
        self.practice = practice
        login = Login(url=practice.url, api_key=KEY, api_secret=SECRET)
        self.erp = ERPNext(login, settings=settings, clock=CLOCK)
        self.names: dict[tuple[str, str], str] = {}
        self.known: dict[tuple[str, str], tuple[str, Outgoing]] = {}

    def bring(self, *wanted: Outgoing, doubtful: bool = False) -> list[Receipt]:
        """One batch per kind, as the outbox has them in one rank."""
        told = [self._delivery(outgoing, doubtful=doubtful) for outgoing in wanted]
        places = {one.row: one.outgoing for one in told}
        receipts = {}
        for receipt in self.erp.deliver(told, names=self.names):
            receipts[receipt.row] = receipt
            outgoing = places[receipt.row]
            if receipt.name and receipt.outcome is not Outcome.REFUSED:
                self.known[outgoing.kind, outgoing.key] = receipt.name, outgoing
                if outgoing.kind in ("Account", "Warehouse"):
                    self.names[outgoing.kind, outgoing.name] = receipt.name
        return [receipts[one.row] for one in told]

    def brought(self, *wanted: Outgoing, outcome: Outcome = Outcome.CREATED) -> list[str]:
        """The names there; every one must come to that."""
        receipts = self.bring(*wanted)
        assert {r.outcome for r in receipts} == {outcome}, [r.message for r in receipts]
        return [receipt.name for receipt in receipts]

    def refused(self, wanted: Outgoing) -> Receipt:
        [receipt] = self.bring(wanted)
        assert receipt.outcome is Outcome.REFUSED, receipt
        return receipt

    def _delivery(self, outgoing: Outgoing, *, doubtful: bool) -> Delivery:
        name, before = self.known.get((outgoing.kind, outgoing.key), ("", None))
        body = before.body if before and before.body != outgoing.body and not outgoing.personal else None
        return Delivery(
            row=next(_rows), outgoing=outgoing, known_name=name or None, doubtful=doubtful, before=body
        )

    def there(self, doctype: str, key: str) -> Doc:
        """The only valid document of a key, by our own port."""
        [held] = [one for one in self.erp.documents(doctype=doctype, key=key) if one.docstatus == 1]
        return held.doc

    def all(self, doctype: str) -> list[Doc]:
        with self.practice.site.locks.turn:
            return [dict(doc) for doc in self.practice.site.tables[doctype].documents.values()]

    def as_person(self, verb: str, doctype: str, name: str, **fields: Any) -> None:
        """What somebody does at the desk."""
        with self.practice.site.locks.turn:
            doc = self.practice.site.tables[doctype].documents[name.casefold()]
            doc.update(fields)
        assert verb == "set"


OpenBooks = Callable[..., Books]


@pytest.fixture
def open_books() -> Iterator[OpenBooks]:
    opened: list[Books] = []

    def made(
        *,
        settings: Settings = t.SETTINGS,
        fields: Iterable[Mapping[str, Any]] = (),
        stock: bool = True,
        **how: Any,
    ) -> Books:
        negative = {"doctype": "Stock Settings", "name": "Stock Settings", "allow_negative_stock": int(stock)}
        site = founded(rules=RULES, records=[*(fields or fixture()), *how.pop("records", ())], **how)
        with site.locks.turn:
            site.tables["Stock Settings"].documents["stock settings"].update(negative)
        opened.append(Books(PracticeERPNext(site).start(), settings))
        opened[-1].brought(*t.masters())
        return opened[-1]

    yield made
    for books in opened:
        books.erp.__exit__(None, None, None)
        books.practice.close()


@pytest.fixture(params=[True, False], ids=["own names", "names dropped"])
def books(request: pytest.FixtureRequest, open_books: OpenBooks) -> Books:
    return open_books(own_names=request.param)


def test_an_order_from_sale_to_payout(books: Books) -> None:
    """28.62 in two invoices; 8.81 given back; 3.00 of fees; the rest reaches the bank. Nothing stays open."""
    books.brought(t.sales_order())
    books.brought(t.delivery_note(STEP_1, tax="1.30"), t.delivery_note(REST, tax="1.30", step=2))
    books.brought(t.invoice(STEP_1, tax="1.30"), t.invoice(REST, tax="1.30", step=2))
    books.brought(t.credit_note((("2", "SKU-2", 1, "8.01"),), tax="-0.80"))
    books.brought(t.returned((("2", "SKU-2", 1, "8.01"),)))
    refund = t.paid("-8.81", of=f"{t.ORDER}-RF1")
    first, second = t.paid("15.97"), t.paid("12.65", of=f"{t.ORDER}-2")
    books.brought(t.settlement("11223344", first, second, refund, t.fee("3.00")))

    order = books.there("Sales Order", t.ORDER)
    assert (order["per_delivered"], order["per_billed"]) == (100, 100)
    for key in (f"{t.ORDER}-1", f"{t.ORDER}-2", f"{t.ORDER}-RF1"):
        assert books.there("Sales Invoice", key)["outstanding_amount"] == 0
    entry = books.there("Journal Entry", "11223344")
    assert entry["total_debit"] == Decimal("28.62")
    payout = next(row for row in entry["accounts"] if row["account"] == "Amazon Payouts - AC")
    assert payout["debit"] == Decimal("28.62") - Decimal("8.81") - Decimal("3.00")
    customers = {doc["name"] for doc in books.all("Customer")}
    assert {row["party"] for row in entry["accounts"] if row.get("party")} == customers
    stock = {bin_["item_code"]: bin_["actual_qty"] for bin_ in books.all("Bin")}
    assert stock == {"SKU-1": -3, "SKU-2": -1}


def test_each_row_stands_for_the_row_with_its_order_item_and_rate(books: Books) -> None:
    books.brought(t.sales_order())
    books.brought(t.delivery_note())
    books.brought(t.invoice())
    books.brought(t.credit_note((("1", "SKU-1", 1, "3.34"),), tax="0"))

    def places(doctype: str, key: str) -> dict[tuple[str, Decimal], str]:
        doc = books.there(doctype, key)
        return {(row["amazon_order_item_id"], abs(row["rate"])): row["name"] for row in doc["items"]}

    ordered, noted, billed = places("Sales Order", t.ORDER), places("Delivery Note", f"{t.ORDER}-1"), places("Sales Invoice", f"{t.ORDER}-1")  # fmt: skip
    for row in books.there("Delivery Note", f"{t.ORDER}-1")["items"]:
        assert row["so_detail"] == ordered[row["amazon_order_item_id"], row["rate"]]
    for row in books.there("Sales Invoice", f"{t.ORDER}-1")["items"]:
        line = row["amazon_order_item_id"], row["rate"]
        assert (row["so_detail"], row["dn_detail"]) == (ordered[line], noted[line])
    [back] = books.there("Sales Invoice", f"{t.ORDER}-RF1")["items"]
    assert back["sales_invoice_item"] == billed["1", Decimal("3.34")]


def test_a_credit_note_that_stands_alone_is_taken_and_paid_out(books: Books) -> None:
    """For money of pieces that came back before; dated like ours, at the end of the day of the invoice."""
    books.brought(t.sales_order())
    books.brought(t.invoice(noted=False))
    plain = t.credit_note((("2", "SKU-2", 1, "1.50"),), tax="0")
    body = {key: value for key, value in plain.body.items() if key != "return_against"}
    alone = msgspec.structs.replace(plain, body={**body, "posting_time": "23:59:59"})
    books.brought(alone)
    books.brought(alone, outcome=Outcome.UNCHANGED)
    note = books.there("Sales Invoice", f"{t.ORDER}-RF1")
    assert (note["grand_total"], note["outstanding_amount"]) == (Decimal("-1.50"), Decimal("-1.50"))

    back = t.paid("-1.50", of=f"{t.ORDER}-RF1")
    books.brought(t.settlement("11223344", t.paid("28.62"), back))
    for key in (f"{t.ORDER}-1", f"{t.ORDER}-RF1"):
        assert books.there("Sales Invoice", key)["outstanding_amount"] == 0


def test_told_again_nothing_is_written(books: Books) -> None:
    every = _everything()
    for kind in every:
        books.brought(*kind)
    writes = _writes(books)
    for kind in every:
        books.brought(*kind, outcome=Outcome.UNCHANGED)
    assert _writes(books) == writes


def test_a_second_home_finds_them_by_key(books: Books) -> None:
    """Such as one restored from a backup: it knows no name and is in no doubt."""
    every = _everything()
    for kind in every:
        books.brought(*kind)
    counts = {doctype: len(books.all(doctype)) for doctype in BOOKED}
    other = Books(books.practice, t.SETTINGS)
    other.names = dict(books.names)
    for kind in every:
        other.brought(*kind, outcome=Outcome.UNCHANGED)
    assert {doctype: len(books.all(doctype)) for doctype in BOOKED} == counts


@pytest.mark.parametrize("doctype", BOOKED[1:])
@pytest.mark.parametrize("do", ["lost", "reset", "deadlock", "page", "lost-page"])
def test_a_lost_answer_makes_no_second_one(do: str, doctype: str, open_books: OpenBooks) -> None:
    books = open_books(own_names=False)
    books.practice.faults.add({"of": doctype, "do": do, "times": 1})
    for kind in _everything():
        books.brought(*kind)
    keys = [doc["amazon_shipment_id" if doctype == "Delivery Note" else "amazon_invoice_key" if doctype == "Sales Invoice" else "amazon_settlement_id"] for doc in books.all(doctype)]  # fmt: skip
    assert len(keys) == len(set(keys)) == (1 if doctype == "Journal Entry" else 2)


@pytest.mark.parametrize("queued", [False, True], ids=["few rows", "many rows"])
def test_a_settlement_that_comes_again_otherwise_is_amended(queued: bool, books: Books) -> None:
    """ERPNext queues the cancelling of an entry of more than 100 rows, unless it is saved as cancelled."""
    books.brought(t.sales_order())
    books.brought(t.invoice(noted=False))
    fees = [t.fee("0.01") for _ in range(120 if queued else 1)]
    books.brought(t.settlement("11223344", t.paid("28.62"), *fees))
    books.brought(t.settlement("11223344", t.paid("28.62"), t.fee("4.00")), outcome=Outcome.UPDATED)

    assert sorted(doc["docstatus"] for doc in books.all("Journal Entry")) == [1, 2]
    payout = books.there("Journal Entry", "11223344")["accounts"][0]
    assert payout["debit"] == Decimal("24.62")
    assert books.there("Sales Invoice", f"{t.ORDER}-1")["outstanding_amount"] == 0


def test_an_invoice_that_changes_before_it_is_paid_is_amended(books: Books) -> None:
    books.brought(t.sales_order())
    books.brought(t.invoice(tax="2.50", noted=False))
    books.brought(t.invoice(tax="2.60", noted=False), outcome=Outcome.UPDATED)

    assert books.there("Sales Invoice", f"{t.ORDER}-1")["grand_total"] == Decimal("28.62")


def test_in_another_currency_the_customers_account_stays_in_the_companys(open_books: OpenBooks) -> None:
    """100 € at 1.10 are settled at 1.20: the invoice is paid with what it was booked at, the rest is gain."""
    books = open_books()
    books.as_person(
        "set", "Accounts Settings", "Accounts Settings",
        allow_multi_currency_invoices_against_single_party_account=1,
    )  # fmt: skip
    listed = {"price_list_name": "Amazon DE", "currency": "EUR", "enabled": 1, "selling": 1}
    books.brought(Outgoing(kind="Price List", key="amazon de", name="Amazon DE", body=listed))
    rows = (("1", "SKU-1", 1, "100.00"),)
    euros = {"currency": "EUR", "conversion_rate": Decimal("1.10"), "selling_price_list": "Amazon DE"}
    euros |= {"price_list_currency": "EUR", "plc_conversion_rate": Decimal("1.10")}

    def abroad(one: Outgoing) -> Outgoing:
        return msgspec.structs.replace(one, body={**one.body, **euros})

    books.brought(abroad(t.sales_order(rows, tax="0")))
    books.brought(abroad(t.invoice(rows, tax="1.00", noted=False)))
    books.brought(abroad(t.invoice(rows, tax="0", noted=False)), outcome=Outcome.UPDATED)
    gain = t.posting("Amazon Commission", Decimal("-10.00"))
    books.brought(t.settlement("11223344", t.paid("110.00"), gain))

    invoice = books.there("Sales Invoice", f"{t.ORDER}-1")
    assert (invoice["outstanding_amount"], invoice["base_grand_total"]) == (0, 110)
    assert books.there("Journal Entry", "11223344")["total_debit"] == 120


def test_one_that_is_paid_is_left_to_a_person(books: Books) -> None:
    books.brought(t.sales_order())
    books.brought(t.invoice(noted=False))
    books.brought(t.settlement("11223344", t.paid("10.00")))
    receipt = books.refused(t.invoice(tax="2.50", noted=False))

    assert receipt.kind == "linked-in-erp"
    assert "outstanding_amount is 18.62" in receipt.message


def test_an_order_with_a_delivery_note_is_not_cancelled(books: Books) -> None:
    books.brought(t.sales_order())
    books.brought(t.delivery_note())
    gone = msgspec.structs.replace(t.sales_order(), body={"docstatus": 2})

    assert books.refused(gone).kind == "linked-in-erp"
    assert books.there("Sales Order", t.ORDER)["docstatus"] == 1


def test_all_of_it_is_cancelled_the_other_way_round(books: Books) -> None:
    every = _everything()
    for kind in every:
        books.brought(*kind)
    for kind in reversed(every):
        gone = [msgspec.structs.replace(one, body={"docstatus": 2}) for one in reversed(kind)]
        books.brought(*gone, outcome=Outcome.CANCELLED)
    assert {doc["docstatus"] for doctype in BOOKED for doc in books.all(doctype)} == {2}


def test_what_a_person_changed_stays(books: Books) -> None:
    books.brought(t.sales_order())
    [name] = books.brought(t.invoice(noted=False))
    books.as_person("set", "Sales Invoice", name, due_date="2026-12-31", modified_by="sales@acme.test")
    changed = t.invoice(noted=False)
    receipt = books.refused(msgspec.structs.replace(changed, body={**changed.body, "due_date": "2026-10-09"}))

    assert receipt.kind == "changed-by-person"
    assert "due_date is 2026-12-31 there" in receipt.message


class TestRefusals:
    """Each with the site's words and a way out."""

    def test_no_stock(self, open_books: OpenBooks) -> None:
        books = open_books(stock=False)
        books.brought(t.sales_order())
        receipt = books.refused(t.delivery_note())

        assert receipt.kind == "erp-refused"
        assert "needed in" in receipt.message
        assert "settings set delivery_notes=off" in receipt.message
        books.brought(t.invoice(noted=False))

    def test_paid_by_a_person_meanwhile(self, books: Books) -> None:
        books.brought(t.sales_order())
        books.brought(t.invoice(noted=False))
        books.brought(t.settlement("by hand", t.paid("20.00")))
        receipt = books.refused(t.settlement("11223344", t.paid("28.62")))

        assert "cannot be greater than Outstanding Amount 8.62" in receipt.message
        assert "paid, credited or cancelled by hand" in receipt.message

    def test_a_customer_is_not_named(self, books: Books) -> None:
        """By the name that the site gave the person."""
        books.brought(t.customer("b2", "Max Mustermann"))
        books.brought(t.sales_order())
        advance = t.paid("5.00", of=t.ORDER, kind="Sales Order", buyer="b2")
        receipt = books.refused(t.settlement("11223344", advance))

        assert "Mustermann" not in receipt.message
        assert "AMZ-b2" in receipt.message

    def test_billed_by_a_person_as_well(self, books: Books) -> None:
        books.brought(t.sales_order())
        books.brought(t.invoice(noted=False))
        receipt = books.refused(t.invoice(noted=False, step=2))

        assert "over limit" in receipt.message
        assert "Somebody billed" in receipt.message

    def test_no_fiscal_year(self, books: Books) -> None:
        books.brought(t.sales_order())
        early = t.invoice(noted=False)
        early = msgspec.structs.replace(
            early, body={**early.body, "posting_date": "2021-10-03", "due_date": "2021-10-03"}
        )

        assert "Fiscal Year > New" in books.refused(early).message

    def test_an_order_that_is_not_there(self, books: Books) -> None:
        assert t.ORDER in books.refused(t.invoice(noted=False)).message


def test_without_the_key_field_nothing_of_that_kind_is_written(open_books: OpenBooks) -> None:
    fields = [one for one in fixture() if one["fieldname"] != "amazon_settlement_id"]
    books = open_books(fields=fields)
    books.brought(t.sales_order())
    with pytest.raises(Refused) as caught:
        books.bring(t.settlement("11223344", t.fee("3.00")))

    assert caught.value.kind == "erp-not-ready"
    assert books.all("Journal Entry") == []


def test_rows_are_found_without_the_field_of_the_order_item(open_books: OpenBooks) -> None:
    """Information fields may be missing; then the item's code and rate tell."""
    books = open_books(fields=[one for one in fixture() if one["fieldname"] != "amazon_order_item_id"])
    books.brought(t.sales_order())
    books.brought(t.delivery_note())
    ordered = {
        (row["item_code"], row["rate"]): row["name"] for row in books.there("Sales Order", t.ORDER)["items"]
    }
    for row in books.there("Delivery Note", f"{t.ORDER}-1")["items"]:
        assert row["so_detail"] == ordered[row["item_code"], row["rate"]]


def test_questions_are_asked_for_many_at_once(open_books: OpenBooks) -> None:
    """One POST a document, and a handful of questions for all of them."""
    books = open_books()
    orders = [f"111-0000000-{number:07}" for number in range(1, 41)]
    books.brought(*(t.sales_order(key=key) for key in orders))
    before = dict(books.erp.client.counts)
    books.brought(*(t.invoice(order=key, noted=False) for key in orders))
    asked = {
        call: n - before.get(call, 0) for call, n in books.erp.client.counts.items() if n > before.get(call, 0)
    }

    assert asked.pop("POST Sales Invoice") == 40
    assert sum(asked.values()) <= 8, asked


def test_accounts_hang_below_roots_of_their_own_type(books: Books) -> None:
    accounts = {doc["name"]: doc for doc in books.all("Account")}
    assert accounts["Amazon Commission - AC"]["parent_account"] == "Amazon - AC"
    assert accounts["Amazon Commission - AC"]["root_type"] == "Expense"
    assert accounts["Amazon Reserve - AC"]["root_type"] == "Asset"
    payouts = accounts["Amazon Payouts - AC"]
    assert (payouts["account_type"], payouts["parent_account"]) == ("Bank", "Bank Accounts - AC")


def test_the_companys_own_accounts_are_never_made(books: Books) -> None:
    before = len(books.all("Account"))
    mine = msgspec.structs.replace(t.SETTINGS, receivable_account="Forderungen")
    other = Books(books.practice, mine)
    body = {"account_name": "Forderungen", "company": "Acme", "account_type": "Receivable", "is_group": 0}
    other.bring(Outgoing(kind="Account", key="forderungen", name="Forderungen", body=body))
    assert len(books.all("Account")) == before


def _everything() -> list[list[Outgoing]]:
    """By rank."""
    back = (("2", "SKU-2", 1, "8.01"),)
    return [
        [t.sales_order()],
        [t.delivery_note()],
        [t.invoice()],
        [t.credit_note(back, tax="-0.80")],
        [t.returned(back)],
        [t.settlement("11223344", t.paid("28.62"), t.paid("-8.81", of=f"{t.ORDER}-RF1"), t.fee("3.00"))],
    ]


def _writes(books: Books) -> int:
    return sum(n for call, n in books.erp.client.counts.items() if call.split()[0] in ("POST", "PUT") and "get_list" not in call)  # fmt: skip
