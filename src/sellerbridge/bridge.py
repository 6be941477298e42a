"""One connection, opened: its Amazon, ERP, store, settings and clock; the only place that picks adapters."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import msgspec

from sellerbridge import __version__
from sellerbridge.amazon.auth import Credentials
from sellerbridge.amazon.port import Amazon, open_amazon
from sellerbridge.amazon.regions import Endpoint
from sellerbridge.clock import Clock
from sellerbridge.erp.port import ERP
from sellerbridge.installation import Installation
from sellerbridge.settings import Settings
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection

PATIENCE_SECONDS = 20.0
"""The longest wait for Amazon's pace within a run; for a longer one the run ends and says when to come back."""


class Bridge(msgspec.Struct, frozen=True, kw_only=True):
    """What a flow works with."""

    connection: Connection
    amazon: Amazon
    erp: ERP
    store: Store
    settings: Settings
    clock: Clock

    @property
    def cancels(self) -> bool:
        """Whether what Amazon cancels is cancelled in the ERP."""
        if self.settings.cancellations == "auto":
            return self.erp.cancels_by_itself()
        return self.settings.cancellations == "on"


@contextlib.contextmanager
def opened(installation: Installation, connection: Connection) -> Iterator[Bridge]:
    """Open a connection; nothing is asked of Amazon or the ERP yet."""
    store, settings = installation.store, installation.store.settings.read()
    amazon = _amazon(installation, connection, settings)
    try:
        yield Bridge(
            connection=connection,
            amazon=amazon,
            erp=installation.books,
            store=store,
            settings=settings,
            clock=installation.clock,
        )
    finally:
        amazon.close()


def _amazon(installation: Installation, connection: Connection, settings: Settings) -> Amazon:
    secrets = installation.store.connections.secrets(connection)
    return open_amazon(
        endpoint=Endpoint(url=connection.endpoint, token_url=connection.token_endpoint, region=connection.region),
        credentials=Credentials(
            client_id=connection.client_id,
            client_secret=secrets.client_secret,
            refresh_token=secrets.refresh_token,
        ),
        seller_id=connection.seller_id,
        buckets=installation.store.buckets(connection),
        clock=installation.clock,
        patience=PATIENCE_SECONDS,
        max_retries=settings.max_retries,
        app_version=__version__,
    )
