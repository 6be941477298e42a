"""Settlement reports in every dialect: what is written in any of them reads back equal, or is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.amazon.order_answer import NotUnderstood
from sellerbridge.amazon.settlement_report import settlement_from
from sellerbridge.commerce.settlement import Settlement, SettlementLine

HEADER = (
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency",
    "transaction-type", "order-id", "merchant-order-id", "adjustment-id", "shipment-id", "marketplace-name",
    "amount-type", "amount-description", "amount", "fulfillment-id", "posted-date", "posted-date-time",
    "order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased",
    "promotion-id",
)  # fmt: skip

Written = Callable[[Settlement], list[list[str]]]


def point(amount: Decimal) -> str:
    return f"{amount:f}"


def grouped(amount: Decimal) -> str:
    return f"{amount:,f}"


def comma(amount: Decimal) -> str:
    return f"{amount:f}".replace(".", ",")


def continental(amount: Decimal) -> str:
    return f"{amount:,f}".translate(str.maketrans(",.", ".,"))


def french(amount: Decimal) -> str:
    return f"{amount:,f}".replace(",", "\u202f").replace(".", ",")


def iso(moment: datetime) -> str:
    return moment.isoformat()


def utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def german(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y %H:%M:%S} UTC"


def american(moment: datetime) -> str:
    return f"{moment:%m/%d/%Y %H:%M:%S} UTC"


def british(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y %H:%M:%S} GMT"


def pacific(moment: datetime) -> str:
    return f"{moment.astimezone(timezone(timedelta(hours=-8))):%Y-%m-%d %H:%M:%S} PST"


def rows(
    settlement: Settlement,
    money: Callable[[Decimal], str] = point,
    moment: Callable[[datetime], str] = utc,
    header: Sequence[str] = HEADER,
) -> list[list[str]]:
    head = dict.fromkeys(HEADER, "") | {
        "settlement-id": settlement.settlement_id,
        "settlement-start-date": moment(settlement.started_at),
        "settlement-end-date": moment(settlement.ended_at),
        "deposit-date": moment(settlement.deposited_at),
        "total-amount": money(settlement.total),
        "currency": settlement.currency,
    }
    told = [head]
    for line in settlement.lines:
        posted = moment(line.posted_at) if line.posted_at else ""
        told.append(
            dict.fromkeys(HEADER, "")
            | {
                "settlement-id": settlement.settlement_id,
                "transaction-type": line.transaction_type,
                "order-id": line.order_id,
                "adjustment-id": line.adjustment_id,
                "shipment-id": line.shipment_id,
                "marketplace-name": line.marketplace_name,
                "amount-type": line.amount_type,
                "amount-description": line.description,
                "amount": money(line.amount),
                "posted-date": posted.split(" ")[0].split("T")[0],
                "posted-date-time": posted,
                "order-item-code": line.line_id,
                "sku": line.sku,
                "quantity-purchased": str(line.quantity) if line.quantity else "",
                "promotion-id": line.promotion_id,
            }
        )
    return [list(header), *([row[name] for name in HEADER] for row in told)]


def line(amount: str, **more: object) -> SettlementLine:
    told = {
        "transaction_type": "Order",
        "amount_type": "ItemPrice",
        "description": "Principal",
        "amount": Decimal(amount),
        "posted_at": datetime(2026, 3, 20, 8, 30, tzinfo=UTC),
    }
    return SettlementLine(**(told | more))  # type: ignore[arg-type]


def settlement(*lines: SettlementLine, **more: object) -> Settlement:
    told = {
        "settlement_id": "12345678901",
        "currency": "EUR",
        "total": sum((one.amount for one in lines), Decimal(0)),
        "started_at": datetime(2026, 3, 13, 4, 5, 6, tzinfo=UTC),
        "ended_at": datetime(2026, 3, 27, 4, 5, 6, tzinfo=UTC),
        "deposited_at": datetime(2026, 3, 29, 4, 5, 6, tzinfo=UTC),
        "lines": lines,
    }
    return Settlement(**(told | more))  # type: ignore[arg-type]


moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 28), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)
words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=12)
names = words.filter(lambda text: not text.startswith('"'))


@st.composite
def settlements(draw: st.DrawFn) -> Settlement:
    currency = draw(st.sampled_from(["EUR", "GBP", "JPY", "PLN"]))
    places = 0 if currency == "JPY" else 2
    amounts = st.decimals(-(10**7), 10**7, places=places, allow_nan=False)
    start = draw(moments)
    end = start + timedelta(days=draw(st.integers(0, 40)))
    lines = st.builds(
        SettlementLine,
        transaction_type=names,
        amount_type=names,
        description=names,
        amount=amounts,
        order_id=names,
        line_id=names,
        sku=names,
        quantity=st.integers(0, 999),
        shipment_id=names,
        adjustment_id=names,
        marketplace_name=names,
        promotion_id=names,
        posted_at=st.none() | moments,
    )
    return settlement(
        *draw(st.lists(lines, max_size=6)),
        currency=currency,
        total=draw(amounts),
        started_at=start,
        ended_at=end,
        deposited_at=end + timedelta(days=draw(st.integers(0, 5))),
    )


@given(
    settlements(),
    st.sampled_from([point, grouped, comma, continental, french]),
    st.sampled_from([iso, utc, german, pacific]),
)
def test_whatever_is_written_in_any_dialect_reads_back_equal(
    told: Settlement, money: Callable[[Decimal], str], moment: Callable[[datetime], str]
) -> None:
    assert settlement_from(rows(told, money, moment)) == told


@given(settlements(), st.sampled_from([american, british]))
def test_day_and_month_are_told_apart_or_the_file_is_refused(
    told: Settlement, moment: Callable[[datetime], str]
) -> None:
    try:
        read = settlement_from(rows(told, moment=moment))
    except NotUnderstood as refusal:
        assert "day first and with the month first" in str(refusal)  # noqa: PT017 - either may happen
    else:
        assert read == told


@pytest.mark.parametrize("moment", [american, british])
def test_a_day_beyond_the_twelfth_tells_how_all_dates_are_written(moment: Callable[[datetime], str]) -> None:
    told = settlement(line("1.00", posted_at=datetime(2026, 3, 14, tzinfo=UTC)))
    assert settlement_from(rows(told, moment=moment)) == told


def test_dates_that_can_be_read_in_two_ways_are_refused() -> None:
    early = {
        "started_at": datetime(2026, 3, 1, tzinfo=UTC),
        "ended_at": datetime(2026, 4, 2, tzinfo=UTC),
        "deposited_at": datetime(2026, 5, 3, tzinfo=UTC),
    }
    with pytest.raises(NotUnderstood, match="day first and with the month first"):
        settlement_from(rows(settlement(**early), moment=american))


def test_a_period_that_would_end_before_it_begins_rules_a_reading_out() -> None:
    """01/03 to 03/02: from the third of January to the second of March, for February is before March."""
    told = settlement(
        started_at=datetime(2026, 1, 3, tzinfo=UTC),
        ended_at=datetime(2026, 3, 2, tzinfo=UTC),
        deposited_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    assert settlement_from(rows(told, moment=american)).started_at.month == 1


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["1.00", "2,00"], "neither a decimal point nor a decimal comma"),
        (["1.2345", "1.00"], "neither a decimal point nor a decimal comma"),
        (["one"], "neither a decimal point nor a decimal comma"),
        (["12.34.56"], "neither a decimal point nor a decimal comma"),
    ],
)
def test_amounts_of_two_minds_are_refused(cells: list[str], why: str) -> None:
    told = rows(settlement(*(line("0") for _ in cells)))
    for row, cell in zip(told[2:], cells, strict=True):
        row[HEADER.index("amount")] = cell
    with pytest.raises(NotUnderstood, match=why):
        settlement_from(told)


def test_one_thousand_is_not_one_where_the_currency_has_cents() -> None:
    told = rows(settlement(line("1.00")))
    told[2][HEADER.index("amount")] = "1.000"
    told[1][HEADER.index("total-amount")] = "1.000"
    assert settlement_from(told).total == 1000


@pytest.mark.parametrize(
    "header",
    [
        [name.title() for name in HEADER],
        [name.replace("-", " ").upper() for name in HEADER],
        [name.replace("-", "_") for name in HEADER],
        [f" {name} " for name in HEADER],
    ],
)
def test_columns_are_known_by_name_however_it_is_written(header: list[str]) -> None:
    told = settlement(line("12.34", order_id="302-1", sku="CUP", quantity=2))
    assert settlement_from(rows(told, header=header)) == told


def test_columns_may_stand_in_any_order_and_others_between() -> None:
    told = settlement(line("12.34", order_id="302-1"))
    turned = [list(reversed([*row, "news"])) for row in rows(told)]
    assert settlement_from(turned) == told


def test_a_file_with_every_cell_in_quotation_marks() -> None:
    told = settlement(line("12.34", order_id="302-1"))
    assert settlement_from([[f'"{cell}"' if cell else "" for cell in row] for row in rows(told)]) == told


def test_trailing_cells_may_be_missing() -> None:
    told = settlement(line("12.34", order_id="302-1", posted_at=None))
    short = [row if number == 0 else row[:15] for number, row in enumerate(rows(told))]
    assert settlement_from(short) == told


def changed(column: str, cell: str, row: int = 2) -> list[list[str]]:
    told = rows(settlement(line("12.34"), line("0.66")))
    told[row][HEADER.index(column)] = cell
    return told


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([], "lacks the columns"),
        ([["a", "b"]], "lacks the columns amount, amount-description"),
        (rows(settlement())[:1], "no row with the period and the total"),
        (changed("total-amount", "", row=1), "its first row has no total-amount"),
        (changed("deposit-date", "soon", row=1), "dates cannot be read"),
        (changed("deposit-date", "2026-03-29 04:05:06 XYZ", row=1), "dates cannot be read"),
        (changed("settlement-end-date", "2025-03-29 04:05:06 UTC", row=1), "ends before it begins"),
        (changed("currency", "GBP"), "row 3 is in GBP, the settlement in EUR"),
        (changed("settlement-id", "999", row=3), "row 4 is of another settlement"),
        (changed("amount", ""), "row 3 has no amount"),
        (changed("quantity-purchased", "two"), "row 3 has a quantity that is no whole number"),
        ([*rows(settlement(line("1.00"))), ["x"] * 30], "30 cells instead of 24"),
    ],
)
def test_what_cannot_be_understood_says_why(told: list[list[str]], why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        settlement_from(told)


def test_a_sum_that_is_not_the_total_is_read_all_the_same() -> None:
    """Whoever books it compares: the lines are needed to say which does not fit."""
    assert settlement_from(rows(settlement(line("1.00"), total=Decimal("2.00")))).total == Decimal("2.00")


def test_yen_have_no_cents_and_their_thousands_are_no_fractions() -> None:
    told = settlement(line("1234"), currency="JPY")
    assert settlement_from(rows(told, money=grouped)) == told
    assert settlement_from(rows(told, money=continental)) == told
