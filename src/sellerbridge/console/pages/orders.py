"""The orders: a list by filter, and a search that puts no buyer's data into an address."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console.doors.people import Role
from sellerbridge.console.page import Page, ViewerPage
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import orders as desk
from sellerbridge.desk.orders import Filter, OrderPage
from sellerbridge.errors import Usage

router = APIRouter()

STATES = {
    "settled": ("ok", N_("In step")),
    "waits": ("waits", N_("Waits for the next sync")),
    "held": ("bad", N_("Held")),
    "refused": ("bad", N_("Refused by the ERP")),
    "question": ("bad", N_("In the ERP, with a question")),
    "nothing": ("off", N_("Nothing to book")),
}
"""How an order stands in the ERP: the badge, and the words beside it."""
STATUSES = {
    "PENDING": N_("Payment pending"),
    "PENDING_AVAILABILITY": N_("Not available yet"),
    "UNSHIPPED": N_("To be shipped"),
    "PARTIALLY_SHIPPED": N_("Partly shipped"),
    "SHIPPED": N_("Shipped"),
    "CANCELLED": N_("Cancelled"),
    "UNFULFILLABLE": N_("Cannot be fulfilled"),
}
"""Amazon's words in a merchant's."""
FULFILLED = {"AMAZON": N_("Amazon"), "MERCHANT": N_("You")}


@router.get("/orders")
def orders(page: ViewerPage) -> HTMLResponse:
    """The newest orders that the filter lets through, or those whose number begins as asked."""
    return _list(page, dict(page.request.query_params))


@router.post("/orders/find")
def find(page: ViewerPage, word: Annotated[str, Form()] = "") -> Response:
    """To the order, the orders of a SKU, or those of a buyer, who never stands in an address."""
    store, word = page.installation.store, word.strip()
    if not word:
        return page.back_to("/orders")
    try:
        meant = desk.search(store, word)
    except Usage:
        return _list(
            page, {}, wrong=page.say("Type at least three characters of an order's number, or a whole SKU.")
        )
    if meant.number and store.orders.order(meant.number):
        return page.back_to(f"/orders/{meant.number}")
    if meant.number or meant.start:
        return page.back_to(f"/orders?{urlencode({'number': meant.number or meant.start})}")
    if meant.sku:
        return page.back_to(f"/orders?{urlencode({'sku': meant.sku})}")
    return _of_buyer(page, word)


def _of_buyer(page: Page, word: str) -> HTMLResponse:
    if not page.may(Role.OPERATOR):
        return _list(page, {}, wrong=page.say("Nothing was found. Only operators can search by buyer."))
    page.did("searched for a buyer's orders")
    found = desk.bought_by(page.installation.store, word)
    return _answer(page, found, found_by=page.say("Orders of that buyer"), word=word)


def _list(page: Page, chosen: dict[str, str], *, wrong: str = "") -> HTMLResponse:
    store = page.installation.store
    if number := chosen.get("number", ""):
        found = desk.numbered(store, number, after=chosen.get("after", ""))
        title = page.say("Orders whose number begins with {number}", number=number)
        return _answer(page, found, chosen=chosen, found_by=title, word=number)
    wanted, wrong = _filter(page, chosen, wrong)
    return _answer(page, desk.page(store, wanted, after=chosen.get("after", "")), wanted, chosen, wrong=wrong)


def _filter(page: Page, chosen: dict[str, str], wrong: str) -> tuple[Filter, str]:
    days: list[date | None] = []
    for name in ("since", "until"):
        try:
            days.append(date.fromisoformat(chosen[name]) if chosen.get(name) else None)
        except ValueError:
            days.append(None)
            wrong = page.say("{day} is no day: write it as 2026-11-30.", day=chosen[name])
    since, until = days
    words = {name: chosen.get(name, "") for name in ("state", "status", "marketplace", "connection", "sku")}
    return Filter(since=since, until=until, **words), wrong


def _answer(
    page: Page,
    found: OrderPage,
    wanted: Filter | None = None,
    chosen: dict[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    kept = {name: value for name, value in (chosen or {}).items() if value and name != "after"}
    return page.answer(
        "orders.html",
        found=found,
        wanted=wanted or Filter(),
        choices=desk.choices(page.installation.store),
        first_url=f"/orders?{urlencode(kept)}" if (chosen or {}).get("after") else "",
        next_url=f"/orders?{urlencode({**kept, 'after': found.after})}" if found.after else "",
        filtered=bool(kept),
        states=STATES,
        statuses=STATUSES,
        fulfilled=FULFILLED,
        **{"wrong": "", "found_by": "", "word": "", **values},
    )
