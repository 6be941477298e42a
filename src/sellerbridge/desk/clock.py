"""What a person tells the clock: run this now, pause that, go on."""

from __future__ import annotations

from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.store.schedule import EVERYTHING, FLOWS


def run_now(installation: Installation, connection: str, flow: str) -> None:
    """Have a flow run as soon as possible, whichever process runs the clock. Raises Usage."""
    store = installation.store
    store.schedule.wish(store.connections.named(connection).id, _flow(flow))


def pause(installation: Installation, connection: str, flow: str = EVERYTHING) -> None:
    """Run a flow, or all flows of the connection, no more by itself. Raises Usage."""
    store = installation.store
    store.schedule.pause(store.connections.named(connection).id, _flow(flow))


def resume(installation: Installation, connection: str, flow: str = EVERYTHING) -> None:
    """Run it by itself again. Raises Usage."""
    store = installation.store
    store.schedule.resume(store.connections.named(connection).id, _flow(flow))


def _flow(flow: str) -> str:
    if flow not in (*FLOWS, EVERYTHING):
        raise Usage(f"There is no flow {flow!r}. There are: {', '.join(FLOWS)}.")
    return flow
