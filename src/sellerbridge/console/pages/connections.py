"""Connections: a seller's access to Amazon added, changed, its secrets renewed."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console import connecting
from sellerbridge.console.connecting import Form
from sellerbridge.console.page import AdministratorPage, Page
from sellerbridge.console.typed import Sent
from sellerbridge.desk.status import credentials
from sellerbridge.store.connections import Connection

router = APIRouter()


@router.get("/settings/connection")
def new_connection(page: AdministratorPage) -> HTMLResponse:
    """Another seller, or another region of the same."""
    return _answer(page, Form(), None)


@router.post("/settings/connection")
def make_connection(page: AdministratorPage, sent: Sent) -> Response:
    """Connect, and keep it if Amazon accepts it."""
    return _kept(page, sent, None)


@router.get("/settings/connection/{name}")
def connection(page: AdministratorPage, name: str) -> HTMLResponse:
    """What is known of one; its secrets are never shown."""
    known = page.installation.store.connections.named(name)
    return _answer(page, connecting.of_connection(known), known)


@router.post("/settings/connection/{name}")
def change_connection(page: AdministratorPage, name: str, sent: Sent) -> Response:
    """Change it, or renew its secrets."""
    return _kept(page, sent, page.installation.store.connections.named(name))


def _kept(page: Page, sent: Sent, known: Connection | None) -> Response:
    outcome = connecting.tried(page, sent, known=known)
    if isinstance(outcome, Form):
        return _answer(page, outcome, known, status=400)
    return page.back_to(
        "/settings", said=page.say("{name} is connected: Amazon accepts its credentials.", name=outcome.name)
    )


def _answer(page: Page, form: Form, known: Connection | None, *, status: int = 200) -> HTMLResponse:
    lives = credentials(known, page.installation.clock.now()) if known else ()
    return page.answer(
        "connection.html", status=status, **connecting.shown(page, form), connection=known, lives=lives
    )
