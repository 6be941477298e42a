"""Whatever request keeps to the contract: the practice Amazon answers it with a documented status, never with a 500."""

from __future__ import annotations

import string
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.contract.operation import Operation
from sellerbridge.simulator.contract.shapes import Anything, Day, Flag, Moment, Record, Several, Shape, Text, Whole
from sellerbridge.simulator.contract.table import OPERATIONS
from sellerbridge.simulator.gate import Gate, Incoming
from sellerbridge.simulator.limits import Limits
from sellerbridge.simulator.lwa import Credentials, Lwa
from sellerbridge.simulator.marketplaces import DE, JP, UK
from sellerbridge.simulator.operations import OPERATIONS as HANDLERS
from sellerbridge.simulator.seller import World

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HEADERS = {"user-agent": "tests/1", "content-type": "application/json"}
DOCUMENTED = {200, 201, 202, 204, 400, 403, 404}
WORLD = World.create(2, listings=20, orders=30, days=10, now=NOW)
WORDS = [DE, "A1", "é ü", "a/b", "0", "a"]
ORDERS_REPORT = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
KNOWN = {
    "marketplaceIds": [DE, UK, JP],
    "marketplaceId": [DE, UK, JP],
    "granularityId": [DE, UK, JP],
    "reportType": ["GET_MERCHANT_LISTINGS_ALL_DATA", ORDERS_REPORT],
    "reportTypes": ["GET_MERCHANT_LISTINGS_ALL_DATA", ORDERS_REPORT],
    "sku": sorted({listing.sku for listing in WORLD.shelf.catalogue}),
    "asin": sorted({listing.asin for listing in WORLD.shelf.catalogue}),
    "orderId": [WORLD.order(number).order_id for number in range(30)],
    "productType": ["PRODUCT", "LUGGAGE"],
    "path": ["/attributes/purchasable_offer", "/attributes/fulfillment_availability", "/attributes/item_name"],
}

words = st.sampled_from(WORDS) | st.text(string.printable, min_size=1, max_size=8).filter(str.strip)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001 - written with a Z below
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def named(name: str, shape: Shape) -> st.SearchStrategy[Any]:
    """Values of a parameter; mostly such as mean something where the name tells what they are."""
    known = st.sampled_from(KNOWN.get(name, [None]))
    if name not in KNOWN:
        return values(shape)
    return known.map(lambda value: [value]) if isinstance(shape, Several) else known


def values(shape: Shape) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - a line for each shape
    """JSON values of a shape."""
    match shape:
        case Text(one_of=one_of, pattern=pattern):
            return (
                st.sampled_from(one_of) if one_of else st.from_regex(pattern, fullmatch=True) if pattern else words
            )
        case Whole(least=least, most=most):
            return st.integers(least or 0, most or 10_000)
        case Flag():
            return st.booleans()
        case Moment():
            return moments.map(lambda moment: f"{moment.isoformat()}Z")
        case Day():
            return moments.map(lambda moment: moment.date().isoformat())
        case Several(of=of, least=least, most=most):
            return st.lists(values(of), min_size=least, max_size=min(most or 3, 3))
        case Record(fields=fields, required=required, rest=rest):
            must = {name: named(name, fields[name]) for name in required}
            may = {name: named(name, fields[name]) for name in fields if name not in required}
            known = st.fixed_dictionaries(must, optional=may)
            return known if rest is None else st.dictionaries(words, values(rest), max_size=3)
        case Anything():
            return json_values
    raise AssertionError(shape)


@st.composite
def requests(draw: st.DrawFn, operation: Operation, asked: Asked) -> Incoming:
    path = operation.path.replace("{sellerId}", asked.seller_id)
    for name in [part[1:-1] for part in operation.segments if part.startswith("{")]:
        text = draw(named(name, operation.path_shapes.get(name, Text())))
        path = path.replace(f"{{{name}}}", quote(text, safe=""))
    must = {row.name: named(row.name, row.shape) for row in operation.query if row.required}
    may = {row.name: named(row.name, row.shape) for row in operation.query if not row.required}
    query = draw(st.fixed_dictionaries(must, optional=may))
    body = b"" if operation.body is None else msgspec.json.encode(draw(values(operation.body)))
    return Incoming(
        method=operation.method,
        raw_path=path,
        query=urlencode({name: _text(value) for name, value in query.items()}),
        headers=asked.headers,
        body=body,
        base_url="http://127.0.0.1:1",
    )


def _text(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


class Asked:
    """A gate over a small world that was never asked anything, with a token in hand."""

    def __init__(self) -> None:
        clock = HeldClock(NOW + timedelta(days=2))
        world = World.create(2, listings=20, orders=30, days=10, now=NOW)
        lwa = Lwa(Credentials.made_for(world.seller_id), clock=clock)
        held = lwa.credentials
        form = {"grant_type": "refresh_token", "refresh_token": held.refresh_token}
        told = lwa.token({**form, "client_id": held.client_id, "client_secret": held.client_secret})
        self.seller_id = world.seller_id
        self.headers = {"x-amz-access-token": told["access_token"], **HEADERS}
        self.gate = Gate(
            world,
            clock=clock,
            limits=Limits(clock, plan="off"),
            lwa=lwa,
            operations=HANDLERS,
            lock=threading.Lock(),
        )


@pytest.mark.parametrize("name", HANDLERS)
@settings(max_examples=30, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_request_within_the_contract_never_surprises(name: str, data: st.DataObject) -> None:
    asked = Asked()
    answer = asked.gate.answer(data.draw(requests(OPERATIONS[name], asked)))
    assert answer.status_code in DOCUMENTED, bytes(answer.body)
