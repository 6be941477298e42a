"""The picture at the end of a first sync: what came in, what it comes to, what is held and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sellerbridge.cli import output
from sellerbridge.cli.problems import groups

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sellerbridge.desk.overview import MarketplaceTotal, Overview, Payouts
    from sellerbridge.flows.run import Run

_BAR = 20


def show(page: Console, found: Overview, runs: Sequence[Run], *, seconds: float, speed: float) -> None:
    """Draw it within 80 columns. `speed` is how many times as fast the practice clock runs."""
    counts = found.documents
    page.print()
    page.print(
        f"{found.products:,} products and {found.orders:,} orders are in;"
        f" {counts['delivered']:,} documents are in the books",
        style="bold green",
    )
    page.print()
    page.print(_marketplaces(found.marketplaces))
    page.print("Totals are what buyers owe, without cancelled and pending orders.", style="dim")
    if found.payouts:
        page.print(f"\n{_paid(found.payouts)}")
    if found.held:
        page.print()
        groups(page, found.held)
    calls = sum(sum(run.requests.values()) for run in runs)
    throttled = sum(run.throttled for run in runs)
    page.print(
        f"\nIt took {seconds:.0f} s and {calls:,} calls to Amazon ({_per_order(calls, found.orders)}),"
        f" {throttled} of them refused for pace. Pace and reports are Amazon's published ones, by a practice clock"
        f" that runs {speed:.0f} times as fast."
    )


def _paid(payouts: Sequence[Payouts]) -> str:
    count, booked = sum(one.settlements for one in payouts), sum(one.booked for one in payouts)
    sums = ", ".join(output.amount(one.total, one.currency) for one in payouts)
    rest = "; the others wait for what is named below" if booked < count else ""
    return f"Settlements of Amazon: {count:,}, paying out {sums}; {booked:,} are booked to the cent{rest}."


def _per_order(calls: int, orders: int) -> str:
    return f"{calls / orders:.2f} per order" if orders else "no orders"


def _marketplaces(totals: Sequence[MarketplaceTotal]) -> Table:
    from rich.text import Text

    most = max((total.orders for total in totals), default=1)
    rows = [
        (
            total.marketplace,
            Text("▇" * max(1, round(total.orders / most * _BAR)), style="cyan"),
            f"{total.orders:,}",
            f"{total.pending:,}",
            f"{total.cancelled:,}",
            output.amount(total.total, total.currency),
        )
        for total in totals
    ]
    columns = ("", "", "orders", "pending", "cancelled", "total")
    return output.table(*columns, rows=rows, numbers=columns[2:])
