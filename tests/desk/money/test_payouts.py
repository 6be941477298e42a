"""Payouts as a list, what Amazon kept, and one settlement's lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.settlements import fee, line, other, price, settlement

from sellerbridge.commerce.settlement import Settlement, summed
from sellerbridge.desk.money.figures import by_type, by_type_of, figures
from sellerbridge.desk.money.kept import kept
from sellerbridge.desk.money.payouts import by_currency, payouts
from sellerbridge.desk.money.settlement_lines import PER_PAGE, lines
from sellerbridge.desk.money.statement import statement
from sellerbridge.documents.mapping import Mappings
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.store import settlement_lines
from sellerbridge.store.connections import Connection

A, B = "302-0000001-0000001", "302-0000002-0000002"
WHEN = datetime(2026, 9, 17, tzinfo=UTC)
DAY = datetime(2026, 9, 16, 3, tzinfo=UTC)

Keep = Callable[..., None]


@pytest.fixture
def keep(opened: Installation, seller: Connection) -> Keep:
    def kept_(*told: Settlement) -> None:
        for one in told:
            opened.store.settlements.keep(seller, one, report_id=f"R{one.settlement_id}", reported_at=WHEN)

    return kept_


def _usual(**fields: object) -> Settlement:
    return settlement(
        price("100.00", A, marketplace_name="Amazon.de"),
        price("20.00", B, marketplace_name="Amazon.fr"),
        price("-10.00", A, "Refund", marketplace_name="Amazon.de"),
        fee("-15.00", A, marketplace_name="Amazon.de"),
        fee("-3.00", B, marketplace_name="Amazon.fr"),
        other("Storage Fee", "-6.00"),
        other("Current Reserve Amount", "-30.00"),
        **fields,  # type: ignore[arg-type]
    )


def test_sums_say_the_same_as_the_lines() -> None:
    whole = _usual()
    mapping = Mappings()
    bare = settlement(total=str(whole.total))
    assert by_type_of(bare, summed(whole.lines), mapping=mapping) == by_type(whole, mapping=mapping)


def test_a_payout_in_a_line(opened: Installation, keep: Keep) -> None:
    keep(_usual())
    (found,) = payouts(opened.store).payouts
    assert found.figures == figures(_usual(), by_type(_usual(), mapping=Mappings()))
    assert (found.figures.orders, found.figures.fees) == (Decimal("120.00"), Decimal("-24.00"))
    assert (found.difference, found.state.name, found.entries) == (Decimal(0), "not yet", ())


def test_lines_that_do_not_add_up_show_by_how_much(opened: Installation, keep: Keep) -> None:
    keep(_usual(total="55.99"))
    (found,) = payouts(opened.store).payouts
    assert found.difference == Decimal("0.01")


def test_the_list_goes_on_after_a_settlement_whatever_the_day(opened: Installation, keep: Keep) -> None:
    same_day = [_usual(settlement_id=f"1{n}") for n in range(3)]
    earlier = [_usual(settlement_id=f"0{n}", deposited_at=DAY - timedelta(days=14 * n)) for n in (1, 2)]
    keep(*same_day, *earlier)
    pages, after = list[list[str]](), ""
    while not pages or after:
        page = payouts(opened.store, after=after, limit=2)
        pages.append([one.settlement_id for one in page.payouts])
        after = page.after
    assert pages == [["12", "11"], ["10", "01"], ["02"]]


def test_a_month_is_that_of_the_deposit(opened: Installation, keep: Keep) -> None:
    december = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    keep(
        _usual(settlement_id="1", deposited_at=december),
        _usual(settlement_id="2", deposited_at=december + timedelta(minutes=2)),
    )
    assert opened.store.payouts.months() == ["2027-01", "2026-12"]
    found = payouts(opened.store, month="2026-12").payouts
    assert [one.settlement_id for one in found] == ["1"]
    assert [(b.currency, b.settlements, b.figures.payout) for b in by_currency("2026-12", found)] == [
        ("EUR", 1, Decimal("56.00"))
    ]


def test_what_amazon_kept_by_month_and_type(opened: Installation, keep: Keep) -> None:
    keep(_usual(settlement_id="1"), _usual(settlement_id="2", deposited_at=DAY + timedelta(days=30)))
    found = kept(opened.store)
    assert [(m.month, m.sales, m.fees, m.share) for m in found.months] == [
        ("2026-09", Decimal("120.00"), Decimal("24.00"), Decimal("20.0")),
        ("2026-10", Decimal("120.00"), Decimal("24.00"), Decimal("20.0")),
    ]
    assert [(t.type, t.amount, t.lines) for t in found.types] == [
        ("Commission", Decimal("36.00"), 4),
        ("Storage Fee", Decimal("12.00"), 2),
    ]
    one_month = kept(opened.store, month="2026-10", place="FR")
    assert [(t.type, t.amount, t.share) for t in one_month.types] == [
        ("Commission", Decimal("3.00"), Decimal("15.0"))
    ]
    assert found.marketplaces == ("DE", "FR")


def test_an_unknown_word_comes_first_and_currencies_stay_apart(opened: Installation, keep: Keep) -> None:
    keep(
        settlement(price("50.00", A), line("other-transaction / Moon Fee / Moon Fee", "-1.00"), settlement_id="1"),
        settlement(price("70.00", A), settlement_id="2", currency="GBP"),
        settlement(price("50.00", B), settlement_id="3"),
    )
    found = kept(opened.store)
    assert (found.currency, found.currencies) == ("EUR", ("EUR", "GBP"))
    assert [(t.type, t.part, t.account) for t in found.types] == [("Moon Fee", "unknown", "")]
    assert [(currency, row.type) for currency, row in kept(opened.store, currency="GBP").unknown] == [
        ("EUR", "Moon Fee")
    ]
    assert kept(opened.store, currency="GBP").months[0].sales == Decimal("70.00")


def test_lines_page_by_number_and_filter(opened: Installation, keep: Keep) -> None:
    many = [fee("-1.00", A) for _ in range(PER_PAGE + 3)]
    keep(settlement(price("500.00", B), *many))
    first = lines(opened.store, "9001", type_="Commission")
    assert (first.lines[0].number, first.after) == (2, PER_PAGE + 1)
    rest = lines(opened.store, "9001", type_="Commission", after=first.after)
    assert ([one.number for one in rest.lines], rest.after) == ([102, 103, 104], 0)
    (of_b,) = lines(opened.store, "9001", order=B).lines
    assert (of_b.part, of_b.account) == ("orders", "")
    with pytest.raises(Usage):
        lines(opened.store, "1")


@pytest.mark.parametrize("read", [1, 7, 1 << 16])
def test_lines_are_found_by_any_of_their_words_however_amazon_writes_them(
    opened: Installation, keep: Keep, monkeypatch: pytest.MonkeyPatch, read: int
) -> None:
    monkeypatch.setattr(settlement_lines, "_READ", read)
    odd = '"lines":[{"a "quoted"},{"transaction_type", "amount":"1"}]} fée \\'
    told = settlement(
        price("500.00", A),
        fee("-4.00", A, word=odd),
        fee("-3.00", word=odd),
        fee("-2.00", A, word=f"{odd} more"),
        price("-10.00", A, "Refund"),
        fee("-1.00", B, marketplace_name="Amazon.fr"),
    )
    keep(told)
    everything = lines(opened.store, "9001").lines
    assert [one.line for one in everything] == list(told.lines)
    for one in everything:
        same = [each for each in everything if (each.type, each.part) == (one.type, one.part)]
        assert list(lines(opened.store, "9001", type_=one.type, part_=one.part).lines) == same
    assert [one.number for one in lines(opened.store, "9001", order=A, part_="fees").lines] == [
        one.number for one in everything if one.line.order_id == A and one.part == "fees"
    ]
    assert lines(opened.store, "9001", type_="no such word").lines == ()
    for after, line_ in enumerate(told.lines):
        assert next(opened.store.settlement_lines.some("9001", after=after)) == (after + 1, line_)
    keep(settlement(settlement_id="9002"))
    assert lines(opened.store, "9002").lines == ()


def test_the_same_words_are_another_thing_without_an_order(opened: Installation, keep: Keep) -> None:
    keep(settlement(price("5.00", A), price("7.00", ""), fee("-1.00", "", word=A)))
    assert [one.number for one in lines(opened.store, "9001", part_="orders").lines] == [1]
    assert [one.number for one in lines(opened.store, "9001", order=A).lines] == [1], "one only names it elsewhere"


def test_a_statement_without_an_erp_still_says_what_amazon_says(opened: Installation, keep: Keep) -> None:
    keep(_usual())
    told = statement(opened, "9001")
    assert told.found is None
    assert "No ERP is chosen" in told.why
    opened.store.erp.choose("books")
    again = statement(opened, "9001")
    assert again.found is not None
    assert (again.found.state, again.found.figures) == ("not yet", told.payout.figures)
    with pytest.raises(Usage):
        statement(opened, "1")
