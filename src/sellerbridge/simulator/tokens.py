"""Tokens 2021-03-01: a restricted data token for operations that tell about persons."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sellerbridge.simulator.call import Answer, Call, Json, Refusal
from sellerbridge.simulator.lwa import Lwa

if TYPE_CHECKING:
    from sellerbridge.simulator.seller import World

_ORDER = "/orders/v0/orders/{orderId}"
_SHIPMENT = "/mfn/v0/shipments/{shipmentId}"
DOCUMENTS = "/reports/2021-06-30/documents/{reportDocumentId}"

RESTRICTED = (
    ("GET", "/orders/v0/orders"),
    ("GET", _ORDER),
    ("GET", _ORDER + "/orderItems"),
    ("GET", _ORDER + "/orderItems/buyerInfo"),
    ("GET", _ORDER + "/buyerInfo"),
    ("GET", _ORDER + "/address"),
    ("GET", _ORDER + "/regulatedInfo"),
    ("GET", DOCUMENTS),
    ("POST", "/mfn/v0/shipments"),
    ("GET", _SHIPMENT),
    ("DELETE", _SHIPMENT),
)
"""Where Amazon asks for such a token. Orders 2026-01-01 is not here: there the role alone decides."""

_DATA_ELEMENTS = frozenset({"buyerInfo", "shippingAddress", "buyerTaxInformation"})


def create_restricted_data_token(lwa: Lwa) -> Callable[[World, Call], Answer]:
    """The operation createRestrictedDataToken, on the tokens of `lwa`."""

    def answer(_world: World, call: Call) -> Answer:
        resources = call.body["restrictedResources"]
        for resource in resources:
            _check(resource)
        if "buyer" not in lwa.roles:
            raise _refused("Application do not have access to some or all requested resource")
        token = lwa.restricted(tuple((resource["method"], resource["path"]) for resource in resources))
        return Answer(json={"restrictedDataToken": token, "expiresIn": lwa.life_told})

    return answer


def _check(resource: Json) -> None:
    """A resource must be restricted; a report document must be named itself, not by its template."""
    method, path = resource["method"], resource["path"]
    if path == DOCUMENTS or not any(method == verb and _fits(path, template) for verb, template in RESTRICTED):
        raise _refused(f"{method} {path} is no restricted resource.")
    unknown = set(resource.get("dataElements", ())) - _DATA_ELEMENTS
    if unknown:
        raise _refused(f"dataElements: {', '.join(sorted(unknown))} are unknown.")


def _fits(path: str, template: str) -> bool:
    parts, known = path.split("/"), template.split("/")
    return len(parts) == len(known) and all(
        part == name or (name.startswith("{") and part) for part, name in zip(parts, known, strict=True)
    )


def _refused(details: str) -> Refusal:
    return Refusal(400, "InvalidInput", "Invalid Input", details)
