"""The FBA customer returns report (GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA), read by header name.

Its columns are those of Amazon's page "FBA Customer Concessions reports attributes"; some marketplaces leave out
`status`, and `order-id` is also written `amazon-order-id`. What the customer wrote is never read.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sellerbridge import clock as time
from sellerbridge.amazon import report_cells as cells
from sellerbridge.amazon.errors import ReportFailed
from sellerbridge.commerce.returned import Returned
from sellerbridge.incoming import Page, Unreadable
from sellerbridge.sentences import Sentence, said

REPORT_TYPE = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
_PAGE = 1000
_OTHER_NAMES = {"amazon-order-id": "order-id", "license-plate-no": "license-plate-number"}
_NEEDED = ("return-date", "order-id", "sku", "quantity", "detailed-disposition")
_READ = (*_NEEDED, "asin", "reason", "license-plate-number")


def returns(rows: Iterator[Sequence[str]]) -> Iterator[Page[Returned]]:
    """Pages of returns from the rows of a report, the header first; a bad row is unreadable, the others go on.

    Rows without an order (Amazon could not tell whose they are) are passed over. Raises ReportFailed for a header
    that lacks a needed column.
    """
    reader = _Reader(next(rows, ()))
    batch: list[Returned] = []
    bad: list[Unreadable] = []
    for number, row in enumerate(rows, start=2):
        try:
            found = reader.returned(row)
        except ValueError as error:
            bad.append(Unreadable(about=reader.about(row, number), why=said(error)))
        else:
            batch += [found] if found else []
        if len(batch) + len(bad) == _PAGE:
            yield Page(records=tuple(batch), unreadable=tuple(bad))
            batch, bad = [], []
    yield Page(records=tuple(batch), unreadable=tuple(bad))


class _Reader:
    """One report: where its columns are, and which of its rows were there before."""

    def __init__(self, header: Sequence[str]) -> None:
        found = cells.named(header, _OTHER_NAMES)
        _check(found, header)
        self._width = len(header)
        self._places = tuple(found.get(name, cells.ABSENT) for name in _READ)
        self._seen: Counter[str] = Counter()

    def returned(self, row: Sequence[str]) -> Returned | None:
        """The return in a row, or None where it names no order. Raises ValueError with a reason."""
        full = cells.padded(row, self._width)
        told = [full[place].strip() for place in self._places]
        date, order_id, sku, quantity, disposition, asin, reason, plate = told
        if not order_id:
            return None
        pieces = cells.quantity(quantity)
        if not pieces:
            raise ValueError(Sentence("a return of no pieces"))
        if not disposition:
            raise ValueError(Sentence("a return without a disposition"))
        return Returned(
            mark=self._mark((order_id, sku, asin), plate, (date, quantity, disposition, reason)),
            order_id=order_id,
            sku=sku,
            quantity=pieces,
            disposition=disposition,
            received_at=_moment(date),
            asin=asin,
            reason=reason,
        )

    def about(self, row: Sequence[str], number: int) -> str:
        """The order of a bad row, or its number if it has none."""
        place = self._places[1]
        order_id = row[place].strip() if place < len(row) else ""
        return order_id or f"row {number} of the FBA returns"

    def _mark(self, what: tuple[str, ...], plate: str, told: tuple[str, ...]) -> str:
        """By its license plate, else by all that is told of it and how often it was told in this file.

        The plate is on the piece. The date is not part of such a mark: the same piece was seen under another
        one in a later report (amzn/selling-partner-api-models issue 2940), and a disposition is mended at times.
        """
        told = (*what, "plate", plate) if plate else (*what, *told)
        mark = hashlib.blake2b("\t".join(told).encode(), digest_size=12).hexdigest()
        if plate:
            return mark
        self._seen[mark] += 1
        return f"{mark}-{self._seen[mark]}"


def _check(found: Iterable[str], header: Sequence[str]) -> None:
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        told = ", ".join(cell.strip() or "(empty)" for cell in header[:20]) or "none"
        names = ", ".join(missing)
        reason = Sentence("{names} is missing among its columns: {columns}", names=names, columns=told)
        raise ReportFailed(REPORT_TYPE, reason=reason)


def _moment(text: str) -> datetime:
    try:
        return time.from_text(text)
    except ValueError:
        raise ValueError(Sentence("a date that is none")) from None
