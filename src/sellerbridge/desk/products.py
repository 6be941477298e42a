"""Which products there are: each listing beside the Item that it is in the ERP."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.listing import Listing
from sellerbridge.desk import mapping
from sellerbridge.desk.mapping_lines import Line
from sellerbridge.documents.mapping import ITEM
from sellerbridge.installation import Installation
from sellerbridge.store import Store
from sellerbridge.store.product_list import Listed

PAGE = 50


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What a product costs in one marketplace; `status` is Amazon's word, or Deleted."""

    marketplace: str
    price: Decimal | None
    currency: str
    status: str
    quantity: int | None


class ProductShown(msgspec.Struct, frozen=True, kw_only=True):
    """A product of one connection. `item` is the Item that its orders are booked on; `mapped`: a person chose it.

    `state` is waiting, translated, held or doubtful.
    """

    connection: str
    sku: str
    asin: str
    title: str
    item: str
    mapped: bool
    fulfilled_by: str
    offers: tuple[Offer, ...]
    state: str
    problems: int


class ProductPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of products; the next one begins `after` that SKU, empty at the end."""

    products: tuple[ProductShown, ...]
    after: str = ""


class Unlisted(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU that orders name and nobody lists: it needs an Item before they can be booked."""

    sku: str
    orders: int


def page(store: Store, *, only: str = "", begins: str = "", after: str = "", limit: int = PAGE) -> ProductPage:
    """Products by SKU; `only` is of product_list.FILTERS, and SKU, ASIN or title `begins` so."""
    found = store.product_list.page(only=only, begins=begins.strip(), after=after, limit=limit + 1)
    skus = list(dict.fromkeys(each.product.sku for each in found))
    shown = set(skus[:limit])
    return ProductPage(
        products=tuple(_shown(each) for each in found if each.product.sku in shown),
        after=skus[limit - 1] if len(skus) > limit else "",
    )


def unlisted(store: Store) -> tuple[Unlisted, ...]:
    """SKUs that hold orders because nobody lists them, the most wanted first."""
    counts: dict[str, int] = {}
    for problem in store.problems.open(kind="unknown-sku"):
        if sku := problem.problem.facts.get("sku", ""):
            counts[sku] = counts.get(sku, 0) + 1
    return tuple(Unlisted(sku=sku, orders=n) for sku, n in sorted(counts.items(), key=lambda pair: -pair[1]))


def map_item(installation: Installation, sku: str, item: str) -> None:
    """Book that SKU on this Item, which must be in the ERP; an empty one forgets. Raises as `mapping.keep`."""
    line = Line(kind=ITEM, source=sku, target=item.strip())
    mapping.keep(installation, [line], check=True, make=False, failing="Nothing was mapped")


def _shown(listed: Listed) -> ProductShown:
    product = listed.product
    first = product.listings[0] if product.listings else Listing(sku=product.sku, marketplace_id="")
    return ProductShown(
        connection=listed.connection,
        sku=product.sku,
        asin=first.asin,
        title=next((listing.title for listing in product.listings if listing.title), ""),
        item=listed.mapped or product.item_code,
        mapped=bool(listed.mapped),
        fulfilled_by=first.fulfilled_by,
        offers=tuple(
            Offer(
                marketplace=marketplace.code_of(listing.marketplace_id),
                price=listing.price,
                currency=listing.currency,
                status=listing.status,
                quantity=listing.quantity,
            )
            for listing in product.listings
        ),
        state=listed.state,
        problems=listed.problems,
    )
