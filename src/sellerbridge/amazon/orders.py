"""Orders API 2026-01-01: which orders changed, and one order by its id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from sellerbridge import clock as time
from sellerbridge.amazon import order_wire as wire
from sellerbridge.amazon.client import Client, Value
from sellerbridge.amazon.errors import BadRequest, MissingRole
from sellerbridge.amazon.order_answer import NotUnderstood, order_from, unreadable
from sellerbridge.commerce.order import Order
from sellerbridge.errors import Hold
from sellerbridge.incoming import Continuation, Page, Unreadable, Window
from sellerbridge.sentences import said

__all__ = ("Orders", "order_from")

T = TypeVar("T")

_PERSONAL = ("BUYER", "RECIPIENT")
_IMPERSONAL = (
    "PROCEEDS",
    "EXPENSE",
    "PROMOTION",
    "CANCELLATION",
    "FULFILLMENT",
    "PACKAGES",
    "TAX",
    "PAYMENT",
)
_PAGE_SIZE = 100
_SETTLED = timedelta(minutes=3)
"""lastUpdatedBefore lies at least two minutes back; one more for clocks that differ."""


class Orders:
    """The orders API of one connection.

    Where the application has no role for personal data, the first refusal is remembered and the rest is asked for
    without it.
    """

    def __init__(self, client: Client, clock: time.Clock) -> None:
        self._client = client
        self._clock = clock
        self._personal = True

    def changed(self, window: Window, *, marketplace_ids: Sequence[str]) -> Iterator[Page[Order]]:
        """The orders last updated in the window, page by page, on from `window.resume` if that is set.

        The last page says up to when (`until`, Amazon's lastUpdatedBefore, or `window.after` if Amazon does not
        tell). A paging token that Amazon no longer accepts (it lives 24 hours) begins the same window again.
        Raises as `Client`.
        """
        asked = window.resume.asked if window.resume else self._asked(window, marketplace_ids)
        token = window.resume.token if window.resume else None
        restarted = False
        while True:
            try:
                answer = self._search(asked, token)
            except BadRequest as refusal:
                if token is None or restarted or refusal.status != 400:
                    raise
                token, restarted = None, True
                continue
            page = self._page(answer, asked)
            yield page
            if page.resume is None:
                return
            token = page.resume.token

    def one(self, order_id: str) -> Order | None:
        """The order as it is now, or None if Amazon knows none of that id. Raises as `Client`, and Hold."""
        try:
            answer = self._including(
                lambda data: self._client.typed(
                    "getOrder", wire.OneOrder, path={"orderId": order_id}, query={"includedData": data}
                )
            )
        except BadRequest as refusal:
            if refusal.status == 404:
                return None
            raise
        try:
            return order_from(answer.order)
        except NotUnderstood as error:
            raise Hold("unreadable", about=order_id, why=said(error)) from error

    def _asked(self, window: Window, marketplace_ids: Sequence[str]) -> Mapping[str, str]:
        """The parameters that have to stay the same from page to page, as text."""
        settled = self._clock.now() - _SETTLED
        asked = {
            "lastUpdatedAfter": time.as_text(min(window.after, settled)),
            "marketplaceIds": ",".join(marketplace_ids),
        }
        if window.before is not None and window.after < window.before <= settled:
            asked["lastUpdatedBefore"] = time.as_text(window.before)
        return asked

    def _search(self, asked: Mapping[str, str], token: str | None) -> wire.Orders:
        query: dict[str, Value] = {**asked, "maxResultsPerPage": _PAGE_SIZE}
        query["marketplaceIds"] = asked["marketplaceIds"].split(",")
        if token is not None:
            query["paginationToken"] = token
        return self._including(
            lambda data: self._client.typed("searchOrders", wire.Orders, query={**query, "includedData": data})
        )

    def _including(self, ask: Callable[[Sequence[str]], T]) -> T:
        """Ask with personal data; without, once Amazon has refused that. Pages of one reading may differ in it."""
        if self._personal:
            try:
                return ask(_PERSONAL + _IMPERSONAL)
            except MissingRole:
                answer = ask(_IMPERSONAL)  # if this is refused too, it is not for the personal data
                self._personal = False
                return answer
        return ask(_IMPERSONAL)

    def _page(self, answer: wire.Orders, asked: Mapping[str, str]) -> Page[Order]:
        orders, bad = _understood(answer.orders)
        token = answer.pagination.next_token if answer.pagination else None
        if token:
            resume = Continuation(token=token, asked=asked, issued=self._clock.now())
            return Page(records=orders, unreadable=bad, resume=resume)
        return Page(records=orders, unreadable=bad, until=_until(answer, asked))


def _until(answer: wire.Orders, asked: Mapping[str, str]) -> datetime:
    return answer.last_updated_before or time.from_text(asked["lastUpdatedAfter"])


def _understood(raws: Iterable[msgspec.Raw]) -> tuple[tuple[Order, ...], tuple[Unreadable, ...]]:
    orders, bad = [], []
    for raw in raws:
        try:
            orders.append(order_from(raw))
        except NotUnderstood as error:
            bad.append(unreadable(raw, error))
    return tuple(orders), tuple(bad)
