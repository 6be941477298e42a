"""How everything stands: the overview's figures, and the status of each connection."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sellerbridge.console.api.clock import turns
from sellerbridge.console.api.operation import Subject
from sellerbridge.console.page import Page
from sellerbridge.desk import in_step as steps
from sellerbridge.desk import status as desk
from sellerbridge.desk.in_step import ConnectionStep, State
from sellerbridge.desk.money.next_payout import NextPayout, next_payout
from sellerbridge.desk.sales import Sales, sales
from sellerbridge.desk.status import ConnectionStatus
from sellerbridge.runner.plan import TurnShown

subject = Subject("Overview", "How everything stands.")


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Everything at a glance. `documents` counts due, delivered, held and failed; `problems` the open ones."""

    connections: tuple[ConnectionStatus, ...]
    documents: Mapping[str, int]
    problems: int
    turns: tuple[TurnShown, ...]


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """The overview: in step or not, what was sold in the last thirty days, when the money comes."""

    state: State
    connections: tuple[ConnectionStep, ...]
    problems: int
    sales: Sales
    money: NextPayout


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: a person, or a program by its token."""

    name: str
    role: str


@subject.on("GET", "/status")
def status(page: Page) -> Standing:
    """How far everything is: streams and their lag, credentials, documents, turns.

    It counts every document: with a million orders that takes seconds. The overview answers at once.
    """
    found = desk.status(page.installation)
    return Standing(
        connections=found.connections, documents=found.documents, problems=found.problems, turns=turns(page)
    )


@subject.on("GET", "/overview")
def overview(page: Page) -> Glance:
    """The figures of the overview, from kept counts."""
    store = page.installation.store
    connections = steps.in_step(page.installation)
    return Glance(
        state=steps.worst(one.state for one in connections),
        connections=connections,
        problems=store.problems.count(),
        sales=sales(store, page.installation.clock.now().date()),
        money=next_payout(store),
    )


@subject.on("GET", "/me")
def me(page: Page) -> Asking:
    """Who asks, and how far they reach."""
    return Asking(name=page.person.name, role=page.person.role.name.lower())
