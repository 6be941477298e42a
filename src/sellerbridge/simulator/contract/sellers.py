"""Sellers v1: whose account this is, and where it sells."""

from __future__ import annotations

from sellerbridge.simulator.contract.operation import Operation

OPERATIONS = (
    Operation(
        name="getMarketplaceParticipations",
        method="GET",
        path="/sellers/v1/marketplaceParticipations",
        rate=0.016,
        burst=15,
    ),
    Operation(name="getAccount", method="GET", path="/sellers/v1/account", rate=0.016, burst=15),
)
