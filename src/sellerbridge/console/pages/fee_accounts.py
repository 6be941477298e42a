"""The accounts for fees and charges: each of Amazon's words, and the account where it is booked."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console.page import OperatorPage, Page, ViewerPage
from sellerbridge.console.taking_up import taken_up
from sellerbridge.console.words import of_deeds
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import fee_accounts as desk
from sellerbridge.desk import offered
from sellerbridge.desk.problems import WITHOUT_ACCOUNT
from sellerbridge.errors import BridgeError, Refused, Unreachable, Usage

router = APIRouter()
Typed = Annotated[str, Form()]

FILTERS = {"chosen": N_("Accounts that you chose"), "unknown": N_("Without an account")}
_HERE = "/money/accounts"
_LIST = ("find", "only")
"""What an address of the list may say."""


@router.get("/money/accounts")
def accounts(page: ViewerPage, find: str = "", only: str = "") -> HTMLResponse:
    """Every word that Amazon used, and where it is booked."""
    return _answer(page, find=find, only=only)


@router.post("/money/accounts")
def book_on(
    page: OperatorPage, word: Typed, account: Typed = "", list_: Annotated[str, Form(alias="list")] = ""
) -> Response:
    """Book a word on another account, or on its usual one again; `list` is what the page showed."""
    kept = {name: value for name, value in parse_qsl(list_) if name in _LIST}
    try:
        line = desk.book_on(page.installation, word, account)
    except (Usage, Refused, Unreachable) as wrong:
        return _answer(page, **kept, typed={word.strip(): account}, wrong=wrong)
    page.did(N_("chose an account for a fee"), of_deeds.of_account(line.source, line.target))
    if line.target:
        said = page.say("{type} is booked on {account} from now on.", type=line.source, account=line.target)
    else:
        said = page.say("{type} is booked where it usually goes again.", type=line.source)
    waited = [one for kind in WITHOUT_ACCOUNT for one in page.installation.store.problems.open(kind=kind)]
    if waited:
        said = f"{said} {taken_up(page, waited)}"
    return page.back_to(f"{_HERE}?{urlencode(kept)}" if kept else _HERE, said=said)


@router.get("/money/accounts.csv")
def export(page: ViewerPage) -> Response:
    """Every word as a file, to be filled in and brought back."""
    return Response(
        desk.text(page.installation.store),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=accounts.csv"},
    )


def _answer(
    page: Page,
    *,
    find: str = "",
    only: str = "",
    typed: dict[str, str] | None = None,
    wrong: BridgeError | None = None,
) -> HTMLResponse:
    shown = {name: value for name, value in (("find", find), ("only", only)) if value}
    return page.answer(
        "fee_accounts.html",
        status=400 if wrong else 200,
        found=desk.fee_accounts(page.installation.store, find=find, only=only),
        offered=offered.accounts(page.installation),
        filters=FILTERS,
        find=find,
        only=only,
        shown=urlencode(shown),
        typed=typed or {},
        wrong=page.speech.tell(wrong.sentence) if wrong else "",
    )
