"""The page activity."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from sellerbridge.console.page import ViewerPage

router = APIRouter()


@router.get("/activity")
def activity(page: ViewerPage) -> HTMLResponse:
    """Shows the page."""
    return page.answer("activity.html")
