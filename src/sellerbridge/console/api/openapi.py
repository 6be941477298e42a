"""The OpenAPI document: every operation as it really is, from the types that its function is written with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from sellerbridge import __version__
from sellerbridge.console.api.operation import JSON, ROOT, Operation, Subject
from sellerbridge.console.api.refusing import Refusal
from sellerbridge.console.doors.people import Role
from sellerbridge.console.doors.sessions import COOKIE, SCOPE_ROLES

_REFERENCE = "#/components/schemas/{name}"
_SCOPES = {role: scope for scope, role in SCOPE_ROLES.items()}
_OF_COOKIE = "Who is signed in. Behind TLS the name begins with __Host-."
WHY = {
    400: "The body is not what its media type says.",
    401: "Nobody is signed in, and no token was sent that is known.",
    403: "The token's scope, or the person's role, does not reach that far; or another site sent it.",
    404: "What the address names is not there.",
    409: "Understood, and refused as things stand; the sentence says why.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "Values that cannot be, by name; nothing was done.",
    500: "sellerbridge itself failed; its log has it under the number in the sentence.",
    502: "Amazon or the ERP does not answer.",
    503: "The database does not answer; nothing was lost.",
}
"""What each refusal means."""


def document(subjects: Sequence[Subject]) -> dict[str, Any]:
    """The document, as JSON has it."""
    operations = [operation for subject in subjects for operation in subject.operations]
    structs = [Refusal, *(one for operation in operations for one in (operation.body, operation.answers))]
    given, components = msgspec.json.schema_components(
        [kind for kind in structs if kind not in (None, bytes, str)], ref_template=_REFERENCE
    )
    schemas = dict(zip((str(kind) for kind in structs if kind not in (None, bytes, str)), given, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(ROOT + operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    found: dict[str, Any] = msgspec.to_builtins(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "sellerbridge",
                "version": __version__,
                "description": "What the pages of the console show and do. The documents are those that the"
                " command line gives with --json: money as text beside its currency, times in UTC with Z.",
            },
            "tags": [{"name": subject.name, "description": subject.about} for subject in subjects],
            "paths": paths,
            "components": {"schemas": components, "securitySchemes": _doors()},
            "security": [{"token": []}, {"session": []}],
        }
    )
    return found


def _doors() -> dict[str, Any]:
    return {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A program's token, made on the page Settings → Programs. Scopes: "
            + ", ".join(f"{scope} ({role.name.lower()})" for scope, role in SCOPE_ROLES.items()),
        },
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": _OF_COOKIE},
    }


def _operation(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    summary, rest = operation.told
    scope = f"Scope: {scope_of(operation)}."
    found: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.subject],
        "summary": summary,
        "description": f"{rest}\n\n{scope}".strip(),
        "parameters": [*_places(operation), *_query(operation)],
        "responses": {
            str(operation.status): {"description": summary, "content": _content(operation, schemas)},
            **{str(status): _refusal(status) for status in statuses(operation)},
        },
    }
    if operation.body:
        schema = {"type": "string"} if operation.body is bytes else schemas[str(operation.body)]
        found["requestBody"] = {"required": True, "content": {operation.sends: {"schema": schema}}}
    return found


def scope_of(operation: Operation) -> str:
    """The scope that a token needs for it."""
    return _SCOPES[operation.role]


def statuses(operation: Operation) -> Iterator[int]:
    """With which it may be refused."""
    if operation.body and operation.sends == JSON:
        yield 400
    yield 401
    if operation.role > Role.VIEWER or not operation.is_safe:
        yield 403
    if operation.places:
        yield 404
    if not operation.is_safe or operation.outside:
        yield 409
    if operation.body:
        yield from (413, 415)
    yield from (422, 500)
    if operation.outside:
        yield 502
    yield 503


def _refusal(status: int) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(name="Refusal")}
    return {"description": WHY[status], "content": {JSON: {"schema": schema}}}


def _content(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "string"}
    return {operation.media: {"schema": text if operation.media != JSON else schemas[str(operation.answers)]}}


def _places(operation: Operation) -> Iterable[dict[str, Any]]:
    for name, kind in operation.places.items():
        yield {"name": name, "in": "path", "required": True, "schema": msgspec.json.schema(kind)}


def _query(operation: Operation) -> Iterable[dict[str, Any]]:
    if operation.query is None:
        return
    (reference,), components = msgspec.json.schema_components([operation.query])
    told = components[reference["$ref"].rpartition("/")[2]]
    for name, schema in told["properties"].items():
        required = name in told.get("required", ())
        yield {"name": name, "in": "query", "required": required, "schema": _without_null(schema)}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An address has no null: what is not meant is left out."""
    told = {key: value for key, value in schema.items() if (key, value) != ("default", None)}
    if "anyOf" not in told:
        return told
    kinds = [kind for kind in told["anyOf"] if kind.get("type") != "null"]
    return {**{key: value for key, value in told.items() if key != "anyOf"}, **kinds[0]}
