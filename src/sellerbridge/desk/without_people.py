"""An order's story for whoever may not see its buyer."""

from __future__ import annotations

import msgspec

from sellerbridge.desk.explain import ExplainedDocument, Explanation
from sellerbridge.outgoing import OF_PEOPLE


def without_people(story: Explanation) -> Explanation:
    """The same without what documents say of people.

    Of all others only the fields that the ERP was told: it adds a buyer's name and address to an order by itself.
    """
    told: dict[str, set[str]] = {}
    for field in story.fields:
        told.setdefault(field.document, set()).add(field.field)
    closed = {_title(one) for one in story.documents if one.doctype in OF_PEOPLE}
    return msgspec.structs.replace(
        story,
        documents=tuple(_closed(one, told.get(_title(one), set())) for one in story.documents),
        fields=tuple(field for field in story.fields if field.document not in closed),
    )


def _closed(document: ExplainedDocument, told: set[str]) -> ExplainedDocument:
    open_ = set() if document.doctype in OF_PEOPLE else told
    doc = {name: value for name, value in document.doc.items() if name in open_}
    return msgspec.structs.replace(document, doc=doc)


def _title(document: ExplainedDocument) -> str:
    return f"{document.doctype} {document.name}"
