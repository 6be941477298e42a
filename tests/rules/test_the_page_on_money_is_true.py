"""The accounts and the worked example of docs/money.md, held to what the program does."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from tests.settlements import booked, entries, invoice, line, settlement

from sellerbridge.documents.chart import ACCOUNTS
from sellerbridge.problems import KINDS

_TEXT = (Path(__file__).parents[2] / "docs" / "money.md").read_text(encoding="utf-8")
_TABLES = r"Amazon says \(EUR, total (?P<total>[\d.]+)\):\n\n(?P<said>(?:\|.*\n)+)\nThe Journal Entry:\n\n(?P<made>(?:\|.*\n)+)"


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.strip("|\n").split("|")] for row in table.splitlines()][2:]


def test_the_table_of_accounts_is_the_chart() -> None:
    listed = re.findall(r"^\| (Amazon [^|]+) \| (\w+) \| (.+) \|$", _TEXT, re.MULTILINE)
    assert listed == [(account.name, account.root, account.holds) for account in ACCOUNTS]


def test_the_worked_example() -> None:
    example = re.search(_TABLES, _TEXT)
    assert example is not None
    told = settlement(
        *(
            line(f"{transaction} / {kind} / {word}", amount, order)
            for transaction, kind, word, order, amount in _rows(example["said"])
        ),
        total=example["total"],
    )
    (entry,) = entries(
        told,
        booked("A", "64.96", invoice("A-1", "64.96")),
        booked("B", "19.99", invoice("B-1", "19.99", base_paid=Decimal("19.99")), invoice("B-R1", "-19.99")),
    )
    shown = [
        [row["account"], *(str(row[side]) if row[side] else "" for side in ("debit", "credit"))]
        for row in entry.body["accounts"]
    ]
    assert sorted(shown) == sorted([account.split(" (")[0], *sides] for account, *sides in _rows(example["made"]))


def test_every_kind_that_is_named_exists() -> None:
    named = set(re.findall(r"^\| `([a-z-]+)` \|", _TEXT, re.MULTILINE))
    assert named <= set(KINDS)
    assert {kind for kind in KINDS if kind.startswith("settlement")} <= named
