"""What a page works with: the installation, who asks, in which language; and the answer it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, unquote

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from sellerbridge.console import navigation
from sellerbridge.console.doors.people import Person, Role
from sellerbridge.console.drawing import templates
from sellerbridge.console.words.speech import LANGUAGES, Speech, speech, understood
from sellerbridge.errors import BridgeError
from sellerbridge.installation import Installation

if TYPE_CHECKING:
    from sellerbridge.runner.loop import Loop
    from sellerbridge.runner.watch import Live

_SAID_COOKIE = "sellerbridge_said"
LANGUAGE_COOKIE = "sellerbridge_language"


class SignIn(Exception):
    """Nobody is signed in: the browser is shown the door, and comes back after."""


class Forbidden(BridgeError):
    """The person's role does not reach that far."""


class Page:
    """One request for a page, and how to answer it."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.installation: Installation = request.app.state.installation
        self.loop: Loop | None = request.app.state.loop
        self._person: Person | None = request.state.person
        self.speech: Speech = language(request)

    @property
    def person(self) -> Person:
        """Who is signed in. Raises SignIn where nobody is."""
        if self._person is None:
            raise SignIn
        return self._person

    def may(self, role: Role) -> bool:
        """Whether the person's role reaches that far."""
        return self._person is not None and self._person.role >= role

    def did(self, what: str, about: str = "") -> None:
        """Write into the audit trail what the person did; free of secrets and buyers' data."""
        self.installation.store.accounts.did(self.person.name, what, about)

    def live(self) -> tuple[Live, ...]:
        """The runs that go on in this process."""
        return self.loop.live() if self.loop else ()

    def wake(self) -> None:
        """Have the clock, where this process has one, look at once what is due."""
        if self.loop:
            self.loop.wake()

    def say(self, text: str, **facts: object) -> str:
        """A sentence in the person's language."""
        return self.speech.say(text, **facts)

    def answer(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page from its template, with what every page shows around it."""
        said = self.request.cookies.get(_SAID_COOKIE, "")
        html = templates(self.speech.code).get_template(template)
        text = html.render(**self._around(said), **values)
        response = HTMLResponse(text, status_code=status)
        if said:
            response.delete_cookie(_SAID_COOKIE)
        return response

    def back_to(self, path: str, *, said: str = "") -> RedirectResponse:
        """After a deed: show that page, with a sentence on what was done at its top, once."""
        response = RedirectResponse(path, status_code=303)
        if said:
            response.set_cookie(_SAID_COOKIE, quote(said), max_age=60, httponly=True, samesite="lax")
        return response

    def _around(self, said: str) -> dict[str, Any]:
        return {
            "page": self,
            "languages": LANGUAGES,
            "person": self._person,
            "Role": Role,
            "navigation": navigation.PLACES,
            "needing": {"/problems": self.installation.store.problems.count()} if self._person else {},
            "here": self.request.url.path,
            "way_back": self._way_back(),
            "now": self.installation.clock.now(),
            "said": unquote(said),
        }

    def _way_back(self) -> str:
        """Where this page can be seen again: its own address, or after a deed that of the page it was done on."""
        url = self.request.url
        if self.request.method in ("GET", "HEAD"):
            return f"{url.path}?{url.query}" if url.query else url.path
        looked_at: frozenset[str] = self.request.app.state.looked_at
        form = str(getattr(self.request.scope.get("route"), "path", ""))
        path = url.path.rstrip("/")
        while form and form not in looked_at:
            form, path = form.rpartition("/")[0], path.rpartition("/")[0]
        return path or "/"


def language(request: Request) -> Speech:
    """The language of whoever asks: as the person chose, else as the browser remembers or wishes."""
    person: Person | None = getattr(request.state, "person", None)
    cookie = request.cookies.get(LANGUAGE_COOKIE, "")
    return speech(
        (person.language if person else "")
        or (cookie if cookie in LANGUAGES else "")
        or understood(request.headers.get("accept-language", ""))
    )


def signed_in(role: Role) -> Any:
    """What a route asks for: a page whose person has at least that role. Raises SignIn or Forbidden."""

    def asked(request: Request) -> Page:
        page = Page(request)
        if page.person.role < role:
            raise Forbidden(page.say("Your role does not allow that. Ask an administrator."))
        return page

    return Depends(asked)


Anyone = Annotated[Page, Depends(Page)]
"""For pages that are there before anybody is signed in."""
ViewerPage = Annotated[Page, signed_in(Role.VIEWER)]
OperatorPage = Annotated[Page, signed_in(Role.OPERATOR)]
AdministratorPage = Annotated[Page, signed_in(Role.ADMINISTRATOR)]
