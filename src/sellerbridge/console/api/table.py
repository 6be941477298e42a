"""The operations as a table for the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from sellerbridge.console.api import SUBJECTS
from sellerbridge.console.api.openapi import scope_of
from sellerbridge.console.api.operation import Operation, Subject


def table() -> str:
    """A section for each subject, a row for each operation."""
    return "\n".join(map(_section, SUBJECTS))


def _section(subject: Subject) -> str:
    rows = "\n".join(map(_row, subject.operations))
    return f"### {subject.name}\n\n{subject.about}\n\n| call | scope | what it does |\n|---|---|---|\n{rows}\n"


def _row(operation: Operation) -> str:
    asked = ", ".join(f"`{name}`" for name in _taken(operation))
    told = f"{operation.told[0]}{f' Takes {asked}.' if asked else ''}".replace("|", "\\|")
    return f"| `{operation.method} {operation.path}` | {scope_of(operation)} | {told} |"


def _taken(operation: Operation) -> Iterator[str]:
    """Its parameters behind the question mark and the fields of its body, by name; a choice has those of each."""
    for kind in (operation.query, operation.body):
        for struct in getattr(kind, "__args__", (kind,)):
            yield from getattr(struct, "__struct_fields__", ())
