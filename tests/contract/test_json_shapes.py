"""The JSON answers have the shapes that are promised: money as text beside its currency, times in UTC with Z."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from tests.cli.program import Program

from sellerbridge.desk.mapping import Mapped
from sellerbridge.problems import CHOICES, KINDS

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
_MONEY = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}


def _object(**fields: Any) -> dict[str, Any]:
    """All of these are there; more may be."""
    return {"type": "object", "required": list(fields), "properties": fields}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _or_null(of: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [of, {"type": "null"}]}


_PROBLEM = _object(
    id=_COUNT,
    connection=_TEXT,
    kind={"enum": list(KINDS)},
    about=_TEXT,
    message=_TEXT,
    remedy=_TEXT,
    since=_TIME,
    attempts=_COUNT,
    choices=_list({"enum": list(CHOICES)}),
)
_RUN = _object(
    connection=_TEXT,
    flow={"enum": ["products", "orders", "money"]},
    started=_TIME,
    finished=_TIME,
    requests={"type": "object", "additionalProperties": _COUNT},
    throttled=_COUNT,
    seen=_COUNT,
    created=_COUNT,
    updated=_COUNT,
    unchanged=_COUNT,
    held=_COUNT,
    failed=_COUNT,
)
_SYNC = _object(runs=_list(_RUN), problems=_list(_PROBLEM))
_DOCUMENT = _object(
    doctype=_TEXT, name=_TEXT, key=_TEXT, connection=_TEXT, docstatus={"enum": [0, 1, 2]}, doc={"type": "object"}
)
_SALES_ORDER = _object(
    customer=_TEXT,
    transaction_date=_TEXT,
    delivery_date=_TEXT,
    currency=_TEXT,
    conversion_rate=_MONEY,
    po_no=_TEXT,
    amazon_order_id=_TEXT,
    marketplace_id=_TEXT,
    items=_list(
        _object(
            item_code=_TEXT, qty=_COUNT, rate=_MONEY, amount=_MONEY, warehouse=_TEXT, amazon_order_item_id=_TEXT
        )
    ),
    taxes=_list(_object(charge_type=_TEXT, account_head=_TEXT, tax_amount=_MONEY, description=_TEXT)),
    net_total=_MONEY,
    total_taxes_and_charges=_MONEY,
    grand_total=_MONEY,
)
_EXPLAIN = _object(
    order=_object(order_id=_TEXT, status=_TEXT, purchased_at=_TIME),
    events=_list(_object(time=_TIME, what=_TEXT)),
    documents=_list(_DOCUMENT),
    fields=_list(_object(document=_TEXT, field=_TEXT, value={}, **{"from": _TEXT})),
    problems=_list(_PROBLEM),
)
_STATUS = _object(
    connections=_list(
        _object(
            name=_TEXT,
            seller_id=_TEXT,
            region={"enum": ["NA", "EU", "FE"]},
            enabled={"type": "boolean"},
            credentials=_list(
                _object(what=_TEXT, expires=_TIME, days_left=_COUNT, state={"enum": ["ok", "soon", "expired"]})
            ),
            streams=_list(
                _object(
                    stream=_TEXT,
                    cursor=_or_null(_TIME),
                    lag_seconds=_or_null(_COUNT),
                    last_run=_or_null(_TIME),
                    last_error=_TEXT,
                )
            ),
        )
    ),
    documents=_object(due=_COUNT, delivered=_COUNT, held=_COUNT, failed=_COUNT),
)
_FINDINGS = _object(
    ok={"type": "boolean"}, findings=_list(_object(what=_TEXT, ok={"type": "boolean"}, advice=_TEXT))
)


@pytest.mark.parametrize(
    ("command", "shape"),
    [
        ("sync", _SYNC),
        ("sync orders --dry-run", _SYNC),
        ("retry --all", _SYNC),
        ("documents", _list(_DOCUMENT)),
        ("problems", _list(_PROBLEM)),
        ("status", _STATUS),
        ("doctor", _FINDINGS),
        ("erp check", _FINDINGS),
        ("settings", _object(company=_TEXT, enabled={"type": "boolean"}, vat={"type": "object"})),
        ("rates", _list(_object(currency=_TEXT, date=_or_null(_TEXT), rate=_MONEY))),
        ("map", _object(**{kind: {"type": "object"} for kind in Mapped.__struct_fields__})),
    ],
)
def test_an_answer_has_its_shape(synced: Program, command: str, shape: dict[str, Any]) -> None:
    answer = synced(*command.split(), "--json").json
    jsonschema.validate(answer, shape)
    assert answer != []


def test_every_sales_order_has_erpnexts_fields(synced: Program) -> None:
    booked = synced("documents", "--doctype", "Sales Order", "--json").json
    assert {document["connection"] for document in booked} == {"practice"}
    assert {document["doc"]["currency"] for document in booked} == {"EUR", "GBP"}
    for document in booked:
        jsonschema.validate(document["doc"], _SALES_ORDER)
        assert document["key"] == document["doc"]["amazon_order_id"]


def test_an_item_goes_by_its_sku(synced: Program) -> None:
    items = synced("documents", "--doctype", "Item", "--json").json
    assert all(item["key"] == item["doc"]["amazon_sku"] for item in items)


def test_held_and_booked_orders_are_explained_in_one_shape(synced: Program) -> None:
    held = synced("problems", "--json").json[0]["about"]
    booked = synced("documents", "--doctype", "Sales Order", "--json").json[0]["key"]
    told = {order: synced("explain", order, "--json").json for order in (held, booked)}
    for answer in told.values():
        jsonschema.validate(answer, _EXPLAIN)
        promised = {"order", "events", "documents", "fields", "problems"}
        assert set(answer) == promised | {"money", "decisions", "notes"}
    assert told[held]["problems"]
    assert not told[held]["documents"]
    assert {field["field"] for field in told[booked]["fields"]} >= {"customer", "items", "grand_total"}
    assert told[booked]["events"] == sorted(told[booked]["events"], key=lambda event: event["time"])


def test_before_anything_was_done_the_lists_are_empty(fresh: Program) -> None:
    for command in ("documents", "problems", "rates"):
        assert fresh(command, "--json").json == []
    assert fresh("status", "--json").json["connections"] == []
