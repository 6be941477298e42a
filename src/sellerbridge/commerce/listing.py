"""What the seller offers: listings by marketplace, catalogue entries by ASIN, products by SKU."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec


class Listing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The seller's row for one SKU in one marketplace.

    `status` is Amazon's word (Active, Inactive, Incomplete), or Deleted once it vanished from the full report.
    `price` is in `currency`; None where Amazon names none. `quantity` is None for FBA.
    `fulfilled_by` is AMAZON or MERCHANT.
    """

    sku: str
    marketplace_id: str
    asin: str = ""
    title: str = ""
    description: str = ""
    price: Decimal | None = None
    currency: str = ""
    quantity: int | None = None
    status: str = ""
    fulfilled_by: str = ""
    condition: str = ""
    image_url: str = ""
    product_id: str = ""
    product_type: str = ""
    opened_at: datetime | None = None


class CatalogItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What Amazon's catalogue knows of an ASIN. `barcodes` are (type, value): EAN, UPC, GTIN, ISBN, JAN."""

    asin: str
    marketplace_id: str
    title: str = ""
    brand: str = ""
    manufacturer: str = ""
    product_type: str = ""
    image_url: str = ""
    barcodes: tuple[tuple[str, str], ...] = ()


class Product(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One SellerSKU in all marketplaces of a connection, with its catalogue entry where there is one.

    `item_code` is the ERP's code for it: the SKU itself unless the ERP could not tell it from another.
    Listings come in the order of the connection's marketplaces, so the first speaks for the product.
    `first_of_asin` is False where another SKU had the same ASIN before: they share a barcode, which the ERP
    holds only once.
    """

    sku: str
    item_code: str
    listings: tuple[Listing, ...]
    catalog: CatalogItem | None = None
    first_of_asin: bool = True
