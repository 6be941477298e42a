"""Whether the API user may do what sellerbridge does, asked of the site without writing anything.

frappe.client.has_permission answers any signed-in user about itself; without a document's name it tells of the
doctype as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from sellerbridge.erp.erpnext.advice import fault, fine, warning
from sellerbridge.erp.erpnext.client import method
from sellerbridge.erp.erpnext.desk_words import listed, named
from sellerbridge.erp.erpnext.places import to_make
from sellerbridge.erp.erpnext.survey import Survey, looking_at
from sellerbridge.erp.erpnext.switched import only, switch_of
from sellerbridge.erp.port import Finding
from sellerbridge.sentences import N_, Sentence, enumerated

_DOCUMENTS: Mapping[str, tuple[str, ...]] = {
    "Item": ("create", "write"),
    "Item Price": ("create", "write"),
    "Brand": ("create",),
    "Manufacturer": ("create",),
    "Customer": ("create", "write"),
    "Address": ("create", "write"),
    "Contact": ("create", "write"),
    "Sales Order": ("create", "write", "submit", "cancel"),
}
"""What is done with each; what documents refer to is only ever created."""
_BOOKED = ("create", "write", "submit", "cancel")
"""Likewise with each doctype that a switch decides about."""

ROLES: Mapping[str, str] = {
    "Account": "Accounts User",
    "Brand": "Item Manager",
    "Customer Group": "Sales Master Manager",
    "Delivery Note": "Stock User",
    "Item": "Item Manager",
    "Item Group": "Item Manager",
    "Item Price": "Sales Master Manager",
    "Journal Entry": "Accounts User",
    "Manufacturer": "Stock Manager",
    "Price List": "Sales Master Manager",
    "Sales Invoice": "Accounts User",
    "Selling Settings": "Sales Manager",
    "Stock Settings": "Stock Manager",
    "Territory": "Sales Master Manager",
    "UOM": "Item Manager",
    "Warehouse": "Item Manager",
}
"""Which role ERPNext and Dokos give for it out of the box; the rest is Sales User's."""

RIGHTS = "its rights"
"""What is closed where a site does not let its users ask."""

_USUAL = "Sales User"
_AT_ONCE = 4

_RIGHTS = {"create": N_("create"), "write": N_("change"), "submit": N_("submit"), "cancel": N_("cancel")}
"""Each right as it stands in a sentence."""


def role(doctype: str) -> str:
    """The role that is enough for a doctype."""
    return ROLES.get(doctype, _USUAL)


def all_roles() -> list[str]:
    """What the API user needs, all together."""
    return sorted({_USUAL, *ROLES.values()})


def rights(survey: Survey, switch: str = "") -> Iterator[Finding]:
    """One finding where all is allowed, else one per doctype where something is not.

    Of what is always written, or of the doctype that a switch decides about.
    """
    always = {**_DOCUMENTS, **dict.fromkeys(sorted(to_make(survey)), ("create",))}
    asked = {switch: _BOOKED} if switch else always
    allowed = _allowed(survey, [(doctype, right) for doctype, rights in asked.items() for right in rights])
    found = [
        _missing(doctype, missing)
        for doctype, rights in asked.items()
        if (missing := [right for right in rights if not allowed[doctype, right]])
    ]
    yield from found or [fine(Sentence("API user may write {doctypes}", doctypes=listed(asked)))]


def _missing(doctype: str, missing: list[str]) -> Finding:
    """Without the right to cancel, that is left to a person."""
    facts = {"rights": _and(missing), "doctype": named(doctype), "role": named(role(doctype))}
    what = Sentence("API user may {rights} {doctype}", rights=_and(missing), doctype=named(doctype))
    if missing == ["cancel"]:
        return warning(what, "right-missing", **facts)
    return fault(what, "right-missing", only=only(switch_of(doctype)), **facts)


def _allowed(survey: Survey, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], bool]:
    """Asked several at once: each answer is small and its way is long."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(pairs, pool.map(lambda pair: _may(survey, *pair), pairs), strict=True))


def _may(survey: Survey, doctype: str, right: str) -> bool:
    query = {"doctype": doctype, "docname": "", "perm_type": right}
    with looking_at(RIGHTS):
        told = survey.client.read(method("frappe.client.has_permission"), query)
    return bool(isinstance(told, dict) and told.get("has_permission"))


def _and(rights: list[str]) -> str:
    return enumerated([Sentence(_RIGHTS[right]) for right in rights])
