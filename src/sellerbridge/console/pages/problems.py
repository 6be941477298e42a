"""The inbox: what needs a person, grouped by cause, with the act that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console.doors.way_back import inside
from sellerbridge.console.page import OperatorPage, Page, ViewerPage
from sellerbridge.console.taking_up import taken_up
from sellerbridge.console.typed import Number
from sellerbridge.console.words import of_deeds, of_problems
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import decide as decisions
from sellerbridge.desk import inbox, offered
from sellerbridge.desk import problems as desk
from sellerbridge.desk.inbox import Cause
from sellerbridge.desk.mapping import keep
from sellerbridge.desk.mapping_lines import Line
from sellerbridge.desk.rates import set_rates
from sellerbridge.documents.mapping import FEE, ITEM
from sellerbridge.errors import Usage
from sellerbridge.problems import CANCEL
from sellerbridge.sentences import Sentence
from sellerbridge.store.erp import BOOKS
from sellerbridge.store.problems import ClosedProblem, OpenProblem

router = APIRouter()
Typed = Annotated[str, Form()]
_PER_PAGE = 100
"""Problems of one cause, where all of them are asked for."""


@router.get("/problems")
def problems(page: ViewerPage) -> HTMLResponse:
    """Everything that is open, by cause, and what was closed lately."""
    store = page.installation.store
    return _inbox(page, inbox.causes(store), closed=inbox.closed(store, page.installation.clock.now()))


@router.get("/problems/all")
def all_of_a_cause(page: ViewerPage, kind: str, by: str = "", after: Number = 0) -> Response:
    """Every problem of one cause, a page at a time; when the last one is mended, the inbox."""
    try:
        whole = inbox.cause(page.installation.store, kind, by)
    except Usage:
        return page.back_to("/problems")
    members = [each for each in whole.members if each.id > after]
    shown, here = members[:_PER_PAGE], {"kind": kind, "by": by}
    more = urlencode({**here, "after": shown[-1].id}) if len(members) > len(shown) else ""
    return _inbox(
        page,
        [msgspec.structs.replace(whole, members=tuple(shown))],
        whole=True,
        next_url=f"/problems/all?{more}" if more else "",
        first_url=f"/problems/all?{urlencode(here)}" if after else "",
    )


def _inbox(
    page: Page, causes: Sequence[Cause], *, closed: Sequence[ClosedProblem] = (), whole: bool = False, **urls: str
) -> HTMLResponse:
    for_accounts = any(cause.kind in desk.WITHOUT_ACCOUNT for cause in causes)
    return page.answer(
        "problems.html",
        causes=causes,
        closed=closed,
        whole=whole,
        urls=urls,
        words=of_problems,
        accounts=offered.accounts(page.installation) if for_accounts else (),
        in_books=page.installation.store.erp.chosen().kind == BOOKS,
    )


@router.post("/problems/retry")
def retry(
    page: OperatorPage,
    *,
    kind: Typed = "",
    by: Typed = "",
    problem: Annotated[Number | None, Form()] = None,
    back: Typed = "",
) -> Response:
    """Look once more at one problem, at all of a cause, or (with neither) at everything."""
    store = page.installation.store
    chosen = _meant(page, kind, by, problem) if kind or problem else store.problems.open()
    if not chosen:
        return _back(page, back, page.say("That was closed meanwhile."))
    desk.retry(store, [each.id for each in chosen])
    page.did("retried", _retried(chosen, kind, by, alone=bool(problem)))
    tried = page.speech.count(
        "{number} problem is tried again.", "{number} problems are tried again.", len(chosen)
    )
    return _back(page, back, f"{tried} {taken_up(page, chosen)}")


def _retried(chosen: Sequence[OpenProblem], kind: str, by: str, *, alone: bool) -> str:
    """For the audit trail."""
    if alone:
        return chosen[0].problem.about
    return of_deeds.of_cause(kind, by) if kind else N_("everything")


@router.post("/problems/decide")
def decide(
    page: OperatorPage,
    *,
    choice: Typed,
    reason: Typed = "",
    kind: Typed = "",
    by: Typed = "",
    problem: Annotated[Number | None, Form()] = None,
    back: Typed = "",
) -> Response:
    """Settle one problem, or all of a cause, by one choice."""
    if choice != CANCEL and not reason.strip():
        raise Usage(page.say("Say why, for whoever reads the order's story later. Name no buyer."))
    chosen = _meant(page, kind, by, problem)
    made = decisions.decide(page.installation.store, [each.id for each in chosen], choice, reason=reason)
    for one in made:
        page.did(of_deeds.of_choice(choice), of_deeds.of_problem(one.about, one.kind))
    settled = page.speech.count("{number} problem is settled.", "{number} problems are settled.", len(made))
    return _back(page, back, f"{settled} {taken_up(page, chosen)}" if choice == CANCEL else settled)


@router.post("/problems/rate")
def rate(page: OperatorPage, currency: Typed, rate: Typed, back: Typed = "") -> Response:
    """Set an exchange rate of the books; what waited for it is looked at again."""
    waited = [each for each in page.installation.store.problems.open() if each.problem.kind == "no-exchange-rate"]
    set_rates(page.installation.store, [f"{currency}={rate.strip().replace(',', '.')}"], since=None)
    page.did(N_("set an exchange rate"), of_deeds.of_rate(currency, rate.strip()))
    said = page.say("One {currency} counts {rate} from now on.", currency=currency, rate=rate.strip())
    return _back(page, back, f"{said} {taken_up(page, waited)}")


@router.post("/problems/account")
def account(page: OperatorPage, type: Typed, account: Typed, back: Typed = "") -> Response:  # noqa: A002
    """Book a charge or fee of that type on an account; what waited for it is looked at again."""
    line = _mapped(page, FEE, type, account)
    said = page.say("{type} is booked on {account} from now on.", type=line.source, account=line.target)
    return _back(page, back, f"{said} {taken_up(page, page.installation.store.problems.open())}")


@router.post("/problems/item")
def item(page: OperatorPage, sku: Typed, item: Typed, back: Typed = "") -> Response:
    """Let a SKU stand for an item of the ERP; what waited for it is looked at again."""
    line = _mapped(page, ITEM, sku, item)
    said = page.say("{sku} stands for {item} from now on.", sku=line.source, item=line.target)
    return _back(page, back, f"{said} {taken_up(page, page.installation.store.problems.open())}")


def _mapped(page: Page, kind: str, source: str, target: str) -> Line:
    if not target.strip():
        raise Usage(page.say("Nothing was chosen, so nothing was changed."))
    line = Line(kind=kind, source=source, target=target.strip())
    failing = page.say("Nothing was changed")
    kept = keep(page.installation, [line], check=True, make=kind == FEE, failing=failing)
    page.did(Sentence("mapped {kind}", kind=Sentence(kind)), f"{kept[0].source}={kept[0].target}")
    return kept[0]


def _meant(page: Page, kind: str, by: str, problem: int | None) -> Sequence[OpenProblem]:
    """One problem by its number, or all of a cause. Raises Usage."""
    store = page.installation.store
    if problem is not None:
        return inbox.chosen(store, [problem])
    return inbox.cause(store, kind, by).members


def _back(page: Page, back: str, said: str) -> Response:
    """To the page that asked, if it is one of ours."""
    return page.back_to(inside(back, otherwise="/problems"), said=said)
