from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellerbridge.erp.erpnext.search import LADDER, Search

SECONDS = 0.1
Strain = Callable[[int], float]


class PracticeSite:
    """So many requests are served at once, the others wait in line; each one more on its way slows all a little."""

    def __init__(
        self, *, slots: int, noise: float = 0.0, contention: float = 0.0, seed: int = 0, fair: bool = True
    ) -> None:
        self.slots = slots
        self.fair = fair
        self.contention = contention
        self._dice = random.Random(seed)
        self._sigma = math.sqrt(math.log(1 + noise * noise))

    def seconds(self, width: int) -> float:
        """How long one request is served."""
        noise = math.exp(self._dice.gauss(-(self._sigma**2) / 2, self._sigma))
        return SECONDS * (1 + self.contention * (width - 1)) * noise

    def next(self, line: deque[float]) -> float:
        """Who is served next: the first in line, or any."""
        line.rotate(0 if self.fair else self._dice.randrange(len(line)))
        return line.popleft()

    def per_second(self, width: int) -> float:
        """What gets done in the long run."""
        return min(width, self.slots) / (SECONDS * (1 + self.contention * (width - 1)))

    @property
    def best(self) -> float:
        return max(self.per_second(width) for width in LADDER)


class Day:
    """A search that works against a practice site: always as many requests on their way as it allows."""

    def __init__(self, site: PracticeSite, *, strain: Strain = lambda _: 0.0) -> None:
        self.site = site
        self.search = Search()
        self.now = 0.0
        self.widths: list[int] = []
        self._strain = strain
        self._line: deque[float] = deque()
        self._ends: list[tuple[float, int, float]] = []
        self._number = count()

    @property
    def on_their_way(self) -> int:
        return len(self._line) + len(self._ends)

    def answers(self, number: int) -> float:
        """So many answers; how many a second they were."""
        began = self.now
        self.search.resume()
        self._begin()
        for _ in range(number):
            self.now, _, began = heapq.heappop(self._ends)
            self.search.strain(self._strain(self.on_their_way + 1))
            self.search.end(began, self.now, followed=self.on_their_way < self.search.limit)
            self._begin()
            self.widths.append(self.search.limit)
        return number / (self.now - began)

    def _begin(self) -> None:
        while self.on_their_way < self.search.limit:
            self.search.begin()
            self._line.append(self.now)
        while self._line and len(self._ends) < self.site.slots:
            end = self.now + self.site.seconds(self.on_their_way)
            heapq.heappush(self._ends, (end, next(self._number), self.site.next(self._line)))


@pytest.mark.parametrize("slots", [1, 2, 3, 4, 5, 8, 12, 16])
@pytest.mark.parametrize(("noise", "contention"), [(0, 0), (0, 0.02), (0.3, 0), (0.3, 0.02), (0.3, 0.1)])
def test_it_ends_within_5_per_cent_of_the_best(slots: int, noise: float, contention: float) -> None:
    site = PracticeSite(slots=slots, noise=noise, contention=contention)
    day = Day(site)
    day.answers(1000)
    assert day.answers(4000) >= 0.95 * site.best


@settings(max_examples=15, deadline=None)
@given(slots=st.integers(1, 16), noise=st.floats(0, 1), contention=st.floats(0, 0.3), seed=st.integers())
def test_it_never_starves_and_never_floods(slots: int, noise: float, contention: float, seed: int) -> None:
    site = PracticeSite(slots=slots, noise=noise, contention=contention, seed=seed)
    dice = random.Random(seed)
    day = Day(site, strain=lambda _: dice.choice((0, 0, 0, 0.25)))
    day.answers(1500)
    assert set(day.widths) <= set(LADDER)
    assert day.answers(1500) >= 0.6 * site.per_second(1)


@pytest.mark.parametrize(("slots", "least"), [(1, 0.85), (2, 0.85), (4, 0.85), (8, 0.8)])
def test_it_finds_its_place_among_the_first_few_hundred(slots: int, least: float) -> None:
    site = PracticeSite(slots=slots, noise=0.3, contention=0.02)
    assert Day(site).answers(300) >= least * site.best


@pytest.mark.parametrize(("before", "after"), [(1, 8), (8, 1), (2, 6)])
def test_it_follows_a_site_that_changes(before: int, after: int) -> None:
    day = Day(PracticeSite(slots=before, noise=0.3, contention=0.02))
    day.answers(1500)
    day.site.slots = after
    day.answers(4000)
    assert day.answers(1000) >= 0.95 * day.site.best


def test_it_does_not_chase_noise() -> None:
    """Once settled it stays: nearly all answers come at one width."""
    day = Day(PracticeSite(slots=2, noise=0.3))
    day.answers(2000)
    day.widths.clear()
    day.answers(4000)
    assert max(day.widths.count(width) for width in LADDER) > 0.8 * 4000


@pytest.mark.parametrize("seed", range(5))
def test_a_site_that_lets_some_wait_long_is_not_flooded(seed: int) -> None:
    """Those who are served at once are heard first: durations would tell that all is well."""
    day = Day(PracticeSite(slots=2, noise=0.3, contention=0.02, seed=seed, fair=False))
    day.answers(1000)
    day.widths.clear()
    assert day.answers(4000) >= 0.95 * day.site.best
    assert sum(width > 4 for width in day.widths) < 0.1 * 4000


def test_one_that_says_too_many_narrows_at_once_and_those_on_their_way_no_further() -> None:
    search = Search()
    for _ in range(4):
        search.begin()
    assert search.limit == 4
    search.strain(1.0)
    assert search.limit == 3
    search.strain(1.0)
    assert search.limit == 3
    for _ in range(4):
        search.end(0.0, 1.0, followed=True)
    search.strain(1.0)
    assert search.limit == 2


def test_a_single_collision_is_no_reason_to_narrow_and_a_row_of_them_is() -> None:
    search = Search()
    search.strain(0.25)
    assert search.limit == 4
    for _ in range(3):
        search.strain(0.25)
    assert search.limit == 3


def test_it_never_narrows_below_one() -> None:
    search = Search()
    for _ in range(9):
        search.strain(1.0)
    assert search.limit == 1


def test_it_recovers_after_a_strain_has_passed() -> None:
    day = Day(PracticeSite(slots=4))
    day.answers(500)
    for _ in range(8):
        day.search.strain(1.0)
        day.answers(20)
    assert day.search.limit == 1
    day.answers(1500)
    assert day.answers(1000) >= 0.95 * day.site.best


def test_a_site_that_refuses_more_than_two_at_once_is_asked_by_two() -> None:
    """Trying a third now and then costs little, for the rests between get longer."""
    day = Day(PracticeSite(slots=8), strain=lambda width: float(width > 2))
    day.answers(2000)
    day.widths.clear()
    day.answers(4000)
    assert sum(width > 2 for width in day.widths) < 0.02 * 4000
    assert day.widths.count(2) > 0.9 * 4000


def test_a_clock_that_stands_still_moves_nothing() -> None:
    search = Search()
    for _ in range(100):
        search.begin()
        search.end(0.0, 0.0, followed=True)
    assert search.limit == 4
