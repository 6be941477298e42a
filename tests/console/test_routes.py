"""Every route of the console, by every role: what changes something asks for a role, and is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import getclosurevars
from types import FunctionType, ModuleType

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from sellerbridge.console.app import create_app
from sellerbridge.console.doors.people import Role
from sellerbridge.console.pages import PAGES
from sellerbridge.installation import Installation

As = Callable[[str], TestClient]

FOR_ANYBODY = {"/first-run", "/sign-in", "/sign-out", "/language"}
"""What is there before anybody is signed in."""
FOR_VIEWERS = {"/account/password", "/orders/find"}
"""What a viewer sends: about themselves; a question that holds a buyer's name, which no address may."""
ONLY_LOOKED = {"/orders/find", "/products/preview", "/settings/erp/check", "/first-run/check"}
"""What is sent to be shown something, and changes nothing."""
SAFE = {"GET", "HEAD", "OPTIONS"}


def routes() -> Iterator[APIRoute]:
    for router in PAGES:
        yield from (route for route in router.routes if isinstance(route, APIRoute))


def role_of(route: APIRoute) -> Role | None:
    """The role that a route asks for; None for none."""
    asked = [d.call for d in route.dependant.dependencies if getattr(d.call, "__name__", "") == "asked"]
    return max((getclosurevars(call).nonlocals["role"] for call in asked if call), default=None)


UNSAFE = [(route.path, role_of(route)) for route in routes() if not (route.methods or set()) <= SAFE]
PATHS = sorted({(method, route.path) for route in routes() for method in route.methods or set()})


def test_the_walk_sees_the_console() -> None:
    assert len(PATHS) > 30
    assert {path for _, path in PATHS} >= {"/", "/orders", "/sign-in", "/settings/people", "/events"}


@pytest.mark.parametrize(("path", "role"), UNSAFE, ids=[path for path, _ in UNSAFE])
def test_what_changes_something_asks_for_a_role(path: str, role: Role | None) -> None:
    if path in FOR_ANYBODY:
        assert role is None
    else:
        assert role is not None
        assert (role >= Role.OPERATOR) != (path in FOR_VIEWERS)


def test_what_shows_something_asks_for_somebody() -> None:
    open_to_all = {route.path for route in routes() if role_of(route) is None}
    assert open_to_all <= FOR_ANYBODY


def written_down(function: FunctionType, seen: frozenset[FunctionType] = frozenset()) -> bool:
    """Whether a function of the console, or one of the console that it calls, writes into the audit trail."""
    names = set(function.__code__.co_names)
    if "did" in names:
        return True
    known = [function.__globals__[name] for name in names if name in function.__globals__]
    known += [getattr(each, name, None) for each in known if isinstance(each, ModuleType) for name in names]
    ours = {
        each
        for each in known
        if isinstance(each, FunctionType) and each.__module__.startswith("sellerbridge.console")
    }
    return any(written_down(each, seen | {function}) for each in ours - seen - {function})


@pytest.mark.parametrize("path", [path for path, _ in UNSAFE if path not in FOR_ANYBODY | ONLY_LOOKED])
def test_each_deed_is_written_down(path: str) -> None:
    for route in routes():
        if route.path == path and not (route.methods or set()) <= SAFE:
            assert isinstance(route.endpoint, FunctionType)
            assert written_down(route.endpoint)


def test_each_role_is_refused_what_lies_above_it(opened: Installation, as_: As) -> None:
    as_("administrator")
    before = len(opened.store.accounts.deeds(limit=1000))
    clients = {None: as_(""), Role.VIEWER: as_("viewer"), Role.OPERATOR: as_("operator")}
    signed_in = len(opened.store.accounts.deeds(limit=1000)) - before
    for route in routes():
        needed = role_of(route)
        if needed is None or route.path == "/events":
            continue
        path = route.path_format.replace("{", "").replace("}", "")
        for role, client in clients.items():
            if role is not None and role >= needed:
                continue
            for method in (route.methods or set()) - {"HEAD"}:
                answer = client.request(method, path, follow_redirects=False)
                told = (method, path, role, answer.status_code)
                if role is None:
                    assert answer.status_code == 303, told
                    assert answer.headers["location"].startswith("/sign-in"), told
                else:
                    assert answer.status_code == 403, told
    assert len(opened.store.accounts.deeds(limit=1000)) == before + signed_in, "nothing was done"


def test_a_token_reaches_as_far_as_its_scope(opened: Installation) -> None:
    from sellerbridge.desk import accounts

    app = create_app(opened)
    tokens = {
        role: accounts.make_token(opened.store.accounts, scope, scope=scope)
        for role, scope in ((Role.VIEWER, "read"), (Role.OPERATOR, "act"), (Role.ADMINISTRATOR, "administer"))
    }
    for role, token in tokens.items():
        client = TestClient(app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {token}"})
        for needed, path in ((Role.VIEWER, "/account"), (Role.ADMINISTRATOR, "/settings/trail")):
            assert (client.get(path).status_code == 200) == (role >= needed)
    for wrong in ("sb_guessed", ""):
        client = TestClient(app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {wrong}"})
        assert client.get("/account", follow_redirects=False).status_code == 303
