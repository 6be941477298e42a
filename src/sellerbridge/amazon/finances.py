"""Finances API 2024-06-19: every movement of money of a window, and what Amazon says a settlement comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

import msgspec

from sellerbridge import clock as time
from sellerbridge.amazon import transaction_wire as wire
from sellerbridge.amazon.client import Client, Value
from sellerbridge.amazon.errors import BadRequest
from sellerbridge.amazon.order_answer import NotUnderstood
from sellerbridge.amazon.side_by_side import side_by_side
from sellerbridge.amazon.transaction_answer import transaction_from, unreadable
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.incoming import Continuation, Page, Unreadable, Window
from sellerbridge.sentences import Sentence

WIDEST = timedelta(days=180)
"""Amazon answers nothing at all, and no error, to a wider window."""
SETTLED = timedelta(minutes=10)
"""postedBefore lies at least two minutes back by Amazon's clock; money is told late, so ours may be well ahead."""
_IN_FLIGHT = 2
"""An answer takes about three seconds, and Amazon allows a question every two."""


class Finances:
    """The finances API of one connection."""

    def __init__(self, client: Client, clock: time.Clock) -> None:
        self._client = client
        self._clock = clock

    def posted(self, windows: Sequence[Window]) -> Iterator[tuple[int, Page[Transaction]]]:
        """The transactions posted in windows of at most 180 days, page by page with the number of its window.

        Two windows are asked at once, so the pages of one may come between those of another. Each window is
        bounded on both sides, its `before` at least `SETTLED` ago; its last page has no `resume`. No marketplace
        is named: Amazon leaves out the merchant's own orders in the United States otherwise. Raises as `Client`.
        """
        readings = [lambda window=window: self._pages(window) for window in windows]
        yield from side_by_side(readings, width=_IN_FLIGHT)

    def net_proceeds(self, settlement_id: str, currency: str) -> Decimal | None:
        """What Amazon says that a settlement comes to over all stores; None where it says nothing.

        Raises as `Client`.
        """
        named = {"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": settlement_id}
        found: list[wire.Summary] = []
        token: str | None = None
        while True:
            query: dict[str, Value] = {**named, **({"nextToken": token} if token else {})}
            answer = self._client.typed("listSummary", wire.Summaries, query=query)
            found += answer.summaries or ()
            token = answer.next_token
            if not token:
                break
        amounts = [one.net_proceeds for one in found if one.net_proceeds]
        mine = [money.currency_amount for money in amounts if money.currency_code == currency]
        return sum(mine, Decimal(0)) if mine else None

    def _pages(self, window: Window) -> Iterator[Page[Transaction]]:
        """From `window.resume` on if that is set; a token that Amazon no longer accepts begins it again."""
        asked = window.resume.asked if window.resume else _asked(window)
        token = window.resume.token if window.resume else None
        restarted = False
        while True:
            try:
                payload = self._payload(asked, token)
            except BadRequest as refusal:
                if token is None or restarted or refusal.status != 400:
                    raise
                token, restarted = None, True
                continue
            page = self._page(payload, asked)
            yield page
            if page.resume is None:
                return
            token = page.resume.token

    def _payload(self, asked: Mapping[str, str], token: str | None) -> wire.Payload:
        query: dict[str, Value] = {**asked, **({"nextToken": token} if token else {})}
        return self._client.typed("listTransactions", wire.Transactions, query=query).payload or wire.Payload()

    def _page(self, payload: wire.Payload, asked: Mapping[str, str]) -> Page[Transaction]:
        told, bad = _understood(payload.transactions or ())
        if payload.next_token:
            resume = Continuation(token=payload.next_token, asked=asked, issued=self._clock.now())
            return Page(records=told, unreadable=bad, resume=resume)
        return Page(records=told, unreadable=bad, until=time.from_text(asked["postedBefore"]))


def _asked(window: Window) -> Mapping[str, str]:
    """The parameters that have to stay the same from page to page, as text. Raises ValueError for a bad window."""
    if window.before is None or not timedelta(0) < window.before - window.after <= WIDEST:
        raise ValueError(Sentence("a window of more than 180 days, or none"))
    return {"postedAfter": time.as_text(window.after), "postedBefore": time.as_text(window.before)}


def _understood(raws: Iterable[msgspec.Raw]) -> tuple[tuple[Transaction, ...], tuple[Unreadable, ...]]:
    told, bad = [], []
    for raw in raws:
        try:
            told.append(transaction_from(raw))
        except NotUnderstood as error:
            bad.append(unreadable(raw, error))
    return tuple(told), tuple(bad)
