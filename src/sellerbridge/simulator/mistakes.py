"""Mistakes that can be put into settlement files, one to a file, so that somebody finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sellerbridge.simulator.charges import ZERO
from sellerbridge.simulator.dice import dice
from sellerbridge.simulator.settlement_file import Issue
from sellerbridge.simulator.settlement_lines import SettlementLine
from sellerbridge.simulator.settlements import Settlement

KINDS = {
    "cent_off": "one line is a cent more than it should be, and the total is not",
    "missing_line": "one line is not there, and the total is as if it were",
    "doubled_line": "one line is there twice, and the total is as if it were there once",
    "unknown_type": "one fee has a name that nobody knows",
    "wrong_currency": "the file names another currency than the one it is paid in",
    "reissued": "a first file has a fee that is 1.00 too high; days later the settlement comes again, corrected",
}
"""Every kind of mistake and what it is."""

UNKNOWN_FEE = "QuantumHandlingFee"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """What is wrong with a settlement's file. `line` is as it should be (none for the currency), and
    `difference` what the file's lines add up to beyond the settlement's own total.
    """

    kind: str
    settlement_id: str
    currency: str
    line: SettlementLine | None
    difference: Decimal

    @property
    def order_id(self) -> str:
        """The order whose line it is."""
        return self.line.order_id if self.line else ""


def right(settlement: Settlement) -> Issue:
    """A settlement's file without any mistake."""
    return Issue(
        settlement_id=settlement.id,
        start=settlement.start,
        end=settlement.end,
        deposit=settlement.deposit,
        total=settlement.total,
        currency=settlement.period.currency,
        lines=settlement.lines,
    )


def wrong(seed: int, settlement: Settlement, kind: str) -> tuple[Issue, Mistake]:
    """A settlement's file with a mistake of a kind, and what it is."""
    lines = list(settlement.lines)
    chosen = _chosen(seed, lines, kind)
    issue = right(settlement)
    if kind == "wrong_currency":
        issue = replace(issue, currency="USD" if issue.currency != "USD" else "EUR")
    else:
        issue = replace(issue, lines=_DEEDS[kind](lines, chosen))
    difference = sum((line.amount for line in issue.lines), ZERO) - settlement.total
    if kind == "reissued":
        issue = replace(issue, total=settlement.total + difference)
    return issue, Mistake(
        kind=kind,
        settlement_id=settlement.id,
        currency=settlement.period.currency,
        line=None if kind == "wrong_currency" else lines[chosen],
        difference=difference,
    )


def _chosen(seed: int, lines: Sequence[SettlementLine], kind: str) -> int:
    """A buyer's payment for goods or, where the mistake is in a fee, a commission."""
    wanted = ("ItemFees", "Commission") if kind in ("unknown_type", "reissued") else ("ItemPrice", "Principal")
    fitting = [
        index
        for index, line in enumerate(lines)
        if line.transaction_type == "Order" and (line.kind, line.word) == wanted
    ]
    return dice(seed, "mistake", kind).choice(fitting or range(len(lines)))


def _cent_off(lines: list[SettlementLine], chosen: int) -> list[SettlementLine]:
    line = lines[chosen]
    cent = line.line.smallest if line.line else Decimal("0.01")
    return _with(lines, chosen, replace(line, amount=line.amount + cent))


def _missing(lines: list[SettlementLine], chosen: int) -> list[SettlementLine]:
    return _with(lines, chosen)


def _doubled(lines: list[SettlementLine], chosen: int) -> list[SettlementLine]:
    return _with(lines, chosen, lines[chosen], lines[chosen])


def _unknown(lines: list[SettlementLine], chosen: int) -> list[SettlementLine]:
    return _with(lines, chosen, replace(lines[chosen], word=UNKNOWN_FEE))


def _too_dear(lines: list[SettlementLine], chosen: int) -> list[SettlementLine]:
    return _with(lines, chosen, replace(lines[chosen], amount=lines[chosen].amount - 1))


def _with(lines: list[SettlementLine], index: int, *instead: SettlementLine) -> list[SettlementLine]:
    return [*lines[:index], *instead, *lines[index + 1 :]]


_DEEDS: dict[str, Callable[[list[SettlementLine], int], list[SettlementLine]]] = {
    "cent_off": _cent_off,
    "missing_line": _missing,
    "doubled_line": _doubled,
    "unknown_type": _unknown,
    "reissued": _too_dear,
}
