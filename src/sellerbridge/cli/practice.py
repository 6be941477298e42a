"""The practice seller: how to connect to it, and one that is started when the console asks for it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
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
def offered() -> Iterator[Callable[[], tuple[Seller, Secrets]]]:
    """What starts a practice Amazon, once, when somebody asks how to connect to it; it goes with this process."""
    one_at_a_time = threading.Lock()
    started: list[PracticeAmazon] = []

    def practising() -> tuple[Seller, Secrets]:
        from sellerbridge.cli import simulate

        with one_at_a_time:
            if not started:
                made = simulate.opened(seed=1, orders=_ORDERS, days=DAYS, speed=SPEED)
                started.append(running.enter_context(made))
            return seller(started[0])

    with contextlib.ExitStack() as running:
        yield practising
