"""A reconciliation on the page: months, settlements, what is pending; or one settlement in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from sellerbridge.cli import output

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from sellerbridge.desk.money.figures import Figures
    from sellerbridge.desk.money.pending_money import Pending
    from sellerbridge.desk.money.reconcile import Month, Reconciliation
    from sellerbridge.desk.money.reconciled import Reconciled

_AMOUNTS = ("orders", "refunds", "fees", "reserve", "other", "payout")
_IN_SHORT = ("buyers paid", "Amazon kept", "payout")
"""The same added up, where there is no room: orders and refunds; fees, reserve and other."""
_PENDING = {
    "deferred": "deferred by Amazon",
    "released": "for the next settlements",
    "shipped, not in finances": "shipped, no money yet",
}
"""For people, who do not know Amazon's words."""


def as_tables(page: Console, answer: Reconciliation) -> None:
    """Months, settlements by currency, what is pending, and one sentence for all of it."""
    if not answer.settlements:
        page.print("There is no such settlement here yet. Read them: sellerbridge sync money\n")
    for currency in sorted({one.currency for one in answer.settlements}):
        months = [month for month in answer.months if month.currency == currency]
        found = [one for one in answer.settlements if one.currency == currency]
        for tables in (_by_month(months, currency), _by_settlement(found, currency, answer.company_currency)):
            page.print(output.fitting(page, *tables))
            page.print()
    _what_does_not_tie(page, answer)
    _pending(page, answer.pending)
    _verdict(page, answer)


def _what_does_not_tie(page: Console, answer: Reconciliation) -> None:
    loose = [one for one in answer.settlements if not one.ties]
    for one in loose:
        page.print(f"{one.settlement_id} · {one.state}", style="yellow")
        for said in _reasons(one, answer.company_currency):
            page.print(output.hanging(said, page.width, first="  ", then="  "))
    if loose:
        page.print()


def _by_month(months: Sequence[Month], currency: str) -> Iterator[Table]:
    """Every figure; and in short."""
    for columns, figures in _WAYS:
        rows = [(m.month, *figures(m.figures, currency), f"{m.booked} of {m.settlements}") for m in months]
        yield _table(("month", *columns, "tied"), rows, title=f"{currency} by month of deposit")


def _by_settlement(found: Sequence[Reconciled], currency: str, company_currency: str) -> Iterator[Table]:
    """Every figure; and in short."""
    for columns, figures in _WAYS:
        rows = [
            (
                one.settlement_id,
                f"{one.deposited_at:%Y-%m-%d}",
                *figures(one.figures, currency),
                _outcome(one, company_currency),
            )
            for one in found
        ]
        yield _table(("settlement", "deposited", *columns, "difference"), rows, title=f"{currency} by settlement")


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str) -> Table:
    """As narrow as its figures: there are many of them in a line."""
    numbers = (*_AMOUNTS, *_IN_SHORT, "difference", "tied")
    made = output.table(*columns, rows=rows, numbers=numbers, title=title)
    made.padding = (0, 1, 0, 0)
    return made


def in_full(page: Console, one: Reconciled, company_currency: str) -> None:
    """One settlement: its lines by type, its entries, and whatever does not fit."""
    page.print(f"Settlement {one.settlement_id} · {one.connection}", style="bold")
    page.print(f"{one.started_at:%Y-%m-%d} to {one.ended_at:%Y-%m-%d}, deposited {one.deposited_at:%Y-%m-%d}\n")
    rows = [
        (
            each.part,
            each.type,
            each.account or _of_nobody(each.part),
            f"{each.lines:,}",
            _money(each.amount, one.currency),
        )
        for each in one.types
    ]
    rows.append(("", "lines together", "", "", _money(one.figures.added_up, one.currency)))
    rows.append(("", "Amazon's total", "", "", _money(one.figures.payout, one.currency)))
    title = f"What it consists of ({one.currency})"
    page.print(
        output.table(
            "part", "type", "account", "lines", "amount", rows=rows, numbers=("lines", "amount"), title=title
        )
    )
    page.print()
    for entry in one.entries:
        state = {0: "draft", 1: "submitted", 2: "cancelled"}.get(entry.docstatus, str(entry.docstatus))
        total = output.amount(entry.total, company_currency)
        page.print(f"Journal Entry {entry.name} · {entry.posting_date} · {state} · {total}")
    if one.gaps:
        told = [
            (gap.account, *(_money(each, company_currency) for each in (gap.wanted, gap.there, gap.difference)))
            for gap in one.gaps
        ]
        numbers = ("told", "in the ERP", "difference")
        page.print(
            output.table(
                "account", *numbers, rows=told, numbers=numbers, title=f"What differs ({company_currency})"
            )
        )
    if one.loose:
        left = [(each.what, _money(each.amount, company_currency)) for each in one.loose]
        title = f"Buyers' money that meets no invoice ({company_currency})"
        page.print(output.table("order", "credit", rows=left, numbers=("credit",), title=title))
    if one.summary is not None and one.summary != one.figures.payout:
        page.print(f"Amazon's summary of it says {output.amount(one.summary, one.currency)}.")
    if one.ties:
        none = _money(one.difference or Decimal(0), company_currency)
        page.print(f"It ties: {none} {company_currency} of difference.", style="green")
        return
    page.print(f"It does not tie: {one.state}.", style="yellow")
    for said in _reasons(one, company_currency):
        page.print(output.hanging(said, page.width, first="  ", then="  "))


def _of_nobody(part: str) -> str:
    return "no account yet" if part == "unknown" else "what buyers owe"


def _outcome(one: Reconciled, company_currency: str) -> Text:
    """The difference, or why there is none yet, in a word."""
    from rich.text import Text

    booked = one.difference is not None and one.state == "booked"
    last = _money(one.difference or Decimal(0), company_currency) if booked else one.state
    return Text(last, style="green" if one.ties else "yellow")


def _figures(figures: Figures, currency: str) -> list[str]:
    other = figures.other + figures.unknown
    amounts = (figures.orders, figures.refunds, figures.fees, figures.reserve, other, figures.payout)
    return [_money(amount, currency) for amount in amounts]


def _in_short(figures: Figures, currency: str) -> list[str]:
    buyers = figures.orders + figures.refunds
    return [_money(amount, currency) for amount in (buyers, figures.added_up - buyers, figures.payout)]


_WAYS = ((_AMOUNTS, _figures), (_IN_SHORT, _in_short))


def _reasons(one: Reconciled, company_currency: str) -> Iterator[str]:
    """Why it does not tie, a sentence or two at a time."""
    if one.why:
        yield one.why
    if one.lines_difference:
        if not one.why:
            yield f"Its lines differ from its total by {output.amount(one.lines_difference, one.currency)}."
        yield from (f"Look at: {doubt}." for doubt in one.doubts if doubt not in one.why)
    if one.difference:
        yield f"What the ERP pays out differs by {output.amount(one.difference, company_currency)}."
    if one.gaps:
        accounts = (f"{gap.account} by {output.amount(gap.difference, company_currency)}" for gap in one.gaps)
        yield f"Its entry differs on {', '.join(accounts)}."


def _pending(page: Console, pending: Sequence[Pending]) -> None:
    if not pending:
        return
    rows = [
        (
            _PENDING.get(each.what, each.what),
            each.connection,
            f"{each.count:,}",
            "" if each.total is None else output.amount(each.total, each.currency),
        )
        for each in pending
    ]
    page.print(
        output.table("not paid out yet", "connection", "count", "amount", rows=rows, numbers=("count", "amount"))
    )
    for each in pending:
        if each.named:
            what = f"{_PENDING.get(each.what, each.what)}, {each.connection}: {', '.join(each.named)}"
            page.print(output.hanging(what + _and_more(each), page.width, first="", then="  "))
    page.print()


def _and_more(pending: Pending) -> str:
    more = pending.count - len(pending.named)
    return f" and {more:,} more" if more else ""


def _verdict(page: Console, answer: Reconciliation) -> None:
    loose = sum(not one.ties for one in answer.settlements)
    if answer.settlements and all(one.state == "not wanted" for one in answer.settlements):
        page.print(f"Nothing of them is booked as an entry, by setting: {answer.settlements[0].why}.")
    elif answer.settlements and not loose:
        page.print(f"All {len(answer.settlements):,} settlements tie, to the cent.", style="green")
    elif loose:
        page.print(
            f"{loose:,} of {len(answer.settlements):,} settlements do not tie. One in full: sellerbridge reconcile"
            " SETTLEMENT_ID",
            style="yellow",
        )


def _money(amount: Decimal, currency: str) -> str:
    return output.money(amount, currency)
