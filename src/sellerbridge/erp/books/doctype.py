"""What the books know of one kind of document; field facts are ERPNext 15's (its DocType definitions)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

TEXT_LENGTH = 140
"""What ERPNext takes in a field of type Data, Link or Select unless told otherwise."""
UNLIMITED = 0


class DocType(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of document, or of row in a document.

    `links`       field → the doctype it leads to, or the field that says which (a Dynamic Link)
    `references`  likewise, of fields that hold the key of one of our documents; the books put its name there
    `label_field` must repeat the document's name (ERPNext names the document after it)
    `lengths`     of text fields that do not take 140 characters
    `clear`       fields of a sealed document that stay readable: nothing personal; the others are erased in time
    `always_personal` whatever the sender says, the body is sealed
    """

    required: tuple[str, ...]
    links: Mapping[str, str] = {}
    references: Mapping[str, str] = {}
    tables: Mapping[str, str] = {}
    lengths: Mapping[str, int] = {}
    money: frozenset[str] = frozenset()
    label_field: str = ""
    submittable: bool = False
    clear: frozenset[str] = frozenset()
    always_personal: bool = False
