"""Which barcodes an Item takes: one item each, and a right check digit for the types that have one."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.session import Session

_LENGTHS: Mapping[str, tuple[int, ...]] = {
    "EAN": (8, 13),
    "EAN-8": (8,),
    "EAN-13": (13,),
    "JAN": (13,),
    "UPC": (12,),
    "UPC-A": (12,),
    "GTIN": (8, 12, 13, 14),
    "GS1": (8, 12, 13, 14),
    "ISBN-13": (13,),
}


def check(item: Document, session: Session) -> None:
    """Hold every barcode row to the rules. Raises Refusal."""
    for row in item.rows("barcodes"):
        code = row.text("barcode")
        for other, _ in session.scan_rows("Item", "Item Barcode", barcode=code):
            if other.name != item.name:
                raise Thrown(f"Barcode {code} already used in Item {other.name}", source=ERPNEXT)
        if not _valid(row.text("barcode_type"), code):
            raise Thrown(
                f"Barcode {code} is not a valid {row['barcode_type']} code",
                kind="InvalidBarcode",
                module="erpnext.stock.doctype.item.item",
                source=ERPNEXT,
            )


def _valid(kind: str, code: str) -> bool:
    lengths = _LENGTHS.get(kind.upper())
    if lengths is None:
        return True
    return code.isascii() and code.isdigit() and len(code) in lengths and _checks(code)


def _checks(code: str) -> bool:
    """Modulo 10, weights 3 and 1 from the right."""
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    return sum(weighted) % 10 == 0
