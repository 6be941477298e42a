"""The seller's listings of a marketplace: all of them from the report, changes from Listings Items 2021-08-01.

A search tells less than the report (no description, no product id), and the report less than a search (no product
type, often no image).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import msgspec

from sellerbridge.amazon import listing_report
from sellerbridge.amazon.client import Client, Value
from sellerbridge.amazon.listing_report import REPORT_TYPE
from sellerbridge.amazon.reports import Reports
from sellerbridge.commerce import marketplace
from sellerbridge.commerce.listing import Listing
from sellerbridge.commerce.order import AMAZON, MERCHANT
from sellerbridge.errors import BridgeError
from sellerbridge.incoming import Page, Unreadable
from sellerbridge.sentences import Sentence, said

__all__ = ("REPORT_TYPE", "Listings", "TooManyChanges")

_REACHABLE = 1000
"""Results that one search can page through."""
_PAGE_SIZE = 20
_OPERATION = "searchListingsItems"


class TooManyChanges(BridgeError):
    """More changed than a search can show: take the full report."""


class _Money(msgspec.Struct, frozen=True, rename="camel"):
    currency_code: str
    amount: Decimal


class _Image(msgspec.Struct, frozen=True):
    link: str


class _Summary(msgspec.Struct, frozen=True, rename="camel"):
    marketplace_id: str
    status: tuple[str, ...] | None = None
    product_type: str | None = None
    asin: str | None = None
    condition_type: str | None = None
    item_name: str | None = None
    created_date: datetime | None = None
    main_image: _Image | None = None


class _Offer(msgspec.Struct, frozen=True, rename="camel"):
    marketplace_id: str
    offer_type: str
    price: _Money


class _Availability(msgspec.Struct, frozen=True, rename="camel"):
    fulfillment_channel_code: str
    quantity: int | None = None


class _Item(msgspec.Struct, frozen=True, rename="camel"):
    sku: str
    summaries: tuple[_Summary, ...] | None = None
    offers: tuple[_Offer, ...] | None = None
    fulfillment_availability: tuple[_Availability, ...] | None = None


class _Named(msgspec.Struct, frozen=True):
    sku: str = ""


class _Pagination(msgspec.Struct, frozen=True, rename="camel"):
    next_token: str | None = None


class _Answer(msgspec.Struct, frozen=True, rename="camel"):
    number_of_results: int
    items: list[msgspec.Raw]
    pagination: _Pagination | None = None


class Listings:
    """The listings of one seller."""

    def __init__(self, client: Client, reports: Reports, seller_id: str) -> None:
        self._client = client
        self._reports = reports
        self._seller_id = seller_id

    def from_report(self, document_id: str, marketplace_id: str) -> Iterator[Page[Listing]]:
        """All listings, from a document of `REPORT_TYPE`. Raises ReportFailed for other columns, and Outage."""
        rows = self._reports.lines(document_id, marketplace_id=marketplace_id)
        return listing_report.listings(rows, marketplace_id)

    def changed(self, marketplace_id: str, since: datetime) -> Iterator[Page[Listing]]:
        """The listings changed after `since`. Raises TooManyChanges before the first page, else as `Client`."""
        query: dict[str, Value] = {
            "marketplaceIds": [marketplace_id],
            "includedData": ["summaries", "offers", "fulfillmentAvailability"],
            "lastUpdatedAfter": since,
            "sortBy": "lastUpdatedDate",
            "sortOrder": "ASC",
            "pageSize": _PAGE_SIZE,
        }
        for _ in range(_REACHABLE // _PAGE_SIZE):
            answer = self._client.typed(_OPERATION, _Answer, path={"sellerId": self._seller_id}, query=query)
            if answer.number_of_results > _REACHABLE:
                raise TooManyChanges(f"{answer.number_of_results} listings changed: the full report is needed.")
            yield _page(answer, marketplace_id)
            token = answer.pagination.next_token if answer.pagination else None
            if not token:
                return
            query["pageToken"] = token
        raise TooManyChanges("More listings changed than a search can show: the full report is needed.")


def _page(answer: _Answer, marketplace_id: str) -> Page[Listing]:
    records, bad = [], []
    for raw in answer.items:
        try:
            records.append(_listing(msgspec.json.decode(raw, type=_Item), marketplace_id))
        except (msgspec.DecodeError, ValueError) as error:
            bad.append(Unreadable(about=_sku(raw), why=said(error)))
    return Page(records=tuple(records), unreadable=tuple(bad))


def _sku(raw: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=_Named).sku or "a listing without a SKU"
    except msgspec.DecodeError:
        return "a listing without a SKU"


def _listing(item: _Item, marketplace_id: str) -> Listing:
    here = (summary for summary in item.summaries or () if summary.marketplace_id == marketplace_id)
    summary = next(here, _Summary(marketplace_id=marketplace_id))
    price = _price(item, marketplace_id)
    fulfilled_by, quantity = _fulfilment(item.fulfillment_availability or ())
    return Listing(
        sku=item.sku,
        marketplace_id=marketplace_id,
        asin=summary.asin or "",
        title=summary.item_name or "",
        price=price.amount if price else None,
        currency=price.currency_code if price else _currency(marketplace_id),
        quantity=quantity,
        status="Active" if "BUYABLE" in (summary.status or ()) else "Inactive",
        fulfilled_by=fulfilled_by,
        condition=summary.condition_type or "",
        image_url=summary.main_image.link if summary.main_image else "",
        product_type=summary.product_type or "",
        opened_at=summary.created_date,
    )


def _currency(marketplace_id: str) -> str:
    known = marketplace.known(marketplace_id)
    return known.currency if known else ""


def _price(item: _Item, marketplace_id: str) -> _Money | None:
    """What a consumer pays; business prices are another thing. Raises ValueError for what is no number."""
    offers = (o for o in item.offers or () if o.marketplace_id == marketplace_id and o.offer_type == "B2C")
    offer = next(offers, None)
    if offer is None:
        return None
    if not offer.price.amount.is_finite():
        raise ValueError(Sentence("a price that is no number"))
    return offer.price


def _fulfilment(channels: tuple[_Availability, ...]) -> tuple[str, int | None]:
    """Who fulfils, and how many there are; Amazon's own stock is told elsewhere."""
    for channel in channels:
        if channel.fulfillment_channel_code.startswith("AMAZON"):
            return AMAZON, None
    own = next((channel for channel in channels if channel.fulfillment_channel_code == "DEFAULT"), None)
    return (MERCHANT, own.quantity) if own else ("", None)
