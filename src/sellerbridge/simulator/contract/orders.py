"""Orders 2026-01-01: what was bought, by whom, and how far it is."""

from __future__ import annotations

from sellerbridge.simulator.contract.operation import Operation, Parameter, apart, exactly_one
from sellerbridge.simulator.contract.shapes import Moment, Several, Text, Whole

_STATUSES = (
    "PENDING_AVAILABILITY",
    "PENDING",
    "UNSHIPPED",
    "PARTIALLY_SHIPPED",
    "SHIPPED",
    "CANCELLED",
    "UNFULFILLABLE",
)
_INCLUDED_DATA = Parameter(
    name="includedData",
    shape=Several(
        of=Text(
            one_of=(
                "BUYER",
                "RECIPIENT",
                "PROCEEDS",
                "EXPENSE",
                "PROMOTION",
                "CANCELLATION",
                "FULFILLMENT",
                "PACKAGES",
                "TAX",
                "PAYMENT",
                "FULFILLMENT_ORDERS",
            )
        )
    ),
)

OPERATIONS = (
    Operation(
        name="searchOrders",
        method="GET",
        path="/orders/2026-01-01/orders",
        rate=0.0056,
        burst=20,
        role="orders",
        query=(
            Parameter(name="createdAfter", shape=Moment()),
            Parameter(name="createdBefore", shape=Moment()),
            Parameter(name="lastUpdatedAfter", shape=Moment()),
            Parameter(name="lastUpdatedBefore", shape=Moment()),
            Parameter(name="fulfillmentStatuses", shape=Several(of=Text(one_of=_STATUSES))),
            Parameter(name="marketplaceIds", shape=Several(most=50)),
            Parameter(name="fulfilledBy", shape=Several(of=Text(one_of=("MERCHANT", "AMAZON")))),
            # The bounds stand in the parameter's text, not in its schema.
            Parameter(name="maxResultsPerPage", shape=Whole(least=1, most=100)),
            Parameter(name="paginationToken"),
            _INCLUDED_DATA,
        ),
        rules=(
            exactly_one("createdAfter", "lastUpdatedAfter"),
            apart("createdAfter", "lastUpdatedBefore"),
            apart("lastUpdatedAfter", "createdBefore"),
        ),
    ),
    Operation(
        name="getOrder",
        method="GET",
        path="/orders/2026-01-01/orders/{orderId}",
        rate=0.5,
        burst=30,
        role="orders",
        # 3-7-7 digits; the first group of an order from outside Amazon's stores begins with a letter.
        path_shapes={"orderId": Text(pattern=r"[0-9A-Z][0-9]{2}-[0-9]{7}-[0-9]{7}")},
        query=(_INCLUDED_DATA,),
    ),
)
