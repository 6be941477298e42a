"""A settlement from its report, read by header name, in whatever dialect it is written.

The report is GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2 (Amazon's page "Settlement reports attributes"): its first
row carries the period and the total, every other row one amount.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from sellerbridge.amazon import report_cells as cells
from sellerbridge.amazon import report_dialect as dialect
from sellerbridge.amazon.order_answer import NotUnderstood
from sellerbridge.commerce.settlement import Settlement, SettlementLine
from sellerbridge.sentences import Sentence, said

REPORT_TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"

_HEAD = (
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency",
)  # fmt: skip
_TEXTS = {
    "transaction-type": "transaction_type",
    "amount-type": "amount_type",
    "amount-description": "description",
    "order-id": "order_id",
    "order-item-code": "line_id",
    "sku": "sku",
    "shipment-id": "shipment_id",
    "adjustment-id": "adjustment_id",
    "marketplace-name": "marketplace_name",
    "promotion-id": "promotion_id",
}
"""Columns that pass as they are, and the fields of a line that they fill."""
_AMOUNT, _POSTED_ON, _POSTED_AT, _QUANTITY = "amount", "posted-date", "posted-date-time", "quantity-purchased"
_NEEDED = frozenset({*_HEAD, *list(_TEXTS)[:3], _AMOUNT})

_Row = Mapping[str, str]


def settlement_from(rows: Iterable[Sequence[str]]) -> Settlement:
    """The settlement in the rows of a report, the header first. Raises NotUnderstood with a reason.

    The sum of its lines is not compared with its total: whoever books it does that.
    """
    header, *told = [_unquoted(row) for row in rows] or [()]
    found = cells.named([cell.replace("_", "-") for cell in header], {})
    missing = _NEEDED - found.keys()
    if missing:
        raise NotUnderstood(Sentence("it lacks the columns {columns}", columns=", ".join(sorted(missing))))
    if not told:
        raise NotUnderstood(Sentence("it has no row with the period and the total"))
    try:
        head, *lines = [_named(row, found, len(header)) for row in told]
        return _settlement(head, lines)
    except ValueError as error:
        raise NotUnderstood(said(error)) from error


def _settlement(head: _Row, rows: Sequence[_Row]) -> Settlement:
    empty = [name for name in _HEAD if not head[name]]
    if empty:
        raise NotUnderstood(Sentence("its first row has no {cells}", cells=", ".join(empty)))
    _demand_one(head, rows)
    amount = dialect.amounts(
        [head["total-amount"], *(row[_AMOUNT] for row in rows if row[_AMOUNT])], head["currency"]
    )
    moment = _moments(head, rows)
    return Settlement(
        settlement_id=head["settlement-id"],
        currency=head["currency"],
        total=amount(head["total-amount"]),
        started_at=moment(head["settlement-start-date"]),
        ended_at=moment(head["settlement-end-date"]),
        deposited_at=moment(head["deposit-date"]),
        lines=tuple(_line(number, row, amount, moment) for number, row in enumerate(rows, start=3)),
    )


def _demand_one(head: _Row, rows: Sequence[_Row]) -> None:
    """One settlement, one total, one currency."""
    for number, row in enumerate(rows, start=3):
        if row["settlement-id"] not in ("", head["settlement-id"]):
            raise NotUnderstood(Sentence("row {number} is of another settlement than the first", number=number))
        if row["currency"] not in ("", head["currency"]):
            ours, theirs = row["currency"], head["currency"]
            raise NotUnderstood(
                Sentence(
                    "row {number} is in {ours}, the settlement in {theirs}",
                    number=number,
                    ours=ours,
                    theirs=theirs,
                )
            )
        if row["total-amount"] and not row[_AMOUNT]:
            raise NotUnderstood(Sentence("row {number} has a total of its own", number=number))


def _moments(head: _Row, rows: Sequence[_Row]) -> dialect.Moments:
    start, end, deposit = (head[name] for name in ("settlement-start-date", "settlement-end-date", "deposit-date"))
    told = {row[name] for row in rows for name in (_POSTED_ON, _POSTED_AT) if row[name]}
    return dialect.moments(
        {start, end, deposit, *told},
        makes_sense=lambda read: read(start) <= read(end) and read(start) <= read(deposit),
    )


def _line(number: int, row: _Row, amount: Callable[[str], Decimal], moment: dialect.Moments) -> SettlementLine:
    if not row[_AMOUNT]:
        raise NotUnderstood(Sentence("row {number} has no amount", number=number))
    posted = row[_POSTED_AT] or row[_POSTED_ON]
    quantity = row[_QUANTITY].removeprefix("-")
    if quantity and not (quantity.isascii() and quantity.isdigit()):
        raise NotUnderstood(Sentence("row {number} has a quantity that is no whole number", number=number))
    return SettlementLine(
        amount=amount(row[_AMOUNT]),
        quantity=int(row[_QUANTITY] or 0),
        posted_at=moment(posted) if posted else None,
        **{field: row[name] for name, field in _TEXTS.items()},
    )


def _named(row: Sequence[str], found: Mapping[str, int], width: int) -> _Row:
    """The cells that are read, by column; absent ones are empty. Raises ValueError for a longer row."""
    full = cells.padded(row, width)
    read = (*_HEAD, *_TEXTS, _AMOUNT, _POSTED_ON, _POSTED_AT, _QUANTITY)
    return {name: full[found.get(name, cells.ABSENT)].strip() for name in read}


def _unquoted(row: Sequence[str]) -> Sequence[str]:
    """Some files have every cell in quotation marks."""
    if row and all(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in row if cell):
        return [cell[1:-1] for cell in row]
    return row
