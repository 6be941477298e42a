"""What was kept is told in the language of whoever reads it, with its facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from starlette.testclient import TestClient

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.console.words.speech import LANGUAGES, speech
from sellerbridge.errors import Usage
from sellerbridge.incoming import Page, Unreadable
from sellerbridge.installation import Installation
from sellerbridge.problems import KINDS, Problem
from sellerbridge.sentences import Sentence
from sellerbridge.store.connections import Connection

As = Callable[[str], TestClient]
ORDER = "302-0000001-0000001"
WHY = Sentence("amounts in {first} and {second} in one order", first="EUR", second="PLN")


@pytest.fixture
def seller(opened: Installation) -> Connection:
    return opened.store.connections.put(
        name="north",
        seller_id="A1B2C3D4E5",
        region="EU",
        endpoint="http://127.0.0.1:9",
        token_endpoint="http://127.0.0.1:9/token",
        marketplaces=["A1PA6795UKMFR9"],
        client_id="client",
        client_secret="the-secret",
        refresh_token="the-token",
    )


def shown(as_: As, path: str, code: str) -> str:
    return unescape(as_("viewer").get(path, headers={"Accept-Language": code}).text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_problem_and_its_reason(opened: Installation, seller: Connection, as_: As, code: str) -> None:
    record = Unreadable(about=ORDER, why=WHY)
    opened.store.orders.keep(seller, Page(records=(), unreadable=(record,)), cursor=None, keep_days=30)
    (kept,) = opened.store.problems.open(ORDER)
    told = speech(code)
    expected = Sentence(KINDS["unreadable"].sentence, about=ORDER, why=WHY)
    assert kept.problem.message == expected
    assert told.tell(expected) in shown(as_, "/problems", code)
    assert told.tell(WHY) in shown(as_, "/problems", code)


def test_a_complaint_is_the_same_whether_it_can_be_told_or_not() -> None:
    """A decision stands by the mark of what it was about, also one from before sentences kept their facts."""
    plain = Problem(kind="unreadable", about=ORDER, facts={"why": str(WHY)})
    assert Problem(kind="unreadable", about=ORDER, facts={"why": WHY}).mark == plain.mark


@pytest.mark.parametrize("code", LANGUAGES)
def test_how_a_run_ended(opened: Installation, seller: Connection, as_: As, code: str) -> None:
    now = datetime(2026, 11, 2, 8, tzinfo=UTC)
    error = Usage("There is no marketplace {name!r}. Use an id or one of {codes}.", name="XX", codes="DE, FR")
    note = Sentence(
        "Amazon's pace for {operation} allows the next call in {wait:.0f} s.", operation="getOrder", wait=7.6
    )
    counts = {"requests": {}, "throttled": 0, "resume_at": None, "note": note}
    opened.store.runs.add(seller.id, "orders", started=now, finished=now, error=error.sentence, counts=counts)
    page = shown(as_, "/activity/1", code)
    assert speech(code).tell(error.sentence) in page
    assert speech(code).tell(note) in page


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_story_of_an_order(opened: Installation, seller: Connection, as_: As, code: str) -> None:
    moment = datetime(2026, 11, 2, 8, tzinfo=UTC)
    order = Order(
        order_id=ORDER,
        marketplace_id="A1PA6795UKMFR9",
        status="UNSHIPPED",
        purchased_at=moment,
        updated_at=moment,
        currency="EUR",
        lines=(OrderLine(line_id="1", sku="MUG-RED", quantity=1),),
        charges=(),
    )
    for state in (
        order,
        Order(
            **{
                **{f: getattr(order, f) for f in order.__struct_fields__},
                "status": "SHIPPED",
                "updated_at": moment.replace(hour=9),
            }
        ),
    ):
        opened.store.orders.keep(seller, Page(records=(state,)), cursor=None, keep_days=30)
    opened.store.holds.take(seller.id, ORDER, "wait for the customs")
    page, told = shown(as_, f"/orders/{ORDER}", code), speech(code)
    assert told.say("a person: held on purpose ({reason})", reason="wait for the customs") in page
    became = Sentence("Amazon: {before} became {now}", before=Sentence("UNSHIPPED"), now=Sentence("SHIPPED"))
    assert told.tell(became) in page


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_refusal(as_: As, code: str) -> None:
    answer = as_("viewer").get("/activity/77", headers={"Accept-Language": code})
    assert answer.status_code == 400
    sentence = Sentence("There is no run {run}. Runs are kept for 400 days.", run=77)
    assert speech(code).tell(sentence) in unescape(answer.text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_line_of_the_trail(opened: Installation, as_: As, code: str) -> None:
    opened.store.accounts.did("boss", Sentence("imported {number} mappings", number=3), Sentence("everything"))
    page = unescape(as_("administrator").get("/settings/trail", headers={"Accept-Language": code}).text)
    assert speech(code).say("imported {number} mappings", number=3) in page
    assert speech(code).say("everything") in page
