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
from sellerbridge.documents.mapping import Mappings
from sellerbridge.erp.port import ERP, Terms
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
    terms: Terms | None = None

    def on_its_terms(self) -> Bridge:
        """The same with the currency and rates of an ERP that brings its own. Raises Unreachable."""
        terms = self.erp.terms()
        if terms is None:
            return self
        settings = msgspec.structs.replace(self.settings, company_currency=terms.currency)
        return msgspec.structs.replace(self, settings=settings, terms=terms)

    def mapping(self) -> Mappings:
        """Where things land, and the rates that hold."""
        kept = self.store.mappings.read(self.connection)
        return msgspec.structs.replace(kept, rates=self.terms.rates) if self.terms else kept

    def does(self, switch: str) -> bool:
        """Whether a behaviour is on: `switch` is the name of a setting that is auto, on or off."""
        chosen = self.settings.switch(switch)
        return self.erp.acts_by_itself() if chosen == "auto" else chosen == "on"


@contextlib.contextmanager
def opened(installation: Installation, connection: Connection) -> Iterator[Bridge]:
    """Open a connection; nothing is asked of Amazon or the ERP yet."""
    with contextlib.closing(amazon(installation, connection)) as opened_amazon, installation.erp() as erp:
        yield Bridge(
            connection=connection,
            amazon=opened_amazon,
            erp=erp,
            store=installation.store,
            settings=installation.store.settings.read(),
            clock=installation.clock,
        )


def amazon(installation: Installation, connection: Connection) -> Amazon:
    """A connection's Amazon, to be closed by the caller. Raises Usage when its secrets do not open."""
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
        max_retries=installation.store.settings.read().max_retries,
        app_version=__version__,
    )
