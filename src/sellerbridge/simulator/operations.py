"""Which function answers which of Amazon's operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sellerbridge.simulator.balances import list_balances, list_summary
from sellerbridge.simulator.call import Answer, Call
from sellerbridge.simulator.catalog_items import get_catalog_item, search_catalog_items
from sellerbridge.simulator.finances import list_transactions
from sellerbridge.simulator.inventory import get_inventory_summaries
from sellerbridge.simulator.listing_changes import delete_listings_item, patch_listings_item, put_listings_item
from sellerbridge.simulator.listings import get_listings_item, search_listings_items
from sellerbridge.simulator.order_search import get_order, search_orders
from sellerbridge.simulator.reports import (
    cancel_report,
    cancel_report_schedule,
    create_report,
    create_report_schedule,
    get_report,
    get_report_document,
    get_report_schedule,
    get_report_schedules,
    get_reports,
)
from sellerbridge.simulator.seller import World

OPERATIONS: Mapping[str, Callable[[World, Call], Answer]] = {
    "searchOrders": search_orders,
    "getOrder": get_order,
    "createReport": create_report,
    "getReport": get_report,
    "getReports": get_reports,
    "cancelReport": cancel_report,
    "getReportDocument": get_report_document,
    "createReportSchedule": create_report_schedule,
    "getReportSchedule": get_report_schedule,
    "getReportSchedules": get_report_schedules,
    "cancelReportSchedule": cancel_report_schedule,
    "searchCatalogItems": search_catalog_items,
    "getCatalogItem": get_catalog_item,
    "getListingsItem": get_listings_item,
    "searchListingsItems": search_listings_items,
    "putListingsItem": put_listings_item,
    "patchListingsItem": patch_listings_item,
    "deleteListingsItem": delete_listings_item,
    "getInventorySummaries": get_inventory_summaries,
    "listTransactions": list_transactions,
    "listBalances": list_balances,
    "listSummary": list_summary,
}
"""Amazon's operationId → handler. A handler answers, or raises a Refusal."""
