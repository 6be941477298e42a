"""Arguments of a call: query values are text, JSON in text where they are lists or objects."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from sellerbridge.simulator.erpnext.refusal import Refusal


def parsed(value: Any) -> Any:
    """The value itself; text that holds a JSON list, object or string is read."""
    if isinstance(value, str) and value[:1] in ("[", "{", '"'):
        return from_json(value)
    return value


def from_json(text: str) -> Any:
    """JSON with exact numbers. Raises Refusal: 500 JSONDecodeError."""
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise Refusal(kind="JSONDecodeError", exception=f"json.decoder.JSONDecodeError: {error}") from None


def whole(value: Any) -> int:
    """A whole number as Frappe reads it: text that is none counts as 0."""
    try:
        return int(Decimal(str(value)))
    except (ArithmeticError, ValueError):
        return 0
