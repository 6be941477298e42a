"""One request to a Frappe site: sign, send, try again where that is safe, raise by what happens next.

A site's answers are told apart by `exc_type`, not by the HTTP status. What a site rolled back for sure (deadlock,
lock wait, the first reservation of an item by two orders, rate limit) is sent again. A write whose answer is lost
is never sent again: the site commits even when nobody listens any more, so its key is looked up first.
"""

from __future__ import annotations

import logging
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode

import httpx2
import msgspec
import tenacity

from sellerbridge import __version__
from sellerbridge.clock import Clock
from sellerbridge.erp.erpnext import answers
from sellerbridge.erp.erpnext.answers import NoAnswer
from sellerbridge.erp.erpnext.login import Login
from sellerbridge.erp.erpnext.refusals import SiteRefused
from sellerbridge.erp.erpnext.width import Width
from sellerbridge.errors import BridgeError, InDoubt, Later, Refused, Unreachable
from sellerbridge.sentences import Sentence

__all__ = ["Client", "Login", "method", "resource"]

T = TypeVar("T")

_LONGEST_PAUSE = 30.0
_RESOURCE, _METHOD = "/api/resource/", "/api/method/"
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
_jitter = tenacity.wait_random_exponential(multiplier=0.5, max=_LONGEST_PAUSE)
_sidestep = tenacity.wait_random_exponential(multiplier=0.05, max=_LONGEST_PAUSE)
_encoder = msgspec.json.Encoder(decimal_format="number")

for _talkative in ("httpx2", "httpcore2"):  # they would log addresses, among them filters with order ids
    logging.getLogger(_talkative).setLevel(logging.WARNING)


class Client:
    """One user's access to one site; threads share it. JSON numbers come as Decimal or int, never float.

    Raises, from each of its calls: SiteRefused (the site understood and said no; `refusals.py`), Refused of the
    kind erp-login when it does not accept key and secret, Unreachable when no answer came after the retries,
    Later when the site allows no request for longer than the patience, and from `write` also InDoubt: it was sent
    and the answer was lost, or came from something before the site (502).

    `width` is how many requests at once the site is good for; it hears of every answer that says "too much".
    `timeout` is how many seconds the site may think about one request.
    """

    def __init__(
        self,
        login: Login,
        *,
        clock: Clock,
        max_retries: int,
        patience: float = 20.0,
        timeout: float = 120.0,
    ) -> None:
        self.login = login
        self.clock = clock
        self.width = Width(clock)
        self._max_retries = max_retries
        self._patience = patience
        self._http = httpx2.Client(
            verify=_authorities(),
            timeout=httpx2.Timeout(timeout, connect=min(10.0, timeout)),
            headers={
                "user-agent": f"sellerbridge/{__version__}",
                "accept": "application/json",
                "authorization": login.authorization,
            },
            # A session cookie would outrank the token and ask for a CSRF token.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    @property
    def counts(self) -> Mapping[str, int]:
        """Requests sent, by verb and doctype or method, those tried again included."""
        with self._lock:
            return dict(self._counts)

    def read(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """GET: the answer's `data` or `message`. Query values that are no text go out as JSON."""
        return self._asked("GET", path + _query(query or {}), None)

    def ask(self, method: str, body: Mapping[str, Any]) -> Any:
        """POST to a method that only reads (long filters do not fit an address); its `message`."""
        return self._asked("POST", _METHOD + quote(method, safe=""), body)

    def write(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """POST, PUT or DELETE that changes the site; the answer's `data` or `message`."""
        deed = _deed(verb, path)
        try:
            return self._persistently(
                lambda: self._sent(verb, path, body), again=lambda none: none.passing and not none.lost
            )
        except NoAnswer as none:
            if none.lost:
                raise InDoubt(
                    "{host} was sent {deed}, but the answer was lost ({reason}). It is looked up before anything"
                    " is sent again.",
                    host=self.login.host,
                    deed=deed,
                    reason=none.reason,
                ) from none
            raise self._given_up(deed, none) from none

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _asked(self, verb: str, path: str, body: Mapping[str, Any] | None) -> Any:
        """The answer to what may be asked as often as one likes."""
        try:
            return self._persistently(lambda: self._sent(verb, path, body), again=lambda none: none.passing)
        except NoAnswer as none:
            raise self._given_up(_deed(verb, path), none) from none

    def _given_up(self, deed: str, none: NoAnswer) -> BridgeError:
        return none.final or Unreachable(
            "The ERP at {host} gave no usable answer to {deed} ({reason}). Nothing is lost; run it again later.",
            host=self.login.host,
            deed=deed,
            reason=none.reason,
        )

    def _persistently(self, action: Callable[[], T], *, again: Callable[[NoAnswer], bool]) -> T:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, NoAnswer) and again(error)),
            stop=tenacity.stop_after_attempt(self._max_retries + 1),
            wait=self._pause,
            sleep=self.clock.sleep,
            reraise=True,
        )
        return retrying(action)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        none = state.outcome.exception() if state.outcome else None
        if not isinstance(none, NoAnswer):
            return _jitter(state)
        asked = none.retry_after or 0.0
        if asked > self._patience:
            until = self.clock.now() + timedelta(seconds=asked)
            raise Later(
                "{host} asks to wait {asked:.0f} s before the next request.",
                host=self.login.host,
                asked=asked,
                until=until,
            )
        # Two that collided need not wait for a site to recover, only miss each other the next time.
        return max(asked, (_sidestep if none.strain == answers.COLLISION else _jitter)(state))

    def _sent(self, verb: str, path: str, body: Mapping[str, Any] | None) -> Any:
        """One attempt. Raises NoAnswer, SiteRefused and Refused."""
        content = None if body is None else _encoder.encode(body)
        headers = {} if content is None else {"content-type": "application/json"}
        with self._lock:
            self._counts[_deed(verb, path)] += 1
        try:
            return self._understood(self._answer(verb, path, content=content, headers=headers))
        except NoAnswer as none:
            self.width.strain(none.strain)
            raise

    def _answer(self, verb: str, path: str, *, content: bytes | None, headers: dict[str, str]) -> httpx2.Response:
        try:
            return self._http.request(verb, self.login.url + path, content=content, headers=headers)
        except httpx2.TransportError as error:
            raise _broken(error) from None
        except httpx2.DecodingError:
            raise NoAnswer(Sentence("the answer was garbled on its way"), lost=True) from None

    def _understood(self, answer: httpx2.Response) -> Any:
        try:
            return answers.data(
                answer.status_code, answer.content, retry_after=answer.headers.get("retry-after", "").strip()
            )
        except SiteRefused as refused:
            if refused.exc_type == "AuthenticationError" or refused.status == 401:
                raise self._locked_out(refused.text) from refused
            raise

    def _locked_out(self, text: str) -> Refused:
        reason = Sentence("{host} answered {text}", host=self.login.host, text=text)
        sentence = Sentence(
            "The ERP does not accept the API key and secret ({reason}). Generate new keys in the user's settings"
            " there and run sellerbridge erp erpnext with them.",
            reason=reason,
        )
        return Refused(sentence, kind="erp-login", reason=reason)


@cache
def _authorities() -> ssl.SSLContext:
    """Who may vouch for a site; read once, for it takes a while."""
    return httpx2.create_ssl_context()


def _broken(error: httpx2.TransportError) -> NoAnswer:
    """What came of a connection that failed or fell silent; never with the address, which holds filters."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return NoAnswer(Sentence("its certificate is not valid for that address"), passing=False)
    if isinstance(error, _NOT_SENT):
        return NoAnswer(Sentence("no connection"))
    if isinstance(error, httpx2.TimeoutException):
        return NoAnswer(Sentence("no answer in time"), lost=True, strain=1.0)
    return NoAnswer(Sentence("the connection broke"), lost=True)


def resource(doctype: str, name: str | None = None) -> str:
    """The path of a doctype or of one document, every sign encoded."""
    return _RESOURCE + _segment(doctype) + ("" if name is None else "/" + _segment(name))


def method(dotted: str) -> str:
    """The path of a method."""
    return _METHOD + _segment(dotted)


def _segment(text: str) -> str:
    """Everything encoded; "." and ".." as well, which would be taken for folders."""
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%2E")


def _query(values: Mapping[str, Any]) -> str:
    pairs = {name: value if isinstance(value, str) else _encoder.encode(value) for name, value in values.items()}
    return "?" + urlencode(pairs, quote_via=quote) if pairs else ""


def _deed(verb: str, path: str) -> str:
    """A request for a person: its verb and doctype or method; never a document's name, which may be personal."""
    kind, _, rest = path.partition("?")[0].removeprefix("/api/").partition("/")
    first = unquote(rest.partition("/")[0])
    return f"{verb} {first}" if kind in ("resource", "method") else f"{verb} {path.partition('?')[0]}"
