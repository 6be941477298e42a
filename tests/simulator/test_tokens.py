"""createRestrictedDataToken: what it grants, to whom, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from sellerbridge.simulator.call import Call, Refusal
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.contract.table import OPERATIONS
from sellerbridge.simulator.lwa import Credentials, Lwa
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.tokens import create_restricted_data_token

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DOCUMENT = "/reports/2021-06-30/documents/D1"


@pytest.fixture
def lwa() -> Lwa:
    return Lwa(Credentials.made_for("A1"), clock=HeldClock(NOW))


def asked(lwa: Lwa, *resources: dict[str, Any]) -> Any:
    call = Call(
        operation="createRestrictedDataToken",
        path={},
        query={},
        body={"restrictedResources": list(resources)},
        now=NOW,
        seller_id="A1",
        roles=lwa.roles,
        base_url="",
    )
    return create_restricted_data_token(lwa)(cast("World", None), call).json


def test_a_document_can_be_opened_with_the_token_made_for_it(lwa: Lwa) -> None:
    told = asked(lwa, {"method": "GET", "path": DOCUMENT})
    assert told["expiresIn"] == 3600
    assert told["restrictedDataToken"].startswith("Atz.sprdt|")
    operation = OPERATIONS["getReportDocument"]
    assert lwa.admit(told["restrictedDataToken"], operation=operation, path=DOCUMENT) == "A1"
    with pytest.raises(Refusal):
        lwa.admit(told["restrictedDataToken"], operation=operation, path=DOCUMENT + "2")


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param({"method": "GET", "path": "/orders/v0/orders/{orderId}/address"}, id="a template"),
        pytest.param({"method": "GET", "path": "/orders/v0/orders/943-12-123434/address"}, id="one order"),
        pytest.param({"method": "GET", "path": "/orders/v0/orders", "dataElements": ["buyerInfo"]}, id="elements"),
    ],
)
def test_restricted_resources_are_granted(lwa: Lwa, resource: dict[str, Any]) -> None:
    assert asked(lwa, resource)["restrictedDataToken"]


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        pytest.param({"method": "GET", "path": "/orders/2026-01-01/orders"}, "no restricted", id="not restricted"),
        pytest.param({"method": "DELETE", "path": "/orders/v0/orders"}, "no restricted", id="another method"),
        pytest.param(
            {"method": "GET", "path": "/reports/2021-06-30/documents/{reportDocumentId}"},
            "no restricted",
            id="documents by template",
        ),
        pytest.param(
            {"method": "GET", "path": "/orders/v0/orders", "dataElements": ["shoeSize"]}, "shoeSize", id="element"
        ),
    ],
)
def test_other_resources_are_a_400(lwa: Lwa, resource: dict[str, Any], told: str) -> None:
    with pytest.raises(Refusal) as refused:
        asked(lwa, resource)
    assert (refused.value.status, refused.value.code) == (400, "InvalidInput")
    assert told in refused.value.details


def test_without_the_role_for_persons_no_token_is_given(lwa: Lwa) -> None:
    lwa.drop_role("buyer")
    with pytest.raises(Refusal) as refused:
        asked(lwa, {"method": "GET", "path": DOCUMENT})
    assert refused.value.status == 400
    assert "access" in refused.value.details
