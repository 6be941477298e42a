"""Finances 2024-06-19: what was earned and what Amazon kept."""

from __future__ import annotations

from sellerbridge.simulator.contract.operation import Operation, Parameter, at_least_one, needs
from sellerbridge.simulator.contract.shapes import Day, Moment, Several, Text

# The schema leaves these open; the parameters' texts close them.
_STATUS = Text(one_of=("DEFERRED", "RELEASED", "DEFERRED_RELEASED"))
_RELATED = Text(one_of=("FINANCIAL_EVENT_GROUP_ID", "ORDER_ID"))
_BALANCE = Text(one_of=("AVAILABLE", "RESERVED", "TOTAL", "DEFERRED", "ACCOUNT_LEVEL_RESERVE"))

OPERATIONS = (
    Operation(
        name="listTransactions",
        method="GET",
        path="/finances/2024-06-19/transactions",
        rate=0.5,
        burst=10,
        role="finances",
        query=(
            Parameter(name="postedAfter", shape=Moment()),
            Parameter(name="postedBefore", shape=Moment()),
            Parameter(name="marketplaceId"),
            Parameter(name="transactionStatus", shape=_STATUS),
            Parameter(name="relatedIdentifierName", shape=_RELATED),
            Parameter(name="relatedIdentifierValue"),
            Parameter(name="nextToken"),
        ),
        rules=(
            at_least_one("postedAfter", "relatedIdentifierName"),
            needs("relatedIdentifierName", "relatedIdentifierValue"),
            needs("relatedIdentifierValue", "relatedIdentifierName"),
        ),
    ),
    Operation(
        name="listBalances",
        method="GET",
        path="/finances/2024-06-19/balances",
        rate=0.5,
        burst=10,
        role="finances",
        query=(
            Parameter(name="marketplaceIds", shape=Several()),
            Parameter(name="balanceType", shape=_BALANCE),
            Parameter(name="accountType"),
            Parameter(name="asOfDate", shape=Day()),
            Parameter(name="nextToken"),
        ),
    ),
    Operation(
        name="listSummary",
        method="GET",
        path="/finances/2024-06-19/summary",
        rate=0.5,
        burst=10,
        role="finances",
        query=(
            Parameter(name="marketplaceIds", shape=Several()),
            Parameter(name="accountType"),
            Parameter(name="relatedIdentifierName", shape=Text(one_of=("SETTLEMENT_ID",))),
            Parameter(name="relatedIdentifierValue"),
            Parameter(name="periodStart", shape=Day()),
            Parameter(name="periodEnd", shape=Day()),
            Parameter(name="nextToken"),
        ),
        rules=(
            needs("relatedIdentifierName", "relatedIdentifierValue"),
            needs("relatedIdentifierValue", "relatedIdentifierName"),
        ),
    ),
)
