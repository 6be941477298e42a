"""The page of the programs that may use the JSON API, each by its token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console.page import AdministratorPage, Page
from sellerbridge.console.pages.doors import Typed
from sellerbridge.console.typed import Number
from sellerbridge.console.words import of_deeds
from sellerbridge.console.words.marks import N_
from sellerbridge.console.words.of_accounts import SCOPES
from sellerbridge.desk import accounts as desk
from sellerbridge.errors import Usage

router = APIRouter()
_HERE = "/settings/tokens"


@router.get(_HERE)
def tokens(page: AdministratorPage) -> HTMLResponse:
    """Shows the page."""
    return _shown(page)


@router.post(_HERE)
def make(page: AdministratorPage, name: Typed, scope: Typed) -> HTMLResponse:
    """A new token. It is shown in the answer itself: kept for another page it would be kept somewhere."""
    try:
        secret = desk.make_token(page.installation.store.accounts, name, scope=scope)
    except Usage as refusal:
        return _shown(page, failed=page.speech.tell(refusal.sentence), name=name)
    page.did(N_("made a token"), of_deeds.of_token(name, scope))
    return _shown(page, secret=secret)


@router.post(f"{_HERE}/end")
def end(page: AdministratorPage, token: Annotated[Number, Form()]) -> Response:
    """Take a token back."""
    try:
        ended = desk.end_token(page.installation.store.accounts, token)
    except Usage as refusal:
        return _shown(page, failed=page.speech.tell(refusal.sentence))
    page.did(N_("took back a token"), ended.name)
    return page.back_to(_HERE, said=page.say("The token of {name} opens nothing any more.", name=ended.name))


def _shown(page: Page, *, secret: str = "", failed: str = "", name: str = "") -> HTMLResponse:
    return page.answer(
        "tokens.html",
        status=400 if failed else 200,
        tokens=page.installation.store.accounts.tokens(),
        scopes=SCOPES,
        secret=secret,
        failed=failed,
        name=name,
    )
