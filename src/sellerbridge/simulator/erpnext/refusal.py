"""A site's no: the exception's name and module, its HTTP status, and what is said to the user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FRAPPE = "frappe.exceptions"
ERPNEXT = "erpnext (app)"

_STATUS = {
    "AuthenticationError": 401,
    "PermissionError": 403,
    "DoesNotExistError": 404,
    "NameError": 409,
    "DuplicateEntryError": 409,
    "TooManyRequestsError": 429,
    "QueryDeadlockError": 500,
    "QueryTimeoutError": 500,
    "ImportError": 500,
    "JSONDecodeError": 500,
    "TypeError": 500,
    "KeyError": 500,
    "IndexError": 500,
    "AttributeError": 500,
    "ValueError": 500,
}
"""Everything else is 417, the status of Frappe's ValidationError."""


class Refusal(Exception):
    """Raised where Frappe would raise; the transaction is rolled back.

    `kind` is the answer's exc_type. `text` follows the exception's name in the answer. `exception` is the whole
    line where it is not "module.kind: text". `told`: False leaves `exception` and `exc` out, as Frappe does for
    404 and some 403. `source`: ERPNEXT when ERPNext's own code raises it, else "". `hint` is `_error_message`.
    `message` is what the user is told, behind the session's other messages.
    """

    def __init__(
        self,
        text: str = "",
        *,
        kind: str = "ValidationError",
        module: str = FRAPPE,
        source: str = "",
        exception: str | None = None,
        told: bool = True,
        hint: str = "",
        message: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(text)
        self.text = text
        self.message = message
        self.kind = kind
        self.status = _STATUS.get(kind, 417)
        self.source = source
        self.told = told
        self.hint = hint
        line = f"{module}.{kind}" + (f": {text}" if text else "")
        self.exception = line if exception is None else exception


class Thrown(Refusal):
    """A refusal by frappe.throw: its text is also the last message to the user."""

    def __init__(self, text: str, *, title: str = "Message", indicator: str = "red", **rest: Any) -> None:
        message = {
            "message": text,
            "title": title,
            "indicator": indicator,
            "raise_exception": 1,
            "__frappe_exc_id": "",
        }
        super().__init__(text, message=message, **rest)


def not_found(doctype: str, name: str) -> Thrown:
    """The document is not there (404, whatever the verb)."""
    return Thrown(f"{doctype} {name} not found", kind="DoesNotExistError", told=False)
