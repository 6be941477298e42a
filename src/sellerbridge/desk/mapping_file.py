"""All mappings as one CSV file: written, edited elsewhere, and taken over whole or not at all."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from sellerbridge.desk import mapping
from sellerbridge.desk.mapping_lines import Fault, Line
from sellerbridge.documents.mapping import KINDS
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.sentences import Sentence, said
from sellerbridge.store import Store

COLUMNS = ("kind", "source", "target")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A mapping that a file changes: its target before and after, empty for none."""

    kind: str
    source: str
    before: str
    after: str


def text(store: Store) -> str:
    """All mappings as CSV."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(mapping.mapped(store).rows())
    return written.getvalue()


def export(store: Store, path: Path) -> int:
    """Write all mappings to a CSV file, whole or not at all; answers how many. Raises Usage."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            file.write(text(store))
        Path(file.name).replace(path)
    except OSError as error:
        raise Usage("{path} cannot be written: {reason}.", path=path, reason=error.strerror) from None
    return len(mapping.mapped(store).rows())


def import_file(
    installation: Installation, path: Path, *, check: bool = True, make: bool = False, dry_run: bool = False
) -> int:
    """Take the mappings of a CSV file over the known ones, all or none; answers how many.

    Raises as `take` does.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Usage("{path} cannot be read: {reason}.", path=path, reason=error.strerror) from None
    return len(_taken(installation, content, str(path), check=check, make=make, dry_run=dry_run))


def take(
    installation: Installation, content: bytes, name: str, *, make: bool, dry_run: bool
) -> tuple[Change, ...]:
    """Take over the mappings of a file of that name; answers what that changes, and with `dry_run` only answers.

    The file is checked as a whole first. Raises Usage naming every line that is wrong, and as `mapping.keep` does.
    """
    before = installation.store.mappings.all()
    lines = _taken(installation, content, name, check=True, make=make, dry_run=dry_run)
    return tuple(
        Change(kind=line.kind, source=line.source, before=known, after=line.target)
        for line in lines
        if (known := before[line.kind].get(line.source, "")) != line.target
    )


def _taken(
    installation: Installation, content: bytes, name: str, *, check: bool, make: bool, dry_run: bool
) -> list[Line]:
    lines, faults = list[Line](), list[Fault]()
    for number, cells in _rows(content, name):
        try:
            lines.append(_line(cells, number))
        except Usage as wrong:
            faults.append(Fault(number=number, why=wrong.sentence))
    failing = Sentence("Nothing was imported from {name}", name=name)
    return mapping.keep(
        installation, lines, check=check, make=make, failing=failing, faults=faults, dry_run=dry_run
    )


def _rows(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row below the header that is not empty; commas or semicolons."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Usage("{name} is not UTF-8 text. Save it as CSV UTF-8 and import it again.", name=name) from None
    header = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=";" if ";" in header else ",", strict=True)
    try:
        if tuple(cell.strip().lower() for cell in next(reader, [])) != COLUMNS:
            raise Usage(
                "The first line of {name} must be {columns}. See: sellerbridge map export FILE",
                name=name,
                columns=",".join(COLUMNS),
            )
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise Usage(
            "Nothing was imported from {name}: line {line}: {why}.",
            name=name,
            line=reader.line_num,
            why=said(error),
        ) from None


def _line(cells: Sequence[str], number: int) -> Line:
    """The mapping that a row of the file says. Raises Usage with what is wrong with it."""
    if len(cells) != len(COLUMNS):
        raise Usage("{there} columns instead of {columns}", there=len(cells), columns=len(COLUMNS))
    kind, source, target = (cell.strip() for cell in cells)
    kind = kind.lower().replace("_", "-")
    if kind not in KINDS:
        raise Usage(
            "the kind is {kinds} or {last}, not {typed!r}",
            kinds=", ".join(KINDS[:-1]),
            last=KINDS[-1],
            typed=cells[0].strip(),
        )
    if not source:
        raise Usage("the source is empty")
    return Line(kind=kind, source=source, target=target, number=number)
