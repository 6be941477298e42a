"""What a flow may ask of Amazon: one seller's access to one region, in one bundle."""

from __future__ import annotations

import msgspec

from sellerbridge.amazon.auth import Credentials
from sellerbridge.amazon.catalog import Catalog
from sellerbridge.amazon.client import Client
from sellerbridge.amazon.finances import Finances
from sellerbridge.amazon.listings import Listings
from sellerbridge.amazon.orders import Orders
from sellerbridge.amazon.regions import Endpoint
from sellerbridge.amazon.reports import Reports
from sellerbridge.amazon.sellers import Sellers
from sellerbridge.amazon.settlements import Settlements
from sellerbridge.amazon.throttle import Throttle
from sellerbridge.clock import Clock
from sellerbridge.pace import Buckets


class Amazon(msgspec.Struct, frozen=True, kw_only=True):
    """The APIs of one connection, over one client that counts its requests."""

    client: Client
    sellers: Sellers
    orders: Orders
    reports: Reports
    listings: Listings
    catalog: Catalog
    finances: Finances
    settlements: Settlements

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


def open_amazon(
    *,
    endpoint: Endpoint,
    credentials: Credentials,
    seller_id: str,
    buckets: Buckets,
    clock: Clock,
    patience: float,
    max_retries: int,
    app_version: str,
) -> Amazon:
    """Amazon for one connection; nothing is asked of it yet.

    `buckets` keep the pace, `patience` is the longest wait for a turn, in seconds; a longer one raises Later.
    """
    client = Client(
        endpoint,
        credentials=credentials,
        throttle=Throttle(buckets, clock, patience),
        clock=clock,
        max_retries=max_retries,
        app_version=app_version,
    )
    reports = Reports(client, clock)
    return Amazon(
        client=client,
        sellers=Sellers(client),
        orders=Orders(client, clock),
        reports=reports,
        listings=Listings(client, reports, seller_id),
        catalog=Catalog(client),
        finances=Finances(client, clock),
        settlements=Settlements(client, reports, clock),
    )
