"""A shop that has synced once: practice Amazon, embedded books, problems on purpose, a person of each role."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from tests.journeys.shop import Shop

from sellerbridge import installation
from sellerbridge.desk import accounts
from sellerbridge.installation import Installation
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

PASSWORD = "correct horse battery"
ROLES = ("viewer", "operator", "administrator")
"""Each is also the name of its person."""
RATES = ("GBP=1.17",)
"""The zloty's is missing, so that there is something to mend."""


PAGES = {
    "overview": "/",
    "orders": "/orders",
    "order": "/orders/{booked}",
    "order-compared": "/orders/{booked}?compare=true",
    "order-held": "/orders/{held}",
    "products": "/products",
    "money": "/money",
    "unpaid": "/money/unpaid",
    "settlement": "/money/{settlement}",
    "settlement-lines": "/money/{settlement}/lines",
    "fee-accounts": "/money/accounts",
    "problems": "/problems",
    "problems-of-a-cause": "/problems/all?kind=no-exchange-rate&by=PLN",
    "activity": "/activity",
    "run": "/activity/{run}",
    "settings": "/settings",
    "clock": "/settings/clock",
    "details": "/settings/details",
    "marketplaces": "/settings/marketplaces",
    "rates": "/settings/rates",
    "erp": "/settings/erp",
    "connecting": "/settings/connection",
    "connection": "/settings/connection/shop",
    "people": "/settings/people",
    "tokens": "/settings/tokens",
    "trail": "/settings/trail",
    "account": "/account",
    "refused": "/nowhere",
    "first-run-amazon": "/first-run/amazon",
    "first-run-erp": "/first-run/erp",
    "first-run-details": "/first-run/details",
    "first-run-trial": "/first-run/trial",
}
"""Every page that an administrator sees: what it is called here, and its address in a home (see Practised)."""


class Practised(NamedTuple):
    """The home after its first sync, and what in it is worth looking at."""

    shop: Shop
    held: str
    """An order without an exchange rate."""
    booked: str
    """An order with documents."""
    settlement: str
    run: str


@contextlib.contextmanager
def amazon(
    *,
    orders: int,
    days: int = 29,
    ago: int = 0,
    mistakes: Sequence[str] = (),
    faults: Sequence[Mapping[str, Any]] = (),
) -> Iterator[PracticeAmazon]:
    """A practice Amazon whose clock stands, now or so many days `ago`; its last order came five minutes before."""
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(days=ago)
    latest = now - timedelta(minutes=5)
    world = World.create(seed=11, listings=40, orders=orders, days=days, now=latest, mistakes=mistakes)
    world.report_seconds = 0
    with PracticeAmazon(world, clock=HeldClock(now), limits="off", faults=faults) as running:
        yield running


def connected(home: Path, practice: PracticeAmazon) -> Shop:
    """A home that knows its ERP and its seller and has read nothing yet, with a person of each role."""
    shop = Shop(home, practice)
    shop.here("erp", "books")
    shop.here("settings", "set", "company=Tea & Things")
    shop.here("rates", "set", *RATES)
    sites = [word for site in practice.world.marketplaces for word in ("--marketplace", site)]
    shop.here(
        *("connect", "shop", "--seller-id", practice.world.seller_id, *sites),
        *("--client-id", practice.credentials.client_id),
        *("--endpoint", practice.url, "--token-endpoint", practice.token_url),
    )
    with opened(shop) as found:
        for role in ROLES:
            accounts.add(found.store.accounts, role, role=role, password=PASSWORD)
    return shop


@contextlib.contextmanager
def opened(shop: Shop) -> Iterator[Installation]:
    """The shop's installation, in this process."""
    ours = {name: value for name, value in shop.environment.items() if name.startswith("SELLERBRIDGE_")}
    with patch.dict(os.environ, ours), installation.opened() as found:
        yield found


def practised(home: Path, practice: PracticeAmazon) -> Practised:
    """A home after its first sync."""
    shop = connected(home, practice)
    shop.here("sync", expect=1)
    return seen(shop)


def seen(shop: Shop) -> Practised:
    """What is worth looking at in a home that has synced."""
    held = _answer(shop, "problems")
    settlements = _answer(shop, "reconcile", expect=None)["settlements"]
    return Practised(
        shop=shop,
        held=next(problem["about"] for problem in held if problem["kind"] == "no-exchange-rate"),
        booked=_answer(shop, "documents", "--doctype", "Sales Invoice")[0]["doc"]["amazon_order_id"],
        settlement=settlements[0]["settlement_id"],
        run="2",
    )


def pages(home: Practised) -> Mapping[str, str]:
    """The address of every page, in that home."""
    return {name: path.format(**home._asdict()) for name, path in PAGES.items()}


def _answer(shop: Shop, *words: str, expect: int | None = 0) -> Any:
    return json.loads(shop.here(*words, "--json", expect=expect).stdout)
