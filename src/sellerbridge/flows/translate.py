"""Turns one waiting record into documents or a problem; whatever is wrong with it never stops the others."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from sellerbridge.errors import Awaits, Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import Problem
from sellerbridge.sentences import Sentence
from sellerbridge.store.translations import Translated


def translated(about: str, make: Callable[[], tuple[Outgoing, ...]], *, doubts: Sequence[Hold] = ()) -> Translated:
    """The documents that `make` returns, the problem that held it, or the orders that it awaits; `doubts` are what
    it tells beside its documents.
    """
    try:
        documents = make()
        return Translated(about=about, documents=documents, doubts=tuple(_problem(about, one) for one in doubts))
    except Hold as hold:
        return Translated(about=about, problem=_problem(about, hold))
    except Awaits as waiting:
        return Translated(about=about, awaits=waiting.orders)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one record must not cost the others
        return Translated(
            about=about, problem=Problem(kind="internal-error", about=about, facts={"reason": _where(error)})
        )


def _problem(about: str, hold: Hold) -> Problem:
    return Problem(kind=hold.kind, about=about, facts=hold.facts)


def _where(error: Exception) -> str:
    """Type and place, never the text: it could quote the record, and so a person."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    file = Path(last.filename).name
    return Sentence("{error} in {file}, line {line}", error=type(error).__name__, file=file, line=last.lineno)
