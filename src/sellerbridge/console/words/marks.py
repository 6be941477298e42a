"""Marks a sentence for the catalogues where it is written, to be said in a language later."""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it, which the extraction looks for
    """The text itself."""
    return text
