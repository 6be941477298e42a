"""Which language the user's terminal speaks, and how a sentence is said in French."""

from __future__ import annotations

import os

_IN_ORDER = ("LC_ALL", "LC_MESSAGES", "LANG")
"""As POSIX has it: the first that is set counts."""


def speaks_french() -> bool:
    """Whether messages are wanted in French (fr, fr_FR.UTF-8, fr_CH …)."""
    chosen = next((os.environ[name] for name in _IN_ORDER if os.environ.get(name)), "")
    return chosen.replace("-", "_").partition("_")[0].partition(".")[0].lower() == "fr"


def in_french(sentence: str) -> str:
    """The same in French; empty for nothing."""
    from sellerbridge.console.words.speech import speech

    return speech("fr").tell_in_terminal(sentence)
