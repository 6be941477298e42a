"""When does the money come, and what did Amazon keep? Payouts, fees over time, and each settlement's statement."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from sellerbridge.commerce.money import ZERO
from sellerbridge.console.page import Page, ViewerPage
from sellerbridge.console.typed import Number
from sellerbridge.console.words import of_money, of_problems
from sellerbridge.desk import offered
from sellerbridge.desk.money import payouts as desk
from sellerbridge.desk.money import settlement_lines
from sellerbridge.desk.money.kept import Kept, kept
from sellerbridge.desk.money.pending_money import to_come, unpaid
from sellerbridge.desk.money.reconcile import Chosen
from sellerbridge.desk.money.settlement_file import settlement_file
from sellerbridge.desk.money.statement import statement
from sellerbridge.errors import Usage

router = APIRouter()
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
_SERIES = 6
"""So many accounts have a colour of their own in the chart; the others share one."""
_NAMED = 100
"""So many orders without money are named."""


@router.get("/money")
def money(page: ViewerPage, month: str = "", currency: str = "", place: str = "", after: str = "") -> HTMLResponse:
    """The payouts, what is to come, and what Amazon kept."""
    store = page.installation.store
    found = desk.payouts(store, after=after, month=_month(page, month))
    fees = kept(store, currency=currency, place=place, month=month)
    asked = {name: value for name, value in (("month", month), ("currency", currency), ("place", place)) if value}
    more = urlencode({**asked, "after": found.after}) if found.after else ""
    return page.answer(
        "money.html",
        found=found.payouts,
        whole=desk.by_currency(month, found.payouts) if month and not after and not found.after else (),
        more=f"/money?{more}#payouts" if more else "",
        first=f"/money?{urlencode(asked)}#payouts" if after else "",
        months=store.payouts.months(),
        pending=tuple(to_come(store)),
        kept=fees,
        chart=_chart(page, fees),
        unknown=fees.unknown,
        accounts=offered.accounts(page.installation) if fees.unknown else (),
        month=month,
        place=place,
        titles=of_problems.TITLES,
        words=of_money,
    )


@router.get("/money/unpaid")
def shipped_and_unpaid(page: ViewerPage) -> HTMLResponse:
    """Orders that shipped and of which Amazon's finances know no money yet, the oldest first."""
    return page.answer("unpaid.html", found=tuple(unpaid(page.installation.store, named=_NAMED)))


@router.get("/money/export.csv")
def month_as_csv(page: ViewerPage, month: str = "") -> Response:
    """Amazon's lines of a month's settlements, with their accounts."""
    return _file(page, Chosen(month=_month(page, month)), f"settlements {month}".strip(), "csv")


@router.get("/money/export.beancount")
def month_as_beancount(page: ViewerPage, month: str = "") -> Response:
    """The ERP's entries of a month's settlements."""
    return _file(page, Chosen(month=_month(page, month)), f"settlements {month}".strip(), "beancount")


@router.get("/money/{settlement_id}")
def one_settlement(page: ViewerPage, settlement_id: str) -> HTMLResponse:
    """A settlement's statement, held against what the ERP has."""
    told = statement(page.installation, settlement_id)
    return page.answer("settlement.html", told=told, payout=told.payout, found=told.found, words=of_money)


@router.get("/money/{settlement_id}/lines")
def its_lines(
    page: ViewerPage, settlement_id: str, *, word: str = "", part: str = "", order: str = "", after: Number = 0
) -> HTMLResponse:
    """The lines of a settlement, of one type, part or order if asked."""
    store = page.installation.store
    asked = {"word": word, "part": part, "order": order.strip()}
    kept_words = {name: value for name, value in asked.items() if value}
    found = settlement_lines.lines(
        store, settlement_id, type_=word, part_=part, order=order.strip(), after=max(after, 0)
    )
    more = urlencode({**kept_words, "after": found.after}) if found.after else ""
    here = f"/money/{settlement_id}/lines"
    return page.answer(
        "settlement_lines.html",
        payout=desk.payout(store, settlement_id),
        lines=found.lines,
        asked=asked,
        more=f"{here}?{more}" if more else "",
        first=f"{here}?{urlencode(kept_words)}" if after else "",
        words=of_money,
    )


@router.get("/money/{settlement_id}/export.csv")
def lines_as_csv(page: ViewerPage, settlement_id: str) -> Response:
    """A settlement's lines with their accounts."""
    return _file(page, Chosen(settlement_id=settlement_id), f"settlement {settlement_id}", "csv")


@router.get("/money/{settlement_id}/export.beancount")
def entries_as_beancount(page: ViewerPage, settlement_id: str) -> Response:
    """A settlement's entries in the ERP."""
    which = Chosen(settlement_id=settlement_id)
    return _file(page, which, f"settlement {settlement_id}", "beancount")


def _file(page: Page, which: Chosen, name: str, kind: str) -> Response:
    written = settlement_file(page.installation, which, kind)
    name = f"{name.replace(' ', '-')}.{kind}"
    return Response(
        written,
        media_type="text/csv; charset=utf-8" if kind == "csv" else "text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _month(page: Page, month: str) -> str:
    if month and not _MONTH.fullmatch(month):
        raise Usage(page.say("{month} is no month. Write it as 2026-09.", month=month))
    return month


def _chart(page: Page, fees: Kept) -> tuple[list[str], list[tuple[str, list[Decimal], list[str]]]]:
    """The accounts, the dearest first, and a column for each month with what was kept on each."""
    sums: dict[str, Decimal] = {}
    for month in fees.months:
        for account, amount in month.kept.items():
            sums[account] = sums.get(account, ZERO) + amount
    dearest = sorted(sums, key=lambda account: -sums[account])[:_SERIES]
    columns = []
    for month in fees.months:
        values = [month.kept.get(account, ZERO) for account in dearest]
        if len(sums) > len(dearest):
            values.append(month.fees - sum(values, ZERO))
        columns.append(
            (page.speech.month(month.month), values, [page.speech.money(value, fees.currency) for value in values])
        )
    names = [account or page.say("Without an account yet") for account in dearest]
    return names + ([page.say("All others")] if len(sums) > len(dearest) else []), columns
