"""What a person tells the clock: run this now, pause that, go on, look so often."""

from __future__ import annotations

from collections.abc import Iterable

from sellerbridge.errors import Usage
from sellerbridge.installation import NO_ERP, Installation
from sellerbridge.store.problems import OpenProblem
from sellerbridge.store.schedule import EVERYTHING, FLOWS

_ORDERS, _MONEY = "orders", "money"
_OF_MONEY = ("settlement", "unknown-fee")
"""How the kinds of problems begin that the money flow takes up again; all others the orders do."""
SHORTEST_PERIOD, LONGEST_PERIOD = 1, 1440
"""Minutes; a day at most."""


def run_now(installation: Installation, connection: str, flow: str = EVERYTHING) -> None:
    """Have a flow, or all of them, run as soon as possible, whichever process runs the clock.

    Raises Usage where nothing would run: Amazon or the connection is switched off, no ERP is chosen.
    """
    store = installation.store
    seller = store.connections.named(connection)
    if not (store.settings.read().enabled and seller.enabled):
        raise Usage("Amazon is switched off. Switch it on first.")
    if not store.erp.chosen().kind:
        raise Usage(NO_ERP)
    for each in FLOWS if flow == EVERYTHING else (_flow(flow),):
        store.schedule.wish(seller.id, each)


def take_up(installation: Installation, chosen: Iterable[OpenProblem]) -> None:
    """Have what looks at these problems again run as soon as possible. Raises Usage where nothing would run.

    Where payouts wait, perhaps for these very orders, they are looked at right after them.
    """
    store = installation.store
    flows = {(each.connection, _MONEY if each.problem.kind.startswith(_OF_MONEY) else _ORDERS) for each in chosen}
    for connection in sorted({connection for connection, flow in flows if flow == _ORDERS}):
        if store.settlements.any_open(store.connections.named(connection).id):
            flows.add((connection, _MONEY))
    for connection, flow in sorted(flows):
        run_now(installation, connection, flow)


def pause(installation: Installation, connection: str, flow: str = EVERYTHING) -> None:
    """Run a flow, or all flows of the connection, no more by itself. Raises Usage."""
    store = installation.store
    store.schedule.pause(store.connections.named(connection).id, _flow(flow))


def resume(installation: Installation, connection: str, flow: str = EVERYTHING) -> None:
    """Run it by itself again. Raises Usage."""
    store = installation.store
    store.schedule.resume(store.connections.named(connection).id, _flow(flow))


def set_period(installation: Installation, connection: str, flow: str, minutes: int | None) -> None:
    """Run a flow of the connection every so many minutes; None: as often as usual. Raises Usage."""
    if minutes is not None and not SHORTEST_PERIOD <= minutes <= LONGEST_PERIOD:
        raise Usage(
            "A period is {shortest} to {longest} minutes.", shortest=SHORTEST_PERIOD, longest=LONGEST_PERIOD
        )
    if flow == EVERYTHING:
        raise Usage("Name the flow. There are: {flows}.", flows=", ".join(FLOWS))
    store = installation.store
    store.schedule.set_period(store.connections.named(connection).id, _flow(flow), minutes)


def _flow(flow: str) -> str:
    if flow not in (*FLOWS, EVERYTHING):
        raise Usage("There is no flow {flow!r}. There are: {flows}.", flow=flow, flows=", ".join(FLOWS))
    return flow
