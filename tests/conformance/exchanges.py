"""The recorded exchanges with a real ERPNext site: reading them, sending them again, telling two answers apart."""

from __future__ import annotations

import functools
import http.client
import json
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from sellerbridge.simulator.erpnext.server import PracticeERPNext

FILE = Path(__file__).parents[2].parent / "shared" / "erpnext-exchanges.json"
META = FILE.with_name("erpnext-meta.json")
RECORDED_SITE = "http://site.example"

_META_KEYS = ("name", "module", "istable", "issingle", "is_submittable", "is_tree", "autoname", "naming_rule", "title_field")  # fmt: skip
_FIELD_KEYS = ("fieldname", "fieldtype", "reqd", "unique", "options")
_FIELD_KEYS_IF_SET = ("length", "allow_on_submit", "no_copy", "default", "is_custom_field")


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: Any


@functools.cache
def recorded() -> list[dict[str, Any]]:
    """All exchanges in order; none where the recording is not beside the repository."""
    if not FILE.is_file():
        return []
    data = json.loads(FILE.read_text())
    exchanges: list[dict[str, Any]] = data if isinstance(data, list) else data["exchanges"]
    return exchanges


class Replay:
    """Sends the exchanges one after the other and keeps the answers, from which later requests are made."""

    def __init__(self, erp: PracticeERPNext) -> None:
        self.erp = erp
        self.answers: dict[str, Answer] = {}

    def differences(self, exchange: dict[str, Any]) -> list[str]:
        """Send one exchange; what its answer has other than the recorded one, by path."""
        self._set_up(exchange)
        request = self._made(exchange.get("template", exchange["request"]))
        wanted = exchange["response"]
        is_race = "race" in exchange
        got = self._burst(exchange, request) if is_race else self._sent(request, exchange["user"])
        self.answers[exchange["id"]] = got
        if got.status != wanted["status"]:
            return [f"status: {wanted['status']} was recorded, {got.status} came: {str(got.body)[:1500]}"]
        body = _reduced(exchange, got.body)
        volatile = [_pattern(path) for path in exchange["volatile"]]
        found = list(compared("$", _normal(wanted["body"]), _normal(body), volatile, absent=is_race))
        return found + list(_headers(wanted["headers"], got.headers, exchange.get("volatile_headers", ())))

    def _set_up(self, exchange: dict[str, Any]) -> None:
        setup = exchange.get("recorder", {}).get("setup")
        if setup == "rate_limit_on":
            self.erp.site.conf["rate_limit"] = {"limit": 0.001, "window": 86400}
        elif setup == "rate_limit_off":
            del self.erp.site.conf["rate_limit"]

    def _sent(self, request: Mapping[str, Any], user: str) -> Answer:
        target = request["path"]
        if request["query"]:
            texts = {
                key: value if isinstance(value, str) else _compact(value)
                for key, value in request["query"].items()
            }
            target += "?" + urlencode(texts)
        body = request["body"]
        data = None if body is None else (body if isinstance(body, str) else _compact(body)).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json", **self._login(user)}
        connection = http.client.HTTPConnection(urlsplit(self.erp.url).netloc, timeout=30)
        try:
            connection.request(request["method"], target, data, {**headers, **(request.get("headers") or {})})
            response = connection.getresponse()
            text = response.read().decode().replace(self.erp.url, RECORDED_SITE)
        finally:
            connection.close()
        told = {name.lower(): value for name, value in response.getheaders()}
        is_json = told["content-type"].startswith("application/json")
        return Answer(response.status, told, json.loads(text) if is_json else text)

    def _login(self, user: str) -> dict[str, str]:
        if user == "none":
            return {}
        login = self.erp.logins["connector" if user == "wrong" else user]
        secret = "wrong" if user == "wrong" else login.api_secret
        return {"Authorization": f"token {login.api_key}:{secret}"}

    def _burst(self, exchange: dict[str, Any], request: Mapping[str, Any]) -> Answer:
        """Four requests of the shape at once, at a real site's pace; the answer of the recorded kind among theirs."""
        self.erp.latency = "published"
        try:
            for round_ in range(5):
                got = self._at_once([_varied(exchange, request, round_ * 4 + number) for number in range(4)])
                matching = [one for one in got if one.status == exchange["response"]["status"]]
                if matching:
                    return matching[0]
            return got[0]
        finally:
            self.erp.latency = "none"

    def _at_once(self, requests: list[dict[str, Any]]) -> list[Answer]:
        got: list[Answer] = []
        threads = [
            threading.Thread(target=lambda one=one: got.append(self._sent(one, "connector"))) for one in requests
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return got

    def _made(self, template: Any) -> Any:
        """A template with its references replaced by parts of earlier answers."""
        if isinstance(template, Mapping):
            if "$ref" in template:
                return at(self.answers[template["$ref"]].body, template["path"])
            if "$from" in template:
                return self._whole(template)
            return {key: self._made(value) for key, value in template.items()}
        if isinstance(template, list):
            return [self._made(value) for value in template]
        if isinstance(template, str):
            return re.sub(r"\{\{([^:}]+):([^}]+)\}\}", lambda m: str(at(self.answers[m[1]].body, m[2])), template)
        return template

    def _whole(self, template: Mapping[str, Any]) -> Any:
        document = json.loads(json.dumps(at(self.answers[template["$from"]].body, template["path"])))
        for path in template["drop"]:
            *way, last = _steps(path)
            del _walked(document, way)[last]
        for path, value in template["set"].items():
            *way, last = _steps(path)
            _walked(document, way)[last] = value
        return document


def at(body: Any, path: str) -> Any:
    """The value at a path such as $.data.items[0].qty."""
    return _walked(body, _steps(path))


def compared(path: str, wanted: Any, got: Any, volatile: list[re.Pattern[str]], *, absent: bool) -> Iterator[str]:
    """What differs, by path. A volatile value must be there, with the same type."""
    if any(pattern.fullmatch(path) for pattern in volatile):
        if type(wanted) is not type(got) and not (absent and _ABSENT in (wanted, got)):
            yield f"{path}: {wanted!r} was recorded, {got!r} came (another type)"
    elif isinstance(wanted, dict) and isinstance(got, dict):
        for key in dict.fromkeys([*wanted, *got]):
            yield from compared(
                f"{path}.{key}", wanted.get(key, _ABSENT), got.get(key, _ABSENT), volatile, absent=absent
            )
    elif isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        for place, (one, other) in enumerate(zip(wanted, got, strict=True)):
            yield from compared(f"{path}[{place}]", one, other, volatile, absent=absent)
    elif not _same(wanted, got):
        yield f"{path}: {wanted!r} was recorded, {got!r} came"


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


_ABSENT = _Absent()


def _same(wanted: Any, got: Any) -> bool:
    """JSON knows one kind of number; the site's own columns keep nine decimals."""
    if isinstance(wanted, int | float) and isinstance(got, int | float) and not isinstance(got, bool):
        return abs(wanted - got) < 1e-9
    return type(wanted) is type(got) and bool(wanted == got)


def _normal(body: Any) -> Any:
    """The body with the messages read, and what differs in any two runs replaced as the recorder did."""
    if isinstance(body, str):
        return body
    body = dict(body)
    if "exc" in body:
        body["exc"] = "<traceback>"
    if isinstance(body.get("_server_messages"), str):
        messages = [json.loads(message) for message in json.loads(body["_server_messages"])]
        body["_server_messages"] = [_without_id(message) for message in messages]
    return body


def _without_id(message: dict[str, Any]) -> dict[str, Any]:
    return {**message, "__frappe_exc_id": "<id>"} if "__frappe_exc_id" in message else message


def _reduced(exchange: dict[str, Any], body: Any) -> Any:
    recorder = exchange.get("recorder", {})
    if recorder.get("reduce") == "meta":
        return {key: [cut(one) for one in value] if isinstance(value, list) else cut(value) for key, value in body.items()}  # fmt: skip
    for path in recorder.get("blank", ()):
        *way, last = _steps(path)
        _walked(body, way)[last] = "<left out>"
    return body


def cut(meta: dict[str, Any]) -> dict[str, Any]:
    told = {key: meta[key] for key in _META_KEYS if key in meta}
    told["fields"] = [
        {key: field[key] for key in _FIELD_KEYS}
        | {key: field[key] for key in _FIELD_KEYS_IF_SET if field.get(key)}
        for field in meta["fields"]
    ]
    return told


def _headers(wanted: Mapping[str, str], got: Mapping[str, str], volatile: Any) -> Iterator[str]:
    for name, value in wanted.items():
        if name not in got or (name not in volatile and got[name] != value):
            yield f"header {name}: {value!r} was recorded, {got.get(name)!r} came"
    for name in got:
        if name not in wanted and name.startswith(("x-ratelimit", "retry-after")):
            yield f"header {name}: nothing was recorded, {got[name]!r} came"


def _varied(exchange: dict[str, Any], request: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The request under another key; for a deadlock, every other one with its lines the other way round."""
    burst = exchange["recorder"]["burst"]
    body = {**request["body"], "name": f"AMZ-{burst}-{number}", "amazon_order_id": f"{burst}-{number}"}
    if burst == "deadlock" and number % 2:
        body["items"] = list(reversed(body["items"]))
    return {**request, "body": body}


def _steps(path: str) -> list[Any]:
    return [int(place) if place else name for name, place in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path)]


def _walked(value: Any, steps: list[Any]) -> Any:
    for step in steps:
        value = value[step]
    return value


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path).replace(r"\[\*\]", r"\[\d+\]"))


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
