"""An order's rows, divided over the steps of its fulfilment so that the parts add up to the order to the cent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import OrderLine
from sellerbridge.commerce.shipment import Shipment
from sellerbridge.documents import lines
from sellerbridge.documents.lines import ChargeRow, ItemRow, Rows
from sellerbridge.documents.tax import ITEM


class Portion(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one step."""

    shipment: Shipment
    rows: Rows


class Booked(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one step that are decided: its goods, and its charges."""

    items: tuple[ItemRow, ...]
    charges: tuple[ChargeRow, ...]


def portions(
    rows: Rows,
    shipments: Iterable[Shipment],
    *,
    booked: Mapping[int, Booked] | None = None,
    charge_row: Callable[[str, Decimal], ChargeRow],
) -> tuple[Portion, ...]:
    """One for each step that moves a piece which is still ordered, by number.

    A line's charges and tax go with its own pieces, so that several tax rates stay apart; what belongs to no line
    is shared among them by their value. A line's last piece takes what is left of it, exactly. What is booked
    stays as it is; where the order has changed since, the last step makes up for it, so that the portions of a
    wholly fulfilled order always add up to the order as it stands. `charge_row` puts a charge on its account.
    """
    division = _Division(rows)
    steps, held = tuple(shipments), booked or {}
    for step in steps:
        if step.number in held:
            division.put_aside(held[step.number])
    parts = {step.number: division.part(step) for step in steps if step.number not in held}
    moving = {number: part for number, part in parts.items() if part.items}
    if moving:
        moving[max(moving)].carry(division.owed)
    made = {**held} | {number: part.booked(charge_row) for number, part in moving.items()}
    return tuple(
        Portion(
            shipment=step,
            rows=msgspec.structs.replace(rows, items=made[step.number].items, charges=made[step.number].charges),
        )
        for step in steps
        if step.number in made
    )


class _Part:
    """What a step takes: goods, and charges by type."""

    def __init__(self) -> None:
        self.items = list[ItemRow]()
        self.charges: dict[str, Decimal] = defaultdict(lambda: ZERO)

    def carry(self, charges: Mapping[str, Decimal]) -> None:
        for kind, amount in charges.items():
            self.charges[kind] += amount

    def booked(self, charge_row: Callable[[str, Decimal], ChargeRow]) -> Booked:
        """As rows, without charges that come to nothing."""
        kinds = sorted((kind for kind, amount in self.charges.items() if amount), key=lines.place)
        return Booked(
            items=tuple(self.items), charges=tuple(charge_row(kind, self.charges[kind]) for kind in kinds)
        )


class _Division:
    """What is left of each line, and what is `owed`: charges that what is booked should have carried."""

    def __init__(self, rows: Rows) -> None:
        self._left = {left.line.line_id: left for left in _by_line(rows)}
        self.owed: dict[str, Decimal] = defaultdict(lambda: ZERO)

    def part(self, step: Shipment) -> _Part:
        """The part of a step; without goods where nothing of it is ordered any more."""
        part = _Part()
        for line_id, pieces in step.pieces:
            if (left := self._left.get(line_id)) is not None:
                part.items += left.goods(pieces)
                part.carry(left.charges(pieces))
                left.quantity -= min(pieces, left.quantity)
        return part

    def put_aside(self, held: Booked) -> None:
        """Take away what is booked. What its pieces would carry now, and did not, is owed."""
        pieces = Counter[str]()
        for row in held.items:
            pieces[row.line.line_id] += row.quantity
            if (left := self._left.get(row.line.line_id)) is not None:
                left.net -= row.amount
        for line_id, count in pieces.items():
            if (left := self._left.get(line_id)) is not None:
                self._owe(left.charges(count))
                left.quantity -= min(count, left.quantity)
        for charge in held.charges:
            self._owe({charge.type: -charge.amount})

    def _owe(self, charges: Mapping[str, Decimal]) -> None:
        for kind, amount in charges.items():
            self.owed[kind] += amount


class _Left:
    """What of a line no portion has taken yet."""

    def __init__(self, line: OrderLine, parts: dict[str, Decimal], currency: str) -> None:
        self.line = line
        self.quantity = line.quantity
        self.net = parts.pop(ITEM)
        self._charges = parts
        self._currency = currency

    def goods(self, pieces: int) -> Iterator[ItemRow]:
        """Rows for so many pieces, in the same unit prices as those of the Sales Order."""
        wanted = min(pieces, self.quantity)
        for count, rate in money.split(self.net, self.quantity, self._currency) if wanted else ():
            if taken := min(count, wanted):
                wanted -= taken
                self.net -= rate * taken
                yield ItemRow(line=self.line, quantity=taken, rate=rate)

    def charges(self, pieces: int) -> dict[str, Decimal]:
        """The share of so many pieces in the charges; all of what is left for the last ones."""
        taken = min(pieces, self.quantity)
        if not taken:
            return {}
        shares = {
            kind: money.rounded(amount * taken / self.quantity, self._currency)
            for kind, amount in self._charges.items()
        }
        for kind, amount in shares.items():
            self._charges[kind] -= amount
        return shares


def _by_line(rows: Rows) -> list[_Left]:
    parts = [lines.of_line(line, inside=rows.tax_inside) for line in rows.lines]
    weights = [max(part[ITEM], ZERO) for part in parts]
    for row in rows.charges:
        of_none = row.amount - sum((part.get(row.type, ZERO) for part in parts), ZERO)
        if of_none:
            for part, amount in zip(parts, money.share(of_none, weights, rows.currency), strict=True):
                part[row.type] = part.get(row.type, ZERO) + amount
    return [_Left(line.line, part, rows.currency) for line, part in zip(rows.lines, parts, strict=True)]
