"""Filters of a list: which rows they let through. A row is a document and one row of each child type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from sellerbridge.simulator.erpnext.collation import folded, sorted_as
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import Thrown

Row = Mapping[str, Document | None]
"""Document type → the document of that type in one line of a join."""


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """One condition on one field of one type."""

    doctype: str
    fieldname: str
    operator: str
    value: Any

    def holds(self, row: Row) -> bool:
        """Whether the row meets it."""
        there = row.get(self.doctype)
        value = None if there is None else there.get(self.fieldname)
        return _OPERATORS[self.operator](value, self.value)


def parsed(doctype: str, told: Any) -> list[Filter]:
    """Filters as a client writes them: a name, {field: value}, {field: [operator, value]}, or lists of 3 or 4."""
    if not told:
        return []
    if isinstance(told, str):
        return [Filter(doctype=doctype, fieldname="name", operator="=", value=told)]
    if isinstance(told, Mapping):
        return [_of_pair(doctype, fieldname, value) for fieldname, value in told.items()]
    if isinstance(told[0], str):
        told = [told]
    return [_of_list(doctype, one) for one in told]


def order(value: Any) -> tuple[int, Any]:
    """What sorts values as the database does: nothing first, numbers by size, texts without case."""
    if value is None:
        return (0, "")
    return (1, sorted_as(value)) if isinstance(value, str) else (1, value)


def _of_pair(doctype: str, fieldname: str, value: Any) -> Filter:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _checked(doctype, fieldname, str(value[0]), value[1])
    return _checked(doctype, fieldname, "=", value)


def _of_list(doctype: str, one: Any) -> Filter:
    if isinstance(one, Mapping):
        return parsed(doctype, one)[0]
    words = list(one)
    if len(words) == 2:
        return _checked(doctype, words[0], "=", words[1])
    if len(words) == 3:
        return _checked(doctype, *words)
    return _checked(*words[:4])


def _checked(doctype: str, fieldname: str, operator: str, value: Any) -> Filter:
    operator = operator.strip().lower()
    if operator not in _OPERATORS:
        raise Thrown(f"Operator must be one of {', '.join(_OPERATORS)}")
    if "." in fieldname:
        table, fieldname = fieldname.rsplit(".", 1)
        doctype = table.strip("`").removeprefix("tab")
    if operator in ("in", "not in"):
        value = _set(value)
    return Filter(doctype=doctype, fieldname=fieldname.strip("`"), operator=operator, value=value)


def _set(value: Any) -> Any:
    """Texts to choose from as a set, since there may be hundreds; anything else as it is."""
    listed = value.split(",") if isinstance(value, str) else list(value or ())
    texts = all(isinstance(one, str) for one in listed)
    return frozenset(folded(one.strip()) for one in listed) if texts else listed


def _pair(there: Any, wanted: Any) -> tuple[Any, Any]:
    """Both sides as things that compare: numbers where the column is one, else texts; nothing is 0 or ""."""
    if isinstance(there, int | float | Decimal) or (there is None and isinstance(wanted, int | Decimal)):
        return Decimal(str(there or 0)), _number(wanted)
    return folded("" if there is None else str(there)), folded("" if wanted is None else str(wanted))


def _number(wanted: Any) -> Decimal:
    try:
        return Decimal(str(wanted or 0))
    except InvalidOperation:
        return Decimal(0)


def _compared(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda there, wanted: test(*_pair(there, wanted))


def _in(there: Any, wanted: Any) -> bool:
    if isinstance(wanted, frozenset) and (there is None or isinstance(there, str)):
        return folded(there or "") in wanted
    return any(left == right for left, right in (_pair(there, one) for one in wanted))


def _like(there: Any, wanted: Any) -> bool:
    pattern = re.escape(folded(str(wanted))).replace("%", ".*").replace("_", ".")
    return re.fullmatch(pattern, folded("" if there is None else str(there)), re.DOTALL) is not None


def _between(there: Any, wanted: Any) -> bool:
    first, last = wanted
    if isinstance(there, str) and len(there) > len(str(last)) == len("2026-01-01"):
        last = f"{last} 23:59:59.999999"
    return _OPERATORS[">="](there, first) and _OPERATORS["<="](there, last)


def _is(there: Any, wanted: Any) -> bool:
    return (there not in (None, "")) == (str(wanted).lower() == "set")


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": _compared(lambda left, right: bool(left == right)),
    "!=": _compared(lambda left, right: bool(left != right)),
    "<": _compared(lambda left, right: bool(left < right)),
    ">": _compared(lambda left, right: bool(left > right)),
    "<=": _compared(lambda left, right: bool(left <= right)),
    ">=": _compared(lambda left, right: bool(left >= right)),
    "in": _in,
    "not in": lambda there, wanted: not _in(there, wanted),
    "like": _like,
    "not like": lambda there, wanted: not _like(there, wanted),
    "between": _between,
    "is": _is,
}
