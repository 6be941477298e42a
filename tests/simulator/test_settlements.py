"""A year of settlements: every file adds up, agrees with the transactions and with the referee."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.simulator.asking import NOW, all_transactions, ask
from tests.simulator.test_finances import related
from tests.simulator.test_reports import fetched, rows

from sellerbridge.simulator.call import Json, Refusal
from sellerbridge.simulator.marketplaces import CA, DE, ES, FR, IT, JP, UK, US
from sellerbridge.simulator.mistakes import KINDS, UNKNOWN_FEE
from sellerbridge.simulator.periods import Period, begins, closed, settlement_id
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.settlement_file import COLUMNS
from sellerbridge.simulator.true_money import TrueMoney, true_money

REPORT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
STORES = (DE, FR, UK, IT, ES)
YEAR = 26
"""Periods that are over after a year."""

ZERO = Decimal(0)
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def world() -> World:
    return World.create(5, orders=1800, days=365, now=NOW, marketplaces=STORES, odd=False)


@pytest.fixture(scope="module")
def files(world: World) -> list[Rows]:
    """Every file of the year, fetched while Amazon keeps it, its columns in plain spelling."""
    return list(all_files(world))


@pytest.fixture(scope="module")
def money(world: World) -> TrueMoney:
    return true_money(world, begins(world, YEAR) - timedelta(milliseconds=1))


def listed(world: World, now: datetime) -> list[Json]:
    return list(ask(world, "getReports", reportTypes=(REPORT,), pageSize=100, now=now)["reports"])


def all_files(world: World) -> list[Rows]:
    found: dict[str, Rows] = {}
    for days in range(60, 366, 60):
        now = min(world.began + timedelta(days=days), NOW)
        for report in listed(world, now):
            if report["reportId"] not in found:
                found[report["reportId"]] = read(fetched(world, report, at=now)[0])
    for report in listed(world, NOW):
        if report["reportId"] not in found:
            found[report["reportId"]] = read(fetched(world, report, at=NOW)[0])
    return [found[report_id] for report_id in sorted(found)]


def read(text: str) -> Rows:
    return [{name.lower(): cell for name, cell in row.items()} for row in rows(text)]


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def total(file: Rows) -> Decimal:
    return sum((amount(row["amount"]) for row in file[1:]), ZERO)


# -- the year -------------------------------------------------------------------------------------------------


def test_a_year_has_twenty_six_settlements_a_currency_and_each_sums_to_its_total(files: list[Rows]) -> None:
    assert Counter(file[0]["currency"] for file in files) == {"EUR": YEAR, "GBP": YEAR}
    assert len({file[0]["settlement-id"] for file in files}) == 2 * YEAR
    for file in files:
        assert total(file) == amount(file[0]["total-amount"])


def test_the_first_row_has_dates_and_total_and_the_others_have_not(files: list[Rows]) -> None:
    for first, *others in files:
        told = {name for name, cell in first.items() if cell}
        assert told == set(COLUMNS[:6])
        for row in others:
            assert row["settlement-id"] == first["settlement-id"]
            assert not any(row[name] for name in COLUMNS[1:6])
            assert all(row[name] for name in ("amount", "posted-date", "posted-date-time"))


def test_a_settlement_is_what_was_released_in_its_period(world: World, files: list[Rows]) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    transfers: dict[str, Decimal] = {}
    for half in (NOW - timedelta(days=366), NOW - timedelta(days=186)):
        window = {"postedAfter": half, "postedBefore": half + timedelta(days=180)}
        for one in all_transactions(world, now=NOW + timedelta(days=3), transactionStatus="RELEASED", **window):
            names, moved = related(one), one["totalAmount"]["currencyAmount"]
            if one["transactionType"] == "Transfer":
                transfers[names["SETTLEMENT_ID"]] = moved
            elif "SETTLEMENT_ID" in names:
                sums[names["SETTLEMENT_ID"]] += moved
    for file in files:
        told, owed = amount(file[0]["total-amount"]), file[0]["settlement-id"]
        if owed in transfers or told <= 0:
            assert -transfers.get(owed, ZERO) == max(told, ZERO)
    last = {settlement_id(world, Period(YEAR - 1, currency)) for currency in ("EUR", "GBP")}
    for file in files:
        if file[0]["settlement-id"] not in last:  # the windows end before its last days
            assert sums[file[0]["settlement-id"]] == amount(file[0]["total-amount"])


def test_the_referee_and_the_lines_agree_on_every_order(files: list[Rows], money: TrueMoney) -> None:
    by_order: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for file in files:
        for row in file[1:]:
            if row["order-id"]:
                by_order[row["order-id"]][file[0]["settlement-id"]] += amount(row["amount"])
    assert by_order == {order_id: dict(one.settlements) for order_id, one in money.orders.items()}
    for one in money.orders.values():
        assert one.net == sum(one.buyer.values(), ZERO) + one.remitted + sum(one.fees.values(), ZERO)
        assert one.net == sum(one.settlements.values(), ZERO)


def test_the_referee_knows_each_settlement(world: World, files: list[Rows]) -> None:
    true = true_money(world, NOW).settlements
    for file in files:
        settlement = true[file[0]["settlement-id"]]
        assert settlement.total == amount(file[0]["total-amount"])
        assert settlement.lines == len(file) - 1
        assert sum(settlement.words.values(), ZERO) == settlement.total
        assert settlement.paid_out == max(settlement.total, ZERO)


def test_a_reserve_is_held_once_and_released_in_the_next(files: list[Rows]) -> None:
    for currency in ("EUR", "GBP"):
        held = ZERO
        reserves = []
        for file in files:
            if file[0]["currency"] == currency:
                assert word(file, "Previous Reserve Amount Balance") == held
                held = -word(file, "Current Reserve Amount")
                reserves.append(held)
        assert 5 < sum(1 for reserve in reserves if reserve) < YEAR


def test_a_debt_is_carried_over_and_paid_with_the_next_or_by_card(files: list[Rows]) -> None:
    for currency in ("EUR", "GBP"):
        before, debts = ZERO, []
        for file in files:
            if file[0]["currency"] == currency:
                debt = word(file, "Payable to Amazon")
                assert debt == min(before, ZERO)
                assert word(file, "Successful charge") in (ZERO, -debt)
                before = amount(file[0]["total-amount"])
                debts.append(debt)
        assert any(debts)


def word(file: Rows, description: str) -> Decimal:
    return sum((amount(row["amount"]) for row in file[1:] if row["amount-description"] == description), ZERO)


def test_deferred_money_settles_once_when_it_is_released(
    world: World, money: TrueMoney, files: list[Rows]
) -> None:
    lines = Counter(
        (row["order-id"], row["shipment-id"], row["order-item-code"])
        for file in files
        for row in file[1:]
        if row["transaction-type"] == "Order" and row["amount-description"] == "Principal" and row["amount-type"] == "ItemPrice"
    )  # fmt: skip
    assert set(lines.values()) == {1}


def test_all_sorts_of_things_happen_in_a_year(files: list[Rows]) -> None:
    types = {row["transaction-type"] for file in files for row in file[1:]}
    assert types >= {
        "Order", "Refund", "Chargeback Refund", "ServiceFee", "other-transaction", "AmazonFees",
        "CouponRedemptionFee", "SAFE-T Reimbursement", "Order_Retrocharge",
    }  # fmt: skip
    words = {row["amount-description"] for file in files for row in file[1:]}
    assert words >= {"WAREHOUSE_LOST", "Goodwill", "RemovalComplete", "Storage Fee", "MarketplaceFacilitatorVAT-Principal"}  # fmt: skip


def test_lines_of_orders_say_which_item(world: World, files: list[Rows]) -> None:
    for row in files[0][1:]:
        order = world.find(row["order-id"], NOW) if row["order-id"] else None
        if order is not None:
            assert row["order-item-code"] in {line.order_item_id for line in order.lines}
            assert row["sku"] in {line.sku for line in order.lines}
            assert row["marketplace-name"] == order.place.name
            assert bool(row["adjustment-id"]) == (row["transaction-type"] in ("Refund", "Chargeback Refund"))


# -- how it is found and written ------------------------------------------------------------------------------


def test_amazon_makes_the_report_when_the_period_is_over_and_keeps_it_ninety_days(world: World) -> None:
    end = begins(world, 3)
    first = {report["reportId"] for report in listed(world, end + timedelta(hours=4))}
    second = [one for one in listed(world, end + timedelta(hours=6)) if one["reportId"] not in first]
    assert [one["dataEndTime"][:10] for one in second] == [end.date().isoformat()] * 2
    assert {one["processingStatus"] for one in second} == {"DONE"}
    assert len(listed(world, NOW)) == 2 * 7
    since = ask(world, "getReports", reportTypes=(REPORT,), createdSince=NOW - timedelta(days=10), pageSize=100)
    assert len(since["reports"]) == 2


def test_a_report_can_be_asked_for_by_its_id(world: World) -> None:
    (newest, *_) = listed(world, NOW)
    assert ask(world, "getReport", path={"reportId": newest["reportId"]}) == newest


DIALECTS = {
    DE: ("windows-1252", "settlement-id", ",", "%d.%m.%Y %H:%M:%S UTC"),
    FR: ("ISO-8859-1", "Settlement-Id", ",", "%d.%m.%Y %H:%M:%S UTC"),
    IT: ("ISO-8859-1", "SETTLEMENT-ID", ",", "%Y-%m-%d %H:%M:%S UTC"),
    ES: ("ISO-8859-1", "settlement-id", ".", "%d.%m.%Y %H:%M:%S UTC"),
    UK: ("UTF-8", "settlement-id", ".", "%Y-%m-%d %H:%M:%S UTC"),
    US: ("UTF-8", "settlement-id", ".", "%Y-%m-%d %H:%M:%S UTC"),
    CA: ("UTF-8", "settlement-id", ".", "%Y-%m-%dT%H:%M:%S+00:00"),
    JP: ("Shift_JIS", "settlement-id", "", "%Y-%m-%d %H:%M:%S UTC"),
}


@pytest.mark.parametrize("store", DIALECTS)
def test_each_store_has_its_dialect(store: str) -> None:
    world = World.create(5, orders=120, now=NOW, marketplaces=(store,))
    (newest, _) = listed(world, NOW)
    text, charset = fetched(world, newest, at=NOW)
    spelled = text.split("\t")[0]
    file = read(text)
    point = "".join(sorted({sign for row in file[1:] for sign in row["amount"] if sign in ",."}))
    moment = DIALECTS[store][3]
    assert (charset, spelled, point) == DIALECTS[store][:3]
    end = datetime.strptime(file[0]["settlement-end-date"], moment).replace(tzinfo=UTC)
    assert end == begins(world, 2)
    assert total(file) == amount(file[0]["total-amount"])


def test_the_stores_of_one_currency_take_turns(files: list[Rows]) -> None:
    euros = [file for file in files if file[0]["currency"] == "EUR"]
    assert len({("," in file[0]["total-amount"], "." in file[0]["deposit-date"]) for file in euros}) == 3


# -- finances about settlements -------------------------------------------------------------------------------


def test_a_summary_of_a_settlement_is_its_total(world: World, files: list[Rows]) -> None:
    for file in files[-4:]:
        query: dict[str, Any] = {
            "relatedIdentifierName": "SETTLEMENT_ID",
            "relatedIdentifierValue": file[0]["settlement-id"],
        }
        (summary,) = ask(world, "listSummary", **query)["summaries"]
        told = amount(file[0]["total-amount"])
        assert summary["netProceeds"]["currencyAmount"] == told
        assert sum((one["breakdownAmount"]["currencyAmount"] for one in summary["breakdowns"]), ZERO) == told
        assert ask(world, "listSummary", **query, marketplaceIds=(JP,))["summaries"] == []


def test_a_settlement_that_is_not_there_has_no_summary(world: World) -> None:
    running = settlement_id(world, Period(YEAR, "EUR"))
    with pytest.raises(Refusal) as refused:
        ask(world, "listSummary", relatedIdentifierName="SETTLEMENT_ID", relatedIdentifierValue=running)
    assert refused.value.status == 404


def test_balances_add_up_and_hold_the_reserve(world: World) -> None:
    period = next(one for one in reversed(list(closed(world, NOW))) if world.settlements.reserve(one))
    after = begins(world, period.number + 1)
    for balance in ask(world, "listBalances", now=after + timedelta(hours=1))["balances"]:
        amounts = {one["balanceType"]: one["amount"]["currencyAmount"] for one in balance["balances"]}
        held = {one["balanceType"]: one["amount"]["currencyAmount"] for one in balance["balances"][1]["balances"]}
        assert balance["amount"]["currencyAmount"] == sum(amounts.values(), ZERO)
        assert amounts["RESERVED"] == sum(held.values(), ZERO)
        if balance["amount"]["currencyCode"] == period.currency and balance["partnerMetadata"]["marketplaceId"] in (DE, UK):  # fmt: skip
            assert held["ACCOUNT_LEVEL_RESERVE"] == world.settlements.reserve(period)


# -- mistakes -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mistaken() -> World:
    return World.create(5, orders=600, days=84, now=NOW, marketplaces=(DE, FR, UK), mistakes=tuple(KINDS))


def test_each_mistake_is_in_one_file_and_the_referee_names_it(mistaken: World) -> None:
    right = World.create(5, orders=600, days=84, now=NOW, marketplaces=(DE, FR, UK))
    told = {mistake.kind: mistake for mistake in true_money(mistaken, NOW).mistakes}
    assert told.keys() == KINDS.keys()
    assert len({mistake.settlement_id for mistake in told.values()}) == len(KINDS)
    without = {file[0]["settlement-id"]: file for file in all_of(right)}
    different = [file for file in all_of(mistaken) if file != without[file[0]["settlement-id"]]]
    assert sorted(file[0]["settlement-id"] for file in different) == sorted(m.settlement_id for m in told.values())
    by_id = {file[0]["settlement-id"]: file for file in different}
    for kind, mistake in told.items():
        off = total(by_id[mistake.settlement_id]) - amount(by_id[mistake.settlement_id][0]["total-amount"])
        assert off == (ZERO if kind == "reissued" else mistake.difference)
        assert bool(off) == (kind in ("cent_off", "missing_line", "doubled_line"))
    assert told["cent_off"].difference == Decimal("0.01")
    unknown = by_id[told["unknown_type"].settlement_id]
    assert [row["order-id"] for row in unknown if row["amount-description"] == UNKNOWN_FEE] == [
        told["unknown_type"].order_id
    ]
    assert by_id[told["wrong_currency"].settlement_id][0]["currency"] != told["wrong_currency"].currency


def all_of(world: World) -> list[Rows]:
    return [read(fetched(world, report, at=NOW)[0]) for report in listed(world, NOW)]


def test_a_reissued_settlement_comes_again_and_is_right(mistaken: World) -> None:
    (mistake,) = (one for one in true_money(mistaken, NOW).mistakes if one.kind == "reissued")
    both = [file for file in all_of(mistaken) if file[0]["settlement-id"] == mistake.settlement_id]
    corrected, first = both
    assert total(first) - total(corrected) == mistake.difference == -1
    assert [total(file) == amount(file[0]["total-amount"]) for file in both] == [True, True]


def test_an_ordinary_world_makes_no_mistakes(world: World) -> None:
    assert true_money(world, NOW).mistakes == ()


@pytest.mark.parametrize(("mistakes", "said"), [(("typo",), "typo"), (tuple(KINDS) * 3, "as many settlements")])
def test_a_mistake_that_cannot_be_made_is_refused(mistakes: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        World.create(5, orders=10, now=NOW, mistakes=mistakes)


def test_without_odd_orders_no_order_is_wrong() -> None:
    odd, even = (World.create(5, orders=200, now=NOW, odd=odd) for odd in (True, False))
    assert any(odd.order(number).fault for number in range(200))
    assert not any(even.order(number).fault for number in range(200))
