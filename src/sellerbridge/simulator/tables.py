"""Tab-separated text as Amazon's reports are: a header, no quoting whatever, CRLF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows by column name; what a row does not tell is left empty."""

    columns: Sequence[str]
    rows: Sequence[Mapping[str, str]]

    def text(self) -> str:
        """The whole file. Quotes stay as they are; only tabs and line ends cannot be in a cell."""
        lines = ["\t".join(self.columns)]
        lines += ("\t".join(_cell(row.get(column, "")) for column in self.columns) for row in self.rows)
        return "".join(f"{line}\r\n" for line in lines)


def _cell(value: str) -> str:
    return " ".join(value.split()) if "\t" in value or "\n" in value or "\r" in value else value
