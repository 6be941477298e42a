"""The command bench: what it says where there is nothing to measure against."""

from __future__ import annotations

from tests.cli.program import Program

_NOWHERE = "http://127.0.0.1:9"


def test_an_erp_is_needed_to_measure_one(fresh: Program) -> None:
    answer = fresh("bench", "erp")
    assert (answer.code, answer.out) == (2, "")
    assert "--url, --api-key and --api-secret" in answer.err
    assert "simulate-erpnext" in answer.err


def test_without_a_name_the_chosen_site_is_measured(fresh: Program) -> None:
    words = ("erp", "erpnext", "--url", _NOWHERE, "--api-key", "key", "--no-check")
    assert fresh(*words, SELLERBRIDGE_API_SECRET="word").code == 0
    fresh("settings", "set", "max_retries=1")
    answer = fresh("bench", "erp", "--orders", "4", "--items", "4")
    assert answer.code == 3
    assert "Writing 4 orders and 4 items twice to 127.0.0.1:9" in answer.err
    assert "The ERP at 127.0.0.1:9 gave no usable answer" in answer.err


def test_a_benchmark_that_is_not_there_names_those_that_are(fresh: Program) -> None:
    answer = fresh("bench", "speed")
    assert answer.code == 2
    assert "ingest" in answer.err
