"""What a supervisor asks: does it live, is it ready? Open to anybody, and says nothing but yes or no."""

from __future__ import annotations

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sellerbridge.errors import BridgeError
from sellerbridge.installation import Installation
from sellerbridge.runner.loop import Loop
from sellerbridge.store import migrate


async def health(_: Request) -> Response:
    """The process lives and answers."""
    return PlainTextResponse("yes")


async def ready(request: Request) -> Response:
    """The database answers and fits, and the clock turns if there is to be one; else 503."""
    is_ready = await run_in_threadpool(_is_ready, request.app.state.installation, request.app.state.loop)
    return PlainTextResponse("yes" if is_ready else "no", status_code=200 if is_ready else 503)


def _is_ready(installation: Installation, loop: Loop | None) -> bool:
    try:
        fits = migrate.version(installation.database) == migrate.HEAD
    except (BridgeError, sa.exc.SQLAlchemyError):
        return False
    return fits and not (loop and loop.died)


ROUTES = (Route("/health", health), Route("/ready", ready))
