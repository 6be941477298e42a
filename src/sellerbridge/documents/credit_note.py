"""One refund → its credit notes: which goods of which invoice it gives back, with which charges and tax."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.documents import lines, sale, tax
from sellerbridge.documents.fulfilment import SALES_INVOICE
from sellerbridge.documents.lines import NAMES, TYPES, ChargeRow, ItemRow, Rows
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.origins import credit_note_origins
from sellerbridge.documents.placing import Invoiced, Unplaced
from sellerbridge.documents.refunded import Part, buyers_parts
from sellerbridge.documents.sale import Body, day_of
from sellerbridge.documents.tax import ITEM, TAX
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import Sentence
from sellerbridge.settings import Settings

Bodies = Mapping[str, Mapping[str, Any]]
"""Documents' bodies by key."""

_LAST_OF_THE_DAY = "23:59:59"
"""ERPNext takes no credit note that is posted before its invoice, and tells hours where none are given."""
_FROM_INVOICE = (
    "customer", "company", "set_posting_time", "debit_to", "currency", "conversion_rate", "selling_price_list",
    "price_list_currency", "plc_conversion_rate", "ignore_pricing_rule", "disable_rounded_total", "po_no",
    "amazon_order_id", "marketplace_id", "update_stock",
)  # fmt: skip


def credit_key(order_id: str, refund: str, number: int = 1) -> str:
    """The key, and the name, of a refund's credit note; of the second invoice's where it spans several."""
    return f"{order_id}-R{refund}" + (f".{number}" if number > 1 else "")


class _Wanted(msgspec.Struct):
    """What is to be given back of some lines: goods, in so many pieces by Amazon's word, and charges by type."""

    lines: Sequence[OrderLine]
    goods: Decimal
    pieces: int
    charges: dict[str, Decimal]


class _Note(msgspec.Struct, frozen=True):
    """What of a refund falls on one invoice."""

    goods: Counter[tuple[str, Decimal]]
    charges: dict[str, Decimal]


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """One refund on its way to credit notes. `name` is what it goes by, `noted` those that are there already."""

    order: Order
    rows: Rows
    told: Transaction
    name: str
    noted: Bodies
    invoices: Bodies
    settings: Settings
    mapping: Mappings

    def notes(self, left: Invoiced) -> list[Outgoing]:
        """The credit notes; what they give back is taken off `left`. Raises Unplaced, Hold."""
        if not self.invoices:
            raise Unplaced(Sentence("nothing of the order is invoiced yet"))
        if self.told.currency != self.rows.currency:
            raise Unplaced(Sentence("the order is in {currency}", currency=self.rows.currency))
        found = defaultdict[str, _Note](lambda: _Note(Counter(), defaultdict(lambda: ZERO)))
        for wanted in self._wanted():
            self._place(wanted, left, found)
        # One that is against no invoice stands last, the others as the invoices do.
        against = [key for key in (*self.invoices, "") if key in found]
        keys = (key for n in itertools.count(1) if (key := self._key(n)) not in self.noted)
        return [self._document(key, each, found[each]) for key, each in zip(keys, against, strict=False)]

    def _key(self, number: int) -> str:
        return credit_key(self.order.order_id, self.name, number)

    def _wanted(self) -> list[_Wanted]:
        found = []
        for part in buyers_parts(self.told):
            candidates = self._lines(part)
            amounts = self._net(part, candidates)
            goods = amounts.pop(ITEM, ZERO)
            found.append(_Wanted(lines=candidates, goods=goods, pieces=part.quantity, charges=amounts))
        return self._rest(found) if self.noted else found

    def _rest(self, wanted: Sequence[_Wanted]) -> list[_Wanted]:
        """Without what is noted already: the ERP took the note on one invoice and refused that on another."""
        charges: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for one in wanted:
            for kind, amount in one.charges.items():
                charges[kind] += amount
        goods: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for body in self.noted.values():
            for row in body["items"]:
                goods[row["amazon_order_item_id"]] -= Decimal(row["rate"]) * int(row["qty"])
            for row in body["taxes"]:
                charges[TYPES.get(row["description"], row["description"])] += Decimal(row["tax_amount"])
        for one in wanted:
            one.charges = {}
            for line in one.lines:
                there = min(one.goods, goods[line.line_id])
                one.goods -= there
                goods[line.line_id] -= there
        first = next((one for one in wanted if one.goods), wanted[0])
        first.charges = dict(charges)
        return [one for one in wanted if one.goods or any(one.charges.values())]

    def _place(self, wanted: _Wanted, left: Invoiced, found: Mapping[str, _Note]) -> None:
        self._round_off(wanted, left)
        taken = left.place(wanted.lines, wanted.goods, pieces=wanted.pieces)
        for one in taken:
            found[one.invoice].goods[one.line_id, one.rate] += one.quantity
        weights = [one.rate * one.quantity for one in taken]
        for kind, amount in wanted.charges.items():
            for one, its in zip(taken, money.share(amount, weights, self.rows.currency), strict=True):
                found[one.invoice].charges[kind] += its

    def _round_off(self, wanted: _Wanted, left: Invoiced) -> None:
        """Net and tax of a line that is refunded piece by piece are rounded each time: in the end they can be off
        by a unit for each piece, one up and the other down. What is beyond the goods' net was their tax.
        """
        over = wanted.goods - left.worth(wanted.lines)
        pieces = sum(line.quantity for line in wanted.lines)
        if 0 < over <= money.smallest_unit(self.rows.currency) * pieces and wanted.charges.get(TAX):
            wanted.goods -= over
            wanted.charges[TAX] += over

    def _lines(self, part: Part) -> list[OrderLine]:
        """The lines that a part can be of; one that names no SKU can be of any."""
        every = self.order.lines
        if part.sku:
            return [line for line in every if line.sku == part.sku]
        if part.asin:
            return [line for line in every if line.asin == part.asin]
        return list(every)

    def _net(self, part: Part, candidates: Sequence[OrderLine]) -> dict[str, Decimal]:
        """Its amounts net of tax. Where finances tell no tax of prices that contain some (a seller outside
        Amazon's VAT service), as much is taken out as was taken out of the line.
        """
        amounts = {kind: tax.exact(amount, currency=self.rows.currency) for kind, amount in part.amounts.items()}
        ids = {line.line_id for line in candidates}
        lined = next((line for line in self.rows.lines if line.line.line_id in ids), None)
        if TAX in amounts or not self.rows.tax_inside or lined is None or lined.line.facilitated:
            return amounts
        gross = sum(lined.parts.values(), ZERO)
        if not lined.tax or not gross:
            return amounts
        contained = money.rounded(part.total * lined.tax / gross, self.rows.currency)
        shares = tax.shared(contained, amounts, currency=self.rows.currency)
        return {kind: amount - shares.get(kind, ZERO) for kind, amount in amounts.items()} | {TAX: contained}

    def _document(self, key: str, against: str, note: _Note) -> Outgoing:
        invoice = self.invoices[against or next(iter(self.invoices))]
        posted = max(day_of(self.told.posted_at).isoformat(), invoice["posting_date"])
        named = {line.line_id: line for line in self.order.lines}
        goods = [
            ItemRow(line=named.get(line_id, _gone(line_id)), quantity=-count, rate=rate)
            for (line_id, rate), count in note.goods.items()
        ]
        charges = [
            ChargeRow(type=kind, account=self._account(kind, amount), amount=-amount)
            for kind, amount in sorted(note.charges.items(), key=lambda charge: lines.place(charge[0]))
            if amount
        ]
        rows = msgspec.structs.replace(self.rows, items=tuple(goods), charges=tuple(charges))
        body: Body = {
            "docstatus": 1,
            "is_return": 1,
            **({"return_against": against} if against else {}),
            "amazon_invoice_key": key,
            "posting_date": posted,
            "posting_time": _LAST_OF_THE_DAY,
            "due_date": posted,
            **{field: invoice[field] for field in _FROM_INVOICE},
            "items": sale.in_order([self._item(row) for row in goods]),
            "taxes": sale.charge_rows(rows),
        }
        body |= sale.totals(rows, Decimal(invoice["conversion_rate"]), self.settings)
        origins = credit_note_origins(body)
        return Outgoing(
            kind=SALES_INVOICE, key=key, name=key, body=body, origins=origins, about=self.order.order_id
        )

    def _item(self, row: ItemRow) -> Body:
        """The invoice's row of that line, with what is given back of it."""
        same = (
            given
            for body in self.invoices.values()
            for given in body["items"]
            if given["amazon_order_item_id"] == row.line.line_id
        )
        kept = {field: value for field, value in next(same).items() if field != "delivery_note"}
        own = {"qty": row.quantity, "rate": row.rate, "price_list_rate": row.rate, "amount": row.amount}
        return kept | own

    def _account(self, kind: str, amount: Decimal) -> str:
        """That of the same charge on the invoice, else as mapped. Raises Hold: unknown-charge."""
        called = NAMES.get(kind, kind)
        same = (row for body in self.invoices.values() for row in body["taxes"] if row["description"] == called)
        account = next((row["account_head"] for row in same), None) or self.mapping.account(
            kind, self.order.marketplace_id
        )
        if account is None:
            raise Hold("unknown-charge", type=kind, amount=str(amount), currency=self.rows.currency)
        return str(account)


def _gone(line_id: str) -> OrderLine:
    return OrderLine(line_id=line_id, sku="", quantity=0)
