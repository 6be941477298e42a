"""The page of one's own account: the password, the language."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console.doors import sessions
from sellerbridge.console.page import Page, ViewerPage
from sellerbridge.console.pages.doors import Typed
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import accounts as desk
from sellerbridge.errors import Usage

router = APIRouter()


@router.get("/account")
def account(page: ViewerPage) -> HTMLResponse:
    """Shows the page."""
    return _shown(page)


@router.post("/account/password")
def change_password(page: ViewerPage, old: Typed, new: Typed, again: Typed) -> Response:
    """Another password; wherever else the person is signed in they are signed out."""
    accounts = page.installation.store.accounts
    try:
        mine = desk.named(accounts, page.person.name)
        desk.change_own_password(accounts, mine, old=old, new=desk.agreed(new, again))
    except Usage as refusal:
        return _shown(page, failed=page.speech.tell(refusal.sentence), status=400)
    page.did(N_("changed the password of"), mine.name)
    answer = page.back_to("/account", said=page.say("The password is changed. Elsewhere you are signed out."))
    sessions.begin(page.request, answer, mine)
    return answer


def _shown(page: Page, *, failed: str = "", status: int = 200) -> HTMLResponse:
    return page.answer("account.html", status=status, failed=failed)
