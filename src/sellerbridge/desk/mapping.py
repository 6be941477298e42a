"""Read and change where things land in the ERP: by hand, or all at once as CSV."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from sellerbridge.desk.pairs import pair
from sellerbridge.errors import Usage
from sellerbridge.store import Store

COLUMNS = ("kind", "source", "target")
KINDS = ("item", "fee")
_EXAMPLES = {"item": "map item RED-MUG=MUG-01", "fee": "map fee SHIPPING='Freight Income'"}
_SHOWN_FAULTS = 10


class Mapped(msgspec.Struct, frozen=True, kw_only=True):
    """What a person mapped: `item` SKU → item code, `fee` charge or fee type → account."""

    item: Mapping[str, str]
    fee: Mapping[str, str]


def mapped(store: Store) -> Mapped:
    """Everything mapped."""
    return Mapped(item=store.mappings.items(), fee=store.mappings.fees())


def put(store: Store, kind: str, words: Sequence[str]) -> dict[str, str]:
    """Map SOURCE=TARGET pairs of one kind, all or none; an empty target removes. Raises Usage."""
    pairs = dict(_pair(kind, word) for word in words)
    store.mappings.put(kind, pairs)
    return pairs


def _pair(kind: str, word: str) -> tuple[str, str]:
    if word.count("=") > 1:
        raise Usage(f"{word!r} has more than one equals sign. Use a file: sellerbridge map import FILE")
    return pair(word, example=_EXAMPLES[kind])


def export(store: Store, path: Path) -> int:
    """Write all mappings to a CSV file, whole or not at all; answers how many. Raises Usage."""
    known = mapped(store)
    rows = [("item", *row) for row in known.item.items()] + [("fee", *row) for row in known.fee.items()]
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


def import_file(store: Store, path: Path) -> int:
    """Take the mappings of a CSV file over the known ones, all or none; answers how many.

    The file is checked as a whole first. Raises Usage naming every line that is wrong.
    """
    found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    seen: dict[tuple[str, str], int] = {}
    faults = []
    for line, row in _rows(path):
        fault = _fault(row) or _twice(row, line, seen)
        if fault:
            faults.append(f"line {line}: {fault}")
        else:
            kind, source, target = (cell.strip() for cell in row)
            found[kind][source] = target
    if faults:
        raise Usage(f"Nothing was imported from {path}: {_listed(faults)}")
    store.mappings.put_all(found)
    return len(seen)


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


def _fault(row: Sequence[str]) -> str:
    if len(row) != len(COLUMNS):
        return f"{len(row)} columns instead of {len(COLUMNS)}"
    if row[0].strip() not in KINDS:
        return f"the kind is item or fee, not {row[0].strip()!r}"
    return "" if row[1].strip() else "the source is empty"


def _twice(row: Sequence[str], line: int, seen: dict[tuple[str, str], int]) -> str:
    place = row[0].strip(), row[1].strip()
    first = seen.setdefault(place, line)
    return "" if first == line else f"{place[1]!r} is mapped already in line {first}"


def _listed(faults: Sequence[str]) -> str:
    more = len(faults) - _SHOWN_FAULTS
    return "; ".join(faults[:_SHOWN_FAULTS]) + (f"; and {more} more" if more > 0 else "") + "."
