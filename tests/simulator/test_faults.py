"""The fault script: which calls it strikes, and which scripts it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sellerbridge.simulator.fault_script import BadScript, load
from sellerbridge.simulator.faults import Faults


def struck(rule: dict[str, Any], *, operation: str = "getOrder", calls: int = 10) -> list[int]:
    faults = Faults([{"operation": "getOrder", "do": "reset", **rule}])
    return [n for n in range(1, calls + 1) if faults.next(operation)]


@pytest.mark.parametrize(
    ("rule", "calls"),
    [
        pytest.param({}, [1], id="the first call by default"),
        pytest.param({"call": 3}, [3], id="the third call"),
        pytest.param({"call": 3, "times": 4}, [3, 4, 5, 6], id="four calls from the third on"),
        pytest.param({"every": 4}, [4, 8], id="every fourth call"),
        pytest.param({"probability": 1.0}, list(range(1, 11)), id="certainly"),
        pytest.param({"probability": 0.0, "call": 2}, [2], id="no probability means no lottery"),
    ],
)
def test_a_rule_strikes_the_calls_it_names(rule: dict[str, Any], calls: list[int]) -> None:
    assert struck(rule) == calls


def test_a_probability_is_repeatable_from_its_seed() -> None:
    first = struck({"probability": 0.3, "seed": 5}, calls=200)
    assert first == struck({"probability": 0.3, "seed": 5}, calls=200)
    assert first != struck({"probability": 0.3, "seed": 6}, calls=200)
    assert 30 < len(first) < 90


def test_only_calls_of_the_named_operation_count() -> None:
    faults = Faults([{"operation": "getOrder", "call": 2, "do": "reset"}])
    seen = [faults.next(name) is not None for name in ("getOrder", "searchOrders", "token", "getOrder")]
    assert seen == [False, False, False, True]


def test_the_star_means_every_operation_but_neither_tokens_nor_documents() -> None:
    faults = Faults([{"operation": "*", "every": 1, "do": "reset"}])
    assert [bool(faults.next(name)) for name in ("getOrder", "getReport", "token", "document", "unknown")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_the_first_rule_that_strikes_wins_and_the_others_still_count() -> None:
    faults = Faults(
        [
            {"operation": "*", "call": 1, "do": "status", "status": 500},
            {"operation": "getOrder", "call": 2, "do": "status", "status": 503},
        ]
    )
    statuses = [fault.status if (fault := faults.next("getOrder")) else None for _ in range(3)]
    assert statuses == [500, 503, None]


def test_a_rule_added_later_counts_from_its_own_beginning() -> None:
    faults = Faults()
    faults.next("getOrder")
    faults.add({"operation": "getOrder", "do": "hang"})
    assert faults.next("getOrder") is not None


def test_cleared_rules_are_gone() -> None:
    faults = Faults([{"operation": "getOrder", "every": 1, "do": "reset"}])
    faults.clear()
    assert faults.next("getOrder") is None


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"operation": "getOrders", "do": "reset"}, "getOrders"),
        ({"operation": "getOrder", "do": "explode"}, "explode"),
        ({"operation": "getOrder"}, "do"),
        ({"do": "reset"}, "operation"),
        ({"operation": "getOrder", "do": "reset", "calls": 3}, "calls"),
        ({"operation": "getOrder", "do": "reset", "call": 0}, "count from 1"),
        ({"operation": "getOrder", "do": "reset", "call": "3"}, "int"),
        ({"operation": "getOrder", "do": "status", "status": 200}, "400 to 599"),
        ({"operation": "getOrder", "do": "reset", "probability": 1.5}, "from 0 to 1"),
        ({"operation": "getOrder", "do": "hang", "seconds": -1}, "seconds"),
        ({"operation": "getOrder", "do": "reset", "probability": 0.5, "every": 2}, "combined"),
    ],
)
def test_a_bad_rule_is_refused_with_its_number_and_the_reason(rule: dict[str, Any], told: str) -> None:
    good = {"operation": "getOrder", "do": "reset"}
    with pytest.raises(BadScript, match=r"Rule 2 .*" + told):
        Faults([good, rule])


def test_a_script_with_one_bad_rule_adds_none() -> None:
    faults = Faults()
    with pytest.raises(BadScript):
        faults.add({"operation": "getOrder", "do": "reset"}, {"operation": "nothing", "do": "reset"})
    assert faults.next("getOrder") is None


def test_a_script_can_be_a_file(tmp_path: Path) -> None:
    script = tmp_path / "faults.json"
    script.write_text(json.dumps([{"operation": "token", "do": "status", "status": 500}]))
    assert Faults(script).next("token") is not None


@pytest.mark.parametrize("text", ["", "{}", '["reset"]', "[{]"])
def test_a_file_that_is_no_list_of_objects_is_refused_by_name(tmp_path: Path, text: str) -> None:
    script = tmp_path / "faults.json"
    script.write_text(text)
    with pytest.raises(BadScript, match=r"faults\.json"):
        load(script)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadScript, match="No such file"):
        load(tmp_path / "missing.json")
