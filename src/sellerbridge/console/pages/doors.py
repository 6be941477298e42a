"""The door: the first administrator, signing in and out, the language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from sellerbridge.console.doors import sessions
from sellerbridge.console.doors.people import Person
from sellerbridge.console.doors.throttle import Throttle
from sellerbridge.console.doors.way_back import inside
from sellerbridge.console.page import LANGUAGE_COOKIE, Anyone, Page
from sellerbridge.console.words.marks import N_
from sellerbridge.console.words.speech import LANGUAGES
from sellerbridge.desk import accounts as desk
from sellerbridge.errors import Usage

router = APIRouter()
Typed = Annotated[str, Form()]
AFTER_THE_FIRST = "/first-run/next"
_KEY_COOKIE = "sellerbridge_first_key"
_NO_PERSON = N_("Name and password do not fit together.")


@router.get("/first-run")
def first_run(page: Anyone, key: str = "") -> Response:
    """Where the administrator's account is made, with the key that the terminal shows."""
    accounts = page.installation.store.accounts
    if accounts.any():
        return page.back_to(AFTER_THE_FIRST)
    if accounts.is_first_key(key):
        # Out of the address at once: that is kept in a browser's history, and lost when the language is changed.
        answer: Response = page.back_to("/first-run")
        answer.set_cookie(_KEY_COOKIE, key, max_age=3600, httponly=True, samesite="lax")
        return answer
    held = page.request.cookies.get(_KEY_COOKIE, "")
    if not key and accounts.is_first_key(held):
        return page.answer("first_run.html", key=held, failed="", name="")
    sentence = page.say("That key does not open it: another one may have taken its place.") if key else ""
    return page.answer("first_key.html", status=403 if key else 200, failed=sentence)


@router.post("/first-run")
def first_administrator(page: Anyone, key: Typed, name: Typed, password: Typed, again: Typed) -> Response:
    """Make the administrator's account, and sign in with it."""
    accounts = page.installation.store.accounts
    try:
        made = desk.first_administrator(accounts, name, desk.agreed(password, again), key=key)
    except Usage as refusal:
        failed = page.speech.tell(refusal.sentence)
        return page.answer("first_run.html", status=400, key=key, failed=failed, name=name)
    accounts.did(made.name, N_("made the administrator's account"), made.name)
    answer = page.back_to(AFTER_THE_FIRST)
    answer.delete_cookie(_KEY_COOKIE)
    sessions.begin(page.request, answer, made)
    return answer


@router.get("/sign-in")
def door(page: Anyone, back: str = "/") -> Response:
    """Where to sign in."""
    if not page.installation.store.accounts.any():
        return page.back_to("/first-run")
    return page.answer("sign_in.html", back=inside(back), failed="", name="")


@router.post("/sign-in")
def sign_in(page: Anyone, name: Typed, password: Typed, back: Typed = "/") -> Response:
    """Sign in; whoever is signed in here already is signed out first."""
    throttle: Throttle = page.request.app.state.throttle
    accounts, address = page.installation.store.accounts, _address(page)
    wait = throttle.begin(name, address)
    if wait:
        seconds = int(wait.total_seconds()) + 1
        failed = page.speech.count(
            "Too many tries. Wait {number} second, then try again.",
            "Too many tries. Wait {number} seconds, then try again.",
            seconds,
        )
        answer: Response = page.answer("sign_in.html", status=429, back=inside(back), failed=failed, name=name)
        answer.headers["Retry-After"] = str(seconds)
        return answer
    account = desk.proven(accounts, name, password)
    if account is None:
        return page.answer("sign_in.html", status=403, back=inside(back), failed=page.say(_NO_PERSON), name=name)
    throttle.succeeded(name, address)
    accounts.did(account.name, N_("signed in"))
    answer = RedirectResponse(inside(back), status_code=303)
    sessions.begin(page.request, answer, account)
    return answer


@router.post("/sign-out")
def sign_out(page: Anyone) -> Response:
    """Sign out."""
    answer = RedirectResponse("/sign-in", status_code=303)
    sessions.end(page.request, answer)
    return answer


@router.post("/language")
def speak(page: Anyone, language: Typed, back: Typed = "/") -> Response:
    """Speak that language from now on: here, and to whoever is signed in wherever they are."""
    answer = RedirectResponse(inside(back), status_code=303)
    if language in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=365 * 86400, httponly=True, samesite="lax")
        person: Person | None = page.request.state.person
        if person and person.account_id is not None:
            page.installation.store.accounts.change(person.account_id, language=language)
    return answer


def _address(page: Page) -> str:
    return page.request.client.host if page.request.client else ""
