"""The practice ERPNext answers what a real site answered: every recorded exchange, in order, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.conformance.exchanges import Replay, recorded

from sellerbridge.simulator.erpnext.server import PracticeERPNext

pytestmark = [
    pytest.mark.skipif(
        not recorded(), reason="the recorded exchanges (../shared/erpnext-exchanges.json) are not here"
    ),
    pytest.mark.xdist_group("exchanges"),
]


@pytest.fixture(scope="module")
def outcomes() -> Iterator[dict[str, list[str]]]:
    """Exchange → its differences; all are sent, since each builds on those before it."""
    with PracticeERPNext() as erp:
        replay = Replay(erp)
        yield {exchange["id"]: _sent(replay, exchange) for exchange in recorded()}


@pytest.mark.parametrize("exchange", recorded(), ids=lambda exchange: f"{exchange['group']}-{exchange['id']}")
def test_the_answer_is_the_recorded_one(exchange: dict[str, Any], outcomes: dict[str, list[str]]) -> None:
    found = outcomes[exchange["id"]]
    assert not found, f"{exchange['what']}:\n" + "\n".join(found[:12])


def _sent(replay: Replay, exchange: dict[str, Any]) -> list[str]:
    try:
        return replay.differences(exchange)
    except (LookupError, TypeError) as error:
        return [f"the request cannot be made from earlier answers: {error!r}"]
