"""Two orders at once: who waits, who is refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from tests.simulator.erpnext.rules.shop import STORES, Shop, ordered

from sellerbridge.simulator.erpnext.refusal import Refusal
from sellerbridge.simulator.erpnext.rules.bins import locked_bin
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.session import Session

PATIENCE = 10.0


class Other:
    """What another request does meanwhile, in a thread of its own; `refusal` is its end, if it was refused."""

    def __init__(self, session: Session, act: Callable[[Session], object]) -> None:
        self.session = session
        self.refusal: Refusal | None = None
        self._act = act
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with self.session.site.locks.turn:
            try:
                self._act(self.session)
            except Refusal as refusal:
                self.refusal = refusal
                self.session.rollback()
                return
            self.session.commit()

    def waits(self) -> None:
        """Until it stands before a row that somebody else holds."""
        deadline = time.monotonic() + PATIENCE
        while self.session.wanted is None:
            assert time.monotonic() < deadline, "it did not have to wait"
            time.sleep(0.002)

    def ends(self) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


def session_of(shop: Shop) -> Session:
    return Session(shop.site, shop.site.administrator, rules=RULES)


def bins(*items: str) -> Callable[[Session], object]:
    return lambda session: [locked_bin(session, item, STORES) for item in items]


def order(name: str) -> Callable[[Session], object]:
    values = {**ordered(("SKU-1", 2, 1.0)), "name": name, "docstatus": 1}
    return lambda session: session.insert(session.new("Sales Order", values))


@pytest.fixture
def reserved(shop: Shop) -> Shop:
    """A site where all bins exist."""
    shop.order(("SKU-1", 1, 1.0), ("SKU-2", 1, 1.0), docstatus=1).taken()
    return shop


def test_opposite_orders_deadlock_and_one_of_them_goes_through(reserved: Shop) -> None:
    mine = session_of(reserved)
    with reserved.site.locks.turn:
        bins("SKU-1")(mine)
    other = Other(session_of(reserved), bins("SKU-2", "SKU-1"))
    other.waits()
    with reserved.site.locks.turn:
        with pytest.raises(Refusal) as refused:
            bins("SKU-2")(mine)
        mine.rollback()
    other.ends()
    assert (refused.value.kind, refused.value.status, other.refusal) == ("QueryDeadlockError", 500, None)


def test_orders_in_the_same_order_only_wait(reserved: Shop) -> None:
    mine = session_of(reserved)
    with reserved.site.locks.turn:
        order("MINE")(mine)
    other = Other(session_of(reserved), order("OTHER"))
    other.waits()
    with reserved.site.locks.turn:
        mine.commit()
    other.ends()
    assert other.refusal is None
    assert reserved.bin("SKU-1")["reserved_qty"] == 5


def test_two_first_reservations_at_once_leave_one_to_be_repeated(shop: Shop) -> None:
    mine = session_of(shop)
    with shop.site.locks.turn:
        order("MINE")(mine)
    other = Other(session_of(shop), order("OTHER"))
    other.waits()
    with shop.site.locks.turn:
        mine.commit()
    other.ends()
    assert other.refusal is not None
    assert (other.refusal.kind, other.refusal.status) == ("DoesNotExistError", 404)
    assert other.refusal.message is not None
    assert other.refusal.message["message"] == "Item Code must be unique"
    assert [found["name"] for found in shop.listed("Sales Order")] == ["MINE"]
    shop.post("Sales Order", **ordered(("SKU-1", 2, 1.0)), name="OTHER", docstatus=1).taken()
    assert shop.bin("SKU-1")["reserved_qty"] == 4
