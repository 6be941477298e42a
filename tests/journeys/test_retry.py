"""What is held is mended by the very commands that `problems` prints, and taken up again."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.practice import practice
from tests.journeys.referee import Books, Referee
from tests.journeys.shop import ClockedShop, written

from sellerbridge.problems import Problem
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.simulator.truth import truth

_COMMAND = re.compile(r"sellerbridge (retry --all|(?:rates|settings) set \S+|map (?:item|fee) (?:'[^']*'|\S)+)")


@pytest.fixture
def amazon() -> Iterator[PracticeAmazon]:
    with practice() as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, amazon: PracticeAmazon) -> ClockedShop:
    made = ClockedShop(tmp_path / "home", amazon)
    made.set_up("GBP=1.17")
    return made


def _kinds(shop: ClockedShop) -> Counter[str]:
    return Counter(problem["kind"] for problem in shop.json("problems"))


def _remedy(shop: ClockedShop, kind: str) -> list[list[str]]:
    """The commands that the page of problems prints for a kind, as a person copies them."""
    page = " ".join(shop.run("problems").stdout.split())
    told = page[page.index(kind) :]
    remedy = told[told.index("→") + 1 :].partition(" times ")[0]
    return [shlex.split(command.rstrip("),;.")) for command in _COMMAND.findall(remedy)]


def _filled(words: list[str], **values: str) -> list[str]:
    """With the capitals replaced by what a person puts there."""
    for name, value in values.items():
        words = [word.replace(name, value) for word in words]
    return words


def test_a_missing_rate_is_mended_as_the_remedy_says(shop: ClockedShop) -> None:
    shop.run("sync", expect=1)
    held = _kinds(shop)["no-exchange-rate"]
    assert held > 5
    rates, retry = _remedy(shop, "no-exchange-rate")[:2]
    assert rates[:2] == ["rates", "set"]
    shop.run(*_filled(rates, RATE="0.2300"))
    assert retry == ["retry", "--all"]
    report = shop.json(*retry, expect=1)
    assert report["runs"][0]["requests"] == {}
    assert written(report) >= held
    assert _kinds(shop) == {"total-differs": 1, "unknown-charge": 1}
    Referee(shop).judge(vanished_told=True)


def test_a_missing_rate_is_mended_by_the_next_sync_as_well(shop: ClockedShop) -> None:
    shop.run("sync", expect=1)
    shop.run("rates", "set", "PLN=0.2300")
    shop.run("sync", expect=1)
    Referee(shop).judge(vanished_told=True)


def test_a_rate_from_a_day_on_mends_the_orders_of_that_day_and_later(shop: ClockedShop) -> None:
    shop.run("sync", expect=1)
    before = _kinds(shop)["no-exchange-rate"]
    shop.run("rates", "set", "PLN=0.2300", "--date", "2026-09-25")
    shop.run("retry", "--all", expect=1)
    assert 0 < _kinds(shop)["no-exchange-rate"] < before
    days = {doc["transaction_date"] for doc in Books(shop).orders.values() if doc["currency"] == "PLN"}
    assert min(days) >= "2026-09-25"


def test_an_unknown_charge_is_mended_as_the_remedy_says(shop: ClockedShop) -> None:
    shop.run("rates", "set", "PLN=0.2300")
    shop.run("sync", expect=1)
    (order,) = [
        o for o in truth(shop.amazon.world, shop.amazon.clock.now()).orders.values() if o.fault == "eco_fee"
    ]
    fee, retry = _remedy(shop, "unknown-charge")[:2]
    assert fee[:2] == ["map", "fee"]
    shop.run(*_filled(fee, ACCOUNT="Amazon Other Charges"))
    shop.run(*retry, expect=1)
    assert _kinds(shop) == {"total-differs": 1}
    doc = Books(shop).orders[order.order_id]
    assert doc["grand_total"] == str(order.total)
    assert str(order.other) in [row["tax_amount"] for row in doc["taxes"]]


def test_a_differing_total_stays_held_however_often_it_is_tried(shop: ClockedShop) -> None:
    shop.run("rates", "set", "PLN=0.2300")
    shop.run("sync", expect=1)
    (problem,) = [p for p in shop.json("problems") if p["kind"] == "total-differs"]
    assert "difference 0.01" in problem["message"]
    shop.run("retry", str(problem["id"]), expect=1)
    (again,) = [p for p in shop.json("problems") if p["kind"] == "total-differs"]
    assert again["attempts"] == problem["attempts"] + 1
    assert again["since"] == problem["since"]
    assert problem["about"] not in Books(shop).orders


def test_retry_takes_up_what_it_names_and_nothing_else(shop: ClockedShop) -> None:
    shop.run("sync", expect=1)
    problems = shop.json("problems")
    attempts = {p["id"]: p["attempts"] for p in problems}
    one = problems[0]["id"]
    shop.run("retry", str(one), expect=1)
    after = {p["id"]: p["attempts"] for p in shop.json("problems")}
    settled = {id_ for id_ in after if after[id_] > attempts[id_]}
    assert settled == {one}


def test_an_unknown_problem_is_refused(shop: ClockedShop) -> None:
    assert "There is no open problem 999" in shop.run("retry", "999", expect=2).stderr


@pytest.mark.parametrize("choice", ["hold", "placeholder", "create"])
def test_an_unlisted_sku(choice: str, shop: ClockedShop) -> None:
    shop.run("rates", "set", "PLN=0.2300")
    shop.run("settings", "set", f"unknown_sku={choice}")
    shop.run("sync", expect=1)
    orders = [o for o in truth(shop.amazon.world, shop.amazon.clock.now()).orders.values() if o.unknown_sku]
    assert orders
    for order in orders:
        doc = Books(shop).orders.get(order.order_id)
        if choice == "hold":
            assert doc is None
            continue
        assert doc is not None
        codes = {row["item_code"] for row in doc["items"]}
        assert codes == ({"AMAZON-UNKNOWN"} if choice == "placeholder" else {line.sku for line in order.lines})
    assert _kinds(shop)["unknown-sku"] == (len(orders) if choice == "hold" else 0)


def test_a_held_sku_is_mended_by_mapping_it(shop: ClockedShop) -> None:
    shop.run("rates", "set", "PLN=0.2300")
    shop.run("settings", "set", "unknown_sku=hold")
    shop.run("sync", expect=1)
    (problem,) = [p for p in shop.json("problems") if p["kind"] == "unknown-sku"]
    while _kinds(shop)["unknown-sku"]:  # an order may have several such SKUs: each is told in its turn
        mapping, _, retry = _remedy(shop, "unknown-sku")[:3]
        shop.run(*_filled(mapping, ITEM="FLASK-BLUE-FBM"))
        shop.run(*retry, expect=1)
    doc = Books(shop).orders[problem["about"]]
    assert {row["item_code"] for row in doc["items"]} == {"FLASK-BLUE-FBM"}


def test_a_remedy_can_be_copied_whatever_the_sku() -> None:
    remedy = Problem(kind="unknown-sku", about="000-0000000-0000001", facts={"sku": "TEA & CO/250 g (Bio)"}).remedy
    assert shlex.split(_COMMAND.findall(remedy)[0]) == ["map", "item", "TEA & CO/250 g (Bio)=ITEM"]


def test_a_held_sku_is_mended_by_creating_it(shop: ClockedShop) -> None:
    shop.run("rates", "set", "PLN=0.2300")
    shop.run("settings", "set", "unknown_sku=hold")
    shop.run("sync", expect=1)
    commands = _remedy(shop, "unknown-sku")
    assert commands[1] == ["settings", "set", "unknown_sku=create"]
    shop.run(*commands[1])
    shop.run(*commands[2], expect=1)
    assert not _kinds(shop)["unknown-sku"]
    Referee(shop).judge(vanished_told=True)


def test_cancellations_wait_for_a_person_while_they_are_off(tmp_path: Path) -> None:
    with practice(orders=450, days=5) as amazon:
        shop = ClockedShop(tmp_path / "home", amazon)
        shop.set_up("GBP=1.17", "PLN=0.23")
        shop.run("settings", "set", "cancellations=off")
        shop.run("sync", expect=1)
        booked = set(Books(shop).orders)
        shop.wait(days=2)
        shop.run("sync", expect=1)
        gone = _cancelled(amazon) & booked
        assert gone
        assert gone <= set(Books(shop).orders), "still booked"
        problems = [p for p in shop.json("problems") if p["kind"] == "cancelled-after-booking"]
        assert {p["about"] for p in problems} == gone
        setting, retry = _remedy(shop, "cancelled-after-booking")[:2]
        shop.run(*setting)
        shop.run(*retry, expect=1)
        assert not gone & set(Books(shop).orders)
        assert gone <= Books(shop).cancelled
        assert not _kinds(shop)["cancelled-after-booking"]
        assert written(shop.json("sync", expect=1)) == 0


def _cancelled(amazon: PracticeAmazon) -> set[str]:
    orders: dict[str, Any] = dict(truth(amazon.world, amazon.clock.now()).orders)
    return {order_id for order_id, order in orders.items() if order.cancelled}
