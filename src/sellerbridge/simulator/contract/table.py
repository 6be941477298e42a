"""The whole contract: every operation the practice Amazon knows, by name and by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sellerbridge.simulator.contract import (
    catalog,
    finances,
    inventory,
    listings,
    orders,
    reports,
    sellers,
    tokens,
)
from sellerbridge.simulator.contract.operation import Operation

APIS: Mapping[str, tuple[Operation, ...]] = MappingProxyType(
    {
        "sellers": sellers.OPERATIONS,
        "orders_2026-01-01": orders.OPERATIONS,
        "reports_2021-06-30": reports.OPERATIONS,
        "catalogItems_2022-04-01": catalog.OPERATIONS,
        "listingsItems_2021-08-01": listings.OPERATIONS,
        "finances_2024-06-19": finances.OPERATIONS,
        "fbaInventory": inventory.OPERATIONS,
        "tokens_2021-03-01": tokens.OPERATIONS,
    }
)
"""The operations of each API, under the name of Amazon's model of it."""

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {operation.name: operation for operations in APIS.values() for operation in operations}
)


def at_path(segments: tuple[str, ...]) -> Iterator[tuple[Operation, Mapping[str, str]]]:
    """Each operation at this path (its methods differ), with the text of its path parameters.

    `segments` are percent-decoded one by one, so a SKU may contain a slash.
    """
    for operation in OPERATIONS.values():
        found = _fill(operation.segments, segments)
        if found is not None:
            yield operation, found


def _fill(template: tuple[str, ...], segments: tuple[str, ...]) -> Mapping[str, str] | None:
    if len(template) != len(segments):
        return None
    found = {}
    for part, segment in zip(template, segments, strict=True):
        if part.startswith("{"):
            found[part[1:-1]] = segment
        elif part != segment:
            return None
    return found
