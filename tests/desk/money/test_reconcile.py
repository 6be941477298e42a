"""Reconcile: Amazon's settlements against the entries that the books really hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

import msgspec
import pytest
from tests.settlements import fee, other, price, settlement

from sellerbridge.bridge import Bridge
from sellerbridge.commerce.settlement import Settlement
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.console.words.speech import speech
from sellerbridge.desk.decide import decide
from sellerbridge.desk.money.entries import Gap, gaps, loose, paid
from sellerbridge.desk.money.reconcile import Chosen, Reconciliation, reconcile
from sellerbridge.desk.money.reconciled import Reconciled
from sellerbridge.desk.rates import set_rates
from sellerbridge.documents.masters import master_documents
from sellerbridge.erp.port import Held
from sellerbridge.errors import Usage
from sellerbridge.flows import money
from sellerbridge.flows.deliver import deliver
from sellerbridge.flows.run import Tally
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import Problem
from sellerbridge.store.connections import Connection
from sellerbridge.store.outbox import Row
from sellerbridge.store.translations import Translated

A, B = "302-0000001-0000001", "302-0000002-0000002"
WHEN = datetime(2026, 9, 17, tzinfo=UTC)


class _Quiet:
    def stage(self, connection: str, flow: str, text: str) -> None: ...

    def count(self, done: int, total: int | None) -> None: ...


@pytest.fixture
def book(opened: Installation, seller: Connection) -> Callable[..., None]:
    """Keep settlements, and book them as a sync does."""
    opened.store.erp.choose("books")

    def keep(*told: Settlement, deliver_it: bool = True) -> None:
        for one in told:
            opened.store.settlements.keep(seller, one, report_id=f"R{one.settlement_id}", reported_at=WHEN)
        with opened.erp() as erp:
            bridge = Bridge(
                connection=seller,
                amazon=cast("Any", None),
                erp=erp,
                store=opened.store,
                settings=opened.store.settings.read(),
                clock=opened.clock,
            )
            wanted = master_documents(bridge.settings, mapping=bridge.mapping())
            opened.store.translations.keep_masters(seller.id, wanted)
            for one in told:
                made = money._documents(bridge, one, bridge.mapping())  # without the wait for orders
                opened.store.translations.keep_settlements(seller.id, [_translated(one, made)])
            if deliver_it:
                deliver(bridge, Tally(), flow="money", progress=_Quiet())

    return keep


def _translated(told: Settlement, made: tuple[Outgoing, ...]) -> Translated:
    return Translated(about=told.settlement_id, documents=made)


def _one(answer: Reconciliation) -> Reconciled:
    (found,) = answer.settlements
    return found


def test_what_is_booked_ties(opened: Installation, book: Callable[..., None]) -> None:
    book(
        settlement(
            price("20.00", A),
            price("-5.00", B, "Refund"),
            fee("-3.00", A),
            other("Current Reserve Amount", "-2.00"),
            other("Successful charge", "1.00"),
        )
    )
    found = _one(reconcile(opened, Chosen()))

    assert (found.state, found.ties, found.difference, found.gaps) == ("booked", True, Decimal(0), ())
    assert [(entry.name, entry.docstatus, entry.total) for entry in found.entries] == [
        ("9001", 1, Decimal("16.00"))
    ]
    figures = msgspec.structs.asdict(found.figures)
    assert figures == {
        "orders": Decimal("20.00"),
        "refunds": Decimal("-5.00"),
        "fees": Decimal("-3.00"),
        "reserve": Decimal("-2.00"),
        "other": Decimal("1.00"),
        "unknown": Decimal("0.00"),
        "payout": Decimal("11.00"),
    }
    assert [(one.what, one.amount) for one in found.loose] == [
        (f"2 not in these books: {A}, {B}", Decimal("15.00"))
    ]


def test_months_add_up_the_settlements_deposited_in_them(opened: Installation, book: Callable[..., None]) -> None:
    later = datetime(2026, 10, 1, tzinfo=UTC)
    book(
        settlement(price("20.00", A), settlement_id="1"),
        settlement(price("10.00", A), fee("-1.00"), settlement_id="2"),
        settlement(price("7.00", B), settlement_id="3", deposited_at=later),
    )
    answer = reconcile(opened, Chosen())

    assert [(m.month, m.settlements, m.booked, m.figures.payout) for m in answer.months] == [
        ("2026-09", 2, 2, Decimal("29.00")),
        ("2026-10", 1, 1, Decimal("7.00")),
    ]
    assert [one.settlement_id for one in reconcile(opened, Chosen(month="2026-10")).settlements] == ["3"]
    assert answer.ties


def test_a_foreign_settlement_ties_in_company_currency(opened: Installation, book: Callable[..., None]) -> None:
    set_rates(opened.store, ["GBP=1.1713"], since=None)
    book(settlement(price("20.03", A), fee("-3.01", A), fee("-0.07"), currency="GBP"))

    assert _one(reconcile(opened, Chosen())).ties


def test_what_is_not_booked_says_why(opened: Installation, seller: Connection, book: Callable[..., None]) -> None:
    book(settlement(price("20.00", A), settlement_id="1"), deliver_it=False)
    told = settlement(price("5.00", A), fee("-1.00", A), total="4.50", settlement_id="2")
    opened.store.settlements.keep(seller, told, report_id="R2", reported_at=WHEN)
    first, second = reconcile(opened, Chosen()).settlements

    assert (first.state, first.ties, first.difference) == ("on its way", False, None)
    assert (second.state, second.lines_difference) == ("not yet", Decimal("-0.50"))
    assert not second.ties


def test_finances_name_the_line_that_is_missing(
    opened: Installation, seller: Connection, book: Callable[..., None]
) -> None:
    book()
    told = settlement(price("20.00", A), price("5.00", B), fee("-3.00", A), total="21.25")
    opened.store.settlements.keep(seller, told, report_id="R1", reported_at=WHEN)
    moved = [
        Transaction(
            transaction_id=order_id,
            kind="Shipment",
            status="RELEASED",
            posted_at=WHEN - timedelta(days=5),
            currency="EUR",
            total=Decimal(total),
            order_id=order_id,
        )
        for order_id, total in ((A, "17.00"), (B, "4.25"))
    ]
    opened.store.transactions.keep(seller, Page(records=tuple(moved)), cursor=None)

    assert _one(reconcile(opened, Chosen())).doubts == (
        f"order {B}: the lines come to 5.00 EUR, Amazon's finances to 4.25",
    )


def test_what_is_pending(opened: Installation, seller: Connection, book: Callable[..., None]) -> None:
    book(settlement(price("20.00", A)))
    for number, (status, day) in enumerate((("DEFERRED", 10), ("RELEASED", 10), ("RELEASED", 20))):
        moved = Transaction(
            transaction_id=str(number),
            kind="Shipment",
            status=status,
            posted_at=datetime(2026, 9, day, tzinfo=UTC),
            currency="EUR",
            total=Decimal(10 + number),
        )
        opened.store.transactions.keep(seller, Page(records=(moved,)), cursor=None)
    found = reconcile(opened, Chosen()).pending

    assert [(one.what, one.count, one.total) for one in found] == [
        ("deferred", 1, Decimal(10)),
        ("released", 1, Decimal(12)),
    ]
    assert reconcile(opened, Chosen(connection="north")).pending == found
    assert reconcile(opened, Chosen(month="2026-09")).pending == ()


def test_nothing_is_wanted_of_settlements_when_fees_go_elsewhere(
    opened: Installation, seller: Connection, book: Callable[..., None]
) -> None:
    book()
    opened.store.settings.put({"taxes_and_charges": "off"})
    opened.store.settlements.keep(seller, settlement(price("20.00", A)), report_id="R1", reported_at=WHEN)
    found = _one(reconcile(opened, Chosen()))

    assert (found.state, found.ties) == ("not wanted", True)


def test_what_does_not_exist(opened: Installation, seller: Connection, book: Callable[..., None]) -> None:
    book()
    assert seller.name == "north"
    with pytest.raises(Usage, match="Settlement 4711 was not seen yet"):
        reconcile(opened, Chosen(settlement_id="4711"))
    with pytest.raises(Usage, match="There is no connection south"):
        reconcile(opened, Chosen(connection="south"))
    assert reconcile(opened, Chosen(month="2020-01")).settlements == ()


# -- the entries, against what was told ------------------------------------------------------------------------------


def _account(account: str, debit: str = "0", credit: str = "0", **fields: str) -> dict[str, Any]:
    return {"account": account, "debit": Decimal(debit), "credit": Decimal(credit), **fields}


def _told(*accounts: dict[str, Any]) -> list[Row]:
    return [
        Row(
            kind="Journal Entry", key="9001", name="9001", about="9001", state="delivered", erp_name="JE-1",
            fingerprint="", attempts=1, message="", wanted_at=WHEN, first_delivered_at=WHEN, delivered_at=WHEN,
            body={"accounts": list(accounts)}, origins={}, personal=False,
        )
    ]  # fmt: skip


def _held(*accounts: dict[str, Any], docstatus: int = 1) -> list[Held]:
    doc = {"accounts": list(accounts), "posting_date": "2026-09-16"}
    return [Held(doctype="Journal Entry", name="JE-1", key="9001", docstatus=docstatus, doc=doc)]


NAMES = {"bank - ac": "Bank", "fees - ac": "Fees"}
PAYOUT = {"user_remark": "settlement 9001"}


def test_what_a_person_changed_in_the_erp_is_told_account_by_account() -> None:
    rows = _told(
        _account("Bank", "17.00", **PAYOUT), _account("Fees", "3.00"), _account("Debtors", credit="20.00")
    )
    held = _held(
        _account("Bank - AC", "16.00"), _account("Fees - AC", "4.00"), _account("Debtors", credit="20.00")
    )

    assert gaps(rows, held, names=NAMES) == (
        Gap(account="Bank", wanted=Decimal("17.00"), there=Decimal("16.00"), difference=Decimal("-1.00")),
        Gap(account="Fees", wanted=Decimal("3.00"), there=Decimal("4.00"), difference=Decimal("1.00")),
    )
    assert paid(rows, held, settlement_id="9001", names=NAMES) == Decimal("16.00")


def test_what_else_is_on_the_payouts_account_is_no_payout() -> None:
    both = (_account("Owed", credit="40.00", **PAYOUT), _account("Owed", "15.00"), _account("Fees", "25.00"))

    assert paid(_told(*both), _held(*both), settlement_id="9001", names={}) == Decimal("-40.00")


def test_a_cancelled_entry_pays_nothing() -> None:
    rows = _told(_account("Bank", "17.00", **PAYOUT), _account("Debtors", credit="17.00"))

    assert paid(rows, _held(*rows[0].body["accounts"], docstatus=2), settlement_id="9001", names={}) == 0


def test_money_without_an_invoice() -> None:
    rows = _told(
        _account("Debtors", credit="5.00", party="Buyer", user_remark=f"{A} Order, no invoice"),
        _account("Debtors", credit="7.00", party="Buyer", reference_name=f"{A}-1"),
    )

    assert [(one.what, one.amount) for one in loose(rows)] == [(f"{A} Order, no invoice", Decimal("5.00"))]
    assert [speech("de").tell(one.what) for one in loose(rows)] == [f"{A} Order, keine Rechnung"]


def test_what_a_person_left_is_neither_booked_nor_tied(opened: Installation, seller: Connection) -> None:
    opened.store.erp.choose("books")
    opened.store.settlements.keep(seller, settlement(price("20.00", A)), report_id="R1", reported_at=WHEN)
    facts = {"currency": "USD", "what": "Amazon.co.uk", "theirs": "GBP"}
    opened.store.report(seller, Problem(kind="settlement-currency", about="9001", facts=facts))
    (problem,) = opened.store.problems.open()
    decide(opened.store, [problem.id], "ignore", reason="entered by hand")
    opened.store.translations.keep_settlements(seller.id, [Translated(about="9001")])

    found = _one(reconcile(opened, Chosen()))
    assert (found.state, found.ties, found.entries) == ("left", False, ())
