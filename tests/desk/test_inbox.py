"""The inbox: causes, and what was closed with its reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sellerbridge.clock import HeldClock
from sellerbridge.desk import inbox
from sellerbridge.desk.decide import decide
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.problems import Problem
from sellerbridge.store.connections import Connection


def _report(opened: Installation, seller: Connection, kind: str, about: str, **facts: str) -> None:
    opened.store.report(seller, Problem(kind=kind, about=about, facts=facts))


def test_one_act_one_cause(opened: Installation, seller: Connection) -> None:
    for number, day in enumerate(("2026-11-03", "2026-11-01", "2026-11-02")):
        _report(opened, seller, "no-exchange-rate", f"O{number}", currency="PLN", date=day, company_currency="EUR")
    _report(opened, seller, "no-exchange-rate", "O9", currency="GBP", date="2026-11-01", company_currency="EUR")
    _report(opened, seller, "wrong-secret", "north")
    found = inbox.causes(opened.store, shown=2)
    assert [(c.kind, c.by, c.count, len(c.members)) for c in found] == [
        ("wrong-secret", "north", 1, 1),
        ("no-exchange-rate", "PLN", 3, 2),
        ("no-exchange-rate", "GBP", 1, 1),
    ]
    assert found[1].first.facts["date"] == "2026-11-01"
    assert len(inbox.cause(opened.store, "no-exchange-rate", "PLN").members) == 3
    with pytest.raises(Usage):
        inbox.cause(opened.store, "no-exchange-rate", "SEK")


def test_closed_ones_with_their_reason_for_thirty_days(
    opened: Installation, seller: Connection, clock: HeldClock
) -> None:
    opened.store.erp.choose("books")
    _report(opened, seller, "total-differs", "O1")
    _report(opened, seller, "wrong-secret", "north")
    (problem,) = [one for one in opened.store.problems.open() if one.problem.kind == "total-differs"]
    decide(opened.store, [problem.id], "ignore", reason="entered by hand")
    clock.sleep(60)
    opened.store.works_again(seller)
    assert [(c.problem.kind, c.choice, c.reason) for c in inbox.closed(opened.store, clock.now())] == [
        ("wrong-secret", "", ""),
        ("total-differs", "ignore", "entered by hand"),
    ]
    assert inbox.closed(opened.store, clock.now() + timedelta(days=31)) == []
