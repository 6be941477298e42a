"""The listings report (GET_MERCHANT_LISTINGS_ALL_DATA), read by header name in every dialect met in the field.

The documented header has 29 columns; marketplaces leave some out, add others, move and translate them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sellerbridge.amazon import report_cells as cells
from sellerbridge.amazon.errors import ReportFailed
from sellerbridge.commerce import marketplace
from sellerbridge.commerce.listing import Listing
from sellerbridge.commerce.order import AMAZON, MERCHANT
from sellerbridge.incoming import Page, Unreadable
from sellerbridge.sentences import Sentence, said

REPORT_TYPE = "GET_MERCHANT_LISTINGS_ALL_DATA"
_PAGE = 1000

_TRANSLATED = {
    "artikelbezeichnung": "item-name", "artikelbeschreibung": "item-description", "angebotsnummer": "listing-id",
    "händler-sku": "seller-sku", "preis": "price", "menge": "quantity", "anzahl": "quantity",
    "erstellungsdatum": "open-date", "bild-url": "image-url", "artikelzustand": "item-condition",
    "asin-1": "asin1", "produkt-id": "product-id", "produkt-id-typ": "product-id-type",
    "versender": "fulfillment-channel",
    "versandvorlage": "merchant-shipping-group",
    "商品名": "item-name", "出品id": "listing-id", "出品者sku": "seller-sku", "価格": "price", "数量": "quantity",
    "出品日": "open-date", "商品idタイプ": "product-id-type", "コンディション": "item-condition",
    "商品id": "product-id", "フルフィルメント・チャンネル": "fulfillment-channel", "ステータス": "status",
}  # fmt: skip
"""Localised headers (lower case, hyphens) and the documented names they stand for."""

_CONDITIONS = {
    "1": "used_like_new", "2": "used_very_good", "3": "used_good", "4": "used_acceptable",
    "5": "collectible_like_new", "6": "collectible_very_good", "7": "collectible_good",
    "8": "collectible_acceptable", "10": "refurbished_refurbished", "11": "new_new",
}  # fmt: skip
"""The report's numbers, in the words of the Listings Items API."""

_READ = (
    "seller-sku", "price", "quantity", "fulfillment-channel", "asin1", "item-name", "item-description", "status",
    "item-condition", "image-url", "product-id", "open-date",
)  # fmt: skip


def listings(rows: Iterator[Sequence[str]], marketplace_id: str) -> Iterator[Page[Listing]]:
    """Pages of listings from the rows of a report, the header first; a bad row is unreadable, the others go on.

    Raises ReportFailed for a header that lacks seller-sku, price, or both of asin1 and product-id.
    """
    reader = _Reader(next(rows, ()), marketplace_id)
    batch: list[Listing] = []
    bad: list[Unreadable] = []
    for number, row in enumerate(rows, start=2):
        try:
            batch.append(reader.listing(row))
        except ValueError as error:
            bad.append(Unreadable(about=reader.about(row, number), why=said(error)))
        if len(batch) + len(bad) == _PAGE:
            yield Page(records=tuple(batch), unreadable=tuple(bad))
            batch, bad = [], []
    yield Page(records=tuple(batch), unreadable=tuple(bad))


class _Reader:
    """One report: where its columns are, and the money of its marketplace."""

    def __init__(self, header: Sequence[str], marketplace_id: str) -> None:
        found = cells.named(header, _TRANSLATED)
        _check(found, header)
        self._width = len(header)
        self._places = tuple(found.get(name, cells.ABSENT) for name in _READ)
        self._marketplace_id = marketplace_id
        known = marketplace.known(marketplace_id)
        self._currency = known.currency if known else ""

    def listing(self, row: Sequence[str]) -> Listing:
        """The listing in a row. Raises ValueError with a reason."""
        full = cells.padded(row, self._width)
        sku, price, quantity, channel, asin, title, text, status, condition, image, product_id, opened = (
            full[place] for place in self._places
        )
        if not sku.strip():
            raise ValueError(Sentence("a row without a SKU"))
        fulfilled_by = _fulfilled_by(channel)
        return Listing(
            sku=sku,
            marketplace_id=self._marketplace_id,
            asin=asin or (product_id if _is_asin(product_id) else ""),
            title=title,
            description=text,
            price=cells.amount(price, self._currency),
            currency=self._currency,
            quantity=None if fulfilled_by == AMAZON else cells.quantity(quantity),
            status=status,
            fulfilled_by=fulfilled_by,
            condition=_CONDITIONS.get(condition, condition),
            image_url=image,
            product_id=product_id,
            opened_at=cells.moment(opened),
        )

    def about(self, row: Sequence[str], number: int) -> str:
        """The SKU of a bad row, or its number if it has none."""
        place = self._places[0]
        sku = row[place].strip() if place < len(row) else ""
        return sku or f"row {number} of the listings of {marketplace.code_of(self._marketplace_id)}"


def _check(found: Iterable[str], header: Sequence[str]) -> None:
    names = set(found)
    if {"seller-sku", "price"} <= names and names & {"asin1", "product-id"}:
        return
    told = ", ".join(cell.strip() or "(empty)" for cell in header[:40]) or "none"
    reason = Sentence("seller-sku, price or asin1 is missing among its columns: {columns}", columns=told)
    raise ReportFailed(REPORT_TYPE, reason=reason)


def _fulfilled_by(channel: str) -> str:
    """DEFAULT is the merchant, AMAZON_EU and its like are Amazon; anything else is not known."""
    if channel == "DEFAULT":
        return MERCHANT
    return AMAZON if channel.startswith("AMAZON") else ""


def _is_asin(text: str) -> bool:
    return len(text) == 10 and text.startswith("B0")
