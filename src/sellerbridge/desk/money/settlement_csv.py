"""Settlements as CSV: a row for each of Amazon's lines, with the account and the entry it goes to."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

from sellerbridge.clock import as_text
from sellerbridge.commerce.settlement import Settlement, SettlementLine
from sellerbridge.desk.money.figures import part
from sellerbridge.desk.money.reconcile import Chosen, chosen
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.money.months import day_of, parts
from sellerbridge.documents.money.postings import places
from sellerbridge.installation import Installation
from sellerbridge.settings import Settings

COLUMNS = (
    "settlement_id", "deposited", "currency", "transaction_type", "amount_type", "amount_description", "order_id",
    "order_item_id", "sku", "quantity", "marketplace", "posted", "amount", "part", "account", "entry",
)  # fmt: skip


def export(installation: Installation, which: Chosen, file: Path, *, progress: Callable[[int, int], None]) -> int:
    """Write the file; answers how many lines. Raises Usage, OSError.

    `account` is empty for a type that nobody knows yet. No personal data is in it: Amazon's report has none.
    """
    store, lines = installation.store, 0
    wanted, settings = chosen(store, which), store.settings.read()
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for done, (seller, head) in enumerate(wanted, start=1):
            settlement = store.settlements.one(head.settlement_id)
            if settlement is not None:
                writer.writerows(_rows(settlement, settings, store.mappings.read(seller)))
                lines += len(settlement.lines)
            progress(done, len(wanted))
    return lines


def _rows(settlement: Settlement, settings: Settings, mapping: Mappings) -> Iterable[list[object]]:
    place, day = places(settlement, mapping=mapping), day_of(settlement.deposited_at)
    for month in parts(settlement, split=settings.split_months):
        for line in month.lines:
            where = place(line)
            account = (where.account or settings.receivable_account) if where else ""
            yield [
                settlement.settlement_id,
                day.isoformat(),
                settlement.currency,
                *_told(line),
                format(line.amount, "f"),
                part(line, where),
                account,
                month.key,
            ]


def _told(line: SettlementLine) -> list[object]:
    return [
        line.transaction_type,
        line.amount_type,
        line.description,
        line.order_id,
        line.line_id,
        line.sku,
        line.quantity or "",
        line.marketplace_name,
        as_text(line.posted_at) if line.posted_at else "",
    ]
