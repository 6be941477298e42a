"""One request in, one answer out: who asks, what for, in a transaction of its own."""

from __future__ import annotations

import hmac
import inspect
import logging
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec

from sellerbridge.simulator.erpnext import answers, resources
from sellerbridge.simulator.erpnext.answers import Answer
from sellerbridge.simulator.erpnext.arguments import from_json
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.methods import METHODS, Docs
from sellerbridge.simulator.erpnext.permissions import GUEST
from sellerbridge.simulator.erpnext.rates import RateLimit
from sellerbridge.simulator.erpnext.refusal import Refusal, Thrown
from sellerbridge.simulator.erpnext.resources import Done
from sellerbridge.simulator.erpnext.session import Method, Rule, Session
from sellerbridge.simulator.erpnext.site import Site, User

_log = logging.getLogger(__name__)
_GUEST = User(name=GUEST, api_key="", api_secret="")
_PING = frozenset({"ping", "frappe.ping"})


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it came; header names in lower case, the path still percent-encoded."""

    verb: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = {}
    body: bytes = b""


class App:
    """A site with its rules and methods. Threads may call it; each call is a transaction."""

    def __init__(self, site: Site, *, rules: Mapping[str, Rule], methods: Mapping[str, Method]) -> None:
        self.site = site
        self.rules = rules
        self.methods = {**METHODS, **methods}
        self.rates = RateLimit(site)

    def answer(self, request: Request) -> Answer:
        """The site's answer; committed if it is a success, else rolled back."""
        began = time.perf_counter()
        refusal = self.rates.refusal()
        if refusal is None:
            with self.site.locks.turn:
                answer = self._within(Session(self.site, _GUEST, rules=self.rules), request)
        else:
            answer = answers.refused(refusal, messages=[])
        return self.rates.with_headers(answer, seconds=time.perf_counter() - began)

    def _within(self, session: Session, request: Request) -> Answer:
        try:
            session.user = self._user(request.headers.get("authorization", ""))
            done = self._done(session, request)
            session.work(self.site.pace.reading(len(done.value) if isinstance(done.value, list) else 1))
            answer = answers.success(done.key, done.value, messages=session.messages, status=done.status)
        except Refusal as refusal:
            session.rollback()
            return answers.refused(refusal, messages=session.messages)
        except Exception as error:  # noqa: BLE001 - the outermost edge: a fault of ours is a 500, as at a site
            session.rollback()
            _log.exception("the practice ERPNext failed at %s %s", request.verb, request.path)
            kind = type(error).__name__
            return answers.refused(Refusal(kind=kind, exception=f"{kind}: {error}"), messages=[])
        session.commit()
        return answer

    def _user(self, authorization: str) -> User:
        """Raises Refusal: 401 for a key or secret that is wrong."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "token":
            return _GUEST
        key, _, secret = token.partition(":")
        for user in self.site.users:
            if user.api_key == key and hmac.compare_digest(user.api_secret, secret):
                return user
        raise Refusal(kind="AuthenticationError")

    def _done(self, session: Session, request: Request) -> Done:
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        body = _body(request)
        words = [unquote(word) for word in request.path.strip("/").split("/")]
        if words[:2] == ["api", "resource"] and len(words) == 3:
            return resources.of_type(session, words[2], verb=request.verb, query=query, body=body)
        if words[:2] == ["api", "resource"] and len(words) > 3:
            name = "/".join(words[3:])
            return resources.of_name(session, words[2], name, verb=request.verb, body=body)
        if words[:2] == ["api", "method"] and len(words) == 3:
            return self._called(session, words[2], {**query, **(body if isinstance(body, dict) else {})})
        raise Thrown("Not Found", kind="DoesNotExistError", told=False)

    def _called(self, session: Session, name: str, arguments: Mapping[str, Any]) -> Done:
        if name in _PING:
            return Done(key="message", value="pong")
        if session.user.name == GUEST:
            raise _not_whitelisted(name)
        method = self.methods.get(name)
        if method is None:
            raise Thrown(
                f"Failed to get method for command {name} with No module named '{name.partition('.')[0]}'"
            )
        value = method(session, **_accepted(method, arguments))
        if isinstance(value, Docs):
            return Done(key="docs", value=value.docs)
        if isinstance(value, Document):
            value = answers.rendered(session, value)
        return Done(key="message", value=value)


def _body(request: Request) -> Any:
    """The body as an object: JSON, or a form's fields. Raises Refusal: 500 JSONDecodeError."""
    if not request.body:
        return None
    if "form" in request.headers.get("content-type", ""):
        return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    return from_json(request.body.decode("utf-8", "replace"))


def _accepted(method: Method, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that the method takes. Raises Refusal: 500 TypeError where one is missing."""
    parameters = list(inspect.signature(method).parameters.values())[1:]
    if not any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters):
        names = {parameter.name for parameter in parameters}
        arguments = {key: value for key, value in arguments.items() if key in names}
    missing = [p.name for p in parameters if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    missing = [name for name in missing if name not in arguments]
    if missing:
        text = (
            f"{method.__name__.strip('_')}() missing {len(missing)} required positional argument: {missing[0]!r}"
        )
        raise Refusal(kind="TypeError", exception=f"TypeError: {text}")
    return {key: value for key, value in arguments.items() if key not in ("cmd", "data")}


def _not_whitelisted(name: str) -> Refusal:
    text = "<details><summary>You are not permitted to access this resource. Login to access</summary>"
    text += f"Function <strong>{name}</strong> is not whitelisted.</details>"
    return Thrown(text, kind="PermissionError", title="Method Not Allowed")
