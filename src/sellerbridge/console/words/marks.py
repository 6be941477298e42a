"""Marks texts for the catalogues where they are written, to be said in a language later."""

from __future__ import annotations

from sellerbridge.sentences import N_ as N_  # noqa: PLC0414 - the one mark, for the pages as for what is below them


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as N_
    """Two texts of which a number chooses, for `Speech.count`."""
    return one, many
