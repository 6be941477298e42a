"""The command bench: the benchmarks, which live in a package of their own."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option

if TYPE_CHECKING:
    from sellerbridge.bench.measure import Comparison

_SIZES = {"ingest": 200_000, "books": 10_000, "resync": 2_500}
"""Order lines, orders, orders: large enough to be steady, small enough to wait for."""


@click.command()
@click.argument("name", type=click.Choice(list(_SIZES)))
@json_option
def bench(*, name: str, as_json: bool) -> None:
    """Measure this machine against a plain baseline.

    ingest: order lines of a report into the mirror. books: orders from the mirror into the books.
    resync: what a sync costs that finds nothing new.
    """
    # By name, so that a start of the program does not pay for them.
    module = importlib.import_module(f"sellerbridge.bench.{name}")
    found: Comparison = getattr(module, name)(_SIZES[name])
    if as_json:
        output.document(_answer(found))
        return
    page = output.page()
    page.print(f"{found.name} · {found.machine}", style="bold")
    rows = [
        (m.what, f"{m.count:,}", f"{m.seconds:.2f}", f"{m.per_second:,.0f}", f"{m.peak_mb:,.0f}")
        for m in (found.ours, found.baseline)
    ]
    columns = ("", "count", "seconds", found.unit, "peak MB")
    page.print(output.table(*columns, rows=rows, numbers=columns[1:]))
    for fact, count in found.facts.items():
        page.print(f"{fact}: {count:,}")
    page.print(f"Ratio to the baseline: {found.ratio:.2f}", style="bold")


def _answer(found: Comparison) -> dict[str, Any]:
    answer: dict[str, Any] = output.plain(found)
    answer["ratio"] = round(found.ratio, 3)
    for name, measured in (("ours", found.ours), ("baseline", found.baseline)):
        answer[name]["per_second"] = round(measured.per_second, 1)
    return answer
