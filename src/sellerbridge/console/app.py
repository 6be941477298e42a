"""The console: pages for people and a JSON API for programs, over one installation."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from sellerbridge import __version__
from sellerbridge.console import api
from sellerbridge.console.api import answering, health, metrics, refusing
from sellerbridge.console.checking import Checking
from sellerbridge.console.connecting import Practice
from sellerbridge.console.doors import hosts, origin, sessions
from sellerbridge.console.doors.bodies import BoundedBodies
from sellerbridge.console.doors.headers import HEADERS
from sellerbridge.console.doors.throttle import Throttle
from sellerbridge.console.page import Forbidden, Page, SignIn, language
from sellerbridge.console.pages import PAGES
from sellerbridge.errors import BridgeError, NoDatabase, place
from sellerbridge.installation import Installation
from sellerbridge.runner.trial import Trial
from sellerbridge.sentences import N_

if TYPE_CHECKING:
    from sellerbridge.runner.loop import Loop

Next = Callable[[Request], Awaitable[Response]]
_log = logging.getLogger(__name__)


def create_app(
    installation: Installation,
    *,
    loop: Loop | None = None,
    behind_tls: bool = False,
    public_name: str = "",
    practice: Practice | None = None,
) -> FastAPI:
    """The console of an installation. `behind_tls`: a proxy speaks TLS outside, so cookies go over TLS only.

    `public_name` is the host by which that proxy is reached; without it only names of this machine are answered.
    `loop` is the clock that runs the syncs; without one the pages show and nothing runs by itself.
    `practice` starts a practice seller for the first run, where there is one to offer.
    """
    app = FastAPI(title="sellerbridge", version=__version__, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.installation = installation
    app.state.loop = loop
    app.state.behind_tls = behind_tls
    app.state.public_name = public_name
    app.state.practice = practice
    app.state.trial = Trial(installation)
    app.state.checking = Checking(installation)
    app.state.throttle = Throttle(installation.clock)
    app.state.looked_at = frozenset(
        route.path
        for router in PAGES
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    )
    app.mount("/static", StaticFiles(packages=[("sellerbridge.console", "static")]), name="static")
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.router.routes += [*answering.routes(api.SUBJECTS), *health.ROUTES, metrics.route()]
    app.middleware("http")(_guarded)
    app.add_middleware(BoundedBodies)
    app.exception_handler(SignIn)(_door)
    app.exception_handler(BridgeError)(_refused)
    app.exception_handler(RequestValidationError)(_malformed)
    app.exception_handler(HTTPException)(_missing)
    return app


async def _guarded(request: Request, call_next: Next) -> Response:
    """Every request: from a page of ours, by whom; every answer: with the headers that close the rest."""
    if not hosts.is_known(request, request.app.state.public_name):
        answer = _shut(request, N_("The console does not go by that name."), status=421)
    elif origin.is_ours(request.method, request.headers) or _carries_nothing(request):
        answer = await _answered(request, call_next)
    else:
        answer = _shut(request, N_("This request came from another site, so nothing was done."), status=403)
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


async def _answered(request: Request, call_next: Next) -> Response:
    try:
        request.state.person = await sessions.person(request)
        return await call_next(request)
    except NoDatabase as error:
        # Where it is and what ails it is for the log: who asks may be anybody.
        _log.warning("%s", error)
        sentence = N_("sellerbridge's database does not answer. Nothing was lost: try again in a moment.")
        return _shut(request, sentence, status=503)
    except Exception as error:  # noqa: BLE001 - the edge of a request
        return _broken(request, error)


def _carries_nothing(request: Request) -> bool:
    """A program that forgot its token: no other site has anything of anybody's to send, and it hears so."""
    return refusing.concerns(request) and not request.cookies


def _shut(request: Request, sentence: str, *, status: int) -> Response:
    """Before anybody knows who asks: in the language of the browser."""
    sentence = language(request).say(sentence)
    if refusing.concerns(request):
        return refusing.told(sentence, status=status)
    return PlainTextResponse(sentence, status_code=status)


def _door(request: Request, error: Exception) -> Response:
    if refusing.concerns(request):
        return refusing.refused(request, error)
    if not request.app.state.installation.store.accounts.any():
        return RedirectResponse("/first-run", status_code=303)
    back = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/sign-in?back={quote(back)}", status_code=303)


def _refused(request: Request, error: Exception) -> Response:
    """A sentence instead of a page that fails: what was wrong, and the next step."""
    if isinstance(error, NoDatabase):
        raise error  # a page counts what needs a person, and for that it needs the database, too
    if refusing.concerns(request):
        return refusing.refused(request, error)
    status, page = 403 if isinstance(error, Forbidden) else 400, Page(request)
    sentence = error.sentence if isinstance(error, BridgeError) else str(error)
    return page.answer("refused.html", status=status, sentence=page.speech.tell(sentence))


def _malformed(request: Request, error: Exception) -> Response:
    """An address or a form that no page of ours made: which values of it are missing or cannot be."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    names = ", ".join(dict.fromkeys(str(fault["loc"][-1]) for fault in faults))
    page = Page(request)
    sentence = page.say(
        "Something was asked for that no page here asks for; what is missing or cannot be: {names}. Go back, load"
        " the page anew and try again.",
        names=names,
    )
    return page.answer("refused.html", status=400, sentence=sentence)


def _missing(request: Request, error: Exception) -> Response:
    if refusing.concerns(request):
        return refusing.refused(request, error)
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (404, None)
    page = Page(request)
    sentence = page.say("There is no such page.") if status == 404 else str(getattr(error, "detail", ""))
    answer = page.answer("refused.html", status=status, sentence=sentence)
    answer.headers.update(headers or {})
    return answer


def _broken(request: Request, error: Exception) -> Response:
    """A fault of ours: a sentence with a number, and in the log the same number and where it was.

    Plain, for what makes a page may be what is broken.
    """
    number = secrets.token_hex(4)
    _log.error("Request %s failed: %s", number, place(error))
    sentence = language(request).say(
        "sellerbridge itself failed here; its log has it as {number}. Nothing is lost: go back and try again.",
        number=number,
    )
    if refusing.concerns(request):
        return refusing.told(sentence, status=500)
    return PlainTextResponse(sentence, status_code=500)
