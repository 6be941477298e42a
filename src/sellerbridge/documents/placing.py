"""Where the goods of a refund stand: pieces of invoices, at rates that ERPNext takes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import msgspec

from sellerbridge.commerce.fulfilled import line_of
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import OrderLine
from sellerbridge.sentences import Sentence


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces that are given back at a rate. `invoice` is its key; empty where no piece is left, but money is."""

    invoice: str
    line_id: str
    quantity: int
    rate: Decimal


class Unplaced(Exception):
    """Why a refund does not fit what was invoiced."""


class _Pieces:
    """Pieces of one row of an invoice that were not given back yet."""

    def __init__(self, invoice: str, line_id: str, quantity: int, rate: Decimal) -> None:
        self.invoice, self.line_id, self.quantity, self.rate = invoice, line_id, quantity, rate

    def taken(self, quantity: int, rate: Decimal) -> Taken:
        return Taken(invoice=self.invoice, line_id=self.line_id, quantity=quantity, rate=rate)


class Invoiced:
    """The goods that were invoiced and not given back yet: pieces by invoice, money by line."""

    def __init__(self, lines: Sequence[OrderLine], invoices: Mapping[str, Mapping[str, Any]]) -> None:
        self._pieces = list[_Pieces]()
        self._money = dict[str, Decimal]()
        for key, body in invoices.items():
            for row in body["items"]:
                line_id = _name(row, lines)
                rate, quantity = Decimal(row["rate"]), int(row["qty"])
                self._pieces.append(_Pieces(key, line_id, quantity, rate))
                self._money[line_id] = self._money.get(line_id, ZERO) + rate * quantity
        self._lines = lines

    def give_back(self, notes: Iterable[Mapping[str, Any]]) -> None:
        """Take off what these credit notes gave back already."""
        for body in notes:
            for row in body["items"]:
                self._take(
                    Taken(
                        invoice=body.get("return_against", ""),
                        line_id=_name(row, self._lines),
                        quantity=-int(row["qty"]),
                        rate=Decimal(row["rate"]),
                    )
                )

    def place(self, lines: Sequence[OrderLine], net: Decimal, *, pieces: int) -> tuple[Taken, ...]:
        """Take back goods of these lines for `net`, and answer which.

        Whole pieces at the rates of the invoice where that makes the amount (so many as Amazon says, if it can be
        so many); otherwise whole pieces, the dearest first, and one more at what is left to give. Nothing of it is
        ever above the invoice's rate or number of pieces, which ERPNext refuses. Raises Unplaced.
        """
        ids = sorted((line.line_id for line in lines if line.line_id in self._money), key=self._most)
        left = self.worth(lines)
        if not ids:
            raise Unplaced(Sentence("its SKU is on no invoice of the order"))
        if net < 0 or net > left:
            raise Unplaced(Sentence("{left} of that SKU is invoiced and not given back yet", left=left))
        taken = self._exactly(ids, net, pieces) or self._in_part(ids, net)
        for one in taken:
            self._take(one)
        return taken

    def worth(self, lines: Sequence[OrderLine]) -> Decimal:
        """What of these lines is invoiced and not given back, net."""
        return sum((self._money.get(line.line_id, ZERO) for line in lines), ZERO)

    def copy(self) -> Invoiced:
        """For a trial that may fail half-way."""
        twin = Invoiced(self._lines, {})
        twin._pieces = [_Pieces(p.invoice, p.line_id, p.quantity, p.rate) for p in self._pieces]
        twin._money = dict(self._money)
        return twin

    def _most(self, line_id: str) -> tuple[Decimal, str]:
        return -self._money[line_id], line_id

    def _of(self, line_id: str) -> list[_Pieces]:
        """By rate, and by invoice where that is the same."""
        return sorted((p for p in self._pieces if p.line_id == line_id and p.quantity), key=lambda p: p.rate)

    def _exactly(self, ids: Sequence[str], net: Decimal, pieces: int) -> tuple[Taken, ...]:
        for line_id in ids if net else ():
            if taken := _whole_pieces(self._of(line_id), net, pieces):
                return tuple(taken)
        return ()

    def _in_part(self, ids: Sequence[str], net: Decimal) -> tuple[Taken, ...]:
        taken = list[Taken]()
        for line_id in ids:
            amount = min(net, self._money[line_id])
            if amount or not taken:
                taken += _dearest_first(line_id, self._of(line_id), amount)
            net -= amount
            if not net:
                break
        return tuple(taken)

    def _take(self, taken: Taken) -> None:
        self._money[taken.line_id] = self._money.get(taken.line_id, ZERO) - taken.rate * taken.quantity
        mine = [p for p in self._pieces if (p.invoice, p.line_id) == (taken.invoice, taken.line_id)]
        left = taken.quantity
        for pieces in sorted(mine, key=lambda p: (p.rate != taken.rate, -p.rate)):
            now = min(left, pieces.quantity)
            pieces.quantity -= now
            left -= now


def _name(row: Mapping[str, Any], lines: Sequence[OrderLine]) -> str:
    """The line of a row as the order calls it now."""
    line = line_of(row["amazon_order_item_id"], lines)
    return line.line_id if line else str(row["amazon_order_item_id"])


def _whole_pieces(rows: Sequence[_Pieces], net: Decimal, wanted: int) -> list[Taken]:
    """So many cheap and so many dear pieces that they make the amount; a line has two rates at most, a unit apart
    (`commerce.money.split`), unless its price changed.
    """
    priced = [row for row in rows if row.rate > 0]
    if not priced:
        return []
    low, high = priced[0].rate, priced[-1].rate
    cheap = sum(row.quantity for row in priced if row.rate == low)
    dear = sum(row.quantity for row in priced if row.rate == high) if high != low else 0
    fewest = int((net / high).to_integral_value(ROUND_CEILING))
    most = int((net / low).to_integral_value(ROUND_FLOOR))
    for count in sorted(range(fewest, min(most, cheap + dear) + 1), key=lambda count: count != wanted):
        extra = net - low * count
        of_dear = extra / (high - low) if dear else extra
        if of_dear % 1 == 0 and 0 <= of_dear <= dear and 0 <= count - of_dear <= cheap:
            return [*_pick(priced, low, count - int(of_dear)), *_pick(priced, high, int(of_dear))]
    return []


def _pick(rows: Iterable[_Pieces], rate: Decimal, count: int) -> list[Taken]:
    taken = []
    for row in rows:
        now = min(row.quantity, count) if row.rate == rate else 0
        if now:
            taken.append(row.taken(now, rate))
            count -= now
    return taken


def _dearest_first(line_id: str, rows: Sequence[_Pieces], amount: Decimal) -> list[Taken]:
    """At least one piece, be it for nothing: a credit note without goods is none to ERPNext."""
    taken = list[Taken]()
    for row in reversed(rows):
        whole = min(row.quantity, int(amount / row.rate)) if row.rate else 0
        if whole:
            taken.append(row.taken(whole, row.rate))
            amount -= row.rate * whole
        if (amount or not taken) and whole < row.quantity and amount <= row.rate:
            return [*taken, row.taken(1, amount)]
    if amount or not taken:
        taken.append(Taken(invoice="", line_id=line_id, quantity=1, rate=amount))
    return taken
