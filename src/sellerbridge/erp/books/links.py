"""Links between documents: each must lead to one that the books hold, or that every ERPNext site has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import chunks
from sellerbridge.erp.books import checks, tables
from sellerbridge.erp.books.doctypes import DocType
from sellerbridge.erp.books.naming import folded
from sellerbridge.settings import Settings

_TABLE = tables.documents

Place = tuple[str, str]
"""A doctype and a folded name."""

_CURRENCY = re.compile(r"[A-Z]{3}")
_CODE = 2
_ROOTS: Mapping[str, frozenset[str]] = {
    "UOM": frozenset({"Nos"}),
    "Item Group": frozenset({"All Item Groups"}),
    "Customer Group": frozenset({"All Customer Groups"}),
    "Territory": frozenset({"All Territories", "Rest Of The World"}),
    "Warehouse": frozenset({"All Warehouses"}),
    "Account": frozenset({"Income", "Expenses", "Assets", "Liabilities", "Equity"}),
}
"""What a new site begins with, as far as our documents refer to it."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """One link of a document: where it stands, the doctype and name it leads to."""

    place: str
    doctype: str
    name: str


def links_of(doctype: DocType, doc: checks.Doc) -> Iterator[Link]:
    """Every link of a document and its rows that is not empty."""
    for place, part, fields in checks.parts(doctype, doc):
        for field, target in part.links.items():
            name = fields.get(field)
            if name:
                yield Link(f"{place}{field}", target, name)
        if "link_doctype" in fields:
            yield Link(f"{place}link_name", fields["link_doctype"], fields.get("link_name", ""))


def shipped(link: Link, settings: Settings) -> bool:
    """Whether every site has it from the start: the company, currencies, countries, the roots of the trees.

    Countries are taken by name; a code is what ERPNext refuses ("Could not find Country: US").
    """
    if link.doctype == "Company":
        return link.name == settings.company
    if link.doctype == "Currency":
        return _CURRENCY.fullmatch(link.name) is not None
    if link.doctype == "Country":
        return len(link.name) > _CODE
    return link.name in _ROOTS.get(link.doctype, ())


def existing(transaction: Transaction, wanted: Iterable[Place]) -> dict[Place, str]:
    """Those of the places that the books hold, with the name as it is written there: one question per doctype."""
    by_doctype: dict[str, set[str]] = {}
    for doctype, name in wanted:
        by_doctype.setdefault(doctype, set()).add(name)
    found = {}
    for doctype, names in by_doctype.items():
        for piece in chunks(sorted(names)):
            rows = transaction.execute(
                sa.select(_TABLE.c.folded, _TABLE.c.name).where(
                    _TABLE.c.doctype == doctype, _TABLE.c.folded.in_(piece)
                )
            )
            found.update({(doctype, row.folded): row.name for row in rows})
    return found


def place(doctype: str, name: str) -> Place:
    """Where a document of that name stands."""
    return doctype, folded(name)


def check(wanted: Iterable[Link], names: Mapping[Place, str], *, personal: bool) -> None:
    """All links lead somewhere. Raises Refused for the first that does not; personal documents show no values."""
    for link in wanted:
        if place(link.doctype, link.name) not in names:
            named = "" if personal else f" {link.name!r}"
            raise checks.refused(
                f"{link.place} refers to the {link.doctype}{named}, which is not in the books."
                " Run: sellerbridge sync; if that does not bring it, correct the setting or mapping that names it."
            )


def claim(doctype: str, name: str, names: dict[Place, str]) -> None:
    """Take a name for a new document. Raises Refused when another one has it already."""
    where = place(doctype, name)
    if where in names:
        raise checks.refused(
            f"The books hold the {doctype} {names[where]!r} already, and ERPNext cannot tell {name!r} from it:"
            " case, accents and blanks at the end do not count there. Give one of the two another name."
        )
    names[where] = name
