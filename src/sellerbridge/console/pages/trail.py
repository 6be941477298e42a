"""The page of the audit trail: who changed or retried what."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from sellerbridge.console.page import AdministratorPage
from sellerbridge.console.typed import Number

router = APIRouter()
_HERE = "/settings/trail"
_AT_ONCE = 50


@router.get(_HERE)
def trail(page: AdministratorPage, before: Number | None = None) -> HTMLResponse:
    """Shows the page, from before that line on."""
    found = page.installation.store.accounts.deeds(before=before, limit=_AT_ONCE + 1)
    shown = found[:_AT_ONCE]
    more = f"{_HERE}?before={shown[-1].id}" if len(found) > _AT_ONCE else ""
    return page.answer("trail.html", deeds=shown, next_url=more, first_url=_HERE if before else "")
