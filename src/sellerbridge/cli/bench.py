"""The command bench: the benchmarks, which live in a package of their own."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option

if TYPE_CHECKING:
    from sellerbridge.bench.delay import DelayMeasured
    from sellerbridge.bench.measure import Comparison
    from sellerbridge.bench.pages import PagesMeasured

_SIZES = {"ingest": 200_000, "books": 10_000, "resync": 2_500, "idle": 20}
"""Order lines, orders, orders, seconds: large enough to be steady, small enough to wait for."""
_MONEY, _YEAR = "money", 50_000
_SITE, _SITE_ORDERS = "erp", 160
_PAGES, _PAGES_ORDERS = "pages", 1_000_000
_DELAY = "delay"


@click.command()
@click.argument("name", type=click.Choice([*_SIZES, _MONEY, _SITE, _PAGES, _DELAY]))
@click.option("--url", help="Of the site that erp writes to; without it the ERP that is chosen.")
@click.option("--api-key", help="Of the user that erp writes as.")
@click.option("--api-secret", help="Or in SELLERBRIDGE_API_SECRET.")
@click.option(
    "--orders",
    type=click.IntRange(4),
    help=f"Of the year of money ({_YEAR:,} without it), that erp writes, twice ({_SITE_ORDERS}), or in the mirror"
    f" that pages shows ({_PAGES_ORDERS:,}).",
)
@click.option("--items", default=800, show_default=True, type=click.IntRange(4), help="That erp writes, twice.")
@json_option
def bench(*, name: str, as_json: bool, orders: int | None, **site: Any) -> None:
    """Measure this machine against a plain baseline.

    ingest: order lines of a report into the mirror. books: orders from the mirror into the books.
    resync: what a sync costs that finds nothing new. idle: what serve costs that has nothing to do. money: calls
    and hours that a history with its money takes at Amazon's pace, and a year from the mirror to reconciled books.
    pages: every page of the console over a mirror of many orders, at rest and while a sync runs. delay: from an
    order at Amazon to its Sales Order, in real time, for eleven minutes. erp: orders and
    items into an ERPNext site, beside a bare loop that posts the same documents. What erp writes stays on the
    site, named BENCH-…: use a site for trying.
    """
    if name == _PAGES:
        _pages(orders or _PAGES_ORDERS, as_json=as_json)
        return
    if name == _DELAY:
        _delay(as_json=as_json)
        return
    if name == _SITE:
        found = _against_site(orders=orders or _SITE_ORDERS, **site)
    elif name == _MONEY:
        found = _money(orders or _YEAR)
    else:
        found = {name: _measured(name)}
    if as_json:
        answers = {what: _answer(comparison) for what, comparison in found.items()}
        output.document(answers.get(name, answers))
        return
    for comparison in found.values():
        _show(comparison)


def _measured(name: str) -> Comparison:
    # By name, so that a start of the program does not pay for them.
    module = importlib.import_module(f"sellerbridge.bench.{name}")
    found: Comparison = getattr(module, name)(_SIZES[name])
    return found


def _money(orders: int) -> dict[str, Comparison]:
    from sellerbridge.bench.money import money

    click.echo(f"Making a practice year of {orders:,} orders, and reading it …", err=True)
    found = money(orders)
    return {"history": found.history, "year": found.year}


def _pages(orders: int, *, as_json: bool) -> None:
    from sellerbridge.bench.pages import pages
    from sellerbridge.cli.progress import shown

    click.echo(f"Filling a mirror with {orders:,} orders, and asking for its pages …", err=True)
    with shown() as progress:
        found = pages(orders, progress)
    if as_json:
        output.document(output.plain(found))
    else:
        _show_pages(found)


def _show_pages(found: PagesMeasured) -> None:
    page = output.page()
    page.print(f"pages · {found.orders:,} orders · {found.machine}", style="bold")
    columns = ("page", "ms", "p95", "ms in a sync", "p95 in a sync")
    rows = [
        (idle.page, *(f"{ms:,.1f}" for ms in (idle.median, idle.p95, during.median, during.p95)))
        for idle, during in zip(found.idle, found.during, strict=True)
    ]
    page.print(output.table(*columns, rows=rows, numbers=columns[1:]))
    over = [one.page for one in (*found.idle, *found.during) if one.median > found.target]
    page.print(
        f"The page that reads no order is {found.baseline}. Filled in {found.filled_in:,.0f} s."
        f" The first page came {found.first_page:.1f} s after the start."
        f" Memory: {found.memory} MB at rest, {found.memory_syncing} MB in a sync."
    )
    if not found.syncing:
        page.print("The sync was over before the last page was measured.")
    slow = f"over it: {', '.join(dict.fromkeys(over))}" if over else "no page is over it"
    page.print(f"Target {found.target:.0f} ms in the median: {slow}", style="bold")


def _delay(*, as_json: bool) -> None:
    from sellerbridge.bench.delay import delay
    from sellerbridge.cli.progress import shown

    click.echo("Serving a seller whose orders keep coming, for three turns of the clock …", err=True)
    with shown() as progress:
        found = delay(progress)
    if as_json:
        output.document({**output.plain(found), "ratio": round(found.ratio, 3)})
    else:
        _show_delay(found)


def _show_delay(found: DelayMeasured) -> None:
    page = output.page()
    page.print(f"delay · every {found.period} minutes · {found.machine}", style="bold")
    columns = ("", "orders", "s in the median", "p95", "worst")
    rows = [
        (each.what, each.orders, *(f"{seconds:,.0f}" for seconds in (each.median, each.p95, each.worst)))
        for each in (found.ours, found.baseline)
    ]
    page.print(output.table(*columns, rows=rows, numbers=columns[1:]))
    page.print("In both are the two minutes for which Amazon keeps a change back.")
    page.print(
        f'Amazon said "too fast" {found.throttled} times. The loop asks three times as often as it may for long.'
    )
    page.print(f"An hourly scheduler comes to {found.hourly:,.0f} s, by arithmetic.")
    page.print(f"Ratio to the baseline: {found.ratio:.2f}", style="bold")


def _against_site(
    *, url: str | None, api_key: str | None, api_secret: str | None, orders: int, items: int
) -> dict[str, Comparison]:
    from sellerbridge import installation
    from sellerbridge.bench import erp

    with installation.opened() as opened:
        secret = api_secret or os.environ.get("SELLERBRIDGE_API_SECRET", "")
        login = erp.login(opened.store, url=url or "", api_key=api_key or "", api_secret=secret)
        settings = opened.store.settings.read()
    click.echo(f"Writing {orders} orders and {items} items twice to {login.host} …", err=True)
    found = erp.erp(login, settings, orders=orders, items=items)
    return {"orders": found.orders, "items": found.items}


def _show(found: Comparison) -> None:
    page = output.page()
    page.print(f"{found.name} · {found.machine}", style="bold")
    rows = [
        (m.what, f"{m.count:,}", f"{m.seconds:.2f}", f"{m.per_second:,.1f}", f"{m.peak_mb:,.0f}")
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
