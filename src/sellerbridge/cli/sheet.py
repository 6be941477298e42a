"""A document of the ERP as text: its fields one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sellerbridge.cli import output

if TYPE_CHECKING:
    from rich.table import Table

_OF_THE_ROW = frozenset(
    {
        "name",
        "owner",
        "creation",
        "modified",
        "modified_by",
        "docstatus",
        "idx",
        "parent",
        "parentfield",
        "parenttype",
        "doctype",
    }
)
"""What every row of a table has, and tells nothing about the document."""


def sheet(doc: Mapping[str, Any]) -> Table:
    """A document's fields one below the other; rows of its tables are numbered. What is empty or 0 is left out."""
    return output.table("field", "value", rows=_flat(doc, ""))


def _flat(value: Any, path: str) -> Iterable[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if not (path and name in _OF_THE_ROW):
                yield from _flat(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(inner, f"{path}[{number}]")
    elif value not in (None, "", 0):
        yield path, str(value)
