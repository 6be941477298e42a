"""Orders and items into an ERPNext site, beside a bare loop that posts the same documents to the same site."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx2
import msgspec

from sellerbridge.bench.measure import Comparison, Measured, machine
from sellerbridge.clock import SystemClock
from sellerbridge.commerce import marketplace
from sellerbridge.commerce.listing import Listing, Product
from sellerbridge.commerce.order import AMAZON, MERCHANT, Charge, Order, OrderLine
from sellerbridge.documents.item import item_documents
from sellerbridge.documents.mapping import Mappings, Rate
from sellerbridge.documents.masters import master_documents
from sellerbridge.documents.order import order_documents
from sellerbridge.erp.erpnext.adapter import ERPNext
from sellerbridge.erp.erpnext.login import Login
from sellerbridge.erp.erpnext.wanted import wanted
from sellerbridge.errors import Usage
from sellerbridge.outgoing import Delivery, Outcome, Outgoing
from sellerbridge.settings import Settings
from sellerbridge.store import Store
from sellerbridge.store.erp import ERPNEXT
from sellerbridge.store.wanted import RANKS

_ROUNDS = 4
"""Ours and the bare loop take turns so often: a site that warms up or slows down does so for both."""
_WIDTHS = (1, 2, 4, 8)
_PROBED = 24
_PIECE = 100
"""Items in one insert_many of the bare loop, as many as ERPNext takes well."""
_TRIES = 10

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Against(msgspec.Struct, frozen=True, kw_only=True):
    """Orders and items, each ours beside the bare loop; `requests` are what ours sent for one document."""

    orders: Comparison
    items: Comparison


def erp(site: Login, settings: Settings, *, orders: int, items: int) -> Against:
    """Write so many orders and items twice. They stay on the site, all named BENCH-…

    Raises Usage when the site refuses one of them, Unreachable when it does not answer.
    """
    with _opened(site, settings) as opened:
        opened.prepare()
        return Against(items=_items(opened, items), orders=_orders(opened, orders))


def login(store: Store, *, url: str, api_key: str, api_secret: str) -> Login:
    """The site that is named, or without a name the one that is chosen. Raises Usage where there is none."""
    chosen = store.erp.chosen()
    if not url and chosen.kind == ERPNEXT:
        return Login(url=chosen.url, api_key=chosen.api_key, api_secret=store.erp.secret())
    if not (url and api_key and api_secret):
        raise Usage(
            "bench erp needs a site: --url, --api-key and --api-secret (or SELLERBRIDGE_API_SECRET)."
            " For a practice one: sellerbridge simulate-erpnext --latency published"
        )
    return Login(url=url, api_key=api_key, api_secret=api_secret)


class _Site:
    """The site with both ways into it, and what the documents refer to."""

    def __init__(self, adapter: ERPNext, bare: httpx2.Client, settings: Settings) -> None:
        terms = adapter.terms()
        self.adapter, self.bare = adapter, bare
        self.names: dict[tuple[str, str], str] = {}
        self.settings = msgspec.structs.replace(
            settings, company_currency=terms.currency, customers="marketplace", vat={}
        )
        self.place = next(m for m in marketplace.MARKETPLACES if m.currency == terms.currency)
        self.mapping = Mappings(
            marketplaces=(self.place.id,), rates={terms.currency: (Rate(date.min, Decimal(1)),)}
        )
        self.mark = f"BENCH-{datetime.now(UTC):%y%m%d%H%M%S}"

    def prepare(self) -> None:
        """Masters, the items of the orders and their customer: not measured."""
        self.write(master_documents(self.settings, mapping=self.mapping))
        self.write(self.items("stock", 20))
        (customer, _) = order_documents(
            self.order("warm", 0), settings=self.settings, mapping=self.order_mapping("stock")
        )
        self.write([customer])

    def write(self, documents: Sequence[Outgoing]) -> None:
        """Through the adapter, in the order of reference. Raises Usage for a refusal."""
        for rank in sorted({RANKS[document.kind] for document in documents}):
            batch = [
                Delivery(row=n, outgoing=document)
                for n, document in enumerate(documents)
                if RANKS[document.kind] == rank
            ]
            for receipt in self.adapter.deliver(batch, names=self.names):
                document = documents[receipt.row]
                if receipt.outcome is Outcome.REFUSED:
                    raise Usage(f"The site refused {document.kind} {document.name}: {receipt.message}")
                if receipt.name != document.name:
                    self.names[document.kind, document.name] = receipt.name

    def bodies(self, documents: Sequence[Outgoing]) -> list[dict[str, Any]]:
        """The same documents as the bare loop posts them."""
        found = []
        for number, document in enumerate(documents):
            said = wanted(Delivery(row=number, outgoing=document), site=self.adapter.site, names=self.names)
            found.append(
                {**said.body, "doctype": document.kind, "name": document.name, "docstatus": said.docstatus}
            )
        return found

    def items(self, part: str, count: int) -> list[Outgoing]:
        return [self.item(f"{self.mark}-{part}-{number:05}") for number in range(count)]

    def item(self, sku: str) -> Outgoing:
        listing = Listing(sku=sku, marketplace_id=self.place.id, title="Benchmark cup", asin=f"B{sku[-9:]}")
        product = Product(sku=sku, item_code=sku, listings=(listing,))
        (document,) = item_documents(product, settings=self.settings, mapping=self.mapping)
        return document

    def orders(self, part: str, count: int) -> list[Outgoing]:
        mapping = self.order_mapping("stock")
        made = [
            order_documents(self.order(part, number), settings=self.settings, mapping=mapping)
            for number in range(count)
        ]
        return [document for documents in made for document in documents if document.kind == "Sales Order"]

    def order_mapping(self, part: str) -> Mappings:
        skus = [f"{self.mark}-{part}-{number:05}" for number in range(20)]
        return msgspec.structs.replace(self.mapping, products={sku: sku for sku in skus})

    def order(self, part: str, number: int) -> Order:
        """Two lines and two rows of tax and charges."""
        bought = datetime.now(UTC)
        lines = tuple(self.line(f"{part}{number}{n}", number * 2 + n) for n in range(2))
        return Order(
            order_id=f"{self.mark}-{part}-{number:05}",
            marketplace_id=self.place.id,
            status="SHIPPED",
            purchased_at=bought,
            updated_at=bought,
            currency=self.settings.company_currency,
            fulfilled_by=(AMAZON, MERCHANT)[number % 2],
            lines=lines,
            total=sum((line.total for line in lines if line.total), Decimal(0)),
        )

    def line(self, line_id: str, number: int) -> OrderLine:
        quantity, vat = 1 + number % 3, Decimal("1.10")
        goods, shipping = Decimal("19.99") * quantity, Decimal("4.99")
        return OrderLine(
            line_id=line_id,
            sku=f"{self.mark}-stock-{number % 20:05}",
            quantity=quantity,
            title="Benchmark cup",
            charges=(
                Charge(type="ITEM", amount=goods),
                Charge(type="SHIPPING", amount=shipping),
                Charge(type="TAX", amount=vat, parts=(("ITEM", vat),)),
            ),
            total=goods + shipping + (0 if self.place.tax_inside else vat),
        )

    def post(self, path: str, body: object) -> None:
        """One bare POST; only a deadlock, which the site rolled back, is sent again. Raises Usage for a no."""
        for _ in range(_TRIES):
            answer = self.bare.post(path, content=_encode(body))
            if answer.is_success:
                return
            if b"QueryDeadlockError" not in answer.content and b"Item Code must be unique" not in answer.content:
                break
        raise Usage(f"The site refused the bare loop's document (HTTP {answer.status_code}): {answer.text[:300]}")


@contextlib.contextmanager
def _opened(site: Login, settings: Settings) -> Iterator[_Site]:
    headers = {
        "authorization": site.authorization,
        "content-type": "application/json",
        "accept": "application/json",
    }
    limits = httpx2.Limits(max_keepalive_connections=max(_WIDTHS))
    settings = _at_home(site, settings)
    with (
        ERPNext(site, settings=settings, clock=SystemClock()) as adapter,
        httpx2.Client(base_url=site.url, headers=headers, timeout=120.0, limits=limits) as bare,
    ):
        yield _Site(adapter, bare, settings)


def _at_home(site: Login, settings: Settings) -> Settings:
    """The settings with a company of the site: a site for trying need not have the one that they name."""
    with ERPNext(site, settings=settings, clock=SystemClock()) as adapter:
        names = [company.name for company in adapter.site.companies]
    return settings if settings.company in names else msgspec.structs.replace(settings, company=names[0])


def _orders(site: _Site, count: int) -> Comparison:
    def post(bodies: Sequence[dict[str, Any]], width: int) -> None:
        _at_once(width, bodies, lambda body: site.post("/api/resource/Sales Order", body))

    return _compared(site, "orders", site.orders, post, count)


def _items(site: _Site, count: int) -> Comparison:
    def post(bodies: Sequence[dict[str, Any]], width: int) -> None:
        pieces = [bodies[start : start + _PIECE] for start in range(0, len(bodies), _PIECE)]
        _at_once(width, pieces, lambda docs: site.post("/api/method/frappe.client.insert_many", {"docs": docs}))

    return _compared(site, "items", site.items, post, count)


def _compared(
    site: _Site,
    what: str,
    make: Callable[[str, int], list[Outgoing]],
    post: Callable[[Sequence[dict[str, Any]], int], None],
    count: int,
) -> Comparison:
    """The bare loop's best width is found first; then both take turns."""
    probed = _PROBED if what == "orders" else 4 * _PIECE
    speeds = {
        width: probed / _seconds(lambda width=width: post(site.bodies(make(f"probe{width}", probed)), width))  # type: ignore[misc]
        for width in _WIDTHS
    }
    best = max(speeds, key=lambda width: speeds[width])
    site.write(make("learn", probed))  # ours finds its own width as well
    sent, spent = sum(site.adapter.client.counts.values()), [0.0, 0.0]
    share = max(1, count // _ROUNDS)
    for number in range(_ROUNDS):
        ours, bare = make(f"ours{number}", share), site.bodies(make(f"bare{number}", share))
        turns = [(0, lambda ours=ours: site.write(ours)), (1, lambda bare=bare: post(bare, best))]
        for side, work in turns if number % 2 else reversed(turns):
            spent[side] += _seconds(work)
    requests = sum(site.adapter.client.counts.values()) - sent
    total = share * _ROUNDS
    bare_way = "insert_many of 100" if what == "items" else "POST by POST"
    return Comparison(
        name=f"erp {what}",
        unit=f"{what}/s",
        ours=Measured(what=f"{what} through the adapter", count=total, seconds=spent[0], peak_mb=0.0),
        baseline=Measured(
            what=f"bare loop, {bare_way}, {best} at once", count=total, seconds=spent[1], peak_mb=0.0
        ),
        machine=machine(),
        facts={f"requests per {what[:-1]}": round(requests / total, 3)},
    )


def _at_once(width: int, work: Sequence[Any], deed: Callable[[Any], None]) -> None:
    with ThreadPoolExecutor(width) as pool:
        list(pool.map(deed, work))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
