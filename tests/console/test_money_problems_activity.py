"""The pages money, problems and activity: what they show, what they do, and for whom."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape

import msgspec
import pytest
from starlette.testclient import TestClient
from tests.settlements import fee, line, price, settlement

from sellerbridge.console.pages import money as page
from sellerbridge.console.words import of_money, of_problems, of_runs
from sellerbridge.desk.activity import Outcome
from sellerbridge.desk.money import settlement_state
from sellerbridge.desk.money.entries import EntryShown
from sellerbridge.desk.money.statement import Statement, statement
from sellerbridge.installation import Installation
from sellerbridge.problems import KINDS, Problem
from sellerbridge.runner.plan import State
from sellerbridge.store.connections import Connection
from sellerbridge.store.problems import StoredProblems

As = Callable[[str], TestClient]
A = "302-0000001-0000001"


@pytest.fixture
def paid(opened: Installation, seller: Connection) -> None:
    told = settlement(
        price("100.00", A), fee("-15.00", A), line("other-transaction / Moon Fee / Moon Fee", "-1.00")
    )
    opened.store.settlements.keep(
        seller, told, report_id="R1", reported_at=datetime(2026, 9, 17, tzinfo=UTC), summary=None
    )


def _open(opened: Installation, seller: Connection, kind: str, about: str, **facts: str) -> int:
    opened.store.report(seller, Problem(kind=kind, about=about, facts=facts))
    return opened.store.problems.open(about)[0].id


def _rate(opened: Installation, seller: Connection, about: str = A) -> int:
    facts = {"currency": "PLN", "company_currency": "EUR", "date": "2026-09-01"}
    return _open(opened, seller, "no-exchange-rate", about, **facts)


@pytest.mark.parametrize("path", ["/money", "/problems", "/activity"])
def test_empty_pages_say_what_comes_there(as_: As, path: str) -> None:
    answer = as_("viewer").get(path)
    assert answer.status_code == 200
    assert 'class="empty"' in answer.text


def test_every_kind_has_a_title_and_advice_without_commands() -> None:
    assert set(of_problems.TITLES) == set(KINDS)
    for kind in KINDS:
        for in_books in (True, False):
            assert "sellerbridge " not in of_problems.advice(kind, in_books).replace(
                "update sellerbridge ", ""
            ).replace("Update sellerbridge ", ""), kind


def test_every_outcome_and_state_has_words() -> None:
    assert set(of_runs.OUTCOMES) == set(Outcome)
    assert set(of_runs.STATES) == set(State)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_problem_can_be_shown(opened: Installation, seller: Connection, as_: As, kind: str) -> None:
    facts = {"currency": "PLN", "company_currency": "EUR", "type": "MOON", "sku": "MUG", "setting": "company"}
    _open(opened, seller, kind, A, **facts)
    text = as_("operator").get("/problems").text
    assert A in text
    assert "1 thing needs you" in text


def test_a_rate_is_set_where_it_is_missing(opened: Installation, seller: Connection, as_: As) -> None:
    _rate(opened, seller)
    client = as_("operator")
    assert "One PLN in EUR" in client.get("/problems").text
    answer = client.post("/problems/rate", data={"currency": "PLN", "rate": "0,2350"})
    assert "One PLN counts 0,2350 from now on." in answer.text
    assert str(opened.store.mappings.rates()["PLN"][0].rate) == "0.2350"
    assert [deed.what for deed in opened.store.accounts.deeds()][:1] == ["set an exchange rate"]
    assert (seller.id, "orders") in opened.store.schedule.wishes()


def test_a_fee_gets_its_account_from_the_list(opened: Installation, seller: Connection, as_: As) -> None:
    _open(opened, seller, "unknown-fee", "9001", type="Moon Fee", amount="-1", currency="EUR", more="")
    client = as_("operator")
    assert "<option>Amazon Commission</option>" in client.get("/problems").text
    client.post("/problems/account", data={"type": "Moon Fee", "account": "Amazon Subscription"})
    assert opened.store.mappings.all()["fee"] == {"Moon Fee": "Amazon Subscription"}
    assert (seller.id, "money") in opened.store.schedule.wishes()
    refused = client.post("/problems/account", data={"type": "Moon Fee", "account": " "})
    assert refused.status_code == 400


def test_a_sku_gets_its_item(opened: Installation, seller: Connection, as_: As) -> None:
    _open(opened, seller, "unknown-sku", A, sku="MUG")
    client = as_("operator")
    assert "Item for MUG" in client.get("/problems").text
    assert (
        "MUG stands for MUG-01 from now on."
        in client.post("/problems/item", data={"sku": "MUG", "item": "MUG-01"}).text
    )
    assert opened.store.mappings.all()["item"] == {"MUG": "MUG-01"}


def test_a_rate_that_is_none_is_refused_with_a_sentence(opened: Installation, as_: As) -> None:
    answer = as_("operator").post("/problems/rate", data={"currency": "PLN", "rate": "a few"})
    assert answer.status_code == 400
    assert "a rate is a number above zero" in answer.text
    assert not opened.store.mappings.rates()


def test_one_and_all_of_a_cause_are_tried_again(opened: Installation, seller: Connection, as_: As) -> None:
    first = _rate(opened, seller)
    _rate(opened, seller, "302-0000002-0000002")
    client = as_("operator")
    assert (
        "2 problems are tried again."
        in client.post("/problems/retry", data={"kind": "no-exchange-rate", "by": "PLN"}).text
    )
    one = client.post("/problems/retry", data={"problem": str(first), "back": "//elsewhere"})
    assert "1 problem is tried again." in one.text
    assert one.url.path == "/problems"
    assert "closed meanwhile" in client.post("/problems/retry", data={"problem": "999"}).text
    deeds = [(deed.what, deed.about) for deed in opened.store.accounts.deeds()]
    assert deeds[:2] == [("retried", A), ("retried", "An exchange rate is missing: PLN")]


def test_a_decision_needs_its_reason_and_is_kept_for_the_record(
    opened: Installation, seller: Connection, as_: As
) -> None:
    number = _open(opened, seller, "total-differs", A)
    client = as_("operator")
    chosen = {"problem": str(number), "choice": "ignore"}
    assert client.post("/problems/decide", data=chosen).status_code == 400
    answer = client.post("/problems/decide", data={**chosen, "reason": "entered by hand"})
    assert "1 problem is settled." in answer.text
    assert "entered by hand" in answer.text
    assert not opened.store.problems.open()
    deed = opened.store.accounts.deeds()[0]
    assert deed.what == "decided: Leave it alone until there is something new"
    assert deed.about == f"{A} (The parts of an order do not add up)"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/problems/retry", {}),
        ("/problems/decide", {"choice": "ignore", "reason": "x"}),
        ("/problems/rate", {"currency": "PLN", "rate": "1"}),
        ("/problems/account", {"type": "A", "account": "B"}),
        ("/problems/item", {"sku": "A", "item": "B"}),
        ("/activity/run", {"connection": "north"}),
        ("/activity/pause", {"connection": "north"}),
        ("/activity/resume", {"connection": "north"}),
    ],
)
def test_a_viewer_may_look_and_not_act(
    opened: Installation, seller: Connection, as_: As, path: str, data: dict[str, str]
) -> None:
    _rate(opened, seller)
    client = as_("viewer")
    assert client.post(path, data=data).status_code == 403
    page = client.get(path.rpartition("/")[0]).text
    assert f'action="{path}"' not in page
    assert as_("").post(path, data=data, follow_redirects=False).status_code == 303


def test_all_of_a_cause_on_a_page_of_its_own(opened: Installation, seller: Connection, as_: As) -> None:
    for number in range(105):
        _rate(opened, seller, f"302-0000002-0000{number:03}")
    client = as_("viewer")
    short, whole = client.get("/problems").text, client.get("/problems/all?kind=no-exchange-rate&by=PLN").text
    assert "302-0000002-0000024" not in short
    assert "105 times" in short
    assert "302-0000002-0000024" in whole
    assert "302-0000002-0000100" not in whole
    (more,) = re.findall(r'href="(/problems/all\?[^"]*after=\d+)"', whole)
    rest = client.get(unescape(more)).text
    assert "302-0000002-0000104" in rest
    assert "302-0000002-0000024" not in rest


@pytest.mark.usefixtures("paid")
def test_money_and_a_settlement(as_: As) -> None:
    client = as_("operator")
    text = client.get("/money").text
    assert "€84.00" in text
    assert "Moon Fee" in text
    assert "15 %" in client.get("/money?month=2026-09&currency=EUR").text
    whole = client.get("/money/9001").text
    assert "Difference" in whole
    assert "€0.00" in whole
    assert A in client.get(f"/money/9001/lines?order={A}").text
    assert "No such line" in client.get("/money/9001/lines?order=1").text
    assert client.get("/money/1").status_code == 400
    assert client.get("/money?month=2026-13").status_code == 400


@pytest.mark.usefixtures("paid")
@pytest.mark.parametrize(("beyond", "said"), [("0.00", "to the cent"), ("0.01", "€0.01 beyond what Amazon did")])
def test_a_settlement_says_whether_the_erp_paid_out_the_same(
    as_: As, monkeypatch: pytest.MonkeyPatch, beyond: str, said: str
) -> None:
    entry = EntryShown(key="9001", name="JV-1", docstatus=1, posting_date="2026-09-16", total=Decimal("84.00"))

    def booked(*given: object) -> Statement:
        told = statement(*given)  # type: ignore[arg-type]
        assert told.found is not None
        found = msgspec.structs.replace(told.found, entries=(entry,), difference=Decimal(beyond))
        return msgspec.structs.replace(told, found=found)

    monkeypatch.setattr(page, "statement", booked)
    assert said in as_("viewer").get("/money/9001").text


@pytest.mark.usefixtures("paid")
def test_settlements_are_taken_along(as_: As) -> None:
    client = as_("viewer")
    for path, beginning in (
        ("/money/9001/export.csv", "settlement_id,deposited"),
        ("/money/export.csv?month=2026-09", "settlement_id,deposited"),
        ("/money/9001/export.beancount", 'option "title"'),
    ):
        answer = client.get(path)
        assert answer.text.startswith(beginning)
        assert answer.headers["content-disposition"].startswith("attachment")


def test_runs_and_one_run(opened: Installation, seller: Connection, as_: As) -> None:
    now = opened.clock.now()
    opened.store.runs.add(
        seller.id,
        "orders",
        started=now - timedelta(seconds=2),
        finished=now,
        error="Amazon did not answer.",
        counts={"seen": 1234, "requests": {"searchOrders": 7}, "throttled": 2},
    )
    client = as_("viewer")
    text = client.get("/activity").text
    assert "1,234" in text
    assert "Stopped by an error" in text
    whole = client.get("/activity/1").text
    assert "Amazon did not answer." in whole
    assert "slow down 2 times" in whole
    assert client.get("/activity?outcome=failed&flow=money").text.count("No such run") == 1
    assert client.get("/activity/2").status_code == 400


def test_pause_resume_and_run_now(opened: Installation, seller: Connection, as_: As) -> None:
    client = as_("operator")
    client.post("/activity/pause", data={"connection": "north", "flow": "money"})
    assert (seller.id, "money") in opened.store.schedule.pauses()
    client.post("/activity/resume", data={"connection": "north", "flow": "money"})
    assert not opened.store.schedule.pauses()
    client.post("/activity/run", data={"connection": "north", "flow": "orders"})
    assert (seller.id, "orders") in opened.store.schedule.wishes()
    assert [deed.what for deed in opened.store.accounts.deeds(limit=3)] == ["asked for a run", "resumed", "paused"]


def test_every_state_of_a_settlement_has_its_words() -> None:
    told = inspect.getsource(settlement_state)
    named = set(re.findall(r'State\("([^"]+)"', told)) | {settlement_state.BOOKED, settlement_state.LEFT}

    assert named | {settlement_state.NOT_WANTED} == set(of_money.STATES)


def test_a_fault_of_ours_is_a_sentence_with_a_number(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = as_("viewer")
    client = TestClient(
        seen.app, base_url=str(seen.base_url), cookies=dict(seen.cookies), raise_server_exceptions=False
    )
    monkeypatch.setattr(StoredProblems, "count", lambda _: 1 // 0)

    answer = client.get("/money")

    assert answer.status_code == 500
    assert "its log has it as" in answer.text
    assert "ZeroDivision" not in answer.text
    assert "Content-Security-Policy" in answer.headers
