"""What a document type is: its fields and their types. The data is in doctypes/*.txt."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import resources
from typing import Any

import msgspec

STANDARD = ("name", "owner", "creation", "modified", "modified_by", "docstatus", "idx")
OF_ROWS = ("parent", "parentfield", "parenttype")
TABLES = frozenset({"Table", "Table MultiSelect"})
DECIMALS = frozenset({"Currency", "Float", "Percent"})
INTEGERS = frozenset({"Check", "Int"})
TIMES = frozenset({"Date", "Datetime", "Time"})
_LAYOUT = frozenset({"Section Break", "Column Break", "Tab Break", "HTML", "Button", "Image", "Fold", "Heading"})
_SHORT = frozenset({"Data", "Link", "Dynamic Link", "Select", "Read Only", "Password", "Color", "Barcode"})
_LENGTH_OF_SHORT = 140


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field, in Frappe's own words. `fetch_from`: "link_field.field_there"."""

    fieldname: str
    fieldtype: str = "Data"
    options: str = ""
    label: str = ""
    reqd: bool = False
    unique: bool = False
    no_copy: bool = False
    allow_on_submit: bool = False
    length: int = 0
    default: str = ""
    fetch_from: str = ""
    fetch_if_empty: bool = False
    custom: bool = False

    @property
    def is_stored(self) -> bool:
        """Has a column of its own (tables and the form's layout have none)."""
        return self.fieldtype not in _LAYOUT and self.fieldtype not in TABLES

    @property
    def max_length(self) -> int:
        """The longest text that fits; 0 has no limit."""
        return (self.length or _LENGTH_OF_SHORT) if self.fieldtype in _SHORT else 0


class Meta(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A document type. `tables`: table field → type of its rows."""

    name: str
    fields: tuple[Field, ...] = ()
    module: str = ""
    autoname: str = ""
    naming_rule: str = ""
    title_field: str = ""
    istable: bool = False
    issingle: bool = False
    is_submittable: bool = False
    is_tree: bool = False

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Fields by fieldname."""
        return {field.fieldname: field for field in self.fields}

    @cached_property
    def tables(self) -> Mapping[str, str]:
        """Table field → type of its rows."""
        return {field.fieldname: field.options for field in self.fields if field.fieldtype in TABLES}

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        """The fields with a column."""
        return tuple(field for field in self.fields if field.is_stored)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns, in the order of an answer."""
        of_rows = OF_ROWS if self.istable else ()
        return (*STANDARD, *(field.fieldname for field in self.stored), *of_rows)

    @cached_property
    def known(self) -> frozenset[str]:
        """The columns, as a set."""
        return frozenset(self.columns)

    @cached_property
    def links(self) -> tuple[Field, ...]:
        """Link fields, then Dynamic Link fields: the order in which they are checked."""
        links = [field for field in self.fields if field.fieldtype == "Link"]
        return (*links, *(field for field in self.fields if field.fieldtype == "Dynamic Link"))

    @cached_property
    def unique(self) -> tuple[str, ...]:
        """Fields with a unique index, in the order of the columns."""
        return tuple(field.fieldname for field in self.stored if field.unique)

    @cached_property
    def new_values(self) -> Mapping[str, str]:
        """What a new document gets where nothing is said: a field's default, else a Select's first choice."""
        values = {field.fieldname: field.default for field in self.stored if field.default}
        for field in self.stored:
            if field.fieldtype == "Select" and field.options and not field.default:
                values[field.fieldname] = field.options.split("\n")[0]
        return values

    def fetched_over(self, link: str) -> list[Field]:
        """The fields that take their value from the document behind a link field."""
        return [field for field in self.fields if field.fetch_from.partition(".")[0] == link]

    def label(self, fieldname: str) -> str:
        """What the form calls a field."""
        field = self.by_name.get(fieldname)
        return (field.label if field else "") or fieldname.replace("_", " ").title()


@functools.cache
def standard_metas() -> Mapping[str, Meta]:
    """The document types of a fresh site, before any custom field."""
    labels, fetches = _pairs("labels.tsv"), _pairs("fetches.tsv")
    found = {}
    for file in resources.files(__package__).joinpath("doctypes").iterdir():
        if file.name.endswith(".txt"):
            for meta in _metas(file.read_text("utf-8"), labels, fetches):
                found[meta.name] = meta
    return found


def _metas(text: str, labels: Mapping[str, str], fetches: Mapping[str, str]) -> Iterator[Meta]:
    for block in ("\n" + text).split("\n= ")[1:]:
        head, *lines = block.splitlines()
        name, *settings = head.split("\t")
        fields = tuple(_field(name, line, labels, fetches) for line in lines if line and line[0] != "#")
        yield Meta(name=name, fields=fields, **_settings(settings))


def _settings(words: list[str]) -> dict[str, Any]:
    pairs = (word.partition("=") for word in words)
    return {key: value if equals else True for key, equals, value in pairs}


def _field(doctype: str, line: str, labels: Mapping[str, str], fetches: Mapping[str, str]) -> Field:
    fieldname, fieldtype, options, flags, default = (line.split("\t") + [""] * 4)[:5]
    told = _settings(flags.split())
    source, _, if_empty = fetches.get(f"{doctype}.{fieldname}", "").partition(" ")
    return Field(
        fieldname=fieldname,
        fieldtype=fieldtype or "Data",
        options=options.replace("\\n", "\n"),
        label=labels.get(f"{doctype}.{fieldname}", labels.get(fieldname, "")),
        default=default.replace("\\n", "\n"),
        length=int(told.pop("length", 0)),
        fetch_from=source,
        fetch_if_empty=bool(if_empty),
        **told,
    )


def _pairs(file: str) -> dict[str, str]:
    text = resources.files(__package__).joinpath("doctypes", file).read_text("utf-8")
    lines = (line.partition("\t") for line in text.splitlines() if line and line[0] != "#")
    return {key: value for key, _, value in lines}
