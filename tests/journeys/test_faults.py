"""Whatever Amazon does wrong, a sync ends like a calm one or says what to do; the next one makes up for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.journeys.practice import practice
from tests.journeys.referee import Books
from tests.journeys.shop import ClockedShop, written

from sellerbridge.amazon import wire
from sellerbridge.simulator.marketplaces import DE, UK
from sellerbridge.simulator.server import PracticeAmazon

FIRST_SYNC = (
    "token", "createReport", "getReport", "getReportDocument", "document", "searchCatalogItems", "searchOrders",
    "listTransactions", "getReports",
)  # fmt: skip
"""What a first sync asks for; searchListingsItems comes with the second."""
MONEY = FIRST_SYNC[-2:]
"""Of these, what is asked again only after hours, unless a person wants it now."""

FAULTS: Mapping[str, Mapping[str, Any]] = {
    "429": {"do": "status", "status": 429},
    "429 with Retry-After": {"do": "status", "status": 429, "retry_after": 7},
    "500": {"do": "status", "status": 500},
    "503 in HTML": {"do": "status", "status": 503, "body": "html"},
    "403 once": {"do": "status", "status": 403},
    "cut": {"do": "cut"},
    "garbage": {"do": "garbage"},
    "hang": {"do": "hang", "seconds": 5},
    "reset": {"do": "reset"},
    "answer lost": {"do": "after"},
    "slow": {"do": "slow", "seconds": 0.1},
}


@pytest.fixture(scope="module")
def amazon() -> Iterator[PracticeAmazon]:
    """Of twenty days, so that two settlements are paid out."""
    with practice((DE, UK), listings=30, orders=70, days=20, twins=False) as running:
        yield running


@pytest.fixture(scope="module")
def ready(amazon: PracticeAmazon, tmp_path_factory: pytest.TempPathFactory) -> ClockedShop:
    shop = ClockedShop(tmp_path_factory.mktemp("ready") / "home", amazon)
    shop.set_up("GBP=1.17")
    return shop


@pytest.fixture(scope="module")
def calm(
    amazon: PracticeAmazon, ready: ClockedShop, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Any, ...]]:
    shop = ClockedShop(tmp_path_factory.mktemp("calm") / "home", amazon).prepared_from(ready)
    shop.run("sync")
    state = shop.state()
    assert sum(doctype == "Journal Entry" for doctype, *_ in state) == 2
    return state


@pytest.fixture
def shop(tmp_path: Path, amazon: PracticeAmazon, ready: ClockedShop) -> Iterator[ClockedShop]:
    yield ClockedShop(tmp_path / "home", amazon).prepared_from(ready)
    amazon.faults.clear()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute of silence is too long for a test."""
    monkeypatch.setattr(wire, "_TIMEOUT", httpx2.Timeout(0.5))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", FIRST_SYNC)
def test_one_fault_changes_nothing(
    operation: str, fault: str, shop: ClockedShop, calm: list[tuple[Any, ...]]
) -> None:
    if (operation, fault) == ("token", "403 once"):
        pytest.skip("a 403 of the token endpoint is a lost authorisation, not a fault: see below")
    shop.amazon.faults.add({"operation": operation, **FAULTS[fault]})
    report = shop.json("sync")
    assert [run["error"] for run in report["runs"]] == ["", "", ""]
    if any(run["resume_at"] for run in report["runs"]):
        # Amazon found us too fast: an operation that allows one call a minute is taken up again later.
        assert fault.startswith("429")
        shop.wait(minutes=4)
        shop.run("sync")
    assert shop.state() == calm


@pytest.mark.parametrize("fault", ["500", "503 in HTML", "garbage", "cut", "reset", "hang", "403 once"])
def test_faults_that_stay_end_with_a_sentence_and_the_next_sync_makes_up(
    fault: str, shop: ClockedShop, calm: list[tuple[Any, ...]]
) -> None:
    shop.run("settings", "set", "max_retries=1")
    operations = {"403 once": FIRST_SYNC[1:], "hang": ("token", "document", "searchOrders")}.get(fault, FIRST_SYNC)
    for operation in operations:
        shop.amazon.faults.clear()
        shop.amazon.faults.add({"operation": operation, "times": 500, **FAULTS[fault]})
        answer = shop.run("sync", *(["money"] if operation in MONEY else []), expect=None)
        refused = fault == "403 once" and operation != "document"
        assert answer.returncode == (1 if refused else 3), (operation, answer)
        assert "Traceback" not in answer.stdout + answer.stderr
        told = " ".join(answer.stdout.split())
        if refused:
            assert f"Amazon refuses {operation}" in told, (operation, told)
        else:
            assert "Amazon gave no usable answer to" in told, (operation, told)
            assert "Nothing is lost; run it again later." in told
    shop.amazon.faults.clear()
    shop.run("sync", "money")
    shop.run("sync")
    assert shop.state() == calm
    assert shop.json("problems") == []


def test_a_long_retry_after_ends_the_run_with_a_time_to_come_back(
    shop: ClockedShop, calm: list[tuple[Any, ...]]
) -> None:
    shop.amazon.faults.add({"operation": "searchOrders", "do": "status", "status": 429, "retry_after": 600})
    report = shop.json("sync")
    assert report["runs"][1]["resume_at"] is not None
    assert "600" in report["runs"][1]["note"]
    shop.wait(minutes=10)
    shop.run("sync")
    assert shop.state() == calm


@pytest.mark.parametrize("seed", range(4))
def test_a_soak_ends_where_a_calm_run_ends(seed: int, shop: ClockedShop, calm: list[tuple[Any, ...]]) -> None:
    """A third of all answers goes wrong, in every way, until a sync gets through."""
    kinds = [fault for name, fault in FAULTS.items() if name not in ("403 once", "slow")]
    for number, fault in enumerate(kinds):
        for operation in ("*", "token", "document"):
            chance = {"probability": 0.05, "seed": 100 * seed + number}
            shop.amazon.faults.add({"operation": operation, **chance, **fault})
    before, codes, unfinished = len(shop.amazon.calls), [], True
    while unfinished:
        answer = shop.run("sync", "--json", expect=None)
        codes.append(answer.returncode)
        unfinished = answer.returncode == 3 or any(run["resume_at"] for run in json.loads(answer.stdout)["runs"])
        shop.wait(minutes=4)
        assert len(codes) < 30
    assert set(codes) <= {0, 3}
    ill = sum(call.status not in (200, 202) for call in shop.amazon.calls[before:])
    print(f"\nsoak {seed}: exit codes {codes}, {ill} of {len(shop.amazon.calls) - before} calls went wrong")
    assert ill > 2
    shop.amazon.faults.clear()
    shop.run("sync")
    assert shop.state() == calm
    assert written(shop.json("sync")) == 0


def test_twins_are_told_apart_even_when_the_listings_come_late(tmp_path: Path) -> None:
    with practice((DE, UK), listings=12, orders=60, days=10) as amazon:
        shop = ClockedShop(tmp_path / "home", amazon)
        shop.set_up("GBP=1.17")
        amazon.faults.add({"operation": "createReport", "times": 99, **FAULTS["500"]})
        shop.run("sync", expect=3)
        amazon.faults.clear()
        shop.run("sync")
        assert {"Tea-Green-01", "TEA-GREEN-01"} <= Books(shop).items.keys()


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "slow"])
def test_a_search_for_changes_bears_faults_too(fault: str, shop: ClockedShop, calm: list[tuple[Any, ...]]) -> None:
    shop.run("sync")
    shop.amazon.faults.add({"operation": "searchListingsItems", **FAULTS[fault]})
    report = shop.json("sync")
    assert [run["error"] for run in report["runs"]] == ["", "", ""]
    assert report["runs"][0]["requests"]["searchListingsItems"] == 3
    assert written(report) == 0
    assert shop.state() == calm


@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in ("slow", "403 once")])
def test_connect_bears_faults_too(fault: str, shop: ClockedShop) -> None:
    shop.amazon.faults.add({"operation": "getMarketplaceParticipations", **FAULTS[fault]})
    assert "Amazon answers." in shop.connect().stdout


def test_connect_says_when_amazon_does_not_answer_and_keeps_nothing(shop: ClockedShop) -> None:
    shop.amazon.faults.add({"operation": "getMarketplaceParticipations", "times": 99, **FAULTS["503 in HTML"]})
    shop.wait(seconds=1)  # else the credentials' first day ends in between
    before = shop.json("status")["connections"]
    answer = shop.connect("--endpoint", shop.amazon.url, expect=3)
    assert "run it again later" in " ".join(answer.stderr.split())
    assert shop.json("status")["connections"] == before
