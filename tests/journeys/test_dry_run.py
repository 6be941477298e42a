"""A dry run shows exactly what the next sync writes, and writes nothing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.practice import practice
from tests.journeys.shop import ClockedShop, written

from sellerbridge.simulator.server import PracticeAmazon


@pytest.fixture
def amazon() -> Iterator[PracticeAmazon]:
    with practice(orders=450, days=5) as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, amazon: PracticeAmazon) -> ClockedShop:
    made = ClockedShop(tmp_path / "home", amazon)
    made.set_up("GBP=1.17", "PLN=0.23")
    return made


def _places(documents: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter((document["doctype"], document["key"]) for document in documents)


def _held(shop: ClockedShop) -> dict[tuple[str, str], Any]:
    """What stands in the books, but for the stock that they count by themselves."""
    found = (d for d in shop.json("documents") if d["doctype"] != "Bin")
    return {(d["doctype"], d["key"]): d["doc"] for d in found if d["docstatus"] < 2}


def test_before_anything_it_shows_what_the_first_sync_writes(shop: ClockedShop) -> None:
    before = shop.state()
    shown = shop.json("sync", "--dry-run", expect=None)["documents"]
    assert shop.state() == before
    shop.run("sync", expect=1)
    made = _held(shop)
    assert _places(shown) == Counter(place for place in made if place not in {(b[0], b[1]) for b in before})
    for document in shown:
        doc = {"docstatus": 1} | made[document["doctype"], document["key"]]
        assert {field for field, value in document["doc"].items() if not _same(value, doc[field])} == set()


def _same(wanted: Any, made: Any) -> bool:
    """The books add totals to the rows and write money with its cents."""
    if isinstance(wanted, list):
        return all(
            _same(row[field], other[field]) for row, other in zip(wanted, made, strict=True) for field in row
        )
    if isinstance(wanted, str) and isinstance(made, str) and wanted != made:
        return Decimal(wanted) == Decimal(made)
    return bool(wanted == made)


def test_it_writes_nothing_and_counts_nothing(shop: ClockedShop) -> None:
    report = shop.json("sync", "--dry-run", expect=None)
    assert written(report) == 0
    assert shop.json("documents") == []
    assert shop.json("status")["documents"]["delivered"] == 0


def test_twice_in_a_row_it_shows_the_same(shop: ClockedShop) -> None:
    first = shop.json("sync", "--dry-run", expect=None)["documents"]
    assert shop.json("sync", "--dry-run", expect=None)["documents"] == first


def test_later_it_shows_the_changes_alone(shop: ClockedShop) -> None:
    shop.run("sync", expect=1)
    before = _held(shop)
    shop.wait(days=2)
    shown = shop.json("sync", "--dry-run", expect=1)["documents"]
    assert _held(shop) == before
    shop.run("sync", expect=1)
    after = _held(shop)
    changed = {place for place, doc in after.items() if before.get(place) != doc}
    gone = before.keys() - after.keys()
    assert len(changed) > 50
    assert gone, "a world in which something is cancelled"
    # A Customer whose details did not change, an e-mail told again: shown or not, it must be wanted.
    assert _places(shown) == Counter(changed | gone)


def test_when_nothing_changes_it_shows_nothing(shop: ClockedShop) -> None:
    shop.run("sync", expect=1)
    assert shop.json("sync", "--dry-run", expect=1)["documents"] == []
    assert "Nothing would be written." in shop.run("sync", "--dry-run", expect=1).stdout


def test_a_page_for_people_names_the_first_of_many(shop: ClockedShop) -> None:
    told = shop.run("sync", "--dry-run", expect=None).stdout
    assert "It would write (and wrote nothing of it):" in told
    assert "documents in all; each of them with --json." in told
