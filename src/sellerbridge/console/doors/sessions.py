"""The session cookie of a person, or the token of a program: who is behind a request."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from sellerbridge.console.doors.people import Person, Role
from sellerbridge.installation import Installation
from sellerbridge.store.accounts import SESSION_LIVES, Account

COOKIE = "sellerbridge_session"
_CLOSED_COOKIE = f"__Host-{COOKIE}"
"""Behind TLS: browsers take it over TLS only and from this very host, so that no neighbour can plant one."""
SCOPE_ROLES = {"read": Role.VIEWER, "act": Role.OPERATOR, "administer": Role.ADMINISTRATOR}


async def person(request: Request) -> Person | None:
    """Who asks; None for nobody."""
    if request.url.path.startswith("/static/"):
        return None
    installation: Installation = request.app.state.installation
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind == "Bearer":
        return await run_in_threadpool(_of_token, installation, token)
    secret = request.cookies.get(_cookie(request), "")
    return await run_in_threadpool(_of_session, installation, secret) if secret else None


def _of_session(installation: Installation, secret: str) -> Person | None:
    account = installation.store.accounts.of_session(secret)
    return person_of(account) if account else None


def _of_token(installation: Installation, secret: str) -> Person | None:
    token = installation.store.accounts.of_token(secret)
    if token is None:
        return None
    role = max((SCOPE_ROLES[scope] for scope in token.scopes), default=Role.VIEWER)
    return Person(name=f"token {token.name}", role=role)


def person_of(account: Account) -> Person:
    """The person of an account."""
    return Person(
        name=account.name, role=Role[account.role.upper()], language=account.language, account_id=account.id
    )


def begin(request: Request, response: Response, account: Account) -> None:
    """Sign in: a cookie that no script reads and no other site sends, always a new one."""
    installation: Installation = request.app.state.installation
    if before := request.cookies.get(_cookie(request), ""):
        installation.store.accounts.end_session(before)
    response.set_cookie(
        _cookie(request),
        installation.store.accounts.begin_session(account.id),
        max_age=int(SESSION_LIVES.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.app.state.behind_tls,
    )


def end(request: Request, response: Response) -> None:
    """Sign out."""
    installation: Installation = request.app.state.installation
    if secret := request.cookies.get(_cookie(request), ""):
        installation.store.accounts.end_session(secret)
    # Browsers let go of a __Host- cookie only over its own conditions.
    response.delete_cookie(_cookie(request), httponly=True, samesite="lax", secure=request.app.state.behind_tls)


def _cookie(request: Request) -> str:
    return _CLOSED_COOKIE if request.app.state.behind_tls else COOKIE
