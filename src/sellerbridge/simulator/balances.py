"""Finances 2024-06-19: what Amazon owes the seller, and what a period or a settlement brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sellerbridge.simulator.call import Answer, Call, Json, Refusal
from sellerbridge.simulator.charges import ZERO
from sellerbridge.simulator.finances import LATE, Span, posted
from sellerbridge.simulator.leaves import Tree, total
from sellerbridge.simulator.marketplaces import MARKETPLACES, Marketplace
from sellerbridge.simulator.periods import begins, closed, period_number, settlement_id, stores
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.settlement_lines import SettlementLine
from sellerbridge.simulator.settlements import Settlement
from sellerbridge.simulator.transactions import Transaction, breakdowns
from sellerbridge.simulator.wire import number_money, stamp

_LONGEST_DEFERRAL = timedelta(days=30)


def list_balances(world: World, call: Call) -> Answer:
    """What Amazon owes the seller in each store: released but not yet paid out, deferred, and held in reserve."""
    day = call.query.get("asOfDate")
    at = min(_end_of(day), call.now) if day else call.now
    balances = [_balance(world, call, place, at, told=bool(day)) for place in _stores(world, call)]
    wanted = call.query.get("balanceType", "TOTAL")
    if wanted == "TOTAL":
        return Answer(json={"balances": balances})
    flat = [dict(one, partnerMetadata=top["partnerMetadata"]) for top in balances for one in _descendants(top)]
    return Answer(json={"balances": [one for one in flat if one["balanceType"] == wanted]})


def list_summary(world: World, call: Call) -> Answer:
    """Net proceeds of a settlement, or of a period (days, both included) in each store. Refusal: 404 for a
    settlement that is not there (yet), 400 without either.
    """
    if "relatedIdentifierValue" in call.query:
        return Answer(json={"summaries": _of_settlement(world, call, call.query["relatedIdentifierValue"])})
    if "periodStart" not in call.query or "periodEnd" not in call.query:
        raise Refusal(400, "InvalidInput", "periodStart and periodEnd are required without a settlement id.")
    start = datetime.combine(_day(call.query["periodStart"]), time(), UTC)
    end = _end_of(call.query["periodEnd"])
    return Answer(json={"summaries": [_summary(world, call, place, start, end) for place in _stores(world, call)]})


def _of_settlement(world: World, call: Call, wanted: str) -> list[Json]:
    """A settlement pays for all stores of its currency and is told once, under the first of them."""
    period = next((one for one in closed(world, call.now) if settlement_id(world, one) == wanted), None)
    if period is None:
        raise Refusal(404, "NotFound", f"There is no settlement {wanted}.")
    asked, places = _stores(world, call), stores(world, period.currency)
    if not set(asked) & set(places):
        return []
    settlement = world.settlements.settlement(period)
    answer: Json = {
        "partnerMetadata": _partner(world, places[0]),
        "relatedIdentifiers": [{"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": wanted}],
        "periodStart": stamp(settlement.start),
        "periodEnd": stamp(settlement.end),
        "netProceeds": number_money(settlement.total, period.currency),
        "breakdowns": breakdowns(_by_words(settlement), period.currency),
    }
    return [answer]


def _by_words(settlement: Settlement) -> Tree:
    tree: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in settlement.lines:
        tree[_branch(line)][line.word] += line.amount
    return {name: dict(branch) for name, branch in tree.items()}


def _branch(line: SettlementLine) -> str:
    if line.transaction_type in ("Refund", "Chargeback Refund"):
        return "Refunds"
    if line.order is not None and line.kind != "ItemFees":
        return "Sales"
    return "Expenses" if line.amount < 0 else "Other"


def _stores(world: World, call: Call) -> list[Marketplace]:
    asked = call.query.get("marketplaceIds")
    for marketplace_id in asked or ():
        if marketplace_id not in MARKETPLACES:
            raise Refusal(400, "InvalidInput", f"There is no marketplace {marketplace_id}.")
    return [place for place in world.places if not asked or place.id in asked]


def _partner(world: World, place: Marketplace) -> Json:
    return {"partnerId": world.seller_id, "accountType": "Standard Orders", "marketplaceId": place.id}


def _balance(world: World, call: Call, place: Marketplace, at: datetime, *, told: bool) -> Json:
    """What was released counts since the last settlement period began; what is deferred, as long as it is."""
    start, since = begins(world, period_number(world, at)), at - _LONGEST_DEFERRAL
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for transaction in posted(world, Span(after=min(start, since), before=at, known=min(call.now - LATE, at))):
        counts = transaction.status == "DEFERRED" or (transaction.status == "RELEASED" and transaction.at >= start)
        if transaction.place == place and transaction.kind != "Transfer" and counts:
            sums[transaction.status] += transaction.total
    first = stores(world, place.currency)[0] == place
    available, deferred = sums["RELEASED"], sums["DEFERRED"]
    reserve = world.settlements.held(place.currency, at) if first else ZERO
    parts = {"DEFERRED": deferred, "ACCOUNT_LEVEL_RESERVE": reserve}
    answer: Json = {
        "partnerMetadata": _partner(world, place),
        "balanceType": "TOTAL",
        "amount": number_money(available + deferred + reserve, place.currency),
        "balances": [
            {"balanceType": "AVAILABLE", "amount": number_money(available, place.currency)},
            {
                "balanceType": "RESERVED",
                "amount": number_money(deferred + reserve, place.currency),
                "balances": [
                    {"balanceType": name, "amount": number_money(amount, place.currency)}
                    for name, amount in parts.items()
                ],
            },
        ],
    }
    return answer | ({"asOfDate": stamp(at)} if told else {"lastUpdatedTime": stamp(call.now)})


def _descendants(balance: Json) -> Iterator[Json]:
    for child in balance.get("balances", ()):
        yield child
        yield from _descendants(child)


def _summary(world: World, call: Call, place: Marketplace, start: datetime, end: datetime) -> Json:
    """What was earned; what is done with it afterwards does not count."""
    found = posted(world, Span(after=start, before=min(end, call.now), known=call.now - LATE))
    released = [one for one in found if one.place == place and one.status == "RELEASED" and one.kind != "Transfer"]
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
