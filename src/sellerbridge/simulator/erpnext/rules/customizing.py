"""Custom Field and Property Setter: how an administrator changes what a document type is."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import Thrown
from sellerbridge.simulator.erpnext.session import Rule, Session


class CustomField(Rule):
    """A field more. Its index is the place behind the field that it comes after."""

    def before_insert(self, doc: Document, session: Session) -> None:
        """A fieldname, which the type must not have yet."""
        if not doc.get("fieldname"):
            if not doc.get("label"):
                raise Thrown("Label is mandatory")
            doc["fieldname"] = doc.text("label").strip().lower().replace(" ", "_")
        if doc["fieldname"] in session.meta(doc["dt"]).by_name:
            raise Thrown(
                f"A field with the name <strong>{doc['fieldname']}</strong> already exists in {doc['dt']}"
            )

    def autoname(self, doc: Document, session: Session) -> str:  # noqa: ARG002 - Rule's signature
        """Type and fieldname."""
        return f"{doc['dt']}-{doc['fieldname']}"

    def validate(self, doc: Document, session: Session) -> None:
        """The index counts from 1, the field before it included."""
        fieldnames = [field.fieldname for field in session.meta(doc["dt"]).fields]
        after = doc.get("insert_after")
        if after in fieldnames and not doc.get("idx"):
            doc["idx"] = fieldnames.index(after) + 1


class PropertySetter(Rule):
    """One property changed; setting it again replaces it."""

    def autoname(self, doc: Document, session: Session) -> str:  # noqa: ARG002 - Rule's signature
        """Type, field (or "main") and property."""
        return f"{doc['doc_type']}-{doc.get('field_name') or doc.get('row_name') or 'main'}-{doc['property']}"

    def validate(self, doc: Document, session: Session) -> None:
        """The earlier one goes."""
        if doc.is_new and session.peek("Property Setter", doc.name) is not None:
            session.delete_row("Property Setter", doc.name)


RULES: Mapping[str, Rule] = {"Custom Field": CustomField(), "Property Setter": PropertySetter()}
