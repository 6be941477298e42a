"""Amazon's movements of money → the mirror. A part of the money's story: each is read in time and counted once.

Amazon tells what orders moved up to two days late, so a moment is looked at twice: while it is fresh, and once
more when nothing can be missing any more. A deferred transaction that is released long afterwards needs no third
look: its release is a transaction of its own and names it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from sellerbridge import clock as time
from sellerbridge.amazon.finances import SETTLED
from sellerbridge.bridge import Bridge
from sellerbridge.commerce.transaction import REFUND, Transaction
from sellerbridge.flows.progress import Progress
from sellerbridge.flows.run import Tally
from sellerbridge.incoming import Continuation, Page, Window
from sellerbridge.sentences import N_
from sellerbridge.store.cursors import TRANSACTIONS, Cursor

_FLOW = "money"
_EVERY = timedelta(hours=1)
"""What is two days late anyway need not be asked for every few minutes."""
_LATE = timedelta(hours=49)
"""Orders of the last 48 hours may be missing (Amazon, listTransactions); one more for clocks that differ."""
_PIECE = timedelta(days=30)
"""Long ranges are cut, so that two pieces can be asked for at once and little is read again after a failure."""
_TOKEN_LIVES = timedelta(hours=23)
_FIRST_DAYS = timedelta(days=30)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """The windows to ask for. `in_a_row`: each begins where the one before ends, so that each moves the cursor."""

    windows: tuple[Window, ...]
    in_a_row: bool = True


def read(
    bridge: Bridge,
    tally: Tally,
    *,
    since: datetime | None,
    until: datetime | None,
    asked_for: bool,
    progress: Progress,
) -> bool:
    """Mirror what was posted; page and cursor are kept together. Answers whether Amazon was asked.

    It is once an hour, or when it is `asked_for`. With `since` or `until` that range is read once more and the
    cursor stays where it is. Raises as `amazon.client.Client`.
    """
    cursor, now = bridge.store.cursors.get(bridge.connection.id, TRANSACTIONS), bridge.clock.now()
    upto = now - SETTLED
    if since is not None or until is not None:
        reading = Reading(windows=_cut(since or _first(bridge), min(until or upto, upto)), in_a_row=False)
        return _read(bridge, tally, reading, None, progress=progress)
    if asked_for or _is_due(cursor, now):
        return _read(bridge, tally, _reading(cursor, upto, _first(bridge)), cursor, progress=progress)
    return False


def _first(bridge: Bridge) -> datetime:
    return bridge.settings.after_date or bridge.clock.now() - _FIRST_DAYS


def _is_due(cursor: Cursor, now: datetime) -> bool:
    # A reading from the future is that of a clock which has been set back since.
    return cursor.unfinished or cursor.read_at is None or not timedelta(0) <= now - cursor.read_at < _EVERY


def _reading(cursor: Cursor, upto: datetime, first: datetime) -> Reading:
    """What was begun is ended; then all since the cursor is read, and what was too fresh before once more."""
    if cursor.resume is not None:
        return Reading(windows=_resumed(cursor.resume, upto))
    if cursor.position is None:
        return Reading(windows=_cut(first, upto))
    position = min(cursor.position, upto)
    if upto - position >= _LATE:
        return Reading(windows=_cut(position - _LATE, upto))
    settled = _cut(position - _LATE, upto - _LATE)
    return Reading(windows=settled + _cut(position, upto), in_a_row=False)


def _resumed(resume: Continuation, upto: datetime) -> tuple[Window, ...]:
    after, before = (time.from_text(resume.asked[name]) for name in ("postedAfter", "postedBefore"))
    fresh = resume if upto - resume.issued < _TOKEN_LIVES else None
    return (Window(after=after, before=before, resume=fresh), *_cut(before, upto))


def _cut(after: datetime, before: datetime) -> tuple[Window, ...]:
    """From `after` to `before` in pieces; nothing where the one is not earlier than the other."""
    windows = []
    while after < before:
        end = min(after + _PIECE, before)
        windows.append(Window(after=after, before=end))
        after = end
    return tuple(windows)


def _read(bridge: Bridge, tally: Tally, reading: Reading, cursor: Cursor | None, *, progress: Progress) -> bool:
    progress.stage(bridge.connection.name, _FLOW, N_("reading what Amazon paid and kept"))
    # The old connector's way books every fee on its order; otherwise only refunds concern an order's documents.
    wakes = None if bridge.settings.taxes_and_charges == "order" else (REFUND,)
    place = None if cursor is None else _Place(cursor, reading)
    seen = 0
    for number, page in bridge.amazon.finances.posted(reading.windows):
        moved = None if place is None else place.after(number, page, bridge.clock.now())
        kept = bridge.store.transactions.keep(bridge.connection, page, cursor=moved, wakes=wakes)
        tally.saw(kept)
        seen += kept.seen
        progress.count(seen, None)
    return bool(reading.windows)


class _Place:
    """How far a reading is, while pages of two windows come in turn.

    The cursor stands in the first window that is not finished; pages of a later one are kept, but move nothing
    before its turn comes. After a crash they are read again, which writes nothing.
    """

    def __init__(self, cursor: Cursor, reading: Reading) -> None:
        self._position = cursor.position
        self._reading = reading
        self._finished: set[int] = set()
        self._head = 0

    def after(self, number: int, page: Page[Transaction], now: datetime) -> Cursor | None:
        """Where the cursor is after this page; None: where it was."""
        if page.resume is None:
            self._finished.add(number)
        if not self._reading.in_a_row:
            whole = len(self._finished) == len(self._reading.windows)
            return self._at(self._reading.windows[-1].before, None, now) if whole else None
        if number != self._head:
            return None
        if page.resume is not None:
            return self._at(None, page.resume, now)
        while self._head in self._finished:
            end = self._reading.windows[self._head].before
            self._head += 1
        return self._at(end, None, now)

    def _at(self, end: datetime | None, resume: Continuation | None, now: datetime) -> Cursor:
        self._position = max(filter(None, (self._position, end)), default=None)
        return Cursor(stream=TRANSACTIONS, position=self._position, resume=resume, read_at=now)
