"""Serves the operations: who asks, what with, the deed, its answer as JSON."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sellerbridge.console.api import openapi, reading
from sellerbridge.console.api.operation import DOCUMENT, JSON, ROOT, Operation, Subject
from sellerbridge.console.api.writing import written
from sellerbridge.console.doors.people import Role
from sellerbridge.console.page import Forbidden, Page

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


def routes(subjects: Sequence[Subject]) -> list[Route]:
    """One for each address, so that a wrong method is answered with all the right ones; and the OpenAPI document.

    Whoever may ask anything may read the document, and nobody else: it tells the version.
    """
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in (operation for subject in subjects for operation in subject.operations):
        by_path.setdefault(operation.path, {})[operation.method] = operation
    found = [Route(ROOT + path, _endpoint(mine), methods=list(mine)) for path, mine in by_path.items()]
    return [*found, Route(DOCUMENT, _document(subjects))]


def _document(subjects: Sequence[Subject]) -> Endpoint:
    @functools.cache
    def made() -> Any:
        return openapi.document(subjects)

    async def answer(request: Request) -> Response:
        _demand(Page(request), Role.VIEWER)
        return written(await run_in_threadpool(made))

    return answer


def _demand(page: Page, role: Role) -> None:
    """Raises SignIn where nobody asks, Forbidden where somebody does who may not."""
    if page.person.role < role:
        raise Forbidden(page.say("Your role does not allow that. Ask an administrator."))


def _endpoint(mine: Mapping[str, Operation]) -> Endpoint:
    async def answer(request: Request) -> Response:
        operation = mine["GET" if request.method == "HEAD" else request.method]
        page = Page(request)
        _demand(page, operation.role)
        raw = await request.body() if operation.body else b""
        return await run_in_threadpool(_done, operation, page, raw)

    return answer


def _done(operation: Operation, page: Page, raw: bytes) -> Response:
    found = operation.deed(page, **reading.arguments(operation, page.request, raw))
    if operation.media == JSON:
        return written(found, status=operation.status)
    return Response(found, status_code=operation.status, media_type=f"{operation.media}; charset=utf-8")
