from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from sellerbridge.clock import HeldClock, SystemClock, as_text, from_text

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOON, "2026-03-01T12:00:00Z"),
        (NOON.replace(microsecond=123_456), "2026-03-01T12:00:00.123Z"),
        (NOON.replace(microsecond=999), "2026-03-01T12:00:00Z"),
        (datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=2))), "2026-02-28T23:00:00Z"),
    ],
)
def test_moments_are_told_in_utc(moment: datetime, text: str) -> None:
    assert as_text(moment) == text


@pytest.mark.parametrize(
    "text", ["2026-03-01T12:00:00Z", "2026-03-01T12:00", "2026-03-01T14:00+02:00", "20260301T120000Z"]
)
def test_a_text_without_a_zone_is_utc(text: str) -> None:
    assert from_text(text) == NOON
    assert from_text(text).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "1767225600"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_text(text)


def test_a_held_clock_moves_only_when_told() -> None:
    clock = HeldClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.sleep(90.5)
    assert clock.now() == NOON + timedelta(seconds=90.5)


def test_the_system_clock_is_aware_and_goes_on() -> None:
    clock = SystemClock()
    before = clock.now()
    clock.sleep(0.01)
    assert before.tzinfo is UTC
    assert clock.now() > before
