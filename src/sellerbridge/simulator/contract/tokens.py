"""Tokens 2021-03-01: a token for data about persons."""

from __future__ import annotations

from sellerbridge.simulator.contract.operation import Operation
from sellerbridge.simulator.contract.shapes import Record, Several, Text

_RESOURCE = Record(
    fields={
        "method": Text(one_of=("GET", "PUT", "POST", "DELETE")),
        "path": Text(pattern="/.*"),
        "dataElements": Several(least=0),
    },
    required=("method", "path"),
)

OPERATIONS = (
    Operation(
        name="createRestrictedDataToken",
        method="POST",
        path="/tokens/2021-03-01/restrictedDataToken",
        rate=1,
        burst=10,
        body=Record(
            # The ceiling of 50 stands in the field's text, not in its schema.
            fields={"targetApplication": Text(), "restrictedResources": Several(of=_RESOURCE, most=50)},
            required=("restrictedResources",),
        ),
    ),
)
