"""The books as CSV files that ERPNext's Data Import accepts: one per doctype, in the order to import them.

Headers are field names, which Data Import takes on a site in any language: `item_code`, and `items.item_code`
for the column of a child table (frappe, core/doctype/data_import/importer.py). Further rows of a document leave
its own columns empty. Cells are the data and nothing else: one that begins with = or @ is not altered, as the
apostrophe that keeps a spreadsheet from calculating it would go into ERPNext as part of the name.
"""

from __future__ import annotations

import contextlib
import csv
import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sellerbridge.erp.books import fetched, links
from sellerbridge.erp.books.adapter import Books
from sellerbridge.erp.books.checks import Doc
from sellerbridge.erp.books.decisions import CANCELLED
from sellerbridge.erp.books.doctypes import DOCTYPES, EXPORTED
from sellerbridge.erp.port import Held
from sellerbridge.errors import Usage

_LEFT_OUT = fetched.FIELDS | {"amended_from"}
"""ERPNext fetches the first itself, and what was amended is cancelled and not exported."""


def export(books: Books, folder: Path, *, doctypes: Sequence[str] | None = None) -> list[Path]:
    """Write the files of these doctypes (all without a choice) that have documents; answers their paths.

    Each file appears whole or not at all, readable by its owner only: there are names and addresses in them.
    Raises Usage for a doctype that cannot be exported or a folder that cannot be written.
    """
    unknown = sorted(set(doctypes or ()) - set(EXPORTED))
    if unknown:
        raise Usage(
            "{names} cannot be exported. These can: {exported}.",
            names=", ".join(unknown),
            exported=", ".join(EXPORTED),
        )
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, doctype in enumerate(EXPORTED, start=1):
            if not doctypes or doctype in doctypes:
                path = folder / f"{number:02}-{doctype.lower().replace(' ', '-')}.csv"
                if _write(path, lambda doctype=doctype: _documents(books, doctype), doctype):  # type: ignore[misc]
                    written.append(path)
    except OSError as error:
        raise Usage(
            "{folder} cannot be written: {reason}. Choose another folder.", folder=folder, reason=error.strerror
        ) from None
    return written


def _documents(books: Books, doctype: str) -> Iterator[Doc]:
    """The documents to import elsewhere: not cancelled, not there from the start, not emptied by an erasure."""
    barcodes: set[str] = set()
    required = DOCTYPES[doctype].required
    for held in books.documents(doctype=doctype):
        new = not links.shipped(doctype, held.name, books.settings)
        if new and held.docstatus != CANCELLED and all(field in held.doc for field in required):
            yield _importable(held, barcodes)


def _importable(held: Held, barcodes: set[str]) -> Doc:
    """One document as Data Import takes it, its name first where no field tells it."""
    named = {} if DOCTYPES[held.doctype].label_field else {"name": held.name}
    doc = named | held.doc
    if DOCTYPES[held.doctype].submittable:
        return {field: value for field, value in doc.items() if field not in _LEFT_OUT}
    if held.doctype == "Item" and doc.get("barcodes"):
        # ERPNext takes a barcode once; of several SKUs of one product the first keeps it.
        doc["barcodes"] = [row for row in doc["barcodes"] if row["barcode"] not in barcodes]
        barcodes.update(row["barcode"] for row in doc["barcodes"])
    return doc


def _write(path: Path, documents: Callable[[], Iterable[Doc]], doctype: str) -> bool:
    """Write a file in one step; False where there is nothing to write. Reads twice: columns first, then rows."""
    columns = _columns(documents(), doctype)
    if not columns:
        return False
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8", newline=""
    ) as file:
        try:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            for doc in documents():
                writer.writerows(_rows(doc, doctype))
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(file.name).unlink()
            raise
    Path(file.name).replace(path)
    return True


def _columns(documents: Iterable[Doc], doctype: str) -> list[str]:
    """Every column that some document fills: its own fields first, then table by table."""
    own: dict[str, None] = {}
    children: dict[str, dict[str, None]] = {table: {} for table in DOCTYPES[doctype].tables}
    for doc in documents:
        own.update(dict.fromkeys(field for field in doc if field not in children))
        for table, columns in children.items():
            for row in doc.get(table) or ():
                columns.update(dict.fromkeys(f"{table}.{field}" for field in row))
    return [*own, *itertools.chain.from_iterable(children.values())]


def _rows(doc: Doc, doctype: str) -> Iterator[dict[str, str]]:
    """The lines of one document: its fields and the first row of each table, then the further rows."""
    tables = DOCTYPES[doctype].tables
    own = {field: _cell(value) for field, value in doc.items() if field not in tables}
    children = [
        [{f"{table}.{field}": _cell(value) for field, value in row.items()} for row in doc.get(table) or ()]
        for table in tables
    ]
    for number, line in enumerate(itertools.zip_longest(*children, fillvalue={}) if any(children) else [()]):
        yield {key: cell for part in (own if number == 0 else {}, *line) for key, cell in part.items()}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(int(value)) if isinstance(value, bool) else str(value)
