"""The main job into a practice ERPNext: all of it, once, whatever happens on the way."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.shop import money, written
from tests.journeys.site import KEYS, SiteShop, held, keys, site_with_fields

from sellerbridge.clock import SystemClock
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.simulator.marketplaces import US
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon


@pytest.fixture(scope="module")
def amazon() -> Iterator[PracticeAmazon]:
    """A seller in the currency of the site's company."""
    now = datetime.now(UTC).replace(microsecond=0)
    world = World.create(seed=11, listings=20, orders=90, days=12, now=now, marketplaces=(US,))
    world.report_seconds = 0
    with PracticeAmazon(world, clock=HeldClock(now + timedelta(minutes=5)), limits="off") as running:
        yield running


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[PracticeERPNext]:
    """One that honours the names we ask for, unless the test wants one that drops them."""
    with site_with_fields(own_names=getattr(request, "param", True)) as running:
        yield running


NAMES_DROPPED = pytest.mark.parametrize("site", [False], indirect=True, ids=["names dropped"])


@pytest.fixture
def shop(tmp_path: Path, amazon: PracticeAmazon, site: PracticeERPNext) -> SiteShop:
    made = SiteShop(tmp_path / "home", amazon, site)
    made.set_up()
    return made


@pytest.fixture(scope="module")
def calm(amazon: PracticeAmazon, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    """What a site holds after a sync that nothing disturbed."""
    with site_with_fields() as site:
        shop = SiteShop(tmp_path_factory.mktemp("calm") / "home", amazon, site)
        shop.set_up()
        shop.sync()
        found = held(site)
    assert Counter(doctype for doctype, _ in found)["Sales Order"] > 80
    return found


@pytest.mark.parametrize("site", [True, False], indirect=True, ids=["own names", "names dropped"])
def test_everything_is_there_once_and_a_second_sync_asks_nothing(
    shop: SiteShop, site: PracticeERPNext, calm: list[tuple[Any, ...]]
) -> None:
    shop.sync()
    assert held(site) == calm
    for doctype in KEYS:
        assert len(set(keys(site, doctype))) == len(keys(site, doctype))
    before = len(site.calls)
    assert written(shop.sync()) == 0
    assert len(site.calls) == before


def test_a_dry_run_writes_nothing(shop: SiteShop, site: PracticeERPNext) -> None:
    before = held(site)
    shown = json.loads(shop.here("sync", "--dry-run", "--json").stdout)
    assert {document["doctype"] for document in shown["documents"]} >= {"Item", "Warehouse"}
    assert held(site) == before


def test_what_is_there_can_be_shown_and_explained(shop: SiteShop) -> None:
    shop.sync()
    documents = json.loads(shop.here("documents", "--doctype", "sales order", "--json").stdout)
    assert len(documents) > 80
    (shown,) = json.loads(
        shop.here("documents", "--key", documents[7]["key"], "--doctype", "Sales Order", "--json").stdout
    )
    assert shown == documents[7]
    explained = json.loads(shop.here("explain", shown["key"], "--json").stdout)
    (told,) = (one for one in explained["documents"] if one["doctype"] == "Sales Order")
    assert told["doc"] == shown["doc"]
    total = money(explained["order"]["total"])
    remitted = total - money(shown["doc"]["grand_total"])
    assert remitted >= 0


@NAMES_DROPPED
def test_no_person_that_the_site_names_is_named_in_our_database(shop: SiteShop, site: PracticeERPNext) -> None:
    """ERPNext names Customers, Addresses and Contacts after people."""
    shop.sync()
    with site.site.locks.turn:
        people = {
            name
            for doctype in ("Customer", "Address", "Contact")
            for name in (document.name for document in site.site.tables[doctype].documents.values())
            if not re.search(r"^Buyer - |Amazon|^Erased buyer|^\d{3}-\d{7}-\d{7}|^AMZ-", name)
        }
    assert len(people) > 20
    kept = b"".join(path.read_bytes() for path in shop.home.rglob("*") if path.is_file())
    assert [name for name in people if name.encode() in kept] == []


FAULTS: Mapping[str, Mapping[str, Any]] = {
    "answer lost": {"do": "lost", "times": 2},
    "hung up": {"do": "reset", "times": 2},
    "deadlock": {"do": "deadlock", "times": 3},
    "lock not had": {"do": "timeout", "times": 3},
    "502 page": {"do": "page", "times": 2},
    "done, but a 502 page": {"do": "lost-page", "times": 2},
    "limited": {"do": "limited", "seconds": 1.0, "times": 2},
    "restart": {"do": "restart", "seconds": 0.5},
    "slow": {"do": "slow", "seconds": 0.3, "times": 5},
}


class Hasty(SystemClock):
    """Pauses a tenth of the time: most of what a site does wrong gets no better by waiting."""

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds / 10)


OFTEN = ("answer lost", "hung up", "502 page", "restart")
"""What any call may meet; the others are for those that write documents."""


@pytest.mark.parametrize(
    ("of", "fault"),
    [(of, fault) for of in ("frappe.client.insert_many", "Sales Order") for fault in FAULTS]
    + [(of, fault) for of in ("frappe.client.get_list", "Account") for fault in OFTEN],
)
def test_a_fault_changes_nothing(
    of: str, fault: str, shop: SiteShop, site: PracticeERPNext, calm: list[tuple[Any, ...]]
) -> None:
    site.faults.add({"of": of, "call": 2, **FAULTS[fault]})
    shop.sync(clock=None if "seconds" in FAULTS[fault] else Hasty())
    assert held(site) == calm


@NAMES_DROPPED
def test_a_bad_day_ends_like_a_calm_one(
    shop: SiteShop, site: PracticeERPNext, calm: list[tuple[Any, ...]]
) -> None:
    """A quarter of all calls fails in one way or another, until a sync is through."""
    for seed, do in enumerate(("lost", "reset", "deadlock", "page", "lost-page")):
        site.faults.add({"do": do, "probability": 0.05, "times": 10**6, "seed": seed})
    for _ in range(12):
        if shop.here("sync", expect=None, clock=Hasty()).returncode < 3:
            break
    site.faults.clear()
    shop.sync()
    assert held(site) == calm


def test_a_site_that_is_down_costs_nothing_but_time(
    shop: SiteShop, site: PracticeERPNext, calm: list[tuple[Any, ...]]
) -> None:
    shop.here("settings", "set", "max_retries=1")
    site.stop()
    answer = shop.here("sync", "--json", expect=3)
    assert sum(run["seen"] for run in json.loads(answer.stdout)["runs"]) > 100
    site.start()
    shop.sync()
    assert held(site) == calm


def _killed(process: subprocess.Popen[str], reached: Callable[[], bool]) -> bool:
    while process.poll() is None:
        if reached():
            process.kill()
            process.communicate()
            return True
        time.sleep(0.0005)
    process.communicate()
    return False


@NAMES_DROPPED
@pytest.mark.parametrize("point", [1, 3, 10, 25, 40, 50, 60, 80, 100, 120])
def test_killed_at_any_request_the_next_sync_makes_up(
    point: int, shop: SiteShop, site: PracticeERPNext, calm: list[tuple[Any, ...]]
) -> None:
    start = len(site.calls)
    assert _killed(shop.start("sync"), lambda: len(site.calls) - start >= point)
    shop.sync()
    assert held(site) == calm
    assert written(shop.sync()) == 0


@NAMES_DROPPED
def test_two_homes_of_one_seller_end_like_one(
    tmp_path: Path, amazon: PracticeAmazon, site: PracticeERPNext, shop: SiteShop, calm: list[tuple[Any, ...]]
) -> None:
    """Two installations that know nothing of each other, into one site at the same time."""
    other = SiteShop(tmp_path / "other", amazon, site)
    other.set_up()
    both = [shop.start("sync"), other.start("sync")]
    for process in both:
        process.communicate(timeout=120)
    shop.sync()
    other.sync()
    assert held(site) == calm
