"""A finding of the preflight with its advice: what to click, in a sentence."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from sellerbridge.erp.erpnext.sentences import SENTENCES
from sellerbridge.erp.port import Finding
from sellerbridge.sentences import Sentence


def fine(what: str) -> Finding:
    """It is right."""
    return Finding(what=what, ok=True)


def note(what: str, entry: str, **facts: object) -> Finding:
    """It is right, and there is something to know."""
    return _finding(what, entry, facts, ok=True, needed=True)


def warning(what: str, entry: str, **facts: object) -> Finding:
    """Worth a look: documents are written all the same, or that kind alone is refused."""
    return _finding(what, entry, facts, ok=False, needed=False)


def fault(what: str, entry: str, *, only: Iterable[str] = (), **facts: object) -> Finding:
    """It must be mended before anything is written, or what is of the doctypes `only`."""
    return _finding(what, entry, facts, ok=False, needed=True, doctypes=frozenset(only))


def settings_command(setting: str, value: str) -> str:
    """The command that changes a setting, as a shell takes it."""
    return f"sellerbridge settings set {setting}={shlex.quote(value)}"


def _finding(
    what: str,
    entry: str,
    facts: dict[str, object],
    *,
    ok: bool,
    needed: bool,
    doctypes: frozenset[str] = frozenset(),
) -> Finding:
    return Finding(
        what=what,
        ok=ok,
        advice=Sentence(SENTENCES[entry], **facts),
        needed=needed,
        doctypes=doctypes,
        kind=entry,
    )
