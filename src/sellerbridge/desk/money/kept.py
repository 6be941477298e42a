"""What did Amazon keep? Its fees by month and by type, beside what buyers paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.settlement import LineSum
from sellerbridge.desk.money.figures import FEES, ORDERS, OTHER, REFUNDS, UNKNOWN, part
from sellerbridge.desk.money.payouts import Reader, settlement_of
from sellerbridge.documents.money.postings import places, type_of
from sellerbridge.store import Store
from sellerbridge.store.payouts import Summed

_MONTHS = 12


class KeptType(msgspec.Struct, frozen=True, kw_only=True):
    """What Amazon kept under one of its words: above zero it took, below it gave back.

    `part` is fees, other or unknown; `account` is where it is booked, empty where nobody knows. `share` is of
    what buyers paid, in per cent; None where they paid nothing.
    """

    type: str
    part: str
    account: str
    lines: int
    amount: Decimal
    share: Decimal | None


class KeptMonth(msgspec.Struct, frozen=True, kw_only=True):
    """A month by deposit ("2026-09"): what buyers paid (`sales`) and got back, and what Amazon kept by account."""

    month: str
    sales: Decimal
    refunds: Decimal
    kept: Mapping[str, Decimal]

    @property
    def fees(self) -> Decimal:
        """All that Amazon kept."""
        return sum(self.kept.values(), ZERO)

    @property
    def share(self) -> Decimal | None:
        """Of what buyers paid, in per cent; None where they paid nothing."""
        return share(self.fees, self.sales)


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The answer in one currency, oldest month first; `types` are those of the month asked for, or of all.

    `currencies` and `marketplaces` are what there is to ask for. `unknown` are types without an account, with
    their currency: of all currencies, whichever was asked for.
    """

    currency: str
    currencies: tuple[str, ...]
    marketplaces: tuple[str, ...]
    months: tuple[KeptMonth, ...]
    types: tuple[KeptType, ...]
    unknown: tuple[tuple[str, KeptType], ...]


class _Told(msgspec.Struct, frozen=True):
    month: str
    part: str
    type: str
    account: str
    sum: LineSum


def kept(store: Store, *, currency: str = "", place: str = "", month: str = "") -> Kept:
    """Of the last twelve months with a deposit; `place` is a marketplace's country code, "" all of them."""
    found = [one for each in store.payouts.months()[:_MONTHS] for one in store.payouts.page(month=each)]
    currencies = _by_frequency(one.head.currency for one in found)
    chosen = currency if currency in currencies else next(iter(currencies), "")
    reader = Reader(store)
    by_currency: dict[str, list[_Told]] = {name: [] for name in currencies}
    for one in found:
        by_currency[one.head.currency].extend(_told(reader, one))
    told = by_currency.get(chosen, [])
    here = [line for line in told if place in ("", _code(line.sum))]
    return Kept(
        currency=chosen,
        currencies=currencies,
        marketplaces=tuple(sorted({code for line in told if (code := _code(line.sum))})),
        months=tuple(_month(name, here) for name in sorted({line.month for line in told})),
        types=_types([line for line in here if month in ("", line.month)]),
        unknown=tuple(
            (name, row) for name, lines in by_currency.items() for row in _types(lines) if row.part == UNKNOWN
        ),
    )


def share(amount: Decimal, of: Decimal) -> Decimal | None:
    """In per cent, to a tenth."""
    return (amount * 100 / of).quantize(Decimal("0.1")) + ZERO if of > 0 else None


def _told(reader: Reader, one: Summed) -> Iterable[_Told]:
    settlement = settlement_of(one)
    place = places(settlement, mapping=reader.mapping(one.head.connection_id))
    for each, line in zip(one.sums, settlement.lines, strict=True):
        where = place(line)
        yield _Told(
            f"{one.head.deposited_at:%Y-%m}",
            part(line, where),
            where.type if where else type_of(line),
            (where.account or "") if where else "",
            each,
        )


def _code(one: LineSum) -> str:
    site = marketplace.named(one.marketplace_name)
    return site.code if site else one.marketplace_name


def _month(name: str, told: Sequence[_Told]) -> KeptMonth:
    mine = [line for line in told if line.month == name]
    by_account: dict[str, Decimal] = {}
    for line in mine:
        if line.part in (FEES, UNKNOWN):
            by_account[line.account] = by_account.get(line.account, ZERO) - line.sum.amount
    return KeptMonth(month=name, sales=_of(ORDERS, mine), refunds=-_of(REFUNDS, mine), kept=by_account)


def _types(told: Sequence[_Told]) -> tuple[KeptType, ...]:
    sales = _of(ORDERS, told)
    found: dict[tuple[str, str, str], tuple[int, Decimal]] = {}
    for line in told:
        if line.part in (FEES, OTHER, UNKNOWN):
            key = line.part, line.account, line.type
            lines, amount = found.get(key, (0, ZERO))
            found[key] = lines + line.sum.lines, amount - line.sum.amount
    rows = (
        KeptType(type=type_, part=name, account=account, lines=lines, amount=amount, share=share(amount, sales))
        for (name, account, type_), (lines, amount) in found.items()
    )
    return tuple(sorted(rows, key=lambda row: (row.part != UNKNOWN, -row.amount)))


def _of(name: str, told: Iterable[_Told]) -> Decimal:
    return sum((line.sum.amount for line in told if line.part == name), ZERO)


def _by_frequency(names: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return tuple(sorted(found, key=lambda name: (-found[name], name)))
