"""Fulfilment and money into a practice ERPNext, through the program: each document once, each settlement to the cent."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.journeys.shop import written
from tests.journeys.site import SiteShop, held, keys, site_with_fields

from sellerbridge.clock import Clock
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.simulator.marketplaces import US
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.simulator.true_money import true_money

DAYS = 45
MONEY = ("Delivery Note", "Sales Invoice", "Journal Entry")


@pytest.fixture(scope="module")
def amazon() -> Iterator[PracticeAmazon]:
    """A seller in the currency of the site's company, long enough for three settlements."""
    now = datetime.now(UTC).replace(microsecond=0)
    world = World.create(seed=11, listings=12, orders=60, days=DAYS, now=now, marketplaces=(US,), odd=False)
    world.report_seconds = 0
    with PracticeAmazon(world, clock=HeldClock(now + timedelta(minutes=5)), limits="off") as running:
        yield running


class MoneyShop(SiteShop):
    """A home that wants every document; its site has no stock, and may go below zero."""

    def set_up(self, *_: str, expect: int = 0) -> None:
        with self.site.site.locks.turn:
            self.site.site.tables["Stock Settings"].documents["stock settings"]["allow_negative_stock"] = 1
        first = (self.amazon.world.now0 - timedelta(days=DAYS + 1)).date()
        switches = (f"{switch}=on" for switch in ("delivery_notes", "invoices", "credit_notes"))
        self.here("settings", "set", f"after_date={first}", *switches)
        self.choose(expect)
        self.connect()

    def sync(self, expect: int = 0, *, clock: Clock | None = None) -> Any:
        answer = self.here("sync", "--json", expect=None, clock=clock)
        report = json.loads(answer.stdout)
        assert answer.returncode == expect, [(p["kind"], p["message"]) for p in report["problems"]][:5]
        return report


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[PracticeERPNext]:
    with site_with_fields(own_names=getattr(request, "param", True)) as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, amazon: PracticeAmazon, site: PracticeERPNext) -> MoneyShop:
    made = MoneyShop(tmp_path / "home", amazon, site)
    made.set_up()
    return made


def documents(site: PracticeERPNext, doctype: str) -> list[Document]:
    with site.site.locks.turn:
        return [one.copy() for one in site.site.tables[doctype].documents.values() if one.docstatus == 1]


@pytest.fixture(scope="module")
def done(amazon: PracticeAmazon, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MoneyShop]:
    """After a sync that nothing disturbed; for tests that only look."""
    with site_with_fields() as site:
        shop = MoneyShop(tmp_path_factory.mktemp("calm") / "home", amazon, site)
        shop.set_up()
        shop.sync()
        yield shop


@pytest.fixture(scope="module")
def calm(done: MoneyShop) -> list[tuple[Any, ...]]:
    """What a site holds then."""
    return held(done.site)


NAMES_DROPPED = pytest.mark.parametrize("site", [False], indirect=True, ids=["names dropped"])


def test_everything_is_there_once_and_a_second_sync_asks_nothing(done: MoneyShop) -> None:
    for doctype in MONEY:
        assert len(set(keys(done.site, doctype))) == len(keys(done.site, doctype)) > 0
    before = len(done.site.calls)
    assert written(done.sync()) == 0
    assert len(done.site.calls) == before


@NAMES_DROPPED
def test_a_site_that_names_everything_itself_holds_the_same(
    shop: MoneyShop, site: PracticeERPNext, calm: list[tuple[Any, ...]]
) -> None:
    shop.sync()
    assert held(site) == calm


def test_each_settlement_brings_its_payout_to_the_cent(done: MoneyShop, amazon: PracticeAmazon) -> None:
    true = true_money(amazon.world, amazon.clock.now()).settlements
    entries = {one["amazon_settlement_id"]: one for one in documents(done.site, "Journal Entry")}
    assert entries.keys() == true.keys()
    for name, entry in entries.items():
        rows = [row for row in entry.rows("accounts") if row["account"] == "Amazon Payouts - AC"]
        paid = sum((row.number("debit") - row.number("credit") for row in rows), Decimal(0))
        assert paid == true[name].total, name
        assert entry.number("total_debit") == entry.number("total_credit")


def test_what_was_settled_is_paid_and_the_ledger_agrees_with_the_invoices(done: MoneyShop) -> None:
    site = done.site
    billed, credited = Counter[str](), Counter[str]()
    for one in documents(site, "Sales Invoice"):
        (credited if one["is_return"] else billed)[one["status"]] += 1
    assert billed["Paid"] + billed["Credit Note Issued"] > 20
    assert sum(credited.values()) > 0
    owed = sum((one.number("outstanding_amount") for one in documents(site, "Sales Invoice")), Decimal(0))
    with site.site.locks.turn:
        entries = [one for one in site.site.tables["GL Entry"].documents.values() if not one["is_cancelled"]]
    by_account: dict[str, Decimal] = defaultdict(Decimal)
    for one in entries:
        by_account[one["account"]] += one.number("debit") - one.number("credit")
    assert sum(by_account.values()) == 0
    assert by_account["Debtors - AC"] == owed


@pytest.mark.parametrize(
    ("of", "do"),
    [("Delivery Note", "deadlock"), ("Journal Entry", "lost-page")],
)
def test_a_fault_changes_nothing(
    of: str, do: str, shop: MoneyShop, site: PracticeERPNext, calm: list[tuple[Any, ...]]
) -> None:
    site.faults.add({"of": of, "call": 1, "do": do, "times": 2})
    shop.sync()
    assert held(site) == calm


@NAMES_DROPPED
@pytest.mark.parametrize("doctype", MONEY)
def test_killed_while_a_kind_is_written_the_next_sync_makes_up(
    doctype: str, shop: MoneyShop, site: PracticeERPNext, calm: list[tuple[Any, ...]]
) -> None:
    assert _killed(shop.start("sync"), lambda: len(keys(site, doctype)) >= 2)
    shop.sync()
    assert held(site) == calm
    assert written(shop.sync()) == 0


def _killed(process: subprocess.Popen[str], reached: Callable[[], bool]) -> bool:
    while process.poll() is None:
        if reached():
            process.kill()
            process.communicate()
            return True
        time.sleep(0.0005)
    process.communicate()
    return False


def test_a_site_from_before_gets_its_orders_and_is_told_what_settlements_need(
    tmp_path: Path, amazon: PracticeAmazon, calm: list[tuple[Any, ...]]
) -> None:
    """The new version asks for fields that the old one did not; the next sync after they are made goes on."""
    with site_with_fields(without=("Journal Entry",)) as site:
        shop = MoneyShop(tmp_path / "home", amazon, site)
        shop.set_up(expect=1)
        report = shop.sync(expect=1)
        assert [problem["kind"] for problem in report["problems"]] == ["erp-not-ready"]
        assert "Journal Entry" in report["problems"][0]["message"]
        assert documents(site, "Journal Entry") == []
        assert len(documents(site, "Sales Invoice")) > 40
        _as_administrator(shop)
        assert shop.here("erp", "check", "--create-fields", expect=0)
        shop.sync()
        assert held(site) == calm


def _as_administrator(shop: MoneyShop) -> None:
    """Lend the API user the role for a moment."""
    site = shop.site.site
    with site.locks.turn:
        site.users = tuple(
            msgspec.structs.replace(user, roles=user.roles | {"System Manager"}) for user in site.users
        )
