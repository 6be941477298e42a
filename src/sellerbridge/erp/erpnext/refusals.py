"""A site's no, by its `exc_type`: what it means for us, and its text without HTML."""

from __future__ import annotations

import html
import re
from typing import Any

import msgspec

from sellerbridge.errors import Refused
from sellerbridge.sentences import Sentence

NAME_TAKEN = frozenset({"DuplicateEntryError"})
"""A document of that name is there. Names are compared without case (`NameError` is another thing: a bad sign)."""

KEY_TAKEN = frozenset({"UniqueValidationError"})
"""Another document, a cancelled one too, has that value in a unique field."""

LINK_MISSING = frozenset({"DoesNotExistError", "LinkValidationError"})
"""The document refers to one that is not there. On a POST of a Sales Order it is the 404."""

LINKED = frozenset({"LinkExistsError"})
"""It can be neither cancelled nor deleted: others refer to it."""

CHANGED_MEANWHILE = frozenset({"TimestampMismatchError"})
"""Somebody saved it after we read it."""

NOT_PERMITTED = frozenset({"PermissionError"})
"""The API user lacks a role."""

INCOMPLETE = frozenset({"MandatoryError"})
"""A field that the site demands is empty."""

FIXED_BY_SUBMIT = frozenset({"UpdateAfterSubmitError"})
"""The field may not change after the document was submitted."""

TOO_LARGE = "RequestEntityTooLarge"
"""Of our own making: what stands before the site (HTTP 413) tells no exc_type."""

_LONGEST_TEXT = 500


class SiteRefused(Refused):
    """The site understood and said no.

    `exc_type` is Frappe's name of the exception ("DuplicateEntryError"), `status` the HTTP status, `text` the
    site's sentence without HTML: it may quote the document, so it is never shown for a personal one.
    """

    def __init__(self, *, exc_type: str, status: int, text: str) -> None:
        super().__init__(text, kind="erp-refused", reason=text)
        self.exc_type = exc_type
        self.status = status
        self.text = text


class Message(msgspec.Struct, frozen=True):
    """One of the messages that an answer carries for the person at the screen.

    `raised` tells the one that is the refusal from those that only inform ("Item Price added for …").
    """

    text: str
    raised: bool


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a site tells of a refusal. `exception` is the text after the class's name, for the machine to read."""

    exc_type: str
    exception: str = ""
    messages: tuple[Message, ...] = ()

    @property
    def text(self) -> str:
        """Why, for a person: the messages that refused, else the last message, else the exception's text."""
        raised = [message.text for message in self.messages if message.raised]
        texts = raised or [message.text for message in self.messages[-1:]] or [plain_text(self.exception)]
        whole = " ".join(dict.fromkeys(text for text in texts if text))
        if not whole:
            return Sentence("{exc_type}, without a reason", exc_type=self.exc_type)
        return whole[:_LONGEST_TEXT]

    def refused(self, status: int) -> SiteRefused:
        """The error to raise."""
        return SiteRefused(exc_type=self.exc_type, status=status, text=self.text)


def told(body: Any) -> Told | None:
    """What an answer's JSON tells of a refusal; None where it is no refusal in Frappe's form.

    Some answers have no `exception` but only `exc_type` and `_server_messages`.
    """
    if not isinstance(body, dict) or not isinstance(body.get("exc_type"), str) or not body["exc_type"]:
        return None
    _, _, exception = _text(body.get("exception")).partition(":")
    return Told(exc_type=body["exc_type"], exception=exception.strip(), messages=_messages(body))


def plain_text(text: str) -> str:
    """A text without HTML: tags away, entities as signs, single blanks."""
    spaced = re.sub(r"<(?:br|/p|/div|/li|/tr|/summary|/details)\b[^>]*>", " ", text, flags=re.IGNORECASE)
    bare = re.sub(r"</?[a-zA-Z][^<>]*>", "", spaced)
    return " ".join(html.unescape(bare).split())


def _messages(body: dict[str, Any]) -> tuple[Message, ...]:
    """`_server_messages` is a JSON text of a list of JSON texts, each an object or a bare text."""
    listed = _decoded(body.get("_server_messages"))
    found = [_message(_decoded(one)) for one in listed] if isinstance(listed, list) else []
    if not any(found):
        found = [_message(body.get("_error_message"))]
    return tuple(message for message in found if message)


def _message(one: Any) -> Message | None:
    raised = False
    if isinstance(one, dict):
        raised, one = bool(one.get("raise_exception")), one.get("message")
    text = plain_text(_text(one))
    return Message(text, raised) if text else None


def _decoded(value: Any) -> Any:
    """JSON in a text; any other text, and what is no text, as it is."""
    try:
        return msgspec.json.decode(value) if isinstance(value, str) else value
    except msgspec.DecodeError:
        return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
