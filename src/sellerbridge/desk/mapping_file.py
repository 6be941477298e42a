"""All mappings as one CSV file: written, edited elsewhere, and taken over whole or not at all."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from sellerbridge.desk import mapping
from sellerbridge.desk.mapping_lines import Fault, Line
from sellerbridge.documents.mapping import KINDS
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.store import Store

COLUMNS = ("kind", "source", "target")


def export(store: Store, path: Path) -> int:
    """Write all mappings to a CSV file, whole or not at all; answers how many. Raises Usage."""
    rows = mapping.mapped(store).rows()
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(rows)
        Path(file.name).replace(path)
    except OSError as error:
        raise Usage(f"{path} cannot be written: {error.strerror}.") from None
    return len(rows)


def import_file(installation: Installation, path: Path, *, check: bool = True, make: bool = False) -> int:
    """Take the mappings of a CSV file over the known ones, all or none; answers how many.

    The file is checked as a whole first. Raises Usage naming every line that is wrong, and as `mapping.keep` does.
    """
    lines, faults = list[Line](), list[Fault]()
    for number, cells in _rows(path):
        try:
            lines.append(_line(cells, number))
        except Usage as wrong:
            faults.append(Fault(number=number, why=str(wrong)))
    failing = f"Nothing was imported from {path}"
    return len(mapping.keep(installation, lines, check=check, make=make, failing=failing, faults=faults))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row below the header that is not empty; commas or semicolons."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Usage(f"{path} is not UTF-8 text. Save it as CSV UTF-8 and import it again.") from None
    header = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=";" if ";" in header else ",", strict=True)
    try:
        if tuple(cell.strip().lower() for cell in next(reader, [])) != COLUMNS:
            raise Usage(f"The first line of {path} must be {','.join(COLUMNS)}. See: sellerbridge map export FILE")
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise Usage(f"Nothing was imported from {path}: line {reader.line_num}: {error}.") from None


def _line(cells: Sequence[str], number: int) -> Line:
    """The mapping that a row of the file says. Raises Usage with what is wrong with it."""
    if len(cells) != len(COLUMNS):
        raise Usage(f"{len(cells)} columns instead of {len(COLUMNS)}")
    kind, source, target = (cell.strip() for cell in cells)
    kind = kind.lower().replace("_", "-")
    if kind not in KINDS:
        raise Usage(f"the kind is {', '.join(KINDS[:-1])} or {KINDS[-1]}, not {cells[0].strip()!r}")
    if not source:
        raise Usage("the source is empty")
    return Line(kind=kind, source=source, target=target, number=number)
