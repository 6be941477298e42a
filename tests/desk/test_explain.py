"""explain: when a document was written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sellerbridge.desk.explain import _writings
from sellerbridge.store.outbox import Row

_MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
_FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _row(state: str, first: datetime | None, last: datetime | None) -> Row:
    return Row(
        kind="Sales Order",
        key="302-0000000-0000001",
        name="302-0000000-0000001",
        about="302-0000000-0000001",
        state=state,
        erp_name="302-0000000-0000001",
        fingerprint="",
        attempts=1,
        message="",
        wanted_at=_MONDAY,
        first_delivered_at=first,
        delivered_at=last,
        body={},
        origins={},
        personal=False,
    )


@pytest.mark.parametrize(
    ("state", "first", "last", "told"),
    [
        ("due", None, None, []),
        ("delivered", _MONDAY, _MONDAY, [(_MONDAY, "written for the first time")]),
        (
            "delivered",
            _MONDAY,
            _FRIDAY,
            [(_MONDAY, "written for the first time"), (_FRIDAY, "brought up to date")],
        ),
        ("due", _MONDAY, None, [(_MONDAY, "written for the first time")]),
        ("cancelled", _MONDAY, _FRIDAY, [(_MONDAY, "written for the first time"), (_FRIDAY, "cancelled")]),
    ],
    ids=["waits", "once", "changed since", "waits again", "cancelled since"],
)
def test_first_and_last_writing_are_told(
    state: str, first: datetime | None, last: datetime | None, told: list[tuple[datetime, str]]
) -> None:
    assert list(_writings(_row(state, first, last))) == told
