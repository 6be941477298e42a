"""A small Amazon that answers from lists, for the flows; it stands at the port and repeats nothing of the code."""

# ruff: noqa: ARG002 - it takes what the port has, and answers the same whatever it is asked

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.amazon.reports import ReportState
from sellerbridge.bridge import Bridge
from sellerbridge.commerce.listing import CatalogItem, Listing
from sellerbridge.commerce.order import Address, Buyer, Charge, Order, OrderLine
from sellerbridge.flows.run import Tally
from sellerbridge.incoming import Continuation, Page, Window
from sellerbridge.installation import Installation
from sellerbridge.settings import Settings
from sellerbridge.store.connections import Connection

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DE, UK = "A1PA6795UKMFR9", "A1F83G8C2ARO7P"


class Counts:
    """The client's figures."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.throttled = 0


class Orders:
    """`pages` are answered one by one from `resume.token` on (their number); an exception among them is raised."""

    def __init__(self) -> None:
        self.pages: list[Sequence[Order] | Exception] = [[]]
        self.asked: list[Window] = []

    def changed(self, window: Window, *, marketplace_ids: Sequence[str]) -> Iterator[Page[Order]]:
        self.asked.append(window)
        start = int(window.resume.token) if window.resume else 0
        for number in range(start, len(self.pages)):
            records = self.pages[number]
            if isinstance(records, Exception):
                raise records
            if number + 1 < len(self.pages):
                asked = {"lastUpdatedAfter": window.after.isoformat()}
                resume = Continuation(token=str(number + 1), asked=asked, issued=NOW)
                yield Page(records=tuple(records), resume=resume)
            else:
                yield Page(records=tuple(records), until=NOW - timedelta(minutes=2))


class Reports:
    """Every report is done at once, but for those with another state in `states`, by marketplace."""

    def __init__(self) -> None:
        self.requested: list[str] = []
        self.states: dict[str, ReportState] = {}
        self.waiting: Exception | None = None

    def request(self, report_type: str, marketplace_ids: Sequence[str]) -> str:
        (site,) = marketplace_ids
        self.requested.append(site)
        return f"{site} {len(self.requested)}"

    def wait(
        self, report_ids: Sequence[str], *, patience: float, progress: Callable[[int], None] | None = None
    ) -> Mapping[str, ReportState]:
        if self.waiting:
            raise self.waiting
        done = ReportState(status="DONE", document_id="document")
        return {report_id: self.states.get(report_id.split()[0], done) for report_id in report_ids}


class Listings:
    """`reported` and `news` by marketplace; an exception in their place is raised."""

    def __init__(self) -> None:
        self.reported: dict[str, list[Listing]] = {}
        self.news: dict[str, list[Listing] | Exception] = {}
        self.asked: list[tuple[str, datetime]] = []

    def from_report(self, document_id: str, marketplace_id: str) -> Iterator[Page[Listing]]:
        yield Page(records=tuple(self.reported.get(marketplace_id, ())))

    def changed(self, marketplace_id: str, since: datetime) -> Iterator[Page[Listing]]:
        self.asked.append((marketplace_id, since))
        found = self.news.get(marketplace_id, [])
        if isinstance(found, Exception):
            raise found
        yield Page(records=tuple(found))


class Catalog:
    def items(self, asins: Sequence[str], marketplace_id: str) -> Iterator[CatalogItem]:
        return iter(())


class FakeAmazon:
    def __init__(self) -> None:
        self.client = Counts()
        self.orders = Orders()
        self.reports = Reports()
        self.listings = Listings()
        self.catalog = Catalog()

    def close(self) -> None:
        pass


def bridge(opened: Installation, seller: Connection, amazon: Any, **settings: Any) -> Bridge:
    return Bridge(
        connection=seller,
        amazon=amazon,
        erp=opened.books,
        store=opened.store,
        settings=msgspec.structs.replace(Settings(), **settings),
        clock=opened.clock,
    )


def tally() -> Tally:
    return Tally()


def order(number: int = 1, **changes: Any) -> Order:
    plain = Order(
        order_id=f"302-0000000-000000{number}",
        marketplace_id=DE,
        status="UNSHIPPED",
        purchased_at=NOW - timedelta(days=1),
        updated_at=NOW - timedelta(days=1),
        currency="EUR",
        total=Decimal("59.97"),
        fulfilled_by="MERCHANT",
        lines=(
            OrderLine(
                line_id="1",
                sku="CUP",
                quantity=3,
                title="A cup",
                charges=(Charge(type="ITEM", amount=Decimal("59.97")),),
                total=Decimal("59.97"),
            ),
        ),
        buyer=Buyer(name="Anna Muster", email="anna@marketplace.example"),
        recipient=Address(name="Anna Muster", lines=("Musterweg 1",), city="Bonn", country="DE"),
    )
    return msgspec.structs.replace(plain, **changes)


def listing(sku: str = "CUP", site: str = DE, **more: Any) -> Listing:
    fields: dict[str, Any] = {"title": "A cup", "status": "Active", **more}
    return Listing(sku=sku, marketplace_id=site, **fields)
