"""Problems: in words, grouped by what mends them, tried again by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from sellerbridge.desk import problems
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.problems import Problem
from sellerbridge.store import problems as stored
from sellerbridge.store.connections import Connection


def _no_rate(order_id: str, currency: str, day: str) -> Problem:
    facts = {"currency": currency, "company_currency": "EUR", "date": day}
    return Problem(kind="no-exchange-rate", about=order_id, facts=facts)


@pytest.fixture
def held(opened: Installation, seller: Connection) -> Installation:
    for problem in (
        _no_rate("302-1", "SEK", "2026-11-09"),
        _no_rate("302-2", "PLN", "2026-11-09"),
        _no_rate("302-3", "PLN", "2026-11-04"),
        Problem(kind="unknown-charge", about="302-4", facts={"type": "LEVY", "amount": "2.40", "currency": "EUR"}),
    ):
        opened.store.report(seller, problem)
    return opened


def test_one_rate_mends_all_of_its_currency_from_the_earliest_day_on(held: Installation) -> None:
    first = problems.grouped(one.problem for one in held.store.problems.open())[0]
    assert (first.kind, first.count, first.about) == ("no-exchange-rate", 2, "302-3")
    assert "rates set PLN=RATE" in first.remedy


def test_what_another_act_mends_is_another_group(held: Installation) -> None:
    groups = problems.grouped(one.problem for one in held.store.problems.open())
    assert [(g.kind, g.count) for g in groups] == [
        ("no-exchange-rate", 2),
        ("no-exchange-rate", 1),
        ("unknown-charge", 1),
    ]


def test_each_is_told_in_words(held: Installation) -> None:
    last = problems.problems(held.store)[-1]
    assert (last.connection, last.about, last.attempts) == ("north", "302-4", 1)
    assert "LEVY (2.40 EUR)" in last.message
    assert "map fee LEVY=ACCOUNT" in last.remedy


def test_a_number_that_is_no_open_problem_is_told(held: Installation) -> None:
    with pytest.raises(Usage, match="no open problem 77, 78"):
        problems.retry(held.store, [1, 77, 78])


@pytest.mark.parametrize(("ids", "number"), [([1, 3], 2), (None, 4)])
def test_retry_answers_how_many_wait_again(held: Installation, ids: list[int] | None, number: int) -> None:
    assert problems.retry(held.store, ids) == number


class Looked(list[int]):
    """Numbers that count how often somebody looked through all of them."""

    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(numbers)
        self.times = 0

    def __iter__(self) -> Iterator[int]:
        self.times += 1
        return super().__iter__()

    def __contains__(self, number: object) -> bool:
        self.times += 1
        return super().__contains__(number)


def test_many_are_retried_without_looking_through_all_numbers_for_each(
    opened: Installation, seller: Connection
) -> None:
    many = [_no_rate(f"302-{n}", "PLN", "2026-11-09") for n in range(500)]
    with opened.database.transaction() as transaction:
        stored.open_all(transaction, seller.id, many, now=opened.clock.now())
    ids = Looked(range(1, 501))
    assert problems.retry(opened.store, ids) == 500
    assert ids.times < 10
