"""The operations of Amazon's Selling Partner API that are called, as data: method, path, parameters, rate, burst.

Rates are the published default usage plans, in requests per second (Amazon's models, snapshot of August 2026).
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation.

    `path` has its parameters in braces; `queries` are the query parameters used, `lists` those of them that are
    sent comma-separated (Swagger's csv). `rate` is in requests per second, `burst` in requests.
    """

    name: str
    api: str
    method: str = "GET"
    path: str
    rate: float
    burst: int
    queries: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TABLE = (
    Operation(
        name="getMarketplaceParticipations",
        api="sellers",
        path="/sellers/v1/marketplaceParticipations",
        rate=0.016,
        burst=15,
    ),
    Operation(
        name="searchOrders",
        api="orders_2026-01-01",
        path="/orders/2026-01-01/orders",
        rate=0.0056,
        burst=20,
        queries=_names("lastUpdatedAfter lastUpdatedBefore maxResultsPerPage paginationToken"),
        lists=_names("marketplaceIds includedData"),
    ),
    Operation(
        name="getOrder",
        api="orders_2026-01-01",
        path="/orders/2026-01-01/orders/{orderId}",
        rate=0.5,
        burst=30,
        lists=_names("includedData"),
    ),
    Operation(
        name="createReport",
        api="reports_2021-06-30",
        method="POST",
        path="/reports/2021-06-30/reports",
        rate=0.0167,
        burst=15,
    ),
    Operation(
        name="getReport",
        api="reports_2021-06-30",
        path="/reports/2021-06-30/reports/{reportId}",
        rate=2,
        burst=15,
    ),
    Operation(
        name="getReports",
        api="reports_2021-06-30",
        path="/reports/2021-06-30/reports",
        rate=0.0222,
        burst=10,
        queries=_names("pageSize createdSince createdUntil nextToken"),
        lists=_names("reportTypes processingStatuses marketplaceIds"),
    ),
    Operation(
        name="getReportDocument",
        api="reports_2021-06-30",
        path="/reports/2021-06-30/documents/{reportDocumentId}",
        rate=0.0167,
        burst=15,
    ),
    Operation(
        name="searchCatalogItems",
        api="catalogItems_2022-04-01",
        path="/catalog/2022-04-01/items",
        rate=2,
        burst=2,
        queries=_names("identifiersType pageSize pageToken"),
        lists=_names("identifiers marketplaceIds includedData"),
    ),
    Operation(
        name="searchListingsItems",
        api="listingsItems_2021-08-01",
        path="/listings/2021-08-01/items/{sellerId}",
        rate=5,
        burst=5,
        queries=_names("lastUpdatedAfter sortBy sortOrder pageSize pageToken"),
        lists=_names("marketplaceIds includedData"),
    ),
    Operation(
        name="getListingsItem",
        api="listingsItems_2021-08-01",
        path="/listings/2021-08-01/items/{sellerId}/{sku}",
        rate=5,
        burst=10,
        lists=_names("marketplaceIds includedData"),
    ),
    Operation(
        name="listTransactions",
        api="finances_2024-06-19",
        path="/finances/2024-06-19/transactions",
        rate=0.5,
        burst=10,
        queries=_names("postedAfter postedBefore marketplaceId transactionStatus nextToken"),
    ),
    Operation(
        name="listSummary",
        api="finances_2024-06-19",
        path="/finances/2024-06-19/summary",
        rate=0.5,
        burst=10,
        queries=_names("accountType relatedIdentifierName relatedIdentifierValue periodStart periodEnd nextToken"),
        lists=_names("marketplaceIds"),
    ),
    Operation(
        name="getInventorySummaries",
        api="fbaInventory",
        path="/fba/inventory/v1/summaries",
        rate=2,
        burst=2,
        queries=_names("details granularityType granularityId startDateTime nextToken"),
        lists=_names("sellerSkus marketplaceIds"),
    ),
)

OPERATIONS: Mapping[str, Operation] = {operation.name: operation for operation in _TABLE}
"""By Amazon's operation id."""
