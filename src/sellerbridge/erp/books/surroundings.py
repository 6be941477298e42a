"""What the books hold around a batch of orders, notes, invoices and entries: sources, siblings, accounts, money.

Read once for a batch, a question per doctype, and kept up to date while the batch is decided about: its second
document sees what the first one did.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from sqlalchemy.engine import Connection as Transaction

from sellerbridge.commerce.money import ZERO
from sellerbridge.erp.books import drawing, ledger, links, rows, settling
from sellerbridge.erp.books.bodies import Bodies
from sellerbridge.erp.books.candidates import Candidate
from sellerbridge.erp.books.checks import Doc, parts, refused
from sellerbridge.erp.books.decisions import SUBMITTED, Known, Wanted
from sellerbridge.erp.books.doctypes import DOCTYPES
from sellerbridge.erp.books.journal import JOURNAL_ENTRY
from sellerbridge.erp.books.links import Link, Place, leads_to, place
from sellerbridge.erp.books.posting import Against
from sellerbridge.erp.books.selling import KINDS, SALES_INVOICE
from sellerbridge.errors import Refused
from sellerbridge.sentences import Sentence, joined

_SHOWN = 5
"""How many names a refusal lists."""


class Surroundings:
    """Empty, without a question to the database, for a batch that has to do with no such document."""

    def __init__(
        self,
        transaction: Transaction,
        bodies: Bodies,
        read: Sequence[Candidate],
        known: Collection[Known],
        *,
        company_currency: str,
    ) -> None:
        wanted = {one.delivery.outgoing.kind for one in read if one.references}
        keys: dict[str, set[str]] = {}
        for one in read:
            for link in one.references:
                keys.setdefault(link.doctype, set()).add(link.name)
        self._by_key = rows.known(transaction, bodies, keys)
        self._by_place = {place(held.kind, held.name): held for held in self._by_key.values()}
        self._made: dict[Place, dict[Place, Doc]] = {}
        if wanted & KINDS:
            self._made = ledger.made_of(transaction, bodies, self._by_place, kinds=wanted & KINDS)
        submitted = [
            (held.kind, held.name) for held in known if held.docstatus == SUBMITTED and held.kind in KINDS
        ]
        self._hanging = ledger.hanging_on(transaction, submitted) if submitted else {}
        posts = {one.delivery.outgoing.kind for one in read} & {SALES_INVOICE, JOURNAL_ENTRY}
        self._accounts = ledger.accounts(transaction, bodies) if posts else {}
        self._posted: dict[Against, Decimal] = {}
        if JOURNAL_ENTRY in wanted:
            named = [(held.kind, held.name) for held in self._by_key.values()]
            self._posted = ledger.posted_against(transaction, named, company_currency=company_currency)

    def named(self, kind: str, doc: Doc) -> Doc:
        """A document with the names of what it refers to instead of the keys; most are the same."""
        doctype = DOCTYPES[kind]
        tables = {
            table: [self._named(DOCTYPES[child].references, row) for row in doc[table]]
            for table, child in doctype.tables.items()
            if DOCTYPES[child].references and doc.get(table)
        }
        return {**self._named(doctype.references, doc), **tables} if doctype.references or tables else doc

    def _named(self, references: Mapping[str, str], fields: Doc) -> Doc:
        changed = {}
        for field, target in references.items():
            key = fields.get(field)
            held = self._by_key.get((leads_to(target, fields), key)) if key else None
            if held is not None and held.name != key:
                changed[field] = held.name
        return fields | changed if changed else fields

    def check(self, wanted: Wanted, references: Sequence[Link], *, instead_of: Known | None) -> None:
        """Hold a document that is to be submitted to what is around it. Raises Refused.

        `instead_of` is the one that it takes the place of: that one's part is free again.
        """
        for link in references:
            held = self._by_key.get((link.doctype, link.name))
            if held is None:
                raise links.missing(link)
            if held.docstatus != SUBMITTED:
                raise refused(
                    "{place} refers to the {kind} {name}, which is not submitted.",
                    place=link.place,
                    kind=held.kind,
                    name=held.name,
                )
        if wanted.kind in KINDS:
            self._check_drawing(wanted, instead_of)
        if wanted.kind == SALES_INVOICE:
            settling.check_invoice(wanted.doc, self._accounts)
        if wanted.kind == JOURNAL_ENTRY:
            self._check_entry(wanted, instead_of)

    def _check_drawing(self, wanted: Wanted, instead_of: Known | None) -> None:
        mine = place(instead_of.kind, instead_of.name) if instead_of else None
        for field, where in _sources(wanted.kind, wanted.doc):
            made = self._made.get(where, {})
            siblings = [doc for other, doc in made.items() if other[0] == wanted.kind and other != mine]
            drawing.check(wanted.doc, self._by_place[where], field=field, siblings=siblings)

    def _check_entry(self, wanted: Wanted, instead_of: Known | None) -> None:
        sources = {(held.kind, held.name): held for held in self._by_key.values()}
        settling.check_entry(wanted.doc, self._accounts, sources)
        before = settling.settled(instead_of.doc) if instead_of else {}
        posted = self._posted | {
            against: self._posted.get(against, ZERO) - change for against, change in before.items()
        }
        settling.check_outstanding(wanted.doc, sources, posted)

    def check_free(self, known: Known) -> None:
        """Nothing was made of a document that is to be cancelled. Raises Refused with what was."""
        names = sorted(self._hanging.get(place(known.kind, known.name), {}).items())
        if names:
            told = joined([f"{doctype} {name}" for (doctype, _), name in names[:_SHOWN]], by=", ")
            if len(names) > _SHOWN:
                told = Sentence("{names} and {number} more", names=told, number=len(names) - _SHOWN)
            reason = Sentence("{name} was gone on with ({documents}).", name=known.name, documents=told)
            raise Refused(reason, kind="linked-in-erp")

    def gone(self, known: Known) -> None:
        """A document is cancelled: from here on it counts no more."""
        where = place(known.kind, known.name)
        for made in self._made.values():
            made.pop(where, None)
        for hanging in self._hanging.values():
            hanging.pop(where, None)
        if known.kind == JOURNAL_ENTRY:
            self._settle(known.doc, -1)

    def came(self, wanted: Wanted) -> None:
        """A document is submitted: from here on it counts."""
        if wanted.kind == JOURNAL_ENTRY:
            self._settle(wanted.doc, 1)
            return
        where = place(wanted.kind, wanted.name)
        for _, source in _sources(wanted.kind, wanted.doc):
            self._made.setdefault(source, {})[where] = wanted.doc
            self._hanging.setdefault(source, {})[where] = wanted.name

    def _settle(self, doc: Doc, sign: int) -> None:
        for against, change in settling.settled(doc).items():
            self._posted[against] = self._posted.get(against, ZERO) + sign * change


def _sources(kind: str, doc: Doc) -> set[tuple[str, Place]]:
    """What a note or invoice refers to, each with the field that says so."""
    return {
        (field, place(target, fields[field]))
        for _, part, fields in parts(DOCTYPES[kind], doc)
        for field, target in part.references.items()
        if fields.get(field)
    }
