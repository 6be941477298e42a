"""An answer as JSON has it, whoever gives it: the command line with --json, or the API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge import outgoing
from sellerbridge.clock import as_text


def plain(value: Any) -> Any:
    """A struct or container in JSON's own types: money as text, times in UTC with Z, sentences in English."""
    # A Sentence is a str of its own kind, which msgspec asks about.
    return _text(outgoing.plain(msgspec.to_builtins(value, builtin_types=(Decimal, datetime, date), enc_hook=str)))


def _text(inner: Any) -> Any:
    if isinstance(inner, datetime):
        return as_text(inner)
    if isinstance(inner, date):
        return inner.isoformat()
    if isinstance(inner, dict):
        return {key: _text(each) for key, each in inner.items()}
    return [_text(each) for each in inner] if isinstance(inner, list) else inner
