"""What was kept is told in the language of whoever reads it, with its facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape

import pytest
from starlette.testclient import TestClient

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.console.words.of_problems import TITLES
from sellerbridge.console.words.speech import LANGUAGES, speech
from sellerbridge.errors import Usage
from sellerbridge.incoming import Page, Unreadable
from sellerbridge.installation import Installation
from sellerbridge.problems import KINDS, Problem
from sellerbridge.sentences import Money, Sentence
from sellerbridge.store.connections import Connection

As = Callable[[str], TestClient]
ORDER = "302-0000001-0000001"
WHY = Sentence("amounts in {first} and {second} in one order", first="EUR", second="PLN")


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


AMOUNTS = {"en": "2,522.46", "fr": "2\u202f522,46", "de": "2.522,46", "th": "2,522.46"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_amounts_of_a_problem(opened: Installation, seller: Connection, as_: As, code: str) -> None:
    facts = {"ours": "2522.46", "theirs": "2522.50", "difference": "-0.04", "currency": "PLN"}
    problem = Problem(kind="total-differs", about=ORDER, facts=facts)
    opened.store.report(seller, problem)
    page = shown(as_, "/problems", code)
    assert f"{AMOUNTS[code]} PLN" in page
    assert "2522.46" not in page
    assert "2522.46 PLN" in problem.message, "the terminal's text is what it was"


def test_a_currency_without_a_sign_of_its_own_stands_apart() -> None:
    assert speech("en").money(Decimal("-1405.01"), "PLN") == "-PLN\N{NO-BREAK SPACE}1,405.01"
    assert speech("th").money(Decimal("9.50"), "EUR") == "€9.50"


def test_a_number_is_written_whatever_form_its_text_asks_for() -> None:
    said = Sentence("its parts add up to {ours:f}", ours=Decimal("1234.50"))
    assert said == "its parts add up to 1234.50"
    assert "1.234,50" in speech("de").tell(said)


def test_a_currency_and_a_sku_of_digits_are_no_amounts() -> None:
    facts = {"currency": "EUR", "theirs": "PLN", "what": "a line"}
    assert "is in PLN" in Problem(kind="settlement-currency", about="77", facts=facts).message
    sku = Problem(kind="unknown-sku", about=ORDER, facts={"sku": "1234.50"})
    assert "1234.50" in speech("de").tell(sku.message)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_month(code: str) -> None:
    assert speech(code).month("2026-11").endswith("2026")
    assert "-" not in speech(code).month("2026-11")


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


def _moved(number: str, kind: str, moment: datetime) -> Transaction:
    return Transaction(
        transaction_id=number,
        kind=kind,
        status="RELEASED",
        posted_at=moment,
        currency="EUR",
        total=Decimal("1234.50"),
        order_id=ORDER,
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_story_names_problems_and_movements_as_pages_do(
    opened: Installation, seller: Connection, as_: As, code: str
) -> None:
    moment = datetime(2026, 11, 2, 8, tzinfo=UTC)
    order = Order(
        order_id=ORDER,
        marketplace_id="A1PA6795UKMFR9",
        status="SHIPPED",
        purchased_at=moment,
        updated_at=moment,
        currency="EUR",
        lines=(OrderLine(line_id="1", sku="MUG-RED", quantity=1),),
        charges=(),
    )
    opened.store.orders.keep(seller, Page(records=(order,)), cursor=None, keep_days=30)
    opened.store.report(seller, Problem(kind="unknown-sku", about=ORDER, facts={"sku": "MUG-RED"}))
    moved = (_moved("T1", "Shipment", moment), _moved("T2", "SomethingNew", moment))
    opened.store.transactions.keep(seller, Page(records=moved), cursor=None)
    page, told = shown(as_, f"/orders/{ORDER}", code), speech(code)
    assert told.say("sellerbridge: held ({kind})", kind=Sentence(TITLES["unknown-sku"])) in page
    assert "(unknown-sku)" not in page
    for kind in ("Shipment", "SomethingNew"):
        amount = Money(Decimal("1234.50"), "EUR")
        assert told.say("Amazon: {kind}, {amount} for you", kind=Sentence(kind), amount=amount) in page
    assert (code == "en") == (told.tell("Shipment") == "Shipment")


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
