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
_ROWS = {"items": "Sales Order Item", "taxes": "Sales Taxes and Charges"}

pytestmark = pytest.mark.skipif(
    not EXCHANGES.is_file(), reason="the recorded exchanges are not beside the repository"
)


def _pairs(
    sent: Mapping[str, Any], got: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Doctype, what was sent, what came back; an order's rows as well."""
    yield got["doctype"], sent, got
    if got["doctype"] == "Sales Order":
        for field, doctype in _ROWS.items():
            for mine, theirs in zip(sent.get(field) or (), got.get(field) or (), strict=True):
                yield doctype, mine, theirs


def _filled() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for exchange in json.loads(EXCHANGES.read_text(encoding="utf-8")):
        sent, answer = exchange["request"]["body"], exchange["response"]["body"]
        got = answer.get("data") if isinstance(answer, dict) else None
        if exchange["request"]["method"] == "POST" and isinstance(got, dict) and "doctype" in got:
            for doctype, mine, theirs in _pairs(sent, got):
                found[doctype] |= {
                    field for field, value in theirs.items() if value not in (None, "", []) and field not in mine
                }
    return found


@pytest.mark.parametrize("doctype", FILLED)
def test_a_real_site_filled_it_in(doctype: str) -> None:
    assert FILLED[doctype] - _filled()[doctype] == set()
