"""A delivery on its way in: checked by itself, with the links that must be looked up."""

from __future__ import annotations

import msgspec

from sellerbridge.erp.books import checks, links, totals
from sellerbridge.erp.books.decisions import CANCELLED, DRAFT, SUBMITTED, Wanted
from sellerbridge.erp.books.doctypes import DocType
from sellerbridge.errors import Refused
from sellerbridge.outgoing import Delivery, Outgoing
from sellerbridge.settings import Settings


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """What a delivery asks for, or why that cannot be."""

    delivery: Delivery
    wanted: Wanted | Refused
    links: tuple[links.Link, ...] = ()

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
    to_look_up = tuple(
        link
        for link in links.links_of(checks.doctype_of(wanted.kind), wanted.doc)
        if not links.shipped(link, settings)
    )
    return Candidate(delivery=delivery, wanted=wanted, links=to_look_up)


def _wanted(outgoing: Outgoing, settings: Settings) -> Wanted:
    doctype = checks.doctype_of(outgoing.kind)
    docstatus = outgoing.body.get("docstatus", DRAFT)
    if docstatus not in (DRAFT, SUBMITTED, CANCELLED):
        raise checks.refused(f"docstatus is {docstatus}; it is 0, 1 or 2. Report this text.")
    if docstatus != DRAFT and not doctype.submittable:
        raise checks.refused(f"A {outgoing.kind} can be neither submitted nor cancelled. Report this text.")
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
    if outgoing.kind == "Sales Order":
        return totals.computed(doc, company_currency=settings.company_currency)
    return doc
