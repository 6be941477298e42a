"""FBA Inventory v1: what lies in Amazon's warehouses."""

from __future__ import annotations

from sellerbridge.simulator.contract.operation import Operation, Parameter
from sellerbridge.simulator.contract.shapes import Flag, Moment, Record, Several, Text, Whole

_STOCKED = Record(
    fields={"sellerSku": Text(), "marketplaceId": Text(), "quantity": Whole(least=0)},
    required=("sellerSku", "marketplaceId", "quantity"),
)

# Amazon publishes no rate for the three operations that exist in its sandbox only: they get the sandbox's own.
OPERATIONS = (
    Operation(
        name="getInventorySummaries",
        method="GET",
        path="/fba/inventory/v1/summaries",
        rate=2,
        burst=2,
        role="inventory",
        query=(
            Parameter(name="details", shape=Flag()),
            Parameter(name="granularityType", shape=Text(one_of=("Marketplace",)), required=True),
            Parameter(name="granularityId", required=True),
            Parameter(name="startDateTime", shape=Moment()),
            Parameter(name="sellerSkus", shape=Several(most=50)),
            Parameter(name="sellerSku"),
            Parameter(name="nextToken"),
            Parameter(name="marketplaceIds", shape=Several(most=1), required=True),
        ),
    ),
    Operation(
        name="createInventoryItem",
        method="POST",
        path="/fba/inventory/v1/items",
        rate=5,
        burst=15,
        role="inventory",
        sandbox_only=True,
        body=Record(
            fields={"sellerSku": Text(), "marketplaceId": Text(), "productName": Text()},
            required=("sellerSku", "marketplaceId", "productName"),
        ),
    ),
    Operation(
        name="deleteInventoryItem",
        method="DELETE",
        path="/fba/inventory/v1/items/{sellerSku}",
        rate=5,
        burst=15,
        role="inventory",
        sandbox_only=True,
        query=(Parameter(name="marketplaceId", required=True),),
    ),
    Operation(
        name="addInventory",
        method="POST",
        path="/fba/inventory/v1/items/inventory",
        rate=5,
        burst=15,
        role="inventory",
        sandbox_only=True,
        headers=(Parameter(name="x-amzn-idempotency-token", required=True),),
        body=Record(fields={"inventoryItems": Several(of=_STOCKED, least=0)}),
    ),
)
