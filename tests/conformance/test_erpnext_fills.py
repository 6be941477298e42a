"""What a site is said to fill in by itself, a real one did fill in where nobody had sent it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sellerbridge.erp.erpnext.demands import FILLED

EXCHANGES = Path(__file__).parents[2].parent / "shared" / "erpnext-exchanges.json"
_SALES = ("Sales Order", "Delivery Note", "Sales Invoice")
_ROWS = {
    **{sale: {"items": f"{sale} Item", "taxes": "Sales Taxes and Charges"} for sale in _SALES},
    "Journal Entry": {"accounts": "Journal Entry Account"},
}

pytestmark = pytest.mark.skipif(
    not EXCHANGES.is_file(), reason="the recorded exchanges are not beside the repository"
)


def _pairs(
    sent: Mapping[str, Any], got: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Doctype, what was sent, what came back; the rows as well."""
    yield got["doctype"], sent, got
    for field, doctype in _ROWS.get(got["doctype"], {}).items():
        theirs = got.get(field) or ()
        for mine, its in zip(sent.get(field) or [{}] * len(theirs), theirs, strict=True):
            yield doctype, mine, its


def _made(exchange: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
    """What was sent and what came back. Notes and invoices were recorded as the site maps them, filled in already
    and not saved yet: of those nothing was sent.
    """
    sent, answer = exchange["request"]["body"], exchange["response"]["body"]
    if not isinstance(answer, dict):
        return {}, None
    return (sent, answer["data"]) if "data" in answer else ({}, answer.get("message"))


def _filled() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for exchange in json.loads(EXCHANGES.read_text(encoding="utf-8")):
        sent, got = _made(exchange)
        if exchange["request"]["method"] == "POST" and isinstance(got, dict) and "doctype" in got:
            for doctype, mine, theirs in _pairs(sent, got):
                found[doctype] |= {
                    field for field, value in theirs.items() if value not in (None, "", []) and field not in mine
                }
    return found


@pytest.mark.parametrize("doctype", FILLED)
def test_a_real_site_filled_it_in(doctype: str) -> None:
    assert FILLED[doctype] - _filled()[doctype] == set()
