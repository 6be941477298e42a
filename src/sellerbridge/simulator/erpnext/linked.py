"""Who links to a document: what stops it from being cancelled or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from sellerbridge.simulator.erpnext.document import CANCELLED, SUBMITTED, Document
from sellerbridge.simulator.erpnext.meta import Field, standard_metas
from sellerbridge.simulator.erpnext.refusal import Refusal, Thrown
from sellerbridge.simulator.erpnext.transaction import Transaction


def may_go(doc: Document) -> None:
    """A submitted document must be cancelled first. Raises Refusal."""
    if doc.docstatus == SUBMITTED:
        page = "https://docs.erpnext.com//docs/user/manual/en/setting-up/articles/delete-submitted-document"
        raise Thrown(
            f"{doc.doctype} {doc.name}: Submitted Record cannot be deleted. "
            f"You must <a href='{page}' target='_blank'> Cancel </a> it first."
        )


def demand_none(
    transaction: Transaction, doc: Document, *, ignored: AbstractSet[str], deleting: bool = False
) -> None:
    """Nothing that counts links to the document: anything not cancelled for a delete, else what is submitted.

    Raises Refusal: LinkExistsError, about the one changed last.
    """
    for linked in _linked(transaction, doc):
        counts = linked.docstatus != CANCELLED if deleting else linked.docstatus == SUBMITTED
        itself = linked.doctype == doc.doctype and linked.name == doc.name
        if counts and not itself and linked.doctype not in ignored:
            raise _linked_by(doc, linked)


def _linked(transaction: Transaction, doc: Document) -> Iterator[Document]:
    """Parents before and after cancelling alike; the newest of each link field first."""
    for doctype in standard_metas():
        here = transaction.site.meta(doctype)
        if here is None or here.istable or here.issingle:
            continue
        for field in here.links:
            yield from _newest(_direct(transaction, doctype, field, doc))
        for row_type in dict.fromkeys(here.tables.values()):
            for field in transaction.meta(row_type).links:
                yield from _newest(_by_rows(transaction, doctype, row_type, field, doc))


def _direct(transaction: Transaction, doctype: str, field: Field, doc: Document) -> Iterator[Document]:
    if field.fieldtype == "Link" and field.options == doc.doctype:
        yield from transaction.scan(doctype, **{field.fieldname: doc.name})
    elif field.fieldtype == "Dynamic Link":
        yield from transaction.scan(doctype, **{field.fieldname: doc.name, field.options: doc.doctype})


def _by_rows(
    transaction: Transaction, doctype: str, row_type: str, field: Field, doc: Document
) -> Iterator[Document]:
    equal = {field.fieldname: doc.name}
    if field.fieldtype == "Dynamic Link":
        equal[field.options] = doc.doctype
    elif field.options != doc.doctype:
        return
    for parent, _ in transaction.scan_rows(doctype, row_type, **equal):
        yield parent


def _newest(found: Iterator[Document]) -> list[Document]:
    return sorted(found, key=lambda linked: str(linked.get("modified")), reverse=True)


def _linked_by(doc: Document, linked: Document) -> Refusal:
    def anchor(one: Document) -> str:
        return f'{one.doctype} <a href="/app/Form/{one.doctype}/{one.name}">{one.name}</a>'

    text = f"Cannot delete or cancel because {anchor(doc)} is linked with {anchor(linked)} "
    return Thrown(text, kind="LinkExistsError")
