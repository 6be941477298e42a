"""A dry run for a person: what it keeps, and that a failure becomes a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sellerbridge import installation
from sellerbridge.clock import HeldClock
from sellerbridge.flows.sync import Report
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import Problem
from sellerbridge.runner import trial
from sellerbridge.runner.trial import SHOWN, Trial

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    for variable in ("SELLERBRIDGE_DATABASE", "SELLERBRIDGE_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(tmp_path / "home"))
    with installation.opened(clock=HeldClock(NOW)) as found:
        yield found


def test_what_cannot_be_done_is_a_sentence(opened: Installation) -> None:
    running = Trial(opened)
    assert running.start()
    running.join()
    assert running.live is None
    assert running.outcome
    assert "No ERP is chosen yet" in running.outcome.errors[0]


def test_a_fault_of_ours_is_a_sentence_too(opened: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Report:
        raise ZeroDivisionError

    monkeypatch.setattr("sellerbridge.flows.sync.sync", broken)
    running = Trial(opened)
    running.start()
    running.join()
    assert running.outcome
    assert running.outcome.errors == ("The dry run failed; the log of the console says why.",)


def test_all_are_counted_and_some_of_each_telling_kind_are_kept() -> None:
    many = [
        Outgoing(kind=kind, key=str(n), name=str(n), body={})
        for kind in ("Item", "Sales Order")
        for n in range(90)
    ]
    rate = Problem(kind="no-exchange-rate", about="1-2-3", facts={"currency": "PLN"})
    waits = Problem(kind="settlement-waits", about="77")
    report = Report(runs=(), problems=(), documents=tuple(many), held=(rate, waits, rate))
    found = trial._outcome(report, NOW)
    assert found.counts == {"Item": 90, "Sales Order": 90}
    assert [document.kind for document in found.first] == ["Sales Order"] * 10 + ["Item"] * 10
    assert len(found.first) == SHOWN
    assert found.problems == (rate,), "met by two flows it is one; what resolves itself needs nobody"
