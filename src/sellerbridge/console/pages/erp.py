"""The ERP that receives the documents: its checklist, its custom fields, another one."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console import choosing_erp
from sellerbridge.console.choosing_erp import Administrator, Form
from sellerbridge.console.page import AdministratorPage, Page
from sellerbridge.console.typed import Sent
from sellerbridge.desk import erp as desk
from sellerbridge.store.erp import BOOKS

router = APIRouter()


@router.get("/settings/erp")
def erp(page: AdministratorPage) -> HTMLResponse:
    """What is chosen, and whether it is ready: the ERP is asked now."""
    return _answer(page, choosing_erp.known(page))


@router.post("/settings/erp")
def choose(page: AdministratorPage, sent: Sent) -> Response:
    """Take ERPNext or Dokos, or another key of it, tested live."""
    outcome = choosing_erp.tried(page, sent)
    if isinstance(outcome, Form):
        return _answer(page, outcome, status=400)
    return page.back_to("/settings/erp", said=choosing_erp.told(page, outcome))


@router.post("/settings/erp/check")
def check_again(page: AdministratorPage) -> Response:
    """Ask it anew."""
    choosing_erp.check_again(page)
    return page.back_to("/settings/erp")


@router.post("/settings/erp/books")
def choose_books(page: AdministratorPage) -> Response:
    """Take the embedded books."""
    choosing_erp.choose_books(page)
    return page.back_to("/settings/erp", said=page.say("Documents go to the embedded books."))


@router.post("/settings/erp/fields")
def create_fields(page: AdministratorPage, sent: Sent) -> Response:
    """Make the custom fields that the site lacks."""
    outcome = choosing_erp.create_fields(page, sent)
    if isinstance(outcome, Administrator):
        return _answer(page, choosing_erp.known(page), administrator=outcome, status=400)
    return page.back_to("/settings/erp", said=outcome)


@router.get("/settings/erp/fixture.json")
def fixture(_: AdministratorPage) -> Response:
    """The custom fields as a file, for an administrator who imports it there."""
    return Response(
        msgspec.json.format(msgspec.json.encode(desk.fixture())),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="custom_field.json"'},
    )


def _answer(
    page: Page, form: Form, *, administrator: Administrator | None = None, status: int = 200
) -> HTMLResponse:
    kind = page.installation.store.erp.chosen().kind
    refused = bool(form.faults or form.refusal)
    return page.answer(
        "settings/erp.html",
        status=status,
        form=form,
        administrator=administrator or Administrator(),
        kind=kind,
        books=kind == BOOKS,
        checked=choosing_erp.checked(page) if kind and not refused else None,
    )
