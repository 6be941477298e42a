"""Links between documents: each must lead to one that the books hold, or that every ERPNext site has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import chunks
from sellerbridge.erp.books import checks, tables
from sellerbridge.erp.books.doctype import DocType
from sellerbridge.erp.books.naming import folded
from sellerbridge.errors import Refused
from sellerbridge.sentences import joined
from sellerbridge.settings import Settings

_TABLE = tables.documents

Place = tuple[str, str]
"""A doctype and a folded name."""

_CURRENCY = re.compile(r"[A-Z]{3}")
_CODE = 2
ROOT_ACCOUNTS = frozenset({"Income", "Expenses", "Assets", "Liabilities", "Equity"})
"""Groups: nothing is posted to them."""
ROUND_OFF = "Round Off"
"""The account for what rounding leaves of an invoice in another currency."""
_ROOTS: Mapping[str, frozenset[str]] = {
    "UOM": frozenset({"Nos"}),
    "Item Group": frozenset({"All Item Groups"}),
    "Customer Group": frozenset({"All Customer Groups"}),
    "Territory": frozenset({"All Territories", "Rest Of The World"}),
    "Warehouse": frozenset({"All Warehouses"}),
    "Account": ROOT_ACCOUNTS | {ROUND_OFF},
}
"""What a new site begins with, as far as our documents refer to it."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """One link of a document: the row (in words; empty: none) and field where it stands, what it leads to."""

    row: str
    field: str
    doctype: str
    name: str

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return joined((self.row, self.field), by="")


def links_of(doctype: DocType, doc: checks.Doc, settings: Settings) -> Iterator[Link]:
    """Every link of a document and its rows, but for those to what every site has."""
    for place, part, fields in checks.parts(doctype, doc):
        for field, target in part.links.items():
            name = fields.get(field)
            if name and not shipped(leads_to(target, fields), name, settings):
                yield Link(place, field, leads_to(target, fields), name)


def references_of(doctype: DocType, doc: checks.Doc) -> Iterator[Link]:
    """Every reference to another document of ours, by its key."""
    for place, part, fields in checks.parts(doctype, doc):
        for field, target in part.references.items():
            key = fields.get(field)
            if key:
                yield Link(place, field, leads_to(target, fields), key)


def leads_to(target: str, fields: Mapping[str, Any]) -> str:
    """The doctype that a link leads to; that of a Dynamic Link is told by another field (written small)."""
    return fields.get(target) or "" if target.islower() else target


def shipped(doctype: str, name: str, settings: Settings) -> bool:
    """Whether every site has it from the start: the company, currencies, countries, the roots of the trees.

    Countries are taken by name; a code is what ERPNext refuses ("Could not find Country: US").
    """
    if doctype == "Company":
        return name == settings.company
    if doctype == "Currency":
        return _CURRENCY.fullmatch(name) is not None
    if doctype == "Country":
        return len(name) > _CODE
    return name in _ROOTS.get(doctype, ())


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
            raise missing(link, personal=personal)


def missing(link: Link, *, personal: bool = False) -> Refused:
    """The answer to a document that refers to one which the books do not hold."""
    named = "" if personal else f" {link.name!r}"
    return checks.refused(
        "{place} refers to the {doctype}{named}, which is not in the books. Run: sellerbridge sync;"
        " if that does not bring it, correct the setting or mapping that names it.",
        place=link.place,
        doctype=link.doctype,
        named=named,
    )


def claim(doctype: str, name: str, names: dict[Place, str]) -> None:
    """Take a name for a new document. Raises Refused when another one has it already."""
    where = place(doctype, name)
    if where in names:
        raise checks.refused(
            "The books hold the {doctype} {there!r} already, and ERPNext cannot tell {name!r} from it:"
            " case, accents and blanks at the end do not count there. Give one of the two another name.",
            doctype=doctype,
            there=names[where],
            name=name,
        )
    names[where] = name
