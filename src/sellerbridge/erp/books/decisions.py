"""What is to be done about a wanted document, given what the books hold under its key. Decides, does nothing.

Documents go from draft to submitted to cancelled and never back. A submitted one is not edited: it is cancelled
and a new one, named after it, takes its place (ERPNext: Amend). What a person set stays.
"""

from __future__ import annotations

import msgspec

from sellerbridge.erp.books import naming
from sellerbridge.erp.books.checks import Doc, refused
from sellerbridge.erp.books.doctypes import DOCTYPES
from sellerbridge.errors import Refused
from sellerbridge.sentences import Sentence

DRAFT, SUBMITTED, CANCELLED = 0, 1, 2


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it should be, checked, with its totals; empty for one to cancel."""

    kind: str
    key: str
    name: str
    docstatus: int
    doc: Doc
    personal: bool


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A document as the books hold it. `brought` came last from Amazon, where a person changed it since."""

    id: int
    kind: str
    key: str
    name: str
    docstatus: int
    doc: Doc
    brought: Doc | None = None

    @property
    def amended_name(self) -> str:
        """The name that an amendment of it would have."""
        return naming.amended(self.name, amends_another="amended_from" in self.doc)


class Nothing(msgspec.Struct, frozen=True):
    """All is as it should be."""

    name: str


class Create(msgspec.Struct, frozen=True):
    """Write a new document. `brought` is empty, not None, for one that a person made."""

    wanted: Wanted
    brought: Doc | None = None


class Rewrite(msgspec.Struct, frozen=True, kw_only=True):
    """Write a document that is not submitted anew, in place."""

    known: Known
    wanted: Wanted
    doc: Doc
    brought: Doc | None = None


class Cancel(msgspec.Struct, frozen=True):
    """Cancel a submitted document."""

    known: Known


class Amend(msgspec.Struct, frozen=True):
    """Cancel a document and write the one that takes its place, under a new name."""

    known: Known
    wanted: Wanted


Change = Nothing | Create | Rewrite | Cancel | Amend


def decide(wanted: Wanted, known: Known | None) -> Change:
    """The change that brings about what is wanted. Raises Refused where ERPNext would not do it."""
    if wanted.docstatus == CANCELLED:
        return _cancelled(known)
    if known is None:
        return Create(wanted)
    wanted = _under_its_name(wanted, known)
    if known.docstatus == SUBMITTED and wanted.docstatus == DRAFT:
        raise refused(
            "{name} is submitted already and cannot become a draft again. Cancel it instead.", name=known.name
        )
    if known.docstatus == wanted.docstatus and wanted.doc == _last_brought(known):
        return Nothing(known.name)
    if known.docstatus == DRAFT:
        return _rewritten(wanted, known)
    doc = {**wanted.doc, "amended_from": known.name}
    return Amend(known, msgspec.structs.replace(wanted, name=known.amended_name, doc=doc))


def submits(change: Change) -> Wanted | None:
    """The document that is submitted by a change and was not before, under the name it gets."""
    match change:
        case Create(wanted) | Amend(wanted=wanted):
            made = wanted
        case Rewrite():
            made = msgspec.structs.replace(change.wanted, name=change.known.name, doc=change.doc)
        case _:
            return None
    return made if made.docstatus == SUBMITTED else None


def cancels(change: Change) -> Known | None:
    """The submitted document that a change cancels."""
    match change:
        case Cancel(known) | Amend(known=known):
            return known if known.docstatus == SUBMITTED else None
        case _:
            return None


def _under_its_name(wanted: Wanted, known: Known) -> Wanted:
    """A document keeps the name it has, also in the field that repeats it ("ACME" may now be written "Acme")."""
    label = DOCTYPES[wanted.kind].label_field
    if not label:
        return wanted
    return msgspec.structs.replace(wanted, name=known.name, doc=wanted.doc | {label: known.name})


def _cancelled(known: Known | None) -> Change:
    if known is None or known.docstatus == CANCELLED:
        return Nothing(known.name if known else "")
    if known.docstatus == DRAFT:
        raise refused(
            "{name} is a draft, and only a submitted document can be cancelled. Submit it first.", name=known.name
        )
    return Cancel(known)


def _last_brought(known: Known) -> Doc:
    doc = known.doc if known.brought is None else known.brought
    return {field: value for field, value in doc.items() if field != "amended_from"}


def _rewritten(wanted: Wanted, known: Known) -> Rewrite:
    """As wanted, but for what a person set; once the two agree, nothing of the person's is left to keep."""
    if known.brought is None:
        return Rewrite(known=known, wanted=wanted, doc=wanted.doc)
    brought = known.brought
    own = {field: value for field, value in known.doc.items() if value != brought.get(field)}
    for field, value in own.items():
        told = wanted.doc.get(field)
        if told not in (value, brought.get(field)):
            said = Sentence(
                "{field} is {value} by a person's hand; Amazon now says {told}.",
                field=field,
                value=value,
                told=told,
            )
            raise Refused(said, kind="changed-by-person")
    doc = wanted.doc | own
    return Rewrite(known=known, wanted=wanted, doc=doc, brought=wanted.doc if doc != wanted.doc else None)
