"""Finances 2024-06-19: transactions by window, two days late; balances; summaries."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import dropwhile, islice
from typing import Any

from sellerbridge.simulator.call import Answer, Call, Json, Refusal
from sellerbridge.simulator.charges import ZERO
from sellerbridge.simulator.dice import token
from sellerbridge.simulator.marketplaces import MARKETPLACES, US, Marketplace
from sellerbridge.simulator.pages import page_position, page_token
from sellerbridge.simulator.postings import postings
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.settlements import PERIOD, Service, group_id, period_number, services
from sellerbridge.simulator.transactions import (
    Transaction,
    Tree,
    breakdowns,
    order_transaction,
    total,
    transaction_answer,
)
from sellerbridge.simulator.wire import number_money, stamp

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


def list_balances(world: World, call: Call) -> Answer:
    """What Amazon owes the seller in each store: released but not yet paid out, and deferred."""
    day = call.query.get("asOfDate")
    at = _end_of(day) if day else call.now
    balances = [_balance(world, call, place, at, told=bool(day)) for place in _stores(world, call)]
    wanted = call.query.get("balanceType", "TOTAL")
    if wanted == "TOTAL":
        return Answer(json={"balances": balances})
    flat = [dict(one, partnerMetadata=top["partnerMetadata"]) for top in balances for one in _descendants(top)]
    return Answer(json={"balances": [one for one in flat if one["balanceType"] == wanted]})


def list_summary(world: World, call: Call) -> Answer:
    """Net proceeds of a period (days, both included) in each store."""
    if "periodStart" not in call.query or "periodEnd" not in call.query:
        raise Refusal(400, "InvalidInput", "periodStart and periodEnd are required without a settlement id.")
    start = datetime.combine(_day(call.query["periodStart"]), time(), UTC)
    end = _end_of(call.query["periodEnd"])
    return Answer(json={"summaries": [_summary(world, call, place, start, end) for place in _stores(world, call)]})


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
        yield from _posted(world, span)
    elif name == "ORDER_ID":
        order = world.find(value, call.now)
        for posting in sorted(postings(order)) if order else ():
            if span.after <= posting.at < min(span.before, span.known):
                yield order_transaction(world, posting, span.known)
    elif name == "FINANCIAL_EVENT_GROUP_ID":
        start, end = _group_period(world, value, call.now)
        within = Span(after=max(start, span.after), before=min(end, span.before), known=span.known)
        yield from (one for one in _posted(world, within) if ("FINANCIAL_EVENT_GROUP_ID", value) in one.related)
    else:
        raise Refusal(400, "InvalidInput", f"{name} cannot be used to filter.")


def _posted(world: World, span: Span) -> Iterator[Transaction]:
    """Orders' money (two days late) and the account's fees (at once), merged in time."""
    upto = min(span.before, span.known)
    orders = (order_transaction(world, posting, span.known) for posting in world.posted(span.after, upto))
    fees = [_service(world, fee) for fee in services(world, span.after, span.before)]
    yield from heapq.merge(orders, sorted(fees, key=_moment), key=_moment)


def _moment(transaction: Transaction) -> datetime:
    return transaction.at


def _group_period(world: World, group: str, now: datetime) -> tuple[datetime, datetime]:
    for number in range(period_number(world, now) + 1):
        start = world.began + PERIOD * number
        if group in {group_id(world, place.currency, start) for place in world.places}:
            return start, start + PERIOD
    return now, now


def _service(world: World, fee: Service) -> Transaction:
    tree: Tree = {"Expenses": {fee.kind: {"Base": fee.amount}}}
    return Transaction(
        id=token(world.seed, "service", fee.kind, fee.place.id, fee.number, size=43),
        kind="ServiceFee",
        description=fee.description,
        status="RELEASED",
        at=fee.at,
        place=fee.place,
        tree=tree,
        total=fee.amount,
        related=[("FINANCIAL_EVENT_GROUP_ID", group_id(world, fee.place.currency, fee.at))],
        items=[],
        contexts=[],
        merchant_order=False,
    )


# -- balances and summaries -----------------------------------------------------------------------------------


def _stores(world: World, call: Call) -> list[Marketplace]:
    asked = call.query.get("marketplaceIds")
    for marketplace_id in asked or ():
        if marketplace_id not in MARKETPLACES:
            raise Refusal(400, "InvalidInput", f"There is no marketplace {marketplace_id}.")
    return [place for place in world.places if not asked or place.id in asked]


def _partner(world: World, place: Marketplace) -> Json:
    return {"partnerId": world.seller_id, "accountType": "Standard Orders", "marketplaceId": place.id}


def _balance(world: World, call: Call, place: Marketplace, at: datetime, *, told: bool) -> Json:
    """Balances count since the last settlement period began."""
    start = world.began + PERIOD * period_number(world, at)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for transaction in _posted(world, Span(after=min(start, at), before=at, known=call.now - LATE)):
        if transaction.place == place and transaction.status != "DEFERRED_RELEASED":
            sums[transaction.status] += transaction.total
    available, deferred = sums["RELEASED"], sums["DEFERRED"]
    reserved = {"balanceType": "DEFERRED", "amount": number_money(deferred, place.currency)}
    answer: Json = {
        "partnerMetadata": _partner(world, place),
        "balanceType": "TOTAL",
        "amount": number_money(available + deferred, place.currency),
        "balances": [
            {"balanceType": "AVAILABLE", "amount": number_money(available, place.currency)},
            {"balanceType": "RESERVED", "amount": number_money(deferred, place.currency), "balances": [reserved]},
        ],
    }
    return answer | ({"asOfDate": stamp(at)} if told else {"lastUpdatedTime": stamp(call.now)})


def _descendants(balance: Json) -> Iterator[Json]:
    for child in balance.get("balances", ()):
        yield child
        yield from _descendants(child)


def _summary(world: World, call: Call, place: Marketplace, start: datetime, end: datetime) -> Json:
    posted = _posted(world, Span(after=start, before=end, known=call.now - LATE))
    released = [one for one in posted if one.place == place and one.status == "RELEASED"]
    return {
        "partnerMetadata": _partner(world, place),
        "periodStart": stamp(start),
        "periodEnd": stamp(end),
        "netProceeds": number_money(sum((one.total for one in released), ZERO), place.currency),
        "breakdowns": breakdowns(_by_top(released), place.currency),
    }


def _by_top(transactions: Iterable[Transaction]) -> Tree:
    sums: Tree = {}
    for transaction in transactions:
        for name, part in transaction.tree.items():
            have = sums.get(name, ZERO)
            sums[name] = total(part) + (have if isinstance(have, Decimal) else ZERO)
    return sums


def _day(value: Any) -> Any:
    """A date; the contract may have decoded it or left it as text."""
    return datetime.fromisoformat(value).date() if isinstance(value, str) else value


def _end_of(value: Any) -> datetime:
    return datetime.combine(_day(value), time(), UTC) + timedelta(days=1)
