"""Barcodes as ERPNext takes them: known types, right check digits, each number once."""

from __future__ import annotations

from collections.abc import Iterable

TYPES = {8: "EAN-8", 12: "UPC-A", 13: "EAN"}
"""Digits of an article number and ERPNext's barcode_type (Item Barcode); ERPNext refuses a wrong check digit."""


def barcode_rows(found: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Item Barcode rows {barcode, barcode_type} of Amazon's identifiers (type, value).

    A GTIN-14 with leading zeros is the shorter number it contains, and an EAN beginning with 0 is the UPC: the
    same article number is kept once. ISBN, JAN and GTIN are article numbers too. What is no valid number is
    left out: it would cost the Item.
    """
    numbers = dict.fromkeys(_shortest(value.strip()) for _, value in found)
    return [{"barcode": number, "barcode_type": TYPES[len(number)]} for number in numbers if number]


def _shortest(value: str) -> str:
    """The article number without padding, or nothing if it is none."""
    if not (value.isascii() and value.isdigit()):
        return ""
    if len(value) == 14 and value.startswith("0"):
        value = value[1:]
    if len(value) == 13 and value.startswith("0"):
        value = value[1:]
    return value if len(value) in TYPES and int(value) and checks(value) else ""


def checks(number: str) -> bool:
    """Whether the last digit is the GS1 check digit of those before it."""
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(number)))
    return sum(weighted) % 10 == 0
