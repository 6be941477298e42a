"""Rows of a doctype by many values at once: one POST per few hundred, for a long filter fits no address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from sellerbridge.erp.erpnext.client import Client

Filter: TypeAlias = list[Any]
"""[field, operator, value], as frappe.client.get_list takes it."""

MARKS = ("name", "owner", "creation", "modified", "modified_by", "docstatus")
"""Who made it, who saved it last, and when."""

_PIECE = 500
"""As many as are delivered at once: one question for all of them."""


def rows(
    client: Client,
    doctype: str,
    *,
    fields: Iterable[str],
    filters: Sequence[Filter] = (),
    any_of: Sequence[Filter] = (),
    order_by: str = "creation asc, name asc",
    parent: str = "",
) -> list[dict[str, Any]]:
    """Every row that all of `filters` let through, and one of `any_of` if there are some.

    The rows of documents are asked for as those of `parent`: our user may read them if it may read that.
    """
    asked: dict[str, Any] = {
        "doctype": doctype,
        "fields": list(dict.fromkeys(fields)),
        "filters": list(filters),
        "order_by": order_by,
        "limit_page_length": 0,
    }
    if parent:
        asked["parent"] = parent
    if any_of:
        asked["or_filters"] = list(any_of)
    return list(client.ask("frappe.client.get_list", asked))


def rows_by(
    client: Client,
    doctype: str,
    field: str,
    values: Iterable[str],
    *,
    fields: Iterable[str],
    filters: Sequence[Filter] = (),
    parent: str = "",
) -> list[dict[str, Any]]:
    """The rows whose `field` is one of the values, as MariaDB compares: without case and accents."""
    wanted, asked = sorted({value for value in values if value}), list(fields)
    return [
        row
        for start in range(0, len(wanted), _PIECE)
        for row in rows(
            client,
            doctype,
            fields=[*asked, field],
            filters=[[field, "in", wanted[start : start + _PIECE]], *filters],
            parent=parent,
        )
    ]
