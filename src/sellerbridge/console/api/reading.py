"""What a request brings, in the types of the operation: path, query, body; or what is wrong with them, by name."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from starlette.requests import Request

from sellerbridge.console.api.operation import JSON, Operation
from sellerbridge.errors import BridgeError, Usage
from sellerbridge.sentences import N_

NOTHING = N_("There is nothing at this address.")
_TRUTHS = {"true": True, "false": False}


class Malformed(BridgeError):
    """The body is not what its media type says."""


class WrongMedia(BridgeError):
    """The body is of another media type than the operation takes."""


class Missing(BridgeError):
    """What the address names is not there."""


class Unfit(Usage):
    """What was sent has the right form and the wrong content; `by_name` says what of it."""

    def __init__(self, by_name: Mapping[str, str]) -> None:
        super().__init__(
            N_("This does not fit, so nothing was done: {faults}."),
            faults="; ".join(f"{name}: {why}" if name else why for name, why in by_name.items()),
        )
        self.by_name = by_name


def arguments(operation: Operation, request: Request, raw: bytes) -> dict[str, Any]:
    """The deed's arguments but for the page. Raises Missing, Malformed, WrongMedia, Unfit."""
    found = {name: _place(request.path_params[name], kind) for name, kind in operation.places.items()}
    if operation.query:
        found["query"] = _query(request, operation.query)
    elif request.query_params:
        raise Unfit(dict.fromkeys(request.query_params, "this takes nothing behind a question mark"))
    if operation.body:
        found["body"] = _body(operation, request, raw)
    return found


def _place(text: str, kind: Any) -> Any:
    """A value of the address. One that cannot be names nothing that there is."""
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError:
        raise Missing(NOTHING) from None


def _query(request: Request, kind: Any) -> Any:
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    typed: dict[str, Any] = {}
    for name, text in request.query_params.multi_items():
        if name in typed:
            raise Unfit({name: "it is there twice"})
        typed[name] = _typed(text, types.get(name))
    return _fitting(lambda: msgspec.convert(typed, kind))


def _typed(text: str, kind: Any) -> Any:
    """Addresses know only text: a number or a truth value is one where one is meant."""
    meant = set(_meant(msgspec.inspect.type_info(kind))) if kind is not None else set()
    if msgspec.inspect.BoolType in meant:
        return _TRUTHS.get(text, text)
    is_number = text.removeprefix("-").isdecimal() and text.isascii() and len(text) <= 20
    return int(text) if msgspec.inspect.IntType in meant and is_number else text


def _meant(kind: msgspec.inspect.Type) -> Iterator[type[msgspec.inspect.Type]]:
    """Every kind of value that it can be, whatever bounds these have."""
    if isinstance(kind, msgspec.inspect.Metadata):
        yield from _meant(kind.type)
    elif isinstance(kind, msgspec.inspect.UnionType):
        for one in kind.types:
            yield from _meant(one)
    else:
        yield type(kind)


def _body(operation: Operation, request: Request, raw: bytes) -> Any:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != operation.sends:
        raise WrongMedia(N_("Send the body as {media}."), media=operation.sends)
    if operation.sends != JSON:
        return raw
    try:
        told = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(N_("The body is no JSON: {error}."), error=error) from None
    return _fitting(lambda: msgspec.convert(told, operation.body))


def _fitting(convert: Any) -> Any:
    try:
        return convert()
    except msgspec.ValidationError as error:
        why, _, where = str(error).partition(" - at `$")
        raise Unfit({where.rstrip("`").removeprefix("."): why}) from None


@contextlib.contextmanager
def named() -> Iterator[None]:
    """What is looked for inside stands in the address: where it is not, there is nothing. Raises Missing."""
    try:
        yield
    except Usage as error:
        raise Missing(error.sentence) from None
