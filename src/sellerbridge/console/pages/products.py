"""The page products."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from sellerbridge.console.page import ViewerPage

router = APIRouter()


@router.get("/products")
def products(page: ViewerPage) -> HTMLResponse:
    """Shows the page."""
    return page.answer("products.html")
