"""The rows of the ledger and of references between documents: asked for and written many at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.commerce.money import smallest_unit
from sellerbridge.database import chunks, insert, upsert
from sellerbridge.erp.books import links, posting, rows, tables
from sellerbridge.erp.books.bodies import Bodies
from sellerbridge.erp.books.checks import Doc
from sellerbridge.erp.books.decisions import SUBMITTED
from sellerbridge.erp.books.doctypes import DOCTYPES
from sellerbridge.erp.books.journal import JOURNAL_ENTRY
from sellerbridge.erp.books.links import Place, place
from sellerbridge.erp.books.naming import folded
from sellerbridge.erp.books.posting import Against
from sellerbridge.erp.books.selling import DELIVERY_NOTE, SALES_INVOICE

POSTING = frozenset({DELIVERY_NOTE, SALES_INVOICE, JOURNAL_ENTRY})
"""What posts to the ledger or the stock when it is submitted."""

_DOCUMENTS, _REFERENCES, _LEDGER = tables.documents, tables.references, tables.ledger
_REFERRING = sa.and_(
    _REFERENCES.c.doctype == _DOCUMENTS.c.doctype,
    _REFERENCES.c.folded == _DOCUMENTS.c.folded,
    _DOCUMENTS.c.docstatus == SUBMITTED,
)


def made_of(
    transaction: Transaction, bodies: Bodies, sources: Iterable[Place], *, kinds: Iterable[str]
) -> dict[Place, dict[Place, Doc]]:
    """The submitted documents of these kinds that refer to each source."""
    found: dict[Place, dict[Place, Doc]] = {}
    whole = rows.whole.add_columns(_REFERENCES.c.to_folded).where(_REFERRING)
    for doctype, piece in _pieces(sources):
        to_these = _REFERENCES.c.to_doctype == doctype, _REFERENCES.c.to_folded.in_(piece)
        for row in transaction.execute(whole.where(*to_these, _DOCUMENTS.c.doctype.in_(sorted(kinds)))):
            made = found.setdefault((doctype, row.to_folded), {})
            made[row.doctype, row.folded] = rows.opened(row, bodies)
    return found


def hanging_on(transaction: Transaction, sources: Iterable[tuple[str, str]]) -> dict[Place, dict[Place, str]]:
    """What stands in the way of cancelling each of these (doctype, name): place and name of what refers to it."""
    found: dict[Place, dict[Place, str]] = {}
    named = list(sources)
    question = sa.select(
        _REFERENCES.c.to_folded, _DOCUMENTS.c.doctype, _DOCUMENTS.c.folded, _DOCUMENTS.c.name
    ).where(_REFERRING)
    for doctype, piece in _pieces(place(*one) for one in named):
        to_these = _REFERENCES.c.to_doctype == doctype, _REFERENCES.c.to_folded.in_(piece)
        for row in transaction.execute(question.where(*to_these)):
            found.setdefault((doctype, row.to_folded), {})[row.doctype, row.folded] = row.name
    settling = (
        sa.select(_LEDGER.c.against, _LEDGER.c.voucher)
        .where(_LEDGER.c.voucher_type == JOURNAL_ENTRY, _AGAINST_SOMETHING)
        .distinct()
    )
    for doctype, piece in _pieces(named):
        to_these = _LEDGER.c.against_type == doctype, _LEDGER.c.against.in_(piece)
        for against, voucher in transaction.execute(settling.where(*to_these)):
            found.setdefault(place(doctype, against), {})[place(JOURNAL_ENTRY, voucher)] = voucher
    return found


def posted_against(
    transaction: Transaction, sources: Iterable[Against], *, company_currency: str
) -> dict[Against, Decimal]:
    """What is posted against each of these invoices and orders; what is owed is positive."""
    unit = smallest_unit(company_currency)
    found = {}
    for doctype, piece in _pieces(sources):
        sums = transaction.execute(
            sa.select(_LEDGER.c.against, sa.func.sum(_LEDGER.c.minor))
            .where(_AGAINST_SOMETHING, _LEDGER.c.against_type == doctype, _LEDGER.c.against.in_(piece))
            .group_by(_LEDGER.c.against)
        )
        found.update({(doctype, against): int(minor) * unit for against, minor in sums})
    return found


_AGAINST_SOMETHING = _LEDGER.c.against != sa.literal_column("''")
"""Written out, not bound: only so SQLite sees that the partial index fits."""


def accounts(transaction: Transaction, bodies: Bodies) -> dict[str, Doc]:
    """Every account by its folded name, with those that a site has from the start."""
    found: dict[str, Doc] = {folded(name): {"is_group": 1} for name in links.ROOT_ACCOUNTS}
    found[folded(links.ROUND_OFF)] = {}
    for row in transaction.execute(rows.whole.where(_DOCUMENTS.c.doctype == "Account")):
        found[row.folded] = rows.opened(row, bodies)
    return found


def _pieces(named: Iterable[tuple[str, str]]) -> Iterable[tuple[str, Any]]:
    """Pairs of a doctype and a name, as pieces of names of one doctype that fit a question."""
    by_doctype: dict[str, set[str]] = {}
    for doctype, name in named:
        by_doctype.setdefault(doctype, set()).add(name)
    for doctype, names in by_doctype.items():
        for piece in chunks(sorted(names)):
            yield doctype, piece


class Postings:
    """What the documents of a batch post and refer to, gathered, then written at once."""

    def __init__(self, *, company_currency: str) -> None:
        self._company_currency = company_currency
        self._unit = smallest_unit(company_currency)
        self._entries: list[dict[str, Any]] = []
        self._references: dict[tuple[Place, Place], dict[str, Any]] = {}
        self._undone: list[dict[str, str]] = []
        self.moves: dict[tuple[str, str], Decimal] = {}

    def post(self, kind: str, name: str, doc: Doc) -> None:
        """Note what a document of `POSTING` posts that is submitted now."""
        day = date.fromisoformat(doc["posting_date"])
        for entry in posting.entries(kind, name, doc, company_currency=self._company_currency):
            against_type, against = entry.against
            self._entries.append(
                {
                    "voucher_type": kind,
                    "voucher": name,
                    "posting_date": day,
                    "account": entry.account,
                    "party": entry.party,
                    "against_type": against_type,
                    "against": against,
                    "minor": int(entry.amount / self._unit),
                }
            )
        if kind != JOURNAL_ENTRY:  # what that refers to is in the ledger
            self._refer(place(kind, name), kind, doc)
        self._move(posting.moves(kind, doc))

    def undo(self, kind: str, name: str, doc: Doc) -> None:
        """Note that a document is cancelled, and posts nothing any more."""
        self._undone.append({"gone_type": kind, "gone_voucher": name})
        self._move((item, warehouse, -quantity) for item, warehouse, quantity in posting.moves(kind, doc))

    def run(self, transaction: Transaction) -> None:
        """Write all of it, but for the moves of stock: old rows go before new ones come."""
        if self._undone:
            transaction.execute(_UNDO, self._undone)
        insert(transaction, _LEDGER, self._entries)
        upsert(
            transaction,
            _REFERENCES,
            list(self._references.values()),
            key=["to_doctype", "to_folded", "doctype", "folded"],
            update=[],
        )

    def _refer(self, mine: Place, kind: str, doc: Doc) -> None:
        for link in links.references_of(DOCTYPES[kind], doc):
            theirs = place(link.doctype, link.name)
            self._references[mine, theirs] = {
                "to_doctype": theirs[0],
                "to_folded": theirs[1],
                "doctype": mine[0],
                "folded": mine[1],
            }

    def _move(self, moves: Iterable[tuple[str, str, Decimal]]) -> None:
        for item, warehouse, quantity in moves:
            self.moves[item, warehouse] = self.moves.get((item, warehouse), Decimal(0)) + quantity


_UNDO = sa.delete(_LEDGER).where(
    _LEDGER.c.voucher_type == sa.bindparam("gone_type"), _LEDGER.c.voucher == sa.bindparam("gone_voucher")
)
