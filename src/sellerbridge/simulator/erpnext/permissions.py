"""What a user's roles allow, and how Frappe words a no. The data is in doctypes/permissions.tsv."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources

from sellerbridge.simulator.erpnext.refusal import Refusal
from sellerbridge.simulator.erpnext.site import User

ADMINISTRATOR = "Administrator"
GUEST = "Guest"
_LETTERS = {"read": "r", "write": "w", "create": "c", "delete": "d", "submit": "s", "cancel": "x"}


def allows(user: User, right: str, doctype: str) -> bool:
    """Whether a user may read, write, create, delete, submit or cancel documents of a type.

    A type of which the data says nothing is open to everybody who has signed in.
    """
    if user.name == ADMINISTRATOR:
        return True
    if user.name == GUEST:
        return False
    by_role = _rights().get(doctype)
    if by_role is None:
        return True
    return any(_LETTERS[right] in by_role.get(role, "") for role in (*user.roles, "All"))


def demand(user: User, right: str, doctype: str) -> None:
    """Raises Refusal: 403 PermissionError in the short form that writing calls answer."""
    if not allows(user, right, doctype):
        raise closed(user, doctype, told=False, hint=True)


def closed(user: User, doctype: str, *, told: bool, hint: bool, document: bool = False) -> Refusal:
    """The refusal. A list tells the exception and a hint, a writing call a hint, one document a longer message."""
    text = f"User <strong>{user.name}</strong> does not have doctype access via role permission for document "
    text += f"<strong>{doctype}</strong>"
    if document:
        text += f"<br>User <strong>{user.name}</strong> does not have access to this document"
    return Refusal(
        kind="PermissionError",
        told=told,
        hint=f"No permission for {doctype}" if hint else "",
        message={"message": text, "title": "Message"},
    )


@functools.cache
def _rights() -> Mapping[str, Mapping[str, str]]:
    text = resources.files(__package__).joinpath("doctypes", "permissions.tsv").read_text("utf-8")
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line and line[0] != "#":
            doctype, *roles = line.split("\t")
            found[doctype] = dict(_role(word) for word in roles)
    return found


def _role(word: str) -> tuple[str, str]:
    role, _, letters = word.partition("=")
    return role, letters
