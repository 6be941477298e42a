"""A reconciliation on the page: months, settlements, what is pending; or one settlement in full."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from sellerbridge.cli import output

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sellerbridge.desk.figures import Figures
    from sellerbridge.desk.pending_money import Pending
    from sellerbridge.desk.reconcile import Month, Reconciliation
    from sellerbridge.desk.reconciled import Reconciled

_AMOUNTS = ("orders", "refunds", "fees", "reserve", "other", "payout")


def as_tables(page: Console, answer: Reconciliation) -> None:
    """Months, settlements by currency, what is pending, and one sentence for all of it."""
    if not answer.settlements:
        page.print("No settlement was read that fits. Read them: sellerbridge sync money\n")
    for currency in sorted({one.currency for one in answer.settlements}):
        months = [_month(month) for month in answer.months if month.currency == currency]
        page.print(_table(("month", *_AMOUNTS, "tie"), months, title=f"{currency} by month of deposit"))
        page.print()
        found = [
            _settlement(one, answer.company_currency) for one in answer.settlements if one.currency == currency
        ]
        page.print(
            _table(("settlement", "deposited", *_AMOUNTS, "difference"), found, title=f"{currency} by settlement")
        )
        page.print()
    for one in answer.settlements:
        if not one.ties:
            page.print(f"{one.settlement_id}: {_reason(one, answer.company_currency)}", style="yellow")
    _pending(page, answer.pending)
    _verdict(page, answer)


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str) -> Table:
    """As narrow as its figures: there are many of them in a line."""
    made = output.table(*columns, rows=rows, numbers=(*_AMOUNTS, "difference", "tie"), title=title)
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
    page.print(
        f"It ties: {_money(one.difference or Decimal(0), company_currency)} {company_currency} of difference."
        if one.ties
        else _reason(one, company_currency),
        style="green" if one.ties else "yellow",
    )


def _of_nobody(part: str) -> str:
    return "no account yet" if part == "unknown" else "what buyers owe"


def _month(month: Month) -> Sequence[object]:
    return (month.month, *_figures(month.figures, month.currency), f"{month.booked}/{month.settlements}")


def _settlement(one: Reconciled, company_currency: str) -> Sequence[object]:
    from rich.text import Text

    booked = one.difference is not None and one.state == "booked"
    last = _money(one.difference or Decimal(0), company_currency) if booked else one.state
    day = f"{one.deposited_at:%Y-%m-%d}"
    style = "green" if one.ties else "yellow"
    return (one.settlement_id, day, *_figures(one.figures, one.currency), Text(last, style=style))


def _figures(figures: Figures, currency: str) -> list[str]:
    other = figures.other + figures.unknown
    amounts = (figures.orders, figures.refunds, figures.fees, figures.reserve, other, figures.payout)
    return [_money(amount, currency) for amount in amounts]


def _reason(one: Reconciled, company_currency: str) -> str:
    """Why it does not tie, in sentences."""
    said = [f"{one.state}."]
    if one.why:
        said.append(one.why)
    if one.lines_difference:
        said.append(f"Its lines differ from its total by {output.amount(one.lines_difference, one.currency)}.")
        said += [f"Look at: {doubt}." for doubt in one.doubts]
    if one.gaps or one.difference:
        said.append(f"The ERP pays out {output.amount(one.difference or Decimal(0), company_currency)} more.")
        accounts = (f"{gap.account} by {output.amount(gap.difference, company_currency)}" for gap in one.gaps)
        said.append(f"Its entry differs on {', '.join(accounts)}." if one.gaps else "")
    return " ".join(part for part in said if part)


def _pending(page: Console, pending: Sequence[Pending]) -> None:
    if not pending:
        return
    rows = [
        (
            each.what,
            each.connection,
            f"{each.count:,}",
            "" if each.total is None else output.amount(each.total, each.currency),
        )
        for each in pending
    ]
    page.print(output.table("pending", "connection", "count", "amount", rows=rows, numbers=("count", "amount")))
    for each in pending:
        if each.named:
            page.print(f"{each.what}, {each.connection}: {', '.join(each.named)}" + _and_more(each))
    page.print()


def _and_more(pending: Pending) -> str:
    more = pending.count - len(pending.named)
    return f" and {more:,} more" if more else ""


def _verdict(page: Console, answer: Reconciliation) -> None:
    loose = sum(not one.ties for one in answer.settlements)
    if answer.settlements and not loose:
        page.print(f"All {len(answer.settlements):,} settlements tie, to the cent.", style="green")
    elif loose:
        page.print(
            f"{loose:,} of {len(answer.settlements):,} settlements do not tie. One in full: sellerbridge reconcile"
            " SETTLEMENT_ID",
            style="yellow",
        )


def _money(amount: Decimal, currency: str) -> str:
    return output.money(amount, currency)
