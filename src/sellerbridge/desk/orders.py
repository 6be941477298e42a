"""Which orders there are, and how each stands: a page of them by filter, or those that a search finds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import Address, Buyer
from sellerbridge.errors import Usage
from sellerbridge.sentences import N_
from sellerbridge.store import Store
from sellerbridge.store.order_list import HELD, REFUSED, SETTLED, WAITS, Asked, Key, Listed

QUESTION, NOTHING = "question", "nothing"
"""Further states of an order: in the ERP, but with a question; nothing to be told of it (yet)."""
PAGE = 50
BOUGHT = 200
"""So many orders of one buyer are shown."""
STATUSES = (
    N_("PENDING"),
    N_("UNSHIPPED"),
    N_("PARTIALLY_SHIPPED"),
    N_("SHIPPED"),
    N_("CANCELLED"),
    N_("UNFULFILLABLE"),
)
"""Amazon's words for how an order stands there; those that it adds one day are shown as they are."""
_WHOLE = re.compile(r"\d{3}-\d{7}-\d{7}")
_NUMBER = re.compile(r"(\d{3}|S\d{2})-?[\d-]*")
_LONGEST = 200
_LAST = date.max - timedelta(days=1)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What a person chose, as it stands in an address. `marketplace` is a country code, `connection` a name."""

    state: str = ""
    status: str = ""
    marketplace: str = ""
    connection: str = ""
    since: date | None = None
    until: date | None = None
    sku: str = ""


class OrderShown(msgspec.Struct, frozen=True, kw_only=True):
    """One order in a list, without its buyer. `status` is how it stands at Amazon, `state` in the ERP: settled,
    waits, held, refused, question or nothing.
    """

    order_id: str
    connection: str
    marketplace: str
    purchased_at: datetime
    fulfilled_by: str
    total: Decimal | None
    currency: str
    status: str
    state: str
    problems: int


class OrderPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of orders; `after` is where the next one begins, empty at the end.

    `cut` says that there are more, which cannot be paged through.
    """

    orders: tuple[OrderShown, ...]
    after: str = ""
    cut: bool = False


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What can be chosen as a filter."""

    connections: tuple[str, ...]
    marketplaces: tuple[str, ...]


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What a word turned out to be: a whole `number`, the `start` of one, a `sku`, or else perhaps a buyer's."""

    number: str = ""
    start: str = ""
    sku: str = ""


def page(store: Store, wanted: Filter, *, after: str = "", limit: int = PAGE) -> OrderPage:
    """The newest orders, those after that key. Raises Usage for a filter that names nothing there is."""
    found = store.order_list.page(_asked(store, wanted), after=Key.of(after), limit=limit + 1)
    more = found[limit - 1].key.text if len(found) > limit else ""
    return OrderPage(orders=_shown(store, found[:limit]), after=more)


def choices(store: Store) -> Choices:
    """The connections and their marketplaces."""
    sellers = store.connections.all()
    codes = {marketplace.code_of(id_): None for seller in sellers for id_ in seller.marketplaces}
    return Choices(connections=tuple(seller.name for seller in sellers), marketplaces=tuple(codes))


def search(store: Store, word: str) -> Search:
    """What a person may mean by a word. Raises Usage for one that is too short to find anything by."""
    word = word.strip()[:_LONGEST]
    if len(word) < 3 and not store.order_list.is_sold(word):
        raise Usage("Type at least three characters of an order's number, or a whole SKU.")
    if _WHOLE.fullmatch(word):
        return Search(number=word)
    if _NUMBER.fullmatch(word) and not store.order_list.is_sold(word):
        return Search(start=word)
    return Search(sku=word if store.order_list.is_sold(word) else "")


def numbered(store: Store, start: str, *, after: str = "", limit: int = PAGE) -> OrderPage:
    """Orders whose number begins so, the highest number first, those after that number."""
    found = store.order_list.numbered(start[:_LONGEST], after=after, limit=limit + 1)
    more = found[limit - 1].order.order_id if len(found) > limit else ""
    return OrderPage(orders=_shown(store, found[:limit]), after=more)


def bought_by(store: Store, word: str, *, limit: int = BOUGHT) -> OrderPage:
    """The newest orders of a buyer by the whole name, e-mail address or purchase order; no person is opened.

    There is no next page of them, for the word would have to stand in its address.
    """
    found = store.order_list.bought_by(word.strip()[:_LONGEST], limit=limit + 1)
    return OrderPage(orders=_shown(store, found[:limit]), cut=len(found) > limit)


def standing(store: Store, order_id: str) -> str:
    """How one order stands in the ERP, as `state` says. Raises Usage for an unknown order."""
    found = [each for each in store.order_list.numbered(order_id, limit=PAGE) if each.order.order_id == order_id]
    if not found:
        raise Usage("Order {order} was not seen yet.", order=order_id)
    return state(found[0])


def buyer(store: Store, order_id: str) -> tuple[Buyer | None, Address | None]:
    """Who bought, and where it goes, as far as that is still kept. Raises Usage for an unknown order."""
    mirrored = store.orders.order(order_id)
    if mirrored is None:
        raise Usage("Order {order} was not seen yet.", order=order_id)
    return mirrored.order.buyer, mirrored.order.recipient


def state(order: Listed) -> str:
    """How an order stands in the ERP."""
    if order.told.get("refused"):
        return REFUSED
    if order.state == "held":
        return HELD
    if order.state == "waiting" or order.told.get("due") or order.told.get("sending"):
        return WAITS
    if order.state == "doubtful":
        return QUESTION
    return SETTLED if order.told else NOTHING


def _asked(store: Store, wanted: Filter) -> Asked:
    sellers = {seller.name: seller.id for seller in store.connections.all()}
    if wanted.connection and wanted.connection not in sellers:
        raise Usage("There is no connection {connection}.", connection=wanted.connection)
    site = marketplace.find(wanted.marketplace) if wanted.marketplace else None
    return Asked(
        state=wanted.state,
        status=wanted.status,
        marketplace_id=site.id if site else wanted.marketplace,
        connection_id=sellers.get(wanted.connection),
        since=_midnight(wanted.since) if wanted.since else None,
        until=_midnight(min(wanted.until, _LAST) + timedelta(days=1)) if wanted.until else None,
        sku=wanted.sku,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _shown(store: Store, found: Sequence[Listed]) -> tuple[OrderShown, ...]:
    names = {seller.id: seller.name for seller in store.connections.all()}
    return tuple(
        OrderShown(
            order_id=each.order.order_id,
            connection=names[each.connection_id],
            marketplace=marketplace.code_of(each.order.marketplace_id),
            purchased_at=each.order.purchased_at,
            fulfilled_by=each.order.fulfilled_by,
            total=each.order.total,
            currency=each.order.currency,
            status=each.order.status,
            state=state(each),
            problems=each.problems,
        )
        for each in found
    )
