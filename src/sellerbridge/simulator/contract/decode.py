"""From the text of a request to decoded values, or to the 400 that names the parameter at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from sellerbridge.simulator.call import Json, Refusal
from sellerbridge.simulator.contract.operation import Operation, Parameter, Values
from sellerbridge.simulator.contract.shapes import Mismatch, Text

_JSON = msgspec.json.Decoder(float_hook=Decimal)


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """The values of one request under Amazon's names; what was not sent is absent."""

    path: Values
    query: Values
    body: Json


def decode(
    operation: Operation,
    *,
    path: Mapping[str, str],
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    tolerated: frozenset[str] = frozenset(),
) -> Decoded:
    """Hold a request to its operation's contract.

    `query` is the raw query string. Unknown parameters named in `tolerated` are dropped instead of refused.
    Raises `Refusal` 400 InvalidInput, naming the first parameter at fault.
    """
    return Decoded(
        path={name: _read(name, operation.path_shapes.get(name, Text()), text) for name, text in path.items()},
        query=_query(operation, _pairs(query), tolerated),
        body=_body(operation, headers, body),
    )


def _pairs(query: str) -> Sequence[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=500)
    except ValueError:
        raise invalid("query", "is not readable") from None


def _query(operation: Operation, pairs: Sequence[tuple[str, str]], tolerated: frozenset[str]) -> Values:
    known = {parameter.name: parameter for parameter in operation.query}
    values: dict[str, Any] = {}
    for name, text in pairs:
        if name not in known and name in tolerated:
            continue
        if name not in known:
            raise invalid(name, f"is no parameter of {operation.name}")
        if name in values:
            # Arrays are comma lists in this API (Swagger's csv): a second value must not be swallowed in silence.
            raise invalid(name, "was given twice; several values are separated by commas")
        values[name] = _read(name, known[name].shape, text)
    _require(operation.query, values)
    for rule in operation.rules:
        complaint = rule(values)
        if complaint:
            raise invalid(*complaint)
    return values


def _require(parameters: Sequence[Parameter], given: Mapping[str, Any]) -> None:
    for parameter in parameters:
        if parameter.required and parameter.name not in given:
            raise invalid(parameter.name, "is missing")


def _body(operation: Operation, headers: Mapping[str, str], body: bytes) -> Json:
    _require(operation.headers, headers)
    if operation.body is None:
        # Some clients send `{}` with a GET; anything with content was meant for another operation.
        if body.strip() not in (b"", b"{}", b"null"):
            raise invalid("body", f"{operation.name} takes no body")
        return None
    if not body.strip():
        raise invalid("body", "is missing")
    if "json" not in headers.get("content-type", ""):
        raise Refusal(
            415, "UnsupportedMediaType", "The entity of the request is in a format that is not supported."
        )
    try:
        return operation.body.check(_JSON.decode(body))
    except msgspec.DecodeError:
        raise invalid("body", "is not JSON") from None
    except Mismatch as mismatch:
        raise invalid(mismatch.at or "body", mismatch.why) from None


def _read(name: str, shape: Any, text: str) -> Any:
    try:
        return shape.read(text)
    except Mismatch as mismatch:
        raise invalid(name, mismatch.why) from None


def invalid(name: str, why: str) -> Refusal:
    """The 400 for one parameter or body field."""
    return Refusal(400, "InvalidInput", "Invalid Input", f"{name}: {why}")
