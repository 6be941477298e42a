"""A delivery on its way in: checked by itself, with the links that must be looked up."""

from __future__ import annotations

import msgspec

from sellerbridge.erp.books import checks, journal, links, selling, totals
from sellerbridge.erp.books.decisions import CANCELLED, DRAFT, SUBMITTED, Wanted
from sellerbridge.erp.books.doctype import DocType
from sellerbridge.erp.books.doctypes import REFERRING
from sellerbridge.erp.books.links import Link
from sellerbridge.errors import Refused
from sellerbridge.outgoing import Delivery, Outgoing
from sellerbridge.settings import Settings


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """What a delivery asks for, or why that cannot be. `links` are by name, `references` by key."""

    delivery: Delivery
    wanted: Wanted | Refused
    links: tuple[Link, ...] = ()
    references: tuple[Link, ...] = ()

    def checked(self) -> Wanted:
        """What is wanted. Raises Refused where the checks failed."""
        if isinstance(self.wanted, Refused):
            raise self.wanted
        return self.wanted


def candidate(delivery: Delivery, settings: Settings) -> Candidate:
    """Hold one delivery to all that needs no other document."""
    try:
        wanted = _wanted(delivery.outgoing, settings)
    except Refused as refusal:
        return Candidate(delivery=delivery, wanted=refusal)
    doctype = checks.doctype_of(wanted.kind)
    return Candidate(
        delivery=delivery,
        wanted=wanted,
        links=tuple(links.links_of(doctype, wanted.doc, settings)),
        references=tuple(links.references_of(doctype, wanted.doc)) if wanted.kind in REFERRING else (),
    )


def _wanted(outgoing: Outgoing, settings: Settings) -> Wanted:
    doctype = checks.doctype_of(outgoing.kind)
    docstatus = outgoing.body.get("docstatus", DRAFT)
    if docstatus not in (DRAFT, SUBMITTED, CANCELLED):
        raise checks.refused("docstatus is {docstatus}; it is 0, 1 or 2. Report this text.", docstatus=docstatus)
    if docstatus != DRAFT and not doctype.submittable:
        raise checks.refused(
            "A {kind} can be neither submitted nor cancelled. Report this text.", kind=outgoing.kind
        )
    doc = {} if docstatus == CANCELLED else _doc(outgoing, doctype, settings)
    return Wanted(
        kind=outgoing.kind,
        key=outgoing.key,
        name=outgoing.name,
        docstatus=docstatus,
        doc=doc,
        personal=outgoing.personal or doctype.always_personal,
    )


def _doc(outgoing: Outgoing, doctype: DocType, settings: Settings) -> checks.Doc:
    doc = checks.tidy(doctype, outgoing.body)
    checks.check(outgoing.kind, outgoing.name, doc)
    if outgoing.kind == journal.JOURNAL_ENTRY:
        return journal.computed(doc, company_currency=settings.company_currency)
    if outgoing.kind in selling.KINDS:
        selling.check(outgoing.kind, doc)
        return totals.computed(doc, company_currency=settings.company_currency)
    return doc
