"""A settlement report as a file: V2's columns, in the habits of one of the stores it pays for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sellerbridge.simulator.marketplaces import Marketplace
from sellerbridge.simulator.settlement_lines import SettlementLine
from sellerbridge.simulator.tables import Table

# Names as Amazon publishes them for this report, and promotion-id, which its files have had for long.
COLUMNS = (
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency",
    "transaction-type", "order-id", "merchant-order-id", "adjustment-id", "shipment-id", "marketplace-name",
    "amount-type", "amount-description", "amount", "fulfillment-id", "posted-date", "posted-date-time",
    "order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased",
    "promotion-id",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """How a store's files write numbers, days, moments (always UTC) and the names of columns."""

    comma: bool = False
    day: str = "%Y-%m-%d"
    moment: str = "%Y-%m-%d %H:%M:%S UTC"
    header: str = "plain"

    def columns(self) -> list[str]:
        """The names of the columns: as published, Capitalised-By-Word, or UPPER CASE."""
        spell = {"plain": str.lower, "titled": str.title, "upper": str.upper}[self.header]
        return [spell(column) for column in COLUMNS]


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """What one file says. It is the settlement, unless a mistake was put into it."""

    settlement_id: str
    start: datetime
    end: datetime
    deposit: datetime
    total: Decimal
    currency: str
    lines: Sequence[SettlementLine]


_GERMAN = Dialect(comma=True, day="%d.%m.%Y", moment="%d.%m.%Y %H:%M:%S UTC")
_DIALECTS = {
    "DE": _GERMAN,
    "FR": Dialect(comma=True, day="%d.%m.%Y", moment="%d.%m.%Y %H:%M:%S UTC", header="titled"),
    "IT": Dialect(comma=True, header="upper"),
    "ES": Dialect(day="%d.%m.%Y", moment="%d.%m.%Y %H:%M:%S UTC"),
    "PL": _GERMAN,
    "CA": Dialect(moment="%Y-%m-%dT%H:%M:%S+00:00"),
}


def settlement_table(issue: Issue, place: Marketplace) -> Table:
    """The file in the dialect of `place`: the first row has the dates and the total and nothing else."""
    dialect = _DIALECTS.get(place.country, Dialect())
    write = _Writer(dialect, place)
    columns = dialect.columns()
    rows = [write.summary(issue), *(write.line(issue.settlement_id, line) for line in issue.lines)]
    spelled = dict(zip(COLUMNS, columns, strict=True))
    return Table(columns=columns, rows=[{spelled[name]: cell for name, cell in row.items()} for row in rows])


@dataclass(frozen=True, slots=True)
class _Writer:
    dialect: Dialect
    place: Marketplace

    def summary(self, issue: Issue) -> dict[str, str]:
        return {
            "settlement-id": issue.settlement_id,
            "settlement-start-date": issue.start.strftime(self.dialect.moment),
            "settlement-end-date": issue.end.strftime(self.dialect.moment),
            "deposit-date": issue.deposit.strftime(self.dialect.moment),
            "total-amount": self.amount(issue.total),
            "currency": issue.currency,
        }

    def line(self, settlement_id: str, line: SettlementLine) -> dict[str, str]:
        row = {
            "settlement-id": settlement_id,
            "transaction-type": line.transaction_type,
            "marketplace-name": line.store,
            "amount-type": line.kind,
            "amount-description": line.word,
            "amount": self.amount(line.amount),
            "posted-date": line.at.strftime(self.dialect.day),
            "posted-date-time": line.at.strftime(self.dialect.moment),
            "sku": line.sku,
            "quantity-purchased": str(line.units) if line.units else "",
        }
        return row | self._order(line)

    def _order(self, line: SettlementLine) -> dict[str, str]:
        if line.order is None or line.line is None:
            return {}
        refund = line.transaction_type in ("Refund", "Chargeback Refund")
        promotions = line.line.promotion_ids if line.kind == "Promotion" else ()
        return {
            "order-id": line.order.order_id,
            "merchant-order-id": line.order.seller_order_id or line.order.order_id,
            "adjustment-id" if refund else "shipment-id": line.event,
            "fulfillment-id": "AFN" if line.order.fulfilled_by == "AMAZON" else "MFN",
            "order-item-code": line.line.order_item_id,
            "merchant-adjustment-item-id": f"9{line.line.order_item_id[1:]}" if refund else "",
            "promotion-id": promotions[0] if promotions else "",
        }

    def amount(self, amount: Decimal) -> str:
        text = f"{amount:.0f}" if self.place.currency == "JPY" else f"{amount:.2f}"
        return text.replace(".", ",") if self.dialect.comma else text
