"""Listings → Item, its Brand and Manufacturer, and an Item Price per marketplace."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from sellerbridge.commerce.listing import CatalogItem, Listing, Product
from sellerbridge.documents.barcode import barcode_rows
from sellerbridge.documents.item_price import item_prices
from sellerbridge.documents.mapping import Mappings
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import N_, Sentence
from sellerbridge.settings import Settings

NAME_LENGTH = 140
"""What ERPNext takes as a name and in a field of type Data."""

UNIT = "Nos"

WITHOUT_STOCK = frozenset(
    {
        "ABIS_EBOOKS",
        "DIGITAL_SOFTWARE",
        "DIGITAL_VIDEO_GAME",
        "DOWNLOADABLE_SOFTWARE",
        "DOWNLOADABLE_VIDEO_GAME",
        "ELECTRONIC_GIFT_CARD",
        "PROFESSIONAL_SERVICES",
    }
)
"""Amazon product types of what is never on a shelf. Any other is stock: a camera is DIGITAL_CAMERA too."""

_STATUSES = ("Active", "Inactive", "Incomplete", "Deleted")


def fold(text: str) -> str:
    """The key by which ERPNext's database compares names.

    Without case, accents, invisible signs and blanks around (MariaDB's collation utf8mb4_unicode_ci).
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in letters if unicodedata.category(letter) not in ("Mn", "Cf", "Cc")).strip()


_NAMELESS = "SKU"
"""Stands for a SKU of signs that no name may have."""


def item_code(sku: str, taken: Callable[[str], bool]) -> str:
    """The ERP's code for a SKU: the SKU itself, or if ERPNext cannot hold it or tell it apart, SKU~hash.

    `taken` says whether a code is another's, compared by `fold`.
    """
    plain = as_name(sku) or _NAMELESS
    if plain == sku and not taken(sku):
        return sku
    digest = hashlib.blake2b(sku.encode(), digest_size=16).hexdigest()
    codes = [f"{plain[: NAME_LENGTH - 1 - length]}~{digest[:length]}" for length in (8, 16, 32)]
    return next((code for code in codes if not taken(code)), codes[-1])


def as_name(text: str) -> str:
    """A text as ERPNext can hold it as a name: no < or >, no control signs, single blanks, 140 characters."""
    visible = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return re.sub(r" +", " ", re.sub(r"[<>]", "", visible)).strip()[:NAME_LENGTH].rstrip()


def item_documents(product: Product, *, settings: Settings, mapping: Mappings) -> tuple[Outgoing, ...]:
    """Brand and Manufacturer where the catalogue names them, the Item, an Item Price per marketplace and currency.

    A listing that was switched off or deleted changes nothing but `amazon_status`: the Item may be sold elsewhere
    and open orders need it. Where Amazon names no price there is no Item Price, never one of zero.
    """
    return (*_makers(product), _item(product, settings), *item_prices(product, settings=settings, mapping=mapping))


def _makers(product: Product) -> Iterator[Outgoing]:
    entry = product.catalog
    for kind, field, text in (
        ("Brand", "brand", entry.brand if entry else ""),
        ("Manufacturer", "short_name", entry.manufacturer if entry else ""),
    ):
        if name := as_name(text):
            # Keyed by what the ERP compares: "ACME" and "Acme" are one brand there.
            yield Outgoing(
                kind=kind,
                key=fold(name),
                name=name,
                body={field: name},
                origins={field: Sentence("catalogue: {field}", field=kind.lower())},
                about=product.sku,
            )


def _item(product: Product, settings: Settings) -> Outgoing:
    found = {**_described(product), **_filed(product, settings)}
    return Outgoing(
        kind="Item",
        key=product.sku,
        name=product.item_code,
        body={field: value for field, (value, _) in found.items() if value not in ("", [])},
        origins={field: origin for field, (value, origin) in found.items() if value not in ("", [])},
        about=product.sku,
    )


def _described(product: Product) -> dict[str, tuple[Any, str]]:
    """What the listings and the catalogue say, each with its origin; the home marketplace speaks first."""
    listings, entry = product.listings, product.catalog or CatalogItem(asin="", marketplace_id="")
    title = _first("title", listings) or entry.title
    barcodes = barcode_rows(entry.barcodes) if product.first_of_asin else []
    return {
        "item_name": (as_name(title) or product.item_code, N_("item-name of the home marketplace's listing")),
        "description": (_first("description", listings) or title, N_("item-description, else item-name")),
        "brand": (as_name(entry.brand), N_("catalogue: brand")),
        "default_item_manufacturer": (as_name(entry.manufacturer), N_("catalogue: manufacturer")),
        "barcodes": (barcodes, N_("catalogue: identifiers with a right check digit")),
        "image": (entry.image_url or _first("image_url", listings), N_("catalogue: main image, else image-url")),
        "amazon_item_code": (_first("asin", listings), "asin1"),
        "amazon_fulfilled_by": (
            _first("fulfilled_by", listings),
            N_("fulfillment-channel in the home marketplace"),
        ),
    }


def _filed(product: Product, settings: Settings) -> dict[str, tuple[Any, str]]:
    """How the ERP files it."""
    plain = product.item_code == product.sku
    kind = (product.catalog and product.catalog.product_type) or _first("product_type", product.listings)
    status = min((listing.status for listing in product.listings), key=_rank, default="")
    return {
        "item_code": (
            product.item_code,
            "seller-sku" if plain else N_("seller-sku, in a form that ERPNext can hold"),
        ),
        "item_group": (settings.item_group, N_("setting item_group")),
        "stock_uom": (UNIT, N_("Amazon counts pieces")),
        "is_stock_item": (int(kind not in WITHOUT_STOCK), N_("catalogue: product type")),
        "is_sales_item": (1, N_("it is sold")),
        "amazon_sku": (product.sku, "seller-sku"),
        "amazon_status": (status, N_("best status among the marketplaces; it never disables the Item")),
    }


def _first(field: str, listings: tuple[Listing, ...]) -> str:
    return next((getattr(listing, field) for listing in listings if getattr(listing, field)), "")


def _rank(status: str) -> int:
    return _STATUSES.index(status) if status in _STATUSES else len(_STATUSES)
