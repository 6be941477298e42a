"""Mappings as a person typed them, line by line: sources made plain, and what is wrong told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.documents.mapping import FEE, ITEM
from sellerbridge.errors import Usage
from sellerbridge.sentences import Sentence, joined

_COUNTRY = re.compile(r"[A-Za-z]{2}")
_SHOWN = 10


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One mapping that is wanted; an empty target forgets. `number` is its line in a file, 0 by hand."""

    kind: str
    source: str
    target: str
    number: int = 0


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a line."""

    number: int
    why: str


def plain(lines: Iterable[Line]) -> tuple[list[Line], list[Fault]]:
    """The lines with their sources as they are kept, each once, and what is wrong with the others."""
    first, faults = dict[tuple[str, str], Line](), list[Fault]()
    for line in lines:
        try:
            source = _source(line.kind, line.source)
        except Usage as wrong:
            faults.append(Fault(number=line.number, why=wrong.sentence))
            continue
        if before := first.get((line.kind, source)):
            faults.append(Fault(number=line.number, why=_mapped_already(source, before.number)))
        else:
            first[line.kind, source] = msgspec.structs.replace(line, source=source)
    return list(first.values()), faults


def _mapped_already(source: str, line: int) -> str:
    if line:
        return Sentence("{source!r} is mapped already in line {line}", source=source, line=line)
    return Sentence("{source!r} is mapped already", source=source)


def _source(kind: str, typed: str) -> str:
    """A marketplace by its country code, a charge of one as DE:TAX. Raises Usage."""
    if kind == ITEM:
        return typed
    if kind == FEE:
        return _charge(typed)
    return _country(typed)


def _charge(typed: str) -> str:
    """What has a colon but no country before it is a name of Amazon's like any other."""
    place, colon, charge = (part.strip() for part in typed.partition(":"))
    if not colon or not (marketplace.find(place) or _COUNTRY.fullmatch(place)):
        return typed
    if not charge:
        raise Usage("{typed!r} names no charge; one of a marketplace is written as DE:TAX", typed=typed)
    return f"{_country(place)}:{charge}"


def _country(typed: str) -> str:
    site = marketplace.find(typed)
    if site is None:
        raise Usage("there is no marketplace {typed!r}; use a country code such as DE", typed=typed)
    return site.code


def told(faults: Sequence[Fault]) -> str:
    """Each with its line, in their order; of many the first ones in full, and the lines of all others."""
    ordered = sorted(faults, key=lambda fault: fault.number)
    shown, others = ordered[:_SHOWN], ordered[_SHOWN:]
    text = joined(
        Sentence("line {number}: {why}", number=fault.number, why=fault.why) if fault.number else fault.why
        for fault in shown
    )
    if not others:
        return Sentence("{faults}.", faults=text)
    lines = ", ".join(str(fault.number) for fault in others if fault.number)
    if not lines:
        return Sentence("{faults}; and {number} more.", faults=text, number=len(others))
    return Sentence("{faults}; and {number} more, in lines {lines}.", faults=text, number=len(others), lines=lines)
