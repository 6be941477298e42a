"""Whether a site holds what is wanted, by its own idea of sameness: empty is null, 1 is 1.0, HTML is its text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sellerbridge.erp.erpnext.refusals import plain_text

_FINEST = Decimal("1e-9")
"""Numbers are DECIMAL(21,9) in the site's database."""


def same(there: Any, wanted: Any) -> bool:
    """Whether two values are one to the site; rows are compared by the fields that are wanted."""
    if isinstance(wanted, list | tuple):
        return _same_rows(there or [], wanted)
    return bool(_bare(there) == _bare(wanted))


def empty(there: Any) -> bool:
    """Whether a field is not filled in; zero is a value."""
    return bool(_bare(there) == "")


def differing(there: Mapping[str, Any], wanted: Mapping[str, Any], *, without: Collection[str] = ()) -> list[str]:
    """The wanted fields that are not so there."""
    return [field for field, value in wanted.items() if field not in without and not same(there.get(field), value)]


def _same_rows(there: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]) -> bool:
    return len(there) == len(wanted) and not any(
        differing(mine, row) for mine, row in zip(there, wanted, strict=True)
    )


def _bare(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return Decimal(value).quantize(_FINEST)
    return plain_text(value) if isinstance(value, str) else value
