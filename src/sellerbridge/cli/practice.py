"""The practice seller: how to connect to it, and one that is started when the console asks for it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sellerbridge.desk.connect import Seller
    from sellerbridge.simulator.server import PracticeAmazon
    from sellerbridge.store.connections import Secrets

SPEED = 60.0
"""A practice minute is a second: Amazon's published pace is kept, and the reports are there at once."""
DAYS = 29
"""A first sync reads what changed in the last thirty days."""
_ORDERS = 400
_SEED = 2
"""Another seller than the one that demo and simulate make unless told otherwise."""


def seller(amazon: PracticeAmazon) -> tuple[Seller, Secrets]:
    """What a person would type to connect to it; its secrets open nothing else."""
    from sellerbridge.desk.connect import Seller
    from sellerbridge.store.connections import Secrets

    credentials = amazon.credentials
    return (
        Seller(
            name="practice",
            seller_id=credentials.seller_id,
            marketplaces=amazon.world.marketplaces,
            client_id=credentials.client_id,
            endpoint=amazon.url,
            token_endpoint=amazon.token_url,
        ),
        Secrets(client_secret=credentials.client_secret, refresh_token=credentials.refresh_token),
    )


@contextlib.contextmanager
def offered() -> Iterator[Callable[[datetime | None], tuple[Seller, Secrets]]]:
    """What starts a practice Amazon, once, when somebody asks how to connect to it; it goes with this process.

    Told when it was connected first, it is the same seller with the same past as then.
    """
    one_at_a_time = threading.Lock()
    started: list[PracticeAmazon] = []

    def practising(since: datetime | None) -> tuple[Seller, Secrets]:
        from sellerbridge.cli import simulate

        with one_at_a_time:
            if not started:
                # On the hour: connecting comes a moment later, and must lead back to the same one.
                founded = (since or datetime.now(UTC)).replace(minute=0, second=0, microsecond=0)
                made = simulate.opened(seed=_SEED, orders=_ORDERS, days=DAYS, speed=SPEED, founded=founded)
                started.append(running.enter_context(made))
            return seller(started[0])

    with contextlib.ExitStack() as running:
        yield practising
