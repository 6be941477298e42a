"""What mappings lead to, held to what the ERP has: the name there, or what is wrong and what comes near it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence

import msgspec

from sellerbridge.desk.mapping_lines import Fault, Line
from sellerbridge.documents.item import as_name, fold
from sellerbridge.documents.mapping import CUSTOMER, FBA_WAREHOUSE, FEE, ITEM, PRICE_LIST, WAREHOUSE
from sellerbridge.erp.port import ERP
from sellerbridge.sentences import Sentence, joined

DOCTYPES = {
    ITEM: "Item",
    FEE: "Account",
    CUSTOMER: "Customer",
    PRICE_LIST: "Price List",
    WAREHOUSE: "Warehouse",
    FBA_WAREHOUSE: "Warehouse",
}
"""What each kind of mapping leads to."""

MADE_BY_US = frozenset({"Account", "Price List", "Warehouse"})
"""What a sync makes where it is missing; an Item or Customer that is mapped is a person's."""

_SHOWN = 3


def found(erp: ERP, lines: Sequence[Line], *, make: bool) -> tuple[list[Line], list[Fault]]:
    """The lines with their targets as the ERP names them, and what is wrong with the others.

    With `make` an account, price list or warehouse that is missing is let through: the next sync makes it. A
    doctype is asked about once, however many lines lead to it. Raises what the ERP raises: Unreachable, Refused.
    """
    right, wrong = list[Line](), list[Fault]()
    for doctype in dict.fromkeys(DOCTYPES[line.kind] for line in lines):
        of_it = [line for line in lines if DOCTYPES[line.kind] == doctype]
        names = erp.names(doctype, {line.target for line in of_it if line.target})
        missing = [line for line in of_it if line.target and line.target not in names]
        refused = {line for line in missing if not (make and _can_be_made(line))}
        wrong += _faults(erp, doctype, refused)
        right += [_named(line, names) for line in of_it if line not in refused]
    return right, wrong


def _named(line: Line, names: Mapping[str, str]) -> Line:
    return msgspec.structs.replace(line, target=names.get(line.target, line.target))


def _can_be_made(line: Line) -> bool:
    return DOCTYPES[line.kind] in MADE_BY_US and as_name(line.target) == line.target


def _faults(erp: ERP, doctype: str, missing: Collection[Line]) -> list[Fault]:
    choices = erp.choices(doctype) if missing and doctype in MADE_BY_US else []
    return [Fault(number=line.number, why=_why(line, doctype, choices)) for line in missing]


def _why(line: Line, doctype: str, choices: Sequence[str]) -> str:
    told: list[str] = [
        Sentence(
            "the ERP has no {doctype} {name!r} that documents may refer to",
            doctype=Sentence(doctype),
            name=line.target,
        )
    ]
    if near := _near(line.target, choices):
        told.append(Sentence("near it: {names}", names=", ".join(near)))
    if _can_be_made(line):
        told.append(Sentence("to have the next sync make it, add --make"))
    elif doctype not in MADE_BY_US:
        told.append(Sentence("make it there first"))
    return joined(told)


def _near(wanted: str, choices: Sequence[str]) -> list[str]:
    """Names that look like the wanted one, with or without the company's abbreviation behind them."""
    looks = {fold(choice): choice for choice in choices}
    looks |= {fold(choice.rpartition(" - ")[0] or choice): choice for choice in choices}
    close = difflib.get_close_matches(fold(wanted), looks, n=2 * _SHOWN)
    return list(dict.fromkeys(looks[look] for look in close))[:_SHOWN]
