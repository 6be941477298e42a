"""Looks for the number of requests at once that gets the most done, by trying; pure, with the time handed in.

What counts is answers a second while there is always more to do. The search stands on a rung of a ladder, tries
another one for a few dozen requests, and moves there if that got more done.
"""

from __future__ import annotations

import math
import statistics
from collections import deque

LADDER = (1, 2, 3, 4, 6, 8, 12, 16)
"""Steps of a quarter or more, so that a difference shows among answers of uneven duration."""

_START = LADDER.index(4)
_FIRST = (2, 1, -1)
"""What is tried first: two rungs up, one up, one down."""

_GAIN = 1.05
"""A wider rung must get this much more done: requests that only wait in the site's queue are of no use."""

_LOSS = 0.98
"""A narrower rung may get this much less done: it is kinder to those who work there."""

_FEWEST, _MOST = 4, 4
"""Answers that a trial needs at least, and how many times the usual number while a difference may be chance."""

_REMEMBERED = 96
"""Answers by which a rung is judged: a multiple of every width, for answers may come in step."""

_SHORTEST_REST, _LONGEST_REST = 48, 768
"""Answers until the neighbours are tried again; twice as many each time that nothing better is found."""

_UNEVEN = 0.25
"""The least relative deviation of durations."""

_FADING = 0.9
"""What is left of a strain after one more answer."""


class Record:
    """The last answers on one rung: how long after the one before each came, and how long its request took."""

    def __init__(self) -> None:
        self._gaps: deque[float] = deque(maxlen=_REMEMBERED)
        self._seconds: deque[float] = deque(maxlen=_REMEMBERED)

    def __len__(self) -> int:
        return len(self._gaps)

    def add(self, *, gap: float, seconds: float) -> None:
        """One more answer."""
        self._gaps.append(gap)
        self._seconds.append(seconds)

    @property
    def rate(self) -> float:
        """Answers a second; 0 where the clock stands still."""
        whole = sum(self._gaps)
        return len(self._gaps) / whole if whole > 0 else 0.0

    @property
    def error(self) -> float:
        """The relative standard error of the rate, from how unevenly long the requests take.

        Requests that a site serves in step look steadier than they are, so some unevenness is taken for granted.
        """
        mean = statistics.fmean(self._seconds)
        uneven = statistics.pstdev(self._seconds) / mean if mean > 0 else 0.0
        return max(_UNEVEN, uneven) / math.sqrt(len(self._gaps))


class Search:
    """Where the search stands. Times are seconds of any clock that does not jump."""

    def __init__(self) -> None:
        self.rung = _START
        self._trial: int | None = None
        self._here, self._there = Record(), Record()
        self._steps = list(_FIRST)
        self._rest, self._pause = 0, _SHORTEST_REST
        self._running, self._unsettled = 0, 0
        self._last: float | None = None
        self._strain, self._deaf = 0.0, 0

    @property
    def limit(self) -> int:
        """How many requests may be on their way now."""
        return LADDER[self.rung if self._trial is None else self._trial]

    def resume(self) -> None:
        """Requests begin anew, or at another width: the first answers still tell of what was before."""
        self._unsettled = max(self.limit, self._running)
        self._last = None

    def begin(self) -> None:
        """A request goes out."""
        self._running += 1

    def end(self, began: float, now: float, *, followed: bool) -> None:
        """It ended; `followed` unless its place stays empty because nothing is left to do."""
        self._running -= 1
        self._deaf = max(0, self._deaf - 1)
        self._strain *= _FADING
        self._unsettled -= 1
        last, self._last = self._last, now if followed and self._unsettled <= 0 else None
        if last is not None and self._last is not None:
            self._answered(gap=max(0.0, now - last), seconds=max(0.0, now - began))

    def _answered(self, *, gap: float, seconds: float) -> None:
        (self._here if self._trial is None else self._there).add(gap=gap, seconds=seconds)
        self._rest -= 1
        self._decide()

    def strain(self, weight: float) -> None:
        """The site said that it is too much: 1 narrows at once, less narrows when it comes several times in a row.

        What the requests already on their way still say about the rung left is not heard.
        """
        if self._deaf:
            return
        self._strain += weight
        if self._strain < 1:
            return
        self._strain, self._deaf = 0.0, self._running
        if self._trial is None:
            self.rung = max(0, self.rung - 1)
            self._here = Record()
            self._pause = _SHORTEST_REST
        self._settle()

    def _decide(self) -> None:
        if self._trial is None:
            if self._rest <= 0 and len(self._here) >= _needed(self.limit):
                self._try_next()
            return
        verdict = _better(LADDER[self.rung], self._here, LADDER[self._trial], self._there)
        if verdict is not None:
            self._conclude(moved=verdict)

    def _try_next(self) -> None:
        while self._steps:
            rung = min(max(self.rung + self._steps.pop(0), 0), len(LADDER) - 1)
            if rung != self.rung:
                self._trial = rung
                self._there = Record()
                self.resume()
                return
        self._settle()

    def _conclude(self, *, moved: bool) -> None:
        trial, self._trial = self._trial, None
        self.resume()
        if moved and trial is not None:
            steps = trial - self.rung
            self.rung, self._here = trial, self._there
            self._steps = list(_FIRST) if steps > 1 else [steps]
            self._pause = _SHORTEST_REST
        elif not self._steps:
            self._settle()

    def _settle(self) -> None:
        """Stay for a while, then try the neighbours."""
        self._trial = None
        self._steps = [1, -1]
        self._rest, self._pause = self._pause, min(2 * self._pause, _LONGEST_REST)
        self.resume()


def _needed(width: int) -> int:
    """Answers to judge by: a few rounds of all that are on their way, for they may come in step."""
    return width * max(2, math.ceil(8 / width))


def _better(width: int, here: Record, other: int, there: Record) -> bool | None:
    """Whether the other width gets so much more done that it is worth moving; None while that may be chance.

    If asking on does not tell, the narrower one is taken.
    """
    answers, most = len(there), min(_MOST * _needed(other), _REMEMBERED)
    if answers < _FEWEST or answers % other:
        return None
    if not here.rate or not there.rate:
        return False
    wider = other > width
    margin = math.log(there.rate / here.rate / (_GAIN if wider else _LOSS))
    error = math.hypot(here.error, there.error)
    if answers >= most:
        return margin > (error if wider else 0.0)
    if abs(margin) < (3.0 if answers < _needed(other) else 1.5) * error:
        return None
    return margin > 0
