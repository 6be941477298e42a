"""Which names of a site documents may refer to: leaves of the right company, not disabled, by the name there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from sellerbridge.documents.item import fold
from sellerbridge.erp.erpnext import lists
from sellerbridge.erp.erpnext.lists import Filter
from sellerbridge.erp.erpnext.site import Site

_PIECE = 200
"""So many names in one question, each in two or three spellings."""


class _Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What may be referred to.

    `title` is the field with the name as a person types it; `of_company`: it belongs to a company, whose
    abbreviation ends its name.
    """

    filters: tuple[tuple[str, str, Any], ...] = ()
    title: str = ""
    of_company: bool = False


_LEAF = (("is_group", "=", 0), ("disabled", "=", 0))
_KINDS: Mapping[str, _Kind] = {
    "Account": _Kind(filters=_LEAF, title="account_name", of_company=True),
    "Warehouse": _Kind(filters=_LEAF, title="warehouse_name", of_company=True),
    "Price List": _Kind(filters=(("enabled", "=", 1), ("selling", "=", 1))),
    "Item": _Kind(filters=(("disabled", "=", 0), ("has_variants", "=", 0))),
    "Customer": _Kind(filters=(("disabled", "=", 0),), title="customer_name"),
}
"""Groups and territories may be referred to as they are: ERPNext takes a node for a Customer and an Item."""


def names(site: Site, doctype: str, wanted: Iterable[str]) -> dict[str, str]:
    """Of those names, the ones that documents may refer to, each with the name it goes by there.

    Compared as the site's database does: without case and accents. "Shipping" is "Shipping - AC" there, or
    "4100 - Shipping - AC" where accounts have numbers. A title that several documents bear is no answer.
    """
    asked = {name: _spellings(site, doctype, name) for name in dict.fromkeys(wanted) if name.strip()}
    rows = _rows(site, doctype, list(asked))
    by_name = {fold(row["name"]): row["name"] for row in rows}
    by_title = _titled(rows, _kind(doctype).title)
    found = {name: _found(spellings, by_name, by_title) for name, spellings in asked.items()}
    return {name: there for name, there in found.items() if there}


def choices(site: Site, doctype: str) -> list[str]:
    """Every name that documents may refer to, in order."""
    rows = lists.rows(site.client, doctype, fields=("name",), filters=_filters(site, doctype), order_by="name asc")
    return [row["name"] for row in rows]


def _kind(doctype: str) -> _Kind:
    return _KINDS.get(doctype) or _Kind()


def _filters(site: Site, doctype: str) -> list[Filter]:
    kind = _kind(doctype)
    company: list[Filter] = [["company", "=", site.company.name]] if kind.of_company else []
    return [*company, *map(list, kind.filters)]


def _spellings(site: Site, doctype: str, name: str) -> list[str]:
    """The names it may go by there, the likeliest first."""
    name = name.strip()
    return [name, f"{name} - {site.company.abbr}"] if _kind(doctype).of_company else [name]


def _rows(site: Site, doctype: str, wanted: list[str]) -> list[dict[str, Any]]:
    """The documents of those names or titles, asked for in pieces."""
    title = _kind(doctype).title
    rows: list[dict[str, Any]] = []
    for start in range(0, len(wanted), _PIECE):
        piece = [name.strip() for name in wanted[start : start + _PIECE]]
        spelled = [spelling for name in piece for spelling in _spellings(site, doctype, name)]
        any_of: list[Filter] = [["name", "in", spelled]] + ([[title, "in", piece]] if title else [])
        rows += lists.rows(
            site.client,
            doctype,
            fields=("name", title or "name"),
            filters=_filters(site, doctype),
            any_of=any_of,
        )
    return rows


def _titled(rows: Iterable[Mapping[str, Any]], title: str) -> dict[str, str]:
    """Titles that one document alone bears → its name."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        bearers[fold(row.get(title) or "")].add(row["name"])
    return {named: next(iter(bearer)) for named, bearer in bearers.items() if named and len(bearer) == 1}


def _found(spellings: list[str], by_name: Mapping[str, str], by_title: Mapping[str, str]) -> str | None:
    known = (by_name.get(fold(spelling)) for spelling in spellings)
    return next((name for name in known if name), by_title.get(fold(spellings[0])))
