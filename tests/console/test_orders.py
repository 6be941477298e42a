"""The orders and one order: lists, searches that keep buyers out of addresses, and what each role may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient
from tests.console.conftest import DE, FR

from sellerbridge.commerce.order import Address, Buyer, Charge, Order, OrderLine
from sellerbridge.console.pages import order as page
from sellerbridge.desk import orders as desk
from sellerbridge.desk.explain import ExplainedDocument, Explanation, Field, explain
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.problems import Problem
from sellerbridge.store import problems
from sellerbridge.store.connections import Connection

As = Callable[[str], TestClient]
NAME, EMAIL = "Jana Beispiel", "abc123@marketplace.amazon.de"


def number(n: int) -> str:
    return f"302-0000000-{n:07}"


def order(n: int, **more: object) -> Order:
    moment = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2) + timedelta(minutes=n)
    charge = Charge(type="ITEM", amount=Decimal("9.99"))
    told: dict[str, object] = {
        "order_id": number(n),
        "marketplace_id": DE,
        "status": "SHIPPED",
        "purchased_at": moment,
        "updated_at": moment,
        "currency": "EUR",
        "fulfilled_by": "AMAZON",
        "lines": (OrderLine(line_id=f"{n}", sku="MUG-RED", quantity=1, charges=(charge,), total=charge.amount),),
        "charges": (charge,),
        "total": charge.amount,
        "buyer": Buyer(name=NAME, email=EMAIL, purchase_order="PO-77"),
        "recipient": Address(name=NAME, lines=("Musterweg 1",), city="Bonn", postal_code="53111", country="DE"),
    }
    return Order(**{**told, **more})  # type: ignore[arg-type]


@pytest.fixture
def kept(opened: Installation, seller: Connection) -> Installation:
    """Sixty orders, of which three are different."""
    orders = [order(n) for n in range(57)]
    orders += [
        order(57, status="CANCELLED", buyer=None, recipient=None),
        order(58, marketplace_id=FR),
        order(59, buyer=Buyer(name="Somebody Else", email="other@marketplace.amazon.de")),
    ]
    opened.store.orders.keep(seller, Page(records=tuple(orders)), cursor=None, keep_days=30)
    return opened


def test_the_newest_come_first_and_the_next_page_goes_on_where_this_one_ends(kept: Installation) -> None:
    first = desk.page(kept.store, desk.Filter())
    second = desk.page(kept.store, desk.Filter(), after=first.after)

    assert [each.order_id for each in (*first.orders, *second.orders)] == [number(n) for n in reversed(range(60))]
    assert (len(first.orders), second.after) == (desk.PAGE, "")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (desk.Filter(status="CANCELLED"), [57]),
        (desk.Filter(marketplace="FR"), [58]),
        (desk.Filter(marketplace="FR", status="CANCELLED"), []),
        (desk.Filter(state="held"), []),
        (desk.Filter(state="waits", status="CANCELLED", connection="north"), [57]),
        (desk.Filter(sku="MUG-RED", marketplace="FR"), [58]),
        (desk.Filter(sku="MUG"), []),
    ],
)
def test_a_filter_lets_through_what_it_names(kept: Installation, wanted: desk.Filter, found: list[int]) -> None:
    assert [each.order_id for each in desk.page(kept.store, wanted).orders] == [number(n) for n in found]


def test_what_was_refused_is_found_and_marked(kept: Installation, seller: Connection) -> None:
    with kept.database.transaction() as transaction:
        transaction.exec_driver_sql("UPDATE orders SET state = 'translated'")
        transaction.exec_driver_sql("INSERT INTO origins VALUES ('x', x'7b7d')")
        columns = "connection_id, kind, key, rank, name, about, personal, origins, fingerprint, state, attempts"
        for n, state in ((3, "refused"), (4, "due"), (5, "delivered")):
            transaction.exec_driver_sql(
                f"INSERT INTO outbox ({columns}, erp_name, message, wanted_at)"
                f" VALUES ({seller.id}, 'Sales Order', 'k{n}', 5, 'n', '{number(n)}', 0, 'x', '', '{state}', 1, '', '', 0)"
            )
    by_state = {state: desk.page(kept.store, desk.Filter(state=state)).orders for state in ("refused", "waits")}

    assert [(each.order_id, each.state) for each in by_state["refused"]] == [(number(3), "refused")]
    assert [(each.order_id, each.state) for each in by_state["waits"]] == [(number(4), "waits")]
    settled = desk.page(kept.store, desk.Filter(state="settled"), limit=100).orders
    assert {number(3), number(4)}.isdisjoint(each.order_id for each in settled)
    assert [each.state for each in settled if each.order_id == number(5)] == ["settled"]


@pytest.mark.parametrize("word", [NAME, NAME.upper(), f"  {EMAIL} ", "po-77"])
def test_a_buyer_is_found_by_the_whole_word(kept: Installation, word: str) -> None:
    found = {each.order_id for each in desk.bought_by(kept.store, word).orders}

    assert found == {number(n) for n in range(59)} - {number(57)}


@pytest.mark.parametrize("word", ["Jana", "Beispiel", "abc123", "Somebody"])
def test_a_part_of_a_name_finds_nobody(kept: Installation, word: str) -> None:
    assert desk.bought_by(kept.store, word).orders == ()


def test_who_is_erased_is_found_no_more(kept: Installation) -> None:
    kept.store.erase(datetime.now(UTC) + timedelta(days=400))

    assert desk.bought_by(kept.store, NAME).orders == ()


def test_a_number_leads_to_its_order_and_its_beginning_to_a_list(kept: Installation, as_: As) -> None:
    viewer = as_("viewer")
    whole = viewer.post("/orders/find", data={"word": number(7)}, follow_redirects=False)
    begun = viewer.post("/orders/find", data={"word": "302-0000000-000000"}, follow_redirects=True)

    assert whole.headers["location"] == f"/orders/{number(7)}"
    assert number(7) in begun.text
    assert number(10) not in begun.text


def test_many_orders_by_number_come_page_by_page(kept: Installation, as_: As) -> None:
    first = desk.numbered(kept.store, "302-")
    second = desk.numbered(kept.store, "302-", after=first.after)
    assert [each.order_id for each in first.orders + second.orders] == [number(n) for n in reversed(range(60))]
    assert second.after == ""
    shown = as_("viewer").get("/orders?number=302-").text
    assert f"/orders?number=302-&amp;after={number(10)}" in shown
    assert number(9) in as_("viewer").get(f"/orders?number=302-&after={number(10)}").text


def test_a_buyer_of_very_many_orders_has_the_newest_shown_and_that_is_said(
    kept: Installation, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = desk.bought_by(kept.store, NAME, limit=5)
    assert ([each.order_id for each in found.orders], found.cut) == (
        [number(n) for n in (58, 56, 55, 54, 53)],
        True,
    )
    monkeypatch.setattr(desk, "bought_by", lambda _store, _word: found)
    assert "Only the newest 5 orders" in as_("operator").post("/orders/find", data={"word": NAME}).text


def test_buyers_of_orders_that_were_read_before_there_were_marks_are_found(kept: Installation) -> None:
    with kept.database.transaction() as transaction:
        transaction.exec_driver_sql("UPDATE people SET name_mark = NULL, email_mark = NULL, purchase_mark = NULL")
    assert not desk.bought_by(kept.store, NAME).orders
    kept.store.mark_buyers()
    assert len(desk.bought_by(kept.store, NAME).orders) == 58
    assert [each.order_id for each in desk.bought_by(kept.store, "somebody else").orders] == [number(59)]


def test_a_buyers_name_never_stands_in_an_address(kept: Installation, as_: As) -> None:
    answer = as_("operator").post("/orders/find", data={"word": NAME}, follow_redirects=False)

    assert answer.status_code == 200
    assert number(3) in answer.text
    assert number(59) not in answer.text
    trail = [deed.what for deed in kept.store.accounts.deeds()]
    assert "searched for a buyer's orders" in trail
    assert not any(NAME in what for what in trail)


def test_a_viewer_cannot_search_by_buyer(kept: Installation, as_: As) -> None:
    assert number(3) not in as_("viewer").post("/orders/find", data={"word": NAME}).text.partition("<table")[0]
    assert "Only operators" in as_("viewer").post("/orders/find", data={"word": NAME}).text


def test_the_buyer_is_shown_to_operators_who_ask_and_that_is_kept(kept: Installation, as_: As) -> None:
    path = f"/orders/{number(1)}"
    assert NAME not in as_("administrator").get(path).text
    assert as_("viewer").post(f"{path}/buyer").status_code == 403

    answer = as_("operator").post(f"{path}/buyer")

    assert NAME in answer.text
    assert "Musterweg 1" in answer.text
    assert [(deed.who, deed.about) for deed in kept.store.accounts.deeds() if deed.what == "saw the buyer"] == [
        ("operator", number(1))
    ]


def test_an_order_is_held_until_it_is_released(kept: Installation, as_: As) -> None:
    operator, path = as_("operator"), f"/orders/{number(2)}"
    assert operator.post(f"{path}/hold", data={"reason": " "}).status_code == 400
    answer = operator.post(f"{path}/hold", data={"reason": "the buyer wrote"})
    assert "the buyer wrote" in answer.text
    assert desk.standing(kept.store, number(2)) == "held"

    operator.post(f"{path}/release")

    assert desk.standing(kept.store, number(2)) == "waits"
    assert kept.store.problems.open(number(2)) == []


def test_a_problem_is_retried_or_decided_with_a_reason(kept: Installation, seller: Connection, as_: As) -> None:
    with kept.database.transaction() as transaction:
        found = [Problem(kind="total-differs", about=number(n), facts={}) for n in (1, 2)]
        problems.open_all(transaction, seller.id, found, now=datetime.now(UTC))
        transaction.exec_driver_sql("UPDATE orders SET state = 'held'")
    operator = as_("operator")
    (wrong,) = kept.store.problems.open(number(2))

    operator.post(f"/orders/{number(1)}/retry")
    assert desk.standing(kept.store, number(1)) == "waits"

    ignored = {"problem": wrong.id, "choice": "ignore"}
    assert operator.post(f"/orders/{number(2)}/decide", data=ignored).status_code == 400
    assert kept.store.problems.open(number(2))
    operator.post(f"/orders/{number(2)}/decide", data={**ignored, "reason": "paid by hand"})
    assert kept.store.problems.open(number(2)) == []
    # The other order's problem is none of this page's.
    (other,) = kept.store.problems.open(number(1))
    operator.post(f"/orders/{number(2)}/decide", data={**ignored, "problem": other.id, "reason": "no"})
    assert kept.store.problems.open(number(1))


def test_what_mends_a_problem_stands_on_its_orders_page(kept: Installation, seller: Connection, as_: As) -> None:
    facts = {"currency": "PLN", "company_currency": "EUR", "date": "2026-09-01"}
    path = f"/orders/{number(1)}"
    with kept.database.transaction() as transaction:
        held = Problem(kind="no-exchange-rate", about=number(1), facts=facts)
        problems.open_all(transaction, seller.id, [held], now=datetime.now(UTC))
    shown = as_("viewer").get(path).text
    assert "Say what one PLN is worth in EUR." in shown
    assert 'action="/problems/rate"' not in shown
    operator = as_("operator")
    assert 'action="/problems/rate"' in operator.get(path).text
    mended = operator.post("/problems/rate", data={"currency": "PLN", "rate": "0,235", "back": path})
    assert str(mended.url).endswith(path)
    assert "One PLN counts 0,235" in mended.text


@pytest.mark.parametrize("deed", ["retry", "decide", "hold", "release", "buyer"])
def test_a_viewer_does_nothing_to_an_order(kept: Installation, as_: As, deed: str) -> None:
    viewer = as_("viewer")

    assert viewer.post(f"/orders/{number(1)}/{deed}", data={"problem": "1", "choice": "keep"}).status_code == 403
    assert f"/{deed}" not in viewer.get(f"/orders/{number(1)}").text


def test_an_order_that_nobody_has_seen_says_so(kept: Installation, as_: As) -> None:
    answer = as_("viewer").get("/orders/999-0000000-0000000")

    assert answer.status_code == 404
    assert "not seen yet" in answer.text


def test_before_the_first_order_the_page_says_what_comes(as_: As) -> None:
    assert "No orders yet" in as_("viewer").get("/orders").text


@pytest.mark.parametrize(("there", "told"), [("9.99", "Nothing differs"), ("12.00", "The ERP has something else")])
def test_compared_each_document_says_whether_the_erp_has_the_same(
    kept: Installation, as_: As, monkeypatch: pytest.MonkeyPatch, there: str, told: str
) -> None:
    title = "Sales Order SO-1"
    held = ExplainedDocument(
        doctype="Sales Order", name="SO-1", key=number(1), connection="north", docstatus=1, state="delivered",
        message="", doc={"grand_total": there},
    )  # fmt: skip
    total = Field(document=title, field="grand_total", value=Decimal("9.99"), source="Amazon")

    def explained(*given: Any, asking: bool) -> Explanation:
        return msgspec.structs.replace(explain(*given, asking=asking), documents=(held,), fields=(total,))

    monkeypatch.setattr(page, "explain", explained)
    answer = as_("viewer").get(f"/orders/{number(1)}?compare=true").text
    assert told in answer
    assert ('<details class="card" open>' in answer) == (there != "9.99"), "what differs needs no click"
    assert told not in as_("viewer").get(f"/orders/{number(1)}").text
