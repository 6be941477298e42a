"""Orders → Customers, Addresses, Contacts, Sales Orders, and the documents of their fulfilment and refunds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from sellerbridge import clock as time
from sellerbridge.bridge import Bridge
from sellerbridge.commerce.order import Order
from sellerbridge.documents import life
from sellerbridge.documents.life import Standing
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.order import order_documents
from sellerbridge.documents.switches import Switches
from sellerbridge.errors import Hold
from sellerbridge.flows.decided import decided
from sellerbridge.flows.progress import Progress
from sellerbridge.flows.run import Tally
from sellerbridge.flows.translate import translated
from sellerbridge.incoming import Page, Window
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import N_
from sellerbridge.store.cursors import ORDERS, Cursor
from sellerbridge.store.translations import Translated

FLOW = ORDERS
_FIRST_DAYS = timedelta(days=30)
_OVERLAP = timedelta(minutes=10)
"""Amazon's updates can surface a little late; what is read twice costs nothing."""
_TOKEN_LIVES = timedelta(hours=23)
"""A paging token lives 24 hours (Orders API 2026-01-01)."""
_BATCH = 500
_CANCELLED_DOCSTATUS = 2


def read(
    bridge: Bridge, tally: Tally, *, since: datetime | None, until: datetime | None, progress: Progress
) -> None:
    """Mirror the orders that changed; page and cursor are kept together.

    With `since` or `until` that range is read once more and the cursor stays where it is.
    """
    progress.stage(bridge.connection.name, FLOW, N_("reading orders"))
    cursor = bridge.store.cursors.get(bridge.connection.id, FLOW)
    ranged = since is not None or until is not None
    window = Window(after=since or _start(bridge, cursor), before=until) if ranged else _window(bridge, cursor)
    seen = 0
    for page in bridge.amazon.orders.changed(window, marketplace_ids=bridge.connection.marketplaces):
        cursor = _moved(cursor, page, bridge.clock.now())
        kept = bridge.store.orders.keep(
            bridge.connection,
            page,
            cursor=None if ranged else cursor,
            keep_days=bridge.settings.keep_personal_days,
        )
        tally.saw(kept)
        seen += kept.seen
        progress.count(seen, None)


def _window(bridge: Bridge, cursor: Cursor) -> Window:
    resume = cursor.resume
    if resume and bridge.clock.now() - resume.issued > _TOKEN_LIVES:
        resume = None
    return Window(after=_start(bridge, cursor), resume=resume)


def _start(bridge: Bridge, cursor: Cursor) -> datetime:
    if cursor.position is not None:
        return cursor.position - _OVERLAP
    if cursor.resume is not None:  # the first reading, cut off: it ends where it began, however long it takes
        return time.from_text(cursor.resume.asked["lastUpdatedAfter"])
    return bridge.settings.after_date or bridge.clock.now() - _FIRST_DAYS


def _moved(cursor: Cursor, page: Page[Order], now: datetime) -> Cursor:
    position = cursor.position if page.resume else page.until
    return Cursor(stream=FLOW, position=position, resume=page.resume, read_at=now)


def translate(bridge: Bridge, tally: Tally, *, dry_run: bool, progress: Progress) -> list[Outgoing]:
    """Turn waiting orders into documents for the outbox; a dry run only answers them."""
    progress.stage(bridge.connection.name, FLOW, N_("making sales orders"))
    mapping, shown = bridge.mapping(), list[Outgoing]()
    after, done, total = "", 0, bridge.store.orders.waiting_count(bridge.connection.id)
    while batch := bridge.store.orders.waiting(bridge.connection.id, after=after, limit=_BATCH):
        after = batch[-1].order_id
        results = _results(bridge, batch, mapping)
        tally.held(result.problem for result in results if result.problem)
        if dry_run:
            shown += bridge.store.outbox.news(bridge.connection.id, [d for r in results for d in r.documents])
        else:
            bridge.store.translations.keep_orders(
                bridge.connection.id, results, keep_days=bridge.settings.keep_personal_days
            )
        done += len(batch)
        progress.count(done, total)
    return shown


def _results(bridge: Bridge, batch: list[Order], mapping: Mappings) -> list[Translated]:
    whole, switches = _with_items(bridge, batch, mapping), _switches(bridge)
    ids = [order.order_id for order in batch]
    standing = _standing(bridge, batch, switches)
    charged = bridge.settings.taxes_and_charges == "order"
    moved = charged or switches.credit_notes
    # Fees that an entry booked, while taxes_and_charges was another, are not put on the order once more.
    settled = bridge.store.booked.settled(bridge.connection.id, ids) if charged else set[str]()
    without_fees = msgspec.structs.replace(bridge.settings, taxes_and_charges="off")
    money = bridge.store.transactions.of_orders(bridge.connection.id, ids) if moved else {}
    returns = bridge.store.returns.of_orders(bridge.connection.id, ids) if switches.delivery_notes else {}

    def result(order: Order) -> Translated:
        doubts: list[Hold] = []
        return translated(
            order.order_id,
            lambda: order_documents(
                order,
                settings=without_fees if order.order_id in settled else bridge.settings,
                mapping=whole,
                switches=switches,
                money=money.get(order.order_id, ()),
                returns=returns.get(order.order_id, ()),
                standing=standing.get(order.order_id),
                doubt=doubts.append,
            ),
            doubts=doubts,
        )

    return decided(bridge, [result(order) for order in batch])


def _switches(bridge: Bridge) -> Switches:
    return Switches(**{name: bridge.does(name) for name in Switches.__struct_fields__})


def _with_items(bridge: Bridge, batch: list[Order], mapping: Mappings) -> Mappings:
    """The mapping with the item codes of this batch: of listed SKUs, and of those that orders alone name."""
    skus = {line.sku or line.asin for order in batch if not order.pending for line in order.lines}
    listed = bridge.store.mappings.item_codes(skus)
    named = skus - listed.keys() - mapping.items.keys() - {""}
    codes = bridge.store.products.set_aside(sorted(named)) if bridge.settings.unknown_sku == "create" else {}
    return msgspec.structs.replace(mapping, products=listed, codes=codes)


def _standing(bridge: Bridge, batch: list[Order], switches: Switches) -> dict[str, Standing]:
    """What the ERP holds of these orders. Of those that Amazon takes back it is asked: a person may have cancelled
    there what is in the way.
    """
    found = bridge.store.standing.of(bridge.connection.id, [order.order_id for order in batch])
    for order in batch:
        held = found.get(order.order_id)
        if held and life.in_the_way(order, held, switches):
            found[order.order_id] = _without(held, (place for place in held.names if _gone(bridge, *place)))
    return found


def _without(held: Standing, gone: Iterable[tuple[str, str]]) -> Standing:
    lost = set(gone)
    return msgspec.structs.replace(
        held,
        names={place: name for place, name in held.names.items() if place not in lost},
        bodies={place: body for place, body in held.bodies.items() if place not in lost},
    )


def _gone(bridge: Bridge, kind: str, key: str) -> bool:
    held = bridge.erp.documents(doctype=kind, key=key)
    return any(document.docstatus == _CANCELLED_DOCSTATUS for document in held)
