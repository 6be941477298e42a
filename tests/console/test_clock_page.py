"""The clock on its page: periods, pauses and runs by role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from tests.console.conftest import connected

from sellerbridge.installation import Installation
from sellerbridge.store.schedule import EVERYTHING

As = Callable[[str], TestClient]
PATH = "/settings/clock"


@pytest.fixture
def north(opened: Installation) -> Installation:
    """One seller, of whom nothing is asked."""
    connected(opened)
    return opened


def test_before_there_is_a_seller_it_says_what_to_do(as_: As) -> None:
    assert 'class="empty"' in as_("viewer").get(PATH).text


def test_a_period_is_set_and_taken_back(as_: As, north: Installation) -> None:
    client = as_("administrator")
    typed = {"connection": "north", "flow": "orders", "minutes": "15"}
    assert "Orders of north runs every 15 minutes now." in client.post(PATH, data=typed).text
    assert list(north.store.schedule.periods().values()) == [15]
    assert "every 15 minutes" in as_("viewer").get(PATH).text
    assert "as often as usual again" in client.post(PATH, data={**typed, "minutes": ""}).text
    assert not north.store.schedule.periods()
    told = [deed.about for deed in north.store.accounts.deeds() if "how often" in deed.what]
    assert told == ["north: Orders, as often as usual", "north: Orders, every 15 minutes"]


@pytest.mark.parametrize("minutes", ["0", "often", "1441"])
def test_a_period_that_cannot_be_is_refused_with_what_was_typed(
    as_: As, north: Installation, minutes: str
) -> None:
    answer = as_("administrator").post(PATH, data={"connection": "north", "flow": "orders", "minutes": minutes})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert f'value="{minutes}"' in answer.text
    assert not north.store.schedule.periods()


def test_only_administrators_set_it_and_only_operators_pause(as_: As, north: Installation) -> None:
    operator, viewer = as_("operator"), as_("viewer")
    assert operator.post(PATH, data={"connection": "north", "flow": "orders"}).status_code == 403
    assert 'name="minutes"' not in operator.get(PATH).text
    assert "Pause" in operator.get(PATH).text
    assert "<form" not in viewer.get(PATH).text.partition("<main")[2]


def test_all_of_a_seller_is_paused_and_resumed_from_here(as_: As, north: Installation) -> None:
    client = as_("operator")
    paused = client.post("/activity/pause", data={"connection": "north", "back": PATH})
    assert str(paused.url).endswith(PATH)
    assert {flow for _, flow in north.store.schedule.pauses()} == {EVERYTHING}
    assert "Resume all" in paused.text
    client.post("/activity/resume", data={"connection": "north", "back": PATH})
    assert not north.store.schedule.pauses()
