"""An ERP that knows names and nothing else, as far as mappings ask it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

import pytest

from sellerbridge.erp.port import ERP
from sellerbridge.errors import Unreachable
from sellerbridge.installation import Installation


class ERPOfNames:
    """Names by doctype; it compares without case, and with or without " - AC" behind a name."""

    def __init__(self, there: Mapping[str, Sequence[str]], *, away: bool = False) -> None:
        self._there = there
        self._away = away
        self.asked: list[tuple[str, list[str]]] = []

    def names(self, doctype: str, wanted: Iterable[str]) -> dict[str, str]:
        asked = sorted(wanted)
        self.asked.append((doctype, asked))
        if self._away:
            raise Unreachable("The ERP does not answer.")
        known = {look: name for name in self._there[doctype] for look in _looks(name)}
        return {name: known[name.lower()] for name in asked if name.lower() in known}

    def choices(self, doctype: str) -> list[str]:
        assert doctype not in ("Item", "Customer"), "there may be very many"
        return list(self._there[doctype])

    def as_port(self) -> ERP:
        return cast("ERP", self)


def _looks(name: str) -> tuple[str, str]:
    return name.lower(), name.removesuffix(" - AC").lower()


def installed(monkeypatch: pytest.MonkeyPatch, opened: Installation, erp: ERPOfNames) -> ERPOfNames:
    """Let it be the chosen ERP of the installation."""

    @contextlib.contextmanager
    def chosen(_: Installation) -> Iterator[ERP]:
        yield erp.as_port()

    opened.store.erp.choose("books")
    monkeypatch.setattr(Installation, "erp", chosen)
    return erp
