"""Every worked example of docs/books.md, held to what the program does."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sellerbridge.commerce.marketplace import MARKETPLACES
from sellerbridge.commerce.order import Order, OrderLine

PAGE = Path(__file__).parents[2] / "docs" / "books.md"
_EXAMPLE = re.compile(
    r"Amazon says \((?P<domain>amazon\.[a-z.]+), (?P<currency>[A-Z]{3})(?P<notes>[^)]*)\):\n\n(?P<said>(?:\|.*\n)+)\n"
    r"The Sales Order:\n\n(?P<booked>(?:\|.*\n)+)"
)
_TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = list(_EXAMPLE.finditer(_TEXT))


def _table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.strip("|\n").split("|")] for row in text.splitlines()]


def _order(example: re.Match[str], line: Callable[..., OrderLine], sale: Callable[..., Order]) -> Order:
    head, _, *rows = _table(example["said"])
    facilitated = "remitted by Amazon" in example["notes"]
    lines = []
    for sku, pieces, *amounts in rows:
        charges = {kind: amount for kind, amount in zip(head[2:-1], amounts, strict=False) if amount}
        lines.append(line(sku, int(pieces), fields={"facilitated": facilitated}, **charges))
    code = {site.domain: site.code for site in MARKETPLACES}[example["domain"]]
    return sale(*lines, site=code, total=rows[0][-1], currency=example["currency"])


def _shown(body: dict[str, Any]) -> list[list[str]]:
    items = [[r["item_code"], str(r["qty"]), str(r["rate"]), str(r["amount"])] for r in body["items"]]
    taxes = [[row["description"], "", "", str(row["tax_amount"])] for row in body["taxes"]]
    totals = [["net total", "", "", str(body["net_total"])], ["grand total", "", "", str(body["grand_total"])]]
    return [*items, *taxes, *totals]


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) == _TEXT.count("Amazon says (") == 8


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=lambda example: f"line {_TEXT[: example.start()].count(chr(10)) + 1}"
)
def test_a_worked_example(
    example: re.Match[str],
    line: Callable[..., OrderLine],
    sale: Callable[..., Order],
    booked: Callable[..., dict[str, Any]],
) -> None:
    rate = re.search(r"vat (\d+)", example["notes"])
    vat = {"DE": Decimal(rate[1])} if rate else {}

    body = booked(_order(example, line, sale), vat=vat)

    assert _shown(body) == _table(example["booked"])[2:]
