"""The command erp against a practice ERPNext: words, exit codes, languages, files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.program import Answer, Program
from tests.erpnext_site import ADMINISTRATOR_KEY, ADMINISTRATOR_SECRET, KEY, SECRET, serving

from sellerbridge.erp.erpnext.custom_fields import CUSTOM_FIELDS, fixture

_ENGLISH, _FRENCH = {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "", "LC_MESSAGES": "fr_FR.UTF-8", "LANG": "en_US.UTF-8"}


@pytest.fixture
def site() -> Iterator[str]:
    with serving() as url:
        yield url


def _chosen(
    program: Program, site: str, *words: str, key: str = KEY, secret: str = SECRET, **language: str
) -> Answer:
    return program(
        "erp",
        "erpnext",
        "--url",
        site,
        "--api-key",
        key,
        *words,
        SELLERBRIDGE_API_SECRET=secret,
        **(language or _ENGLISH),
    )


def test_from_a_fresh_site_to_one_that_is_ready(fresh: Program, site: str) -> None:
    fresh("settings", "set", "company=Acme")
    first = _chosen(fresh, f"{site}/app/home")
    assert first.code == 1
    assert first.out.startswith(f"ERPNext 15.65.1 at {site} knows us as connector@acme.test.\n")
    assert "✗ fields by which documents are known again" in first.out
    made = _chosen(fresh, site, "--create-fields", key=ADMINISTRATOR_KEY, secret=ADMINISTRATOR_SECRET)
    assert (made.code, "Made: Sales Order.amazon_order_id" in made.err) == (0, True)
    ready = _chosen(fresh, site)
    assert ready.code == 0
    assert "Nothing is in the way." in ready.out
    assert fresh("erp", "check").code == 0
    assert SECRET not in first.out + first.err + ready.out + ready.err


def test_json_has_both_languages(fresh: Program, site: str) -> None:
    _chosen(fresh, site)
    answer = fresh("erp", "check", "--json")
    assert answer.code == 1
    assert answer.json["ok"] is False
    findings = answer.json["findings"]
    assert {tuple(finding) for finding in findings} == {("what", "ok", "needed", "advice", "advice_fr")}
    fault = next(finding for finding in findings if not finding["ok"] and finding["needed"])
    assert fault["advice"] != fault["advice_fr"] != ""


def test_advice_is_french_where_the_terminal_is(fresh: Program, site: str) -> None:
    _chosen(fresh, site)
    french, english = fresh("erp", "check", **_FRENCH).out, fresh("erp", "check", **_ENGLISH).out
    assert "Il y a : Acme. Lancez :" in " ".join(french.split())
    assert "There is: Acme. Run:" in english
    assert ("à corriger (✗)." in french, "need you (✗)." in english) == (True, True)


def test_a_plain_user_who_asks_for_fields_is_told_the_way(fresh: Program, site: str) -> None:
    _chosen(fresh, site)
    answer = fresh("erp", "check", "--create-fields")
    assert answer.code == 1
    assert "System Manager" in answer.err
    assert "erp check --fixture FILE" in answer.err
    assert "fields by which documents are known again" in answer.out


def test_fields_that_are_there_are_not_made_again(fresh: Program) -> None:
    with serving(records=fixture()) as url:
        fresh("settings", "set", "company=Acme")
        _chosen(fresh, url)
        answer = fresh("erp", "check", "--create-fields")
    assert (answer.code, "All custom fields were there." in answer.err) == (0, True)


def test_the_fixture_is_a_file_to_import(fresh: Program, tmp_path: Path) -> None:
    file = tmp_path / "fields.json"
    answer = fresh("erp", "check", "--fixture", str(file))
    assert answer.code == 0
    assert f"import-doc {file}" in answer.out
    assert len(json.loads(file.read_text("utf-8"))) == len(CUSTOM_FIELDS)


def test_a_site_that_is_away_ends_in_three_and_keeps_the_choice(fresh: Program) -> None:
    fresh("settings", "set", "max_retries=0")
    with serving() as url:
        _chosen(fresh, url)
    away = fresh("erp", "check")
    assert (away.code, away.out) == (3, "")
    assert "Nothing is lost" in away.err
    assert _chosen(fresh, "http://127.0.0.1:9").code == 3
    assert fresh("erp", "books").out.endswith(
        f"Until now they went to {url}. What is there stays there; the next sync writes everything to the new place.\n"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("erp", "erpnext"), "--url, --api-key"),
        (("erp", "erpnext", "--url", "erp.test", "--api-key", "k"), "SELLERBRIDGE_API_SECRET"),
        (("erp", "erpnext", "--url", "http://erp.test", "--api-key", "k", "--api-secret", "s"), "in the clear"),
        (("erp", "erpnext", "--no-check", "--create-fields"), "--no-check forbids"),
        (("erp", "check"), "No ERP is chosen yet"),
    ],
)
def test_wrong_use_tells_the_next_step(fresh: Program, words: tuple[str, ...], told: str) -> None:
    answer = fresh(*words)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_a_wrong_secret_keeps_nothing(fresh: Program, site: str) -> None:
    answer = _chosen(fresh, site, secret="wrong")
    assert answer.code == 1
    assert "does not accept the API key and secret" in answer.err
    assert "No ERP is chosen yet" in fresh("erp", "check").err


def test_no_check_asks_nobody(fresh: Program) -> None:
    answer = fresh("erp", "erpnext", "--url", "erp.test", "--api-key", "k", "--api-secret", "s", "--no-check")
    assert (answer.code, "Kept without asking: https://erp.test" in answer.out) == (0, True)


def test_rates_of_the_books_are_told_to_change_nothing_there(fresh: Program, site: str) -> None:
    fresh("erp", "books")
    assert fresh("rates", "set", "GBP=1.15").err == ""
    _chosen(fresh, site)
    for words in (("rates",), ("rates", "set", "GBP=1.17")):
        answer = fresh(*words)
        assert answer.code == 0
        assert "for the embedded books alone" in answer.err
        assert "Currency Exchange" in answer.err


def test_a_line_of_the_check_fits_and_is_never_torn_at_an_option(fresh: Program, site: str) -> None:
    fresh.columns = 70
    lines = _chosen(fresh, site).out.splitlines()
    assert max(len(line) for line in lines if "http" not in line) <= 70
    assert not [line for line in lines if line.endswith(("-", " "))]
