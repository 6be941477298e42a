"""Our contract, written by hand, held to Amazon's models: the same operations, parameters, bounds, rates."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sellerbridge.simulator.contract.operation import Operation, Parameter
from sellerbridge.simulator.contract.shapes import Anything, Day, Flag, Moment, Record, Several, Shape, Text, Whole
from sellerbridge.simulator.contract.table import APIS

MODELS = Path(__file__).parents[2].parent / "shared" / "sp-api-models"

pytestmark = pytest.mark.skipif(not MODELS.is_dir(), reason="Amazon's models are not beside the repository")

TIGHTER: dict[tuple[str, str], Shape] = {
    # What Amazon says in the text of a parameter, not in its schema.
    ("searchOrders", "maxResultsPerPage"): Whole(),
    ("listTransactions", "transactionStatus"): Text(),
    ("listTransactions", "relatedIdentifierName"): Text(),
    ("listBalances", "balanceType"): Text(),
    ("listSummary", "relatedIdentifierName"): Text(),
    # A page of nothing, a negative stock.
    ("searchCatalogItems", "pageSize"): Whole(most=20),
    ("searchListingsItems", "pageSize"): Whole(most=20),
}
"""Where our shape is narrower than the schema: what the schema itself would give."""

TIGHTER_FIELDS = {
    (
        "createRestrictedDataToken",
        "restrictedResources",
    ): "at most 50, says the text; none at all asks for nothing",
    ("createRestrictedDataToken", "restrictedResources[].path"): "a path begins with a slash",
    ("addInventory", "inventoryItems[].quantity"): "no negative stock",
}


@functools.cache
def model(api: str) -> Any:
    return json.loads((MODELS / f"{api}.json").read_text())


def published(api: str) -> Iterator[tuple[str, str, Any]]:
    for path, verbs in model(api)["paths"].items():
        for verb, operation in verbs.items():
            if isinstance(operation, dict) and "operationId" in operation:
                yield (
                    path,
                    verb.upper(),
                    {**operation, "sandbox_only": verbs.get("x-amzn-api-sandbox-only", False)},
                )


PAIRS = [
    pytest.param(api, operation, id=operation.name) for api, operations in APIS.items() for operation in operations
]


def told(api: str, operation: Operation) -> tuple[str, str, Any]:
    return next(row for row in published(api) if row[2]["operationId"] == operation.name)


def parameters(api: str, operation: Operation, place: str) -> list[Any]:
    whole = model(api)
    found = []
    for row in told(api, operation)[2].get("parameters", []):
        parameter = whole["parameters"][row["$ref"].rsplit("/", 1)[1]] if "$ref" in row else row
        if parameter["in"] == place:
            found.append(parameter)
    return found


def schema_of(shape: Shape) -> Mapping[str, Any]:
    """The schema a shape stands for, as far as Amazon's models speak of it."""
    match shape:
        case Text(one_of=one_of):
            return {"type": "string", **({"enum": sorted(one_of)} if one_of else {})}
        case Whole(least=least, most=most):
            return {"type": "integer", **_given(minimum=least, maximum=most)}
        case Flag():
            return {"type": "boolean"}
        case Moment():
            return {"type": "string", "format": "date-time"}
        case Day():
            return {"type": "string", "format": "date"}
        case Several(of=of, most=most):
            return {"type": "array", "items": schema_of(of), **_given(maxItems=most)}
    raise AssertionError(shape)


def _given(**bounds: int | None) -> dict[str, int]:
    return {name: bound for name, bound in bounds.items() if bound is not None}


def schema_told(parameter: Any) -> Mapping[str, Any]:
    kept = {
        key: parameter[key] for key in ("type", "format", "minimum", "maximum", "maxItems") if key in parameter
    }
    if "enum" in parameter:
        kept["enum"] = sorted(parameter["enum"])
    if "items" in parameter:
        kept["items"] = schema_told(parameter["items"])
    return kept


@pytest.mark.parametrize("api", APIS)
def test_the_operations_are_those_of_the_model(api: str) -> None:
    assert {(operation.name, operation.method, operation.path) for operation in APIS[api]} == {
        (row["operationId"], verb, path) for path, verb, row in published(api)
    }


@pytest.mark.parametrize(("api", "operation"), PAIRS)
def test_rate_burst_and_success_are_the_published_ones(api: str, operation: Operation) -> None:
    row = told(api, operation)[2]
    assert str(operation.success) in row["responses"]
    assert operation.sandbox_only is row["sandbox_only"]
    usage = re.search(r"\|\s*([\d.]+)\s*\|\s*(\d+)\s*\|", row["description"])
    if operation.sandbox_only:
        assert usage is None
    else:
        assert usage is not None
        assert (operation.rate, operation.burst) == (float(usage[1]), int(usage[2]))


@pytest.mark.parametrize(("api", "operation"), PAIRS)
def test_query_parameters_are_those_of_the_model(api: str, operation: Operation) -> None:
    ours = {
        parameter.name: (parameter.required, schema_of(schema_shape(operation, parameter)))
        for parameter in operation.query
    }
    theirs = {row["name"]: (row["required"], schema_told(row)) for row in parameters(api, operation, "query")}
    assert ours == theirs


def schema_shape(operation: Operation, parameter: Parameter) -> Shape:
    tighter: Shape | None = TIGHTER.get((operation.name, parameter.name))
    if tighter is None:
        return parameter.shape
    assert tighter != parameter.shape, (
        f"{parameter.name} is no longer tighter than the schema: take it off the list"
    )
    return tighter


@pytest.mark.parametrize(("api", "operation"), PAIRS)
def test_path_and_header_parameters_are_those_of_the_model(api: str, operation: Operation) -> None:
    placeholders = [part[1:-1] for part in operation.segments if part.startswith("{")]
    assert placeholders == re.findall(r"{(\w+)}", told(api, operation)[0])
    assert set(placeholders) == {row["name"] for row in parameters(api, operation, "path")}
    ours = {header.name: header.required for header in operation.headers}
    assert ours == {row["name"]: row["required"] for row in parameters(api, operation, "header")}


@pytest.mark.parametrize(("api", "operation"), PAIRS)
def test_bodies_are_those_of_the_model(api: str, operation: Operation) -> None:
    bodies = parameters(api, operation, "body")
    if operation.body is None:
        assert not bodies
        return
    definitions = model(api)["definitions"]
    (row,) = bodies
    differences = list(compared(operation.body, row["schema"], definitions, "", operation.name))
    assert not differences


def compared(shape: Shape, schema: Any, definitions: Any, at: str, name: str) -> Iterator[str]:
    """The places where a body shape and its schema differ."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
    match shape:
        case Record(fields=fields):
            yield from record_compared(shape, schema, at)
            for field, inner in fields.items():
                yield from compared(
                    inner, schema["properties"][field], definitions, f"{at}.{field}".strip("."), name
                )
        case Several(of=of):
            ours, theirs = (shape.least, shape.most), (schema.get("minItems", 0), schema.get("maxItems"))
            if ours != theirs and (name, at) not in TIGHTER_FIELDS:
                yield f"{at}: {ours} members"
            yield from compared(of, schema["items"], definitions, f"{at}[]", name)
        case Anything():
            pass
        case _ if schema_of(shape) != schema_told(schema) and (name, at) not in TIGHTER_FIELDS:
            yield f"{at}: {schema_of(shape)}"


def record_compared(shape: Record, schema: Any, at: str) -> Iterator[str]:
    if set(shape.required) != set(schema.get("required", ())):
        yield f"{at}: required {shape.required}"
    if set(shape.fields) != set(schema.get("properties", {})):
        yield f"{at}: fields {sorted(shape.fields)}"
    if (shape.rest is not None) != bool(schema.get("additionalProperties")):
        yield f"{at}: other fields"
