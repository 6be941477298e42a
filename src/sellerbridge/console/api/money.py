"""The money: settlements held against the ERP, their lines, fees over time, what is still to come."""

from __future__ import annotations

from typing import Literal

from sellerbridge.console.api.kinds import (
    Asked,
    ConnectionName,
    Currency,
    Month,
    Offset,
    OrderId,
    SettlementId,
    Text,
)
from sellerbridge.console.api.operation import CSV, Subject
from sellerbridge.console.api.reading import named
from sellerbridge.console.page import Page
from sellerbridge.desk import fee_accounts
from sellerbridge.desk.fee_accounts import FeeAccount
from sellerbridge.desk.money import kept as fees_kept
from sellerbridge.desk.money import payouts as desk
from sellerbridge.desk.money import pending_money, reconcile, settlement_lines
from sellerbridge.desk.money.kept import Kept
from sellerbridge.desk.money.payouts import Page as Payouts
from sellerbridge.desk.money.pending_money import Pending
from sellerbridge.desk.money.reconcile import Chosen, Reconciliation
from sellerbridge.desk.money.settlement_file import settlement_file
from sellerbridge.desk.money.settlement_lines import Lines
from sellerbridge.desk.money.statement import Statement, statement

subject = Subject("Money", "What Amazon paid out, kept, and still has.")


class Wanted(Asked, frozen=True, kw_only=True):
    """Those deposited in a month ("2026-09"); the next page comes with `after`, as the answer tells it."""

    month: Month | None = None
    after: SettlementId | None = None


class OfLines(Asked, frozen=True, kw_only=True):
    """Lines of a type or part (orders, refunds, fees, reserve, other, unknown) or of an order, after that
    number.
    """

    type: Text = ""
    part: Literal["orders", "refunds", "fees", "reserve", "other", "unknown"] | None = None
    order: OrderId | None = None
    after: Offset = 0


class OfFees(Asked, frozen=True, kw_only=True):
    """In one currency (without one the most frequent), of one marketplace by country code; `month` for the
    types.
    """

    currency: Currency | None = None
    place: Text = ""
    month: Month | None = None


class OfAccounts(Asked, frozen=True, kw_only=True):
    """Words that hold `find`, or whose account does; `only` those that a person chose, or without an account."""

    find: Text = ""
    only: Literal["chosen", "unknown"] | None = None


class OfSettlements(Asked, frozen=True, kw_only=True):
    """All of them, or those of a month, a connection, or one alone."""

    settlement_id: SettlementId | None = None
    month: Month | None = None
    connection: ConnectionName | None = None


@subject.on("GET", "/settlements")
def settlements(page: Page, query: Wanted) -> Payouts:
    """Payouts, the newest first; how far each is in the books, as the ERP answered last."""
    return desk.payouts(page.installation.store, after=query.after or "", month=query.month or "")


@subject.on("GET", "/settlements.csv", media=CSV, outside=True)
def settlements_as_csv(page: Page, query: OfSettlements) -> bytes:
    """Amazon's lines of the settlements, with the account and the entry each goes to."""
    return settlement_file(page.installation, _chosen(query), "csv")


@subject.on("GET", "/settlements.beancount", media="text/plain", outside=True)
def settlements_as_beancount(page: Page, query: OfSettlements) -> bytes:
    """The ERP's entries of the settlements, in Beancount's format."""
    return settlement_file(page.installation, _chosen(query), "beancount")


@subject.on("GET", "/settlements/{settlement_id}")
def settlement(page: Page, settlement_id: SettlementId) -> Statement:
    """A settlement's statement, held against what the ERP has: it is asked now."""
    with named():
        return statement(page.installation, settlement_id)


@subject.on("GET", "/settlements/{settlement_id}/lines")
def lines(page: Page, settlement_id: SettlementId, query: OfLines) -> Lines:
    """A settlement's lines, a hundred at a time; `after` is 0 at the end."""
    with named():
        return settlement_lines.lines(
            page.installation.store,
            settlement_id,
            type_=query.type,
            part_=query.part or "",
            order=query.order or "",
            after=query.after,
        )


@subject.on("GET", "/reconcile", outside=True)
def reconciliation(page: Page, query: OfSettlements) -> Reconciliation:
    """Does it tie? Each settlement from its lines to the bank, and what the ERP really holds of it.

    The ERP is asked for the entries of each settlement chosen: choose a month where there are many.
    """
    return reconcile.reconcile(page.installation, _chosen(query))


@subject.on("GET", "/fees")
def fees(page: Page, query: OfFees) -> Kept:
    """What Amazon kept, by month and by type, beside what buyers paid; of the last twelve months."""
    return fees_kept.kept(
        page.installation.store, currency=query.currency or "", place=query.place, month=query.month or ""
    )


@subject.on("GET", "/fees/accounts")
def accounts(page: Page, query: OfAccounts) -> tuple[FeeAccount, ...]:
    """Each of Amazon's words for money, and the account where it is booked; those without one first."""
    return fee_accounts.fee_accounts(page.installation.store, find=query.find, only=query.only or "")


@subject.on("GET", "/money/pending")
def pending(page: Page) -> tuple[Pending, ...]:
    """Money that no settlement has paid out: deferred, released, or of orders that finances lack."""
    return tuple(pending_money.pending(page.installation.store))


def _chosen(query: OfSettlements) -> Chosen:
    return Chosen(
        settlement_id=query.settlement_id or "", month=query.month or "", connection=query.connection or ""
    )
