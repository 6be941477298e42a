"""The door: the first administrator, signing in and out, the language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from sellerbridge.console.doors import sessions
from sellerbridge.console.page import LANGUAGE_COOKIE, Anyone
from sellerbridge.console.words.speech import LANGUAGES
from sellerbridge.desk import accounts as desk

router = APIRouter()
Typed = Annotated[str, Form()]


@router.get("/sign-in")
def door(page: Anyone, back: str = "/") -> HTMLResponse:
    """Where to sign in."""
    return page.answer("sign_in.html", back=_inside(back), failed=False, name="")


@router.post("/sign-in")
def sign_in(page: Anyone, name: Typed, password: Typed, back: Typed = "/") -> Response:
    """Sign in."""
    account = desk.proven(page.installation.store.accounts, name, password)
    if account is None:
        return page.answer("sign_in.html", status=403, back=_inside(back), failed=True, name=name)
    answer = RedirectResponse(_inside(back), status_code=303)
    sessions.begin(page.request, answer, account)
    return answer


@router.post("/sign-out")
def sign_out(page: Anyone) -> Response:
    """Sign out."""
    answer = RedirectResponse("/sign-in", status_code=303)
    sessions.end(page.request, answer)
    return answer


@router.post("/language")
def speak(language: Typed, back: Typed = "/") -> Response:
    """Speak that language from now on."""
    answer = RedirectResponse(_inside(back), status_code=303)
    if language in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=365 * 86400, httponly=True, samesite="lax")
    return answer


def _inside(path: str) -> str:
    """Only paths of ours: a link could ask to come back elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
