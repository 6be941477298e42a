"""What a report's document says: which type answers what, in whose charset, and when there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sellerbridge.simulator.customer_returns import return_table
from sellerbridge.simulator.history import History
from sellerbridge.simulator.listing_rows import listing_table, open_listing_table
from sellerbridge.simulator.marketplaces import MARKETPLACES
from sellerbridge.simulator.order_rows import order_table
from sellerbridge.simulator.tables import Table

ORDER_WINDOW = timedelta(days=30)
_TOO_WIDE = "Date range exceeded. Report can be requested only upto 30 days"  # Amazon's own spelling, as seen


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a report was asked for. Without dates Amazon takes now for both ends."""

    report_type: str
    marketplace_ids: Sequence[str]
    start: datetime
    end: datetime
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A finished report: how it ended, and its document (empty when CANCELLED)."""

    outcome: Literal["DONE", "CANCELLED", "FATAL"]
    body: bytes = b""
    content_type: str = ""


Maker = Callable[[History, Request, datetime], Table]


def _orders(world: History, request: Request, at: datetime, by: Literal["update", "placed"]) -> Table:
    return order_table(world, request.marketplace_ids, (request.start, request.end), at, by=by)


def _listings(
    world: History, request: Request, at: datetime, statuses: Sequence[str] = ("Active", "Inactive", "Incomplete")
) -> Table:
    return listing_table(world, request.marketplace_ids[0], at, statuses=statuses)


_MAKERS: dict[str, Maker] = {
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": lambda w, r, at: _orders(w, r, at, "update"),
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL": lambda w, r, at: _orders(w, r, at, "placed"),
    "GET_MERCHANT_LISTINGS_ALL_DATA": _listings,
    "GET_MERCHANT_LISTINGS_DATA": lambda w, r, at: _listings(w, r, at, ("Active",)),
    "GET_MERCHANT_LISTINGS_INACTIVE_DATA": lambda w, r, at: _listings(w, r, at, ("Inactive", "Incomplete")),
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA": lambda w, r, at: return_table(
        w, r.marketplace_ids, (r.start, r.end), at
    ),
    "GET_FLAT_FILE_OPEN_LISTINGS_DATA": lambda w, r, at: open_listing_table(w, r.marketplace_ids[0], at),
}
_EMPTY = (
    "FEE_DISCOUNTS_REPORT", "GET_AFN_INVENTORY_DATA", "GET_FBA_FULFILLMENT_CUSTOMER_TAXES_DATA",
    "GET_MERCHANT_CANCELLED_LISTINGS_DATA", "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL",
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE", "GET_FBA_REIMBURSEMENTS_DATA",
    "GET_FLAT_FILE_ARCHIVED_ORDERS_DATA_BY_ORDER_DATE", "GET_MERCHANTS_LISTINGS_FYP_REPORT",
)  # fmt: skip

ASKABLE = frozenset((*_MAKERS, *_EMPTY))
"""Types createReport takes. Those without a maker are real, but this seller has no data for them."""

LISTED_ONLY = frozenset(("GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2",))
"""Types Amazon makes by itself: getReports knows them, createReport refuses them."""


def written(world: History, request: Request, at: datetime) -> Written:
    """The document of a report as of the moment it is ready. No data at all is CANCELLED."""
    charset = MARKETPLACES[request.marketplace_ids[0]].charset
    content_type = f"text/plain; charset={charset}"
    if request.report_type.startswith("GET_FLAT_FILE_ALL_ORDERS") and request.end - request.start > ORDER_WINDOW:
        return Written(outcome="FATAL", body=_TOO_WIDE.encode(), content_type=content_type)
    maker = _MAKERS.get(request.report_type)
    table = maker(world, request, at) if maker else Table(columns=(), rows=[])
    if not table.rows:
        return Written(outcome="CANCELLED")
    return Written(outcome="DONE", body=table.text().encode(charset, errors="replace"), content_type=content_type)
