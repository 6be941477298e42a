"""The products: each listing beside its Item, the mapping edited in place and as CSV."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import HTMLResponse

from sellerbridge.console.page import OperatorPage, Page, ViewerPage
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import mapping_file
from sellerbridge.desk import products as desk
from sellerbridge.errors import Refused, Unreachable, Usage
from sellerbridge.sentences import Sentence

router = APIRouter()
Typed = Annotated[str, Form()]

FILTERS = {
    "unmapped": N_("Items of the same name"),
    "mapped": N_("Items that you chose"),
    "inactive": N_("Not on sale somewhere"),
    "problem": N_("With a problem"),
}
STATUSES = {
    "Active": ("ok", N_("On sale")),
    "Inactive": ("off", N_("Inactive")),
    "Incomplete": ("waits", N_("Incomplete")),
    "Deleted": ("off", N_("Deleted")),
}
STATES = {
    "waiting": ("waits", N_("Waits for the next sync")),
    "translated": ("ok", N_("In step")),
    "held": ("bad", N_("Held")),
    "doubtful": ("bad", N_("In the ERP, with a question")),
}
_FILE = "mappings.csv"
_HERE = "/products"
_PLACES = (_HERE, "/money/accounts")
_LIST = ("only", "find", "after")
"""What an address of the list may say."""


@router.get("/products")
def products(page: ViewerPage, only: str = "", find: str = "", after: str = "") -> HTMLResponse:
    """Products by SKU."""
    return _answer(page, only=only, find=find, after=after)


@router.post("/products/map")
def map_item(
    page: OperatorPage, sku: Typed, item: Typed = "", list_: Annotated[str, Form(alias="list")] = ""
) -> Response:
    """Book a SKU on the Item of that code, or of its own name again; `list` is what the page showed."""
    kept = {name: value for name, value in parse_qsl(list_) if name in _LIST}
    try:
        desk.map_item(page.installation, sku, item)
    except (Usage, Refused, Unreachable) as wrong:
        return _answer(page, **kept, status=400, wrong=page.speech.tell(wrong.sentence), typed={sku: item})
    page.did(Sentence("mapped to {item}", item=item.strip() or Sentence("its own name")), sku)
    if item.strip():
        said = page.say("{sku} is booked on {item} from now on.", sku=sku, item=item.strip())
    else:
        said = page.say("{sku} is booked on the Item of its own name again.", sku=sku)
    return page.back_to(f"/products?{urlencode(kept)}" if kept else "/products", said=said)


@router.get("/products/mappings.csv")
def export(page: ViewerPage) -> Response:
    """All mappings as a file."""
    return Response(
        mapping_file.text(page.installation.store),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={_FILE}"},
    )


@router.post("/products/preview")
def preview(page: OperatorPage, file: Annotated[UploadFile, File()], back: Typed = _HERE) -> HTMLResponse:
    """What a file would change; nothing is done."""
    content, name = file.file.read(), file.filename or _FILE
    try:
        changes = mapping_file.take(page.installation, content, name, make=False, dry_run=True)
    except (Usage, Refused, Unreachable) as wrong:
        return _answer(page, status=400, wrong=page.speech.tell(wrong.sentence))
    return page.answer(
        "mappings.html", changes=changes, text=content.decode("utf-8-sig"), name=name, back=_place(back)
    )


@router.post("/products/import")
def take(page: OperatorPage, text: Typed, name: Typed = _FILE, back: Typed = _HERE) -> Response:
    """Take over what was previewed."""
    try:
        changes = mapping_file.take(page.installation, text.encode(), name, make=False, dry_run=False)
    except (Usage, Refused, Unreachable) as wrong:
        return _answer(page, status=400, wrong=page.speech.tell(wrong.sentence))
    page.did(Sentence("imported {number} mappings", number=len(changes)))
    said = page.speech.count("{number} mapping was changed.", "{number} mappings were changed.", len(changes))
    return page.back_to(_place(back), said=said)


def _place(back: str) -> str:
    """Which of the pages with mappings the file came from."""
    return back if back in _PLACES else _HERE


def _answer(
    page: Page,
    *,
    only: str = "",
    find: str = "",
    after: str = "",
    status: int = 200,
    wrong: str = "",
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    store = page.installation.store
    found = desk.page(store, only=only if only in FILTERS else "", begins=find, after=after)
    kept: dict[str, Any] = {name: value for name, value in (("only", only), ("find", find)) if value}
    return page.answer(
        "products.html",
        status=status,
        found=found,
        unlisted=desk.unlisted(store) if not after and not kept else (),
        connections=len(store.connections.all()),
        only=only,
        find=find,
        wrong=wrong,
        typed=typed or {},
        shown=urlencode({**kept, **({"after": after} if after else {})}),
        first_url=f"/products?{urlencode(kept)}" if after else "",
        next_url=f"/products?{urlencode({**kept, 'after': found.after})}" if found.after else "",
        filters=FILTERS,
        statuses=STATUSES,
        states=STATES,
    )
