"""Each benchmark runs in a small size and counts what it says; no test looks at the clock."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from tests.journeys.site import keys, site_with_fields

from sellerbridge.bench import erp, year
from sellerbridge.bench import money as bench_money
from sellerbridge.bench.books import books
from sellerbridge.bench.ingest import ingest
from sellerbridge.bench.measure import Comparison, Measured, measured
from sellerbridge.bench.resync import resync
from sellerbridge.erp.erpnext.login import Login
from sellerbridge.settings import Settings


def _answer() -> int:
    return 42


def test_work_is_measured_in_a_process_of_its_own() -> None:
    found = measured("answering", _answer)
    assert (found.what, found.count) == ("answering", 42)
    assert found.seconds >= 0
    assert found.peak_mb > 5


def test_a_ratio_is_of_speeds_or_of_counts() -> None:
    slow = Measured(what="a", count=10, seconds=2.0, peak_mb=1.0)
    fast = Measured(what="b", count=40, seconds=2.0, peak_mb=1.0)
    assert Comparison(name="n", unit="u", ours=slow, baseline=fast, machine="m").ratio == 0.25
    assert Comparison(name="n", unit="u", ours=fast, baseline=slow, machine="m", by_count=True).ratio == 4.0


def test_ingest_reads_every_line_both_ways() -> None:
    found = ingest(2_000)
    assert (found.ours.count, found.baseline.count) == (2_000, 2_000)


def test_books_writes_every_order_both_ways() -> None:
    found = books(120)
    assert (found.ours.count, found.baseline.count) == (120, 120)


def test_an_unchanged_re_sync_writes_nothing_and_asks_little() -> None:
    found = resync(150)
    assert found.facts["documents written by the first sync"] > 500
    assert found.facts["documents written by the re-sync"] == 0
    assert found.facts["calls of the re-sync"] <= 5


def test_a_history_and_its_money_are_counted_and_a_year_reconciles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_money, "_DAYS", 31)
    monkeypatch.setattr(year, "_DAYS", 62)
    found = bench_money.money(120)
    assert found.history.baseline.count == 252
    assert 0 < found.history.facts["calls per order"] < 1, "small histories pay for every report"
    assert found.history.facts["answers that said too fast"] == 0
    assert found.year.ours.count == found.year.baseline.count > 100
    assert found.year.facts["settlements"] == found.year.facts["settlements reconciled"] == 12
    assert found.year.facts["largest residual"] == Decimal("0.00")


def test_an_erp_gets_every_document_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erp, "_PROBED", 3)
    monkeypatch.setattr(erp, "_PIECE", 4)
    monkeypatch.setattr(erp, "_WIDTHS", (1, 2))
    with site_with_fields() as site:
        known = site.logins["connector"]
        login = Login(url=known.url, api_key=known.api_key, api_secret=known.api_secret)
        found = erp.erp(login, Settings(company="Nowhere"), orders=8, items=80)
        written = Counter(name.split("-")[2] for name in keys(site, "Sales Order"))
    assert (found.orders.ours.count, found.orders.baseline.count) == (8, 8)
    assert (found.items.ours.count, found.items.baseline.count) == (80, 80)
    turns = {f"{side}{number}": 2 for side in ("ours", "bare") for number in range(4)}
    assert written == {**turns, "probe1": 3, "probe2": 3, "learn": 3}
    assert found.orders.facts["requests per order"] >= 1
    assert 0 < found.items.facts["requests per item"] < 1
