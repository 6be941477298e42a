"""Connections: a seller's access to Amazon added, changed, its secrets renewed."""

from __future__ import annotations

from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console import connecting
from sellerbridge.console.connecting import Form
from sellerbridge.console.page import AdministratorPage, Page
from sellerbridge.console.typed import Sent, text
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import practice as practices
from sellerbridge.desk.status import credentials
from sellerbridge.errors import Usage
from sellerbridge.store.connections import Connection
from sellerbridge.store.erp import BOOKS

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


@router.post("/settings/connection/{name}/enabled")
def switch(page: AdministratorPage, name: str, sent: Sent) -> Response:
    """Have this seller synced, or not any more."""
    store, on = page.installation.store, text(sent, "enabled") == "on"
    known = store.connections.named(name)
    store.connections.switch(known.id, enabled=on)
    page.did(N_("switched a seller on") if on else N_("switched a seller off"), name)
    page.wake()
    if on:
        said = page.say("{name} is switched on: it is kept in step again.", name=name)
    else:
        said = page.say("{name} is switched off: nothing is read from it. What was read stays.", name=name)
    return page.back_to(_path(name), said=said)


@router.post("/settings/connection/{name}/practice")
def start_again(page: AdministratorPage, name: str) -> Response:
    """Start the practice seller again that ended with the program before this one, the same as it was."""
    known = page.installation.store.connections.named(name)
    practice: connecting.Practice | None = page.request.app.state.practice
    seller, secrets = practice(known.secret_since) if practice else (None, None)
    if seller is None or secrets is None or seller.seller_id != known.seller_id:
        raise Usage(
            "{name} was run by another program, such as sellerbridge demo, and ended with it: it cannot be started"
            " from here. Look around in what is left of it, or remove it and begin anew.",
            name=name,
        )
    connecting.connected_now(page, msgspec.structs.replace(seller, name=name), secrets)
    return page.back_to(_path(name), said=page.say("The practice seller runs again."))


@router.post("/settings/connection/{name}/remove")
def remove(page: AdministratorPage, name: str) -> Response:
    """Forget a practice seller, with all that came of it."""
    emptied = practices.remove(page.installation, name)
    page.did(N_("removed a practice seller"), name)
    if emptied:
        said = page.say("{name} is removed, and the embedded books are empty.", name=name)
    else:
        said = page.say("{name} is removed. What came of it stays in the ERP.", name=name)
    return page.back_to("/settings", said=said)


def _path(name: str) -> str:
    return f"/settings/connection/{quote(name)}"


def _kept(page: Page, sent: Sent, known: Connection | None) -> Response:
    outcome = connecting.tried(page, sent, known=known)
    if isinstance(outcome, Form):
        return _answer(page, outcome, known, status=400)
    return page.back_to(
        "/settings", said=page.say("{name} is connected: Amazon accepts its credentials.", name=outcome.name)
    )


def _answer(page: Page, form: Form, known: Connection | None, *, status: int = 200) -> HTMLResponse:
    lives = credentials(known, page.installation.clock.now()) if known else ()
    store, practice = page.installation.store, known is not None and practices.is_practice(known)
    return page.answer(
        "connection.html",
        status=status,
        **connecting.shown(page, form),
        connection=known,
        lives=lives,
        practice=practice,
        runs=practice and known is not None and practices.runs(known),
        empties=len(store.connections.all()) == 1 and store.erp.chosen().kind == BOOKS,
    )
