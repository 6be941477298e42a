"""A small Amazon that answers from lists, for the flows; it stands at the port and repeats nothing of the code."""

# ruff: noqa: ARG002 - it takes what the port has, and answers the same whatever it is asked

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.amazon.order_answer import NotUnderstood
from sellerbridge.amazon.reports import ReportState
from sellerbridge.amazon.returns import REPORT_TYPE as RETURNS_REPORT
from sellerbridge.amazon.settlements import SettlementReport
from sellerbridge.bridge import Bridge
from sellerbridge.commerce.listing import CatalogItem, Listing
from sellerbridge.commerce.order import Address, Buyer, Charge, Order, OrderLine
from sellerbridge.commerce.settlement import Settlement, SettlementLine
from sellerbridge.commerce.transaction import Leaf, Transaction
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
    """Every report is done at once, but for those with another state in `states`, by marketplace.

    That of returns has nothing to tell, unless `states` says otherwise of "returns"; `returned` are its lines.
    """

    def __init__(self) -> None:
        self.requested: list[str] = []
        self.states: dict[str, ReportState] = {"returns": ReportState(status="CANCELLED")}
        self.waiting: Exception | None = None
        self.returned: list[list[str]] = []
        self.returns_asked: list[tuple[datetime | None, datetime | None]] = []

    def request(
        self,
        report_type: str,
        marketplace_ids: Sequence[str],
        *,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> str:
        if report_type == RETURNS_REPORT:
            self.returns_asked.append((start, end))
            return f"returns {len(self.returns_asked)}"
        (site,) = marketplace_ids
        self.requested.append(site)
        return f"{site} {len(self.requested)}"

    def lines(self, document_id: str, *, marketplace_id: str = "") -> Iterator[list[str]]:
        return iter(self.returned)

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


class Finances:
    """`pages` by number of the window are answered one by one; an exception among them is raised."""

    def __init__(self) -> None:
        self.pages: dict[int, list[Sequence[Transaction] | Exception]] = {}
        self.order: Sequence[int] | None = None
        self.asked: list[list[Window]] = []
        self.summaries: dict[str, Decimal | Exception] = {}

    def posted(self, windows: Sequence[Window]) -> Iterator[tuple[int, Page[Transaction]]]:
        self.asked.append(list(windows))
        told = {number: self.pages.get(number, [[]]) for number in range(len(windows))}
        starts = {n: int(window.resume.token) if window.resume else 0 for n, window in enumerate(windows)}
        turns = self.order if self.order is not None else [n for n, pages in told.items() for _ in pages]
        for number in turns:
            page = starts[number]
            if page >= len(told[number]):
                continue
            starts[number] += 1
            yield number, self._page(windows[number], told[number], page)

    def _page(
        self, window: Window, pages: Sequence[Sequence[Transaction] | Exception], page: int
    ) -> Page[Transaction]:
        records = pages[page]
        if isinstance(records, Exception):
            raise records
        if page + 1 == len(pages):
            return Page(records=tuple(records), until=window.before)
        assert window.before is not None
        asked = {"postedAfter": window.after.isoformat(), "postedBefore": window.before.isoformat()}
        return Page(records=tuple(records), resume=Continuation(token=str(page + 1), asked=asked, issued=NOW))

    def net_proceeds(self, settlement_id: str, currency: str) -> Decimal | None:
        found = self.summaries.get(settlement_id)
        if isinstance(found, Exception):
            raise found
        return found


class Settlements:
    """`reports` by id: the settlement in it, why it cannot be read, or what is raised instead."""

    def __init__(self) -> None:
        self.reports: dict[str, Settlement | str | Exception] = {}
        self.asked: list[datetime] = []
        self.read_ones: list[str] = []

    def made(self, since: datetime) -> list[SettlementReport]:
        self.asked.append(since)
        return [
            SettlementReport(
                report_id=report_id,
                document_id=report_id,
                created_at=NOW + timedelta(seconds=number),
                marketplace_id=DE,
            )
            for number, report_id in enumerate(self.reports)
        ]

    def read(self, report: SettlementReport) -> Settlement:
        self.read_ones.append(report.report_id)
        found = self.reports[report.report_id]
        if isinstance(found, str):
            raise NotUnderstood(found)
        if isinstance(found, Exception):
            raise found
        return found


class FakeAmazon:
    def __init__(self) -> None:
        self.client = Counts()
        self.orders = Orders()
        self.reports = Reports()
        self.listings = Listings()
        self.catalog = Catalog()
        self.finances = Finances()
        self.settlements = Settlements()

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


def transaction(number: int = 1, **changes: Any) -> Transaction:
    plain = Transaction(
        transaction_id=f"T{number}",
        kind="Shipment",
        status="RELEASED",
        posted_at=NOW - timedelta(days=3),
        currency="EUR",
        total=Decimal("50.97"),
        marketplace_id=DE,
        order_id="302-0000000-0000001",
        leaves=(
            Leaf(path=("Sales", "ProductCharges"), amount=Decimal("59.97")),
            Leaf(path=("Expenses", "AmazonFees", "Commission", "Base"), amount=Decimal("-9.00")),
        ),
    )
    return msgspec.structs.replace(plain, **changes)


def settlement(settlement_id: str = "77", *, principal: str = "59.97", **changes: Any) -> Settlement:
    """The order of `order()`, its commission, and a subscription."""
    of_order: dict[str, Any] = {
        "order_id": "302-0000000-0000001",
        "marketplace_name": "Amazon.de",
        "transaction_type": "Order",
    }
    lines = (
        SettlementLine(
            amount_type="ItemPrice", description="Principal", amount=Decimal(principal), line_id="1", **of_order
        ),
        SettlementLine(amount_type="ItemFees", description="Commission", amount=Decimal("-9.00"), **of_order),
        SettlementLine(
            transaction_type="ServiceFee",
            amount_type="other-transaction",
            description="Subscription Fee",
            amount=Decimal("-39.00"),
        ),
    )
    plain = Settlement(
        settlement_id=settlement_id,
        currency="EUR",
        total=sum((line.amount for line in lines), Decimal(0)),
        started_at=NOW - timedelta(days=16),
        ended_at=NOW - timedelta(days=2),
        deposited_at=NOW - timedelta(days=1),
        lines=lines,
    )
    return msgspec.structs.replace(plain, **changes)
