"""Who holds which row, who waits for whom, and when that is a deadlock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from contextlib import suppress

from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Refusal

_PATIENCE = 50.0
"""innodb_lock_wait_timeout, in seconds."""


class Owner:
    """A transaction, to the locks: what it holds and what it waits for."""

    def __init__(self) -> None:
        self.held: set[Hashable] = set()
        self.wanted: Hashable | None = None


class Locks:
    """The row locks of one site.

    `turn` guards the whole site: whoever computes holds it, and gives it away only while waiting for a row or
    while time passes. So a transaction meets others exactly where a database would let them in between.
    """

    def __init__(self) -> None:
        self.turn = threading.Condition(threading.Lock())
        self._owners: dict[Hashable, Owner] = {}

    def take(self, key: Hashable, owner: Owner) -> None:
        """Hold a row to the end of the transaction. Raises Refusal: QueryDeadlockError, or after 50 seconds
        QueryTimeoutError. The caller has the turn.
        """
        if self._owners.get(key, owner) is not owner:
            self._wait(key, owner)
        self._owners[key] = owner
        owner.held.add(key)

    def free(self, owner: Owner) -> None:
        """The transaction is over. The caller has the turn."""
        for key in owner.held:
            with suppress(KeyError):
                del self._owners[key]
        owner.held.clear()
        self.turn.notify_all()

    def aside(self, act: Callable[[], None]) -> None:
        """Let the others have the turn meanwhile. The caller has it, before and after."""
        self.turn.release()
        try:
            act()
        finally:
            self.turn.acquire()

    def _wait(self, key: Hashable, owner: Owner) -> None:
        if self._is_deadlock(key, owner):
            raise deadlock()
        owner.wanted = key
        try:
            if not self.turn.wait_for(lambda: key not in self._owners, _PATIENCE):
                raise _timeout()
        finally:
            owner.wanted = None

    def _is_deadlock(self, key: Hashable, owner: Owner) -> bool:
        """Whether waiting for the row would close a circle."""
        holder = self._owners.get(key)
        while holder is not None:
            if holder is owner:
                return True
            holder = self._owners.get(holder.wanted) if holder.wanted is not None else None
        return False


def deadlock() -> Refusal:
    """The answer to whoever closes a circle of waiting transactions: rolled back, safe to send again."""
    text = "(1213, 'Deadlock found when trying to get lock; try restarting transaction')"
    return Refusal(text, kind="QueryDeadlockError", source=ERPNEXT)


def _timeout() -> Refusal:
    text = "(1205, 'Lock wait timeout exceeded; try restarting transaction')"
    return Refusal(text, kind="QueryTimeoutError", source=ERPNEXT)
