"""Address and Contact: named after whom they belong to."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import Thrown
from sellerbridge.simulator.erpnext.session import Rule, Session


class Address(Rule):
    """Title and type are its name."""

    def autoname(self, doc: Document, session: Session) -> str:
        """A number follows where the name is taken: nothing is merged."""
        links = doc.rows("links")
        doc["address_title"] = doc.get("address_title") or (links[0].get("link_name") if links else None)
        if not doc["address_title"]:
            raise Thrown("Address Title is mandatory.")
        return _numbered(session, "Address", f"{doc.text('address_title').strip()}-{doc.text('address_type')}")

    def validate(self, doc: Document, session: Session) -> None:
        """Links show whom they lead to."""
        _titled(doc, session)


class Contact(Rule):
    """First and last name, then whom it belongs to."""

    def autoname(self, doc: Document, session: Session) -> str:
        """A number follows where the name is taken."""
        name = _full_name(doc)
        for row in doc.rows("links")[:1]:
            name = f"{name}-{row.text('link_name').strip()}"
        return _numbered(session, "Contact", name)

    def validate(self, doc: Document, session: Session) -> None:
        """What the rows mark as primary stands in the contact itself."""
        doc["full_name"] = _full_name(doc)
        doc["email_id"] = _primary(doc, "email_ids", "is_primary", "email_id", "Email ID")
        doc["phone"] = _primary(doc, "phone_nos", "is_primary_phone", "phone", "Phone")
        doc["mobile_no"] = _primary(doc, "phone_nos", "is_primary_mobile_no", "phone", "Mobile No.")
        if doc["email_id"] and not doc.get("image"):
            doc["image"] = ""
        _titled(doc, session)


def _full_name(doc: Document) -> str:
    words = (doc.text(part).strip() for part in ("first_name", "middle_name", "last_name"))
    return " ".join(filter(None, words)) or doc.text("company_name")


def _primary(doc: Document, table: str, mark: str, fieldname: str, label: str) -> str:
    marked = [row.text(fieldname).strip() for row in doc.rows(table) if row.get(mark)]
    if len(marked) > 1:
        raise Thrown(f"Only one <strong>{label}</strong> can be set as primary.")
    return marked[0] if marked else ""


def _titled(doc: Document, session: Session) -> None:
    for row in doc.rows("links"):
        meta = session.meta(row["link_doctype"])
        if not row.get("link_title"):
            title = session.value(row["link_doctype"], row["link_name"], meta.title_field or "name")
            row["link_title"] = title or row["link_name"]


def _numbered(session: Session, doctype: str, wanted: str) -> str:
    """The name, with -1, -2 ... behind it where it is taken."""
    name, count = wanted, 0
    while session.peek(doctype, name) is not None:
        count += 1
        name = f"{wanted}-{count}"
    return name


RULES: Mapping[str, Rule] = {"Address": Address(), "Contact": Contact()}
