"""Finances 2024-06-19: transactions by window, those of orders two days late."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile, islice

from sellerbridge.simulator.account_events import AccountEvent, account_events
from sellerbridge.simulator.call import Answer, Call, Json, Refusal
from sellerbridge.simulator.dice import token
from sellerbridge.simulator.leaves import nested
from sellerbridge.simulator.marketplaces import US
from sellerbridge.simulator.pages import page_position, page_token
from sellerbridge.simulator.payouts import TRANSFERRED_AFTER, payouts
from sellerbridge.simulator.periods import Period, begins, currencies, group_id, period_number, settled_as
from sellerbridge.simulator.postings import postings
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.transactions import Transaction, order_transaction, transaction_answer
from sellerbridge.simulator.wire import number_money

LATE = timedelta(hours=48)
"""What an order moves is not told before."""

PAGE = 500
WIDEST = timedelta(days=180)
LATEST = timedelta(minutes=2)
TOKEN_LIVES = timedelta(hours=24)


def list_transactions(world: World, call: Call) -> Answer:
    """Transactions of a window or of a related identifier, oldest first. Raises Refusal (400) for bad windows."""
    after, before = _window(call)
    bound = {name: value for name, value in call.query.items() if name != "nextToken"}
    known, first = call.now - LATE, ""
    if "nextToken" in call.query:
        position = page_position(call.query["nextToken"], bound=bound, now=call.now, lives=TOKEN_LIVES)
        first = position.pop()
        after, before, known = map(datetime.fromisoformat, position)
    found = (
        _found(world, call, Span(after=after, before=before, known=known))
        if before - after <= WIDEST
        else iter(())
    )
    rest = dropwhile(lambda one: bool(first) and one.id != first, found)
    page = [transaction_answer(world, transaction) for transaction in islice(rest, PAGE)]
    payload: Json = {"transactions": page}
    following = next(rest, None)
    if following is not None:
        moments = [moment.isoformat() for moment in (following.at, before, known)]
        payload["nextToken"] = page_token([*moments, following.id], bound=bound, now=call.now)
    return Answer(json={"payload": payload})


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """From `after` on and before `before`; orders' money only as far as it is `known`."""

    after: datetime
    before: datetime
    known: datetime


# -- which transactions ---------------------------------------------------------------------------------------


def _window(call: Call) -> tuple[datetime, datetime]:
    """From postedAfter on, before postedBefore (two minutes ago unless told)."""
    named, valued = "relatedIdentifierName" in call.query, "relatedIdentifierValue" in call.query
    if named != valued:
        raise Refusal(400, "InvalidInput", "relatedIdentifierName and relatedIdentifierValue belong together.")
    if "postedAfter" not in call.query and not named:
        raise Refusal(400, "InvalidInput", "Start date cannot be null", "postedAfter is required.")
    newest = call.now - LATEST
    before = call.query.get("postedBefore", newest)
    after = call.query.get("postedAfter", before - WIDEST)
    if after > newest or before > newest:
        raise Refusal(400, "InvalidInput", "postedAfter and postedBefore must be more than two minutes ago.")
    if before <= after:
        raise Refusal(400, "InvalidInput", "postedBefore must be later than postedAfter.")
    return after, before


def _found(world: World, call: Call, span: Span) -> Iterator[Transaction]:
    place_id, status = call.query.get("marketplaceId"), call.query.get("transactionStatus")
    for transaction in _related(world, call, span):
        if place_id and transaction.place.id != place_id:
            continue
        if place_id == US and transaction.merchant_order:
            continue  # Amazon's own note: merchant orders of the US store only come without marketplaceId
        if not status or transaction.status == status:
            yield transaction


def _related(world: World, call: Call, span: Span) -> Iterator[Transaction]:
    name: str = call.query.get("relatedIdentifierName", "")
    value: str = call.query.get("relatedIdentifierValue", "")
    if not name:
        yield from posted(world, span)
    elif name == "ORDER_ID":
        order = world.find(value, call.now)
        for posting in sorted(postings(order)) if order else ():
            if span.after <= posting.at < min(span.before, span.known):
                yield order_transaction(world, posting, span.known)
    elif name == "FINANCIAL_EVENT_GROUP_ID":
        start, end = _group_period(world, value, call.now)
        within = Span(after=max(start, span.after), before=min(end, span.before), known=span.known)
        yield from (one for one in posted(world, within) if ("FINANCIAL_EVENT_GROUP_ID", value) in one.related)
    else:
        raise Refusal(400, "InvalidInput", f"{name} cannot be used to filter.")


def posted(world: World, span: Span) -> Iterator[Transaction]:
    """Orders' money (two days late), the account's own and what is done with balances (at once), by time."""
    upto = min(span.before, span.known)
    orders = (order_transaction(world, posting, span.known) for posting in world.posted(span.after, upto))
    own = (_account(world, event, span.known) for event in account_events(world, span.after, span.before))
    yield from heapq.merge(orders, own, payouts(world, span.after, span.before, span.known), key=_moment)


def _moment(transaction: Transaction) -> datetime:
    return transaction.at


def _group_period(world: World, group: str, now: datetime) -> tuple[datetime, datetime]:
    """When the money of a group moved; its transfer comes after its end."""
    for number in range(period_number(world, now) + 1):
        if any(group_id(world, Period(number, currency)) == group for currency in currencies(world)):
            return begins(world, number), begins(world, number + 1) + 2 * TRANSFERRED_AFTER
    return now, now


def _account(world: World, event: AccountEvent, known: datetime) -> Transaction:
    return Transaction(
        id=token(world.seed, "service", event.sort.description, event.place.id, event.number, size=43),
        kind=event.sort.kind,
        description=event.sort.description,
        status="RELEASED",
        at=event.at,
        place=event.place,
        tree=nested([event.leaf]),
        total=event.leaf.amount,
        related=settled_as(world, event.place.currency, event.at, known),
        items=[_goods(event)] if event.sku else [],
        contexts=[],
        merchant_order=False,
    )


def _goods(event: AccountEvent) -> Json:
    """Amazon tells these items without breakdowns of their own."""
    context = {"contextType": "ProductContext", "asin": event.asin, "sku": event.sku, "quantityShipped": 1}
    amount = number_money(event.leaf.amount, event.place.currency)
    return {"description": event.sort.description, "totalAmount": amount, "breakdowns": [], "contexts": [context]}
