"""What Amazon's catalogue knows of ASINs (Catalog Items API 2022-04-01), twenty per call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from sellerbridge.amazon.client import Client
from sellerbridge.commerce.listing import CatalogItem

_AT_ONCE = 20


class _Summary(msgspec.Struct, frozen=True, rename="camel"):
    marketplace_id: str
    item_name: str | None = None
    brand: str | None = None
    manufacturer: str | None = None


class _Identifier(msgspec.Struct, frozen=True, rename="camel"):
    identifier_type: str
    identifier: str


class _Identifiers(msgspec.Struct, frozen=True, rename="camel"):
    marketplace_id: str
    identifiers: tuple[_Identifier, ...] | None = None


class _Image(msgspec.Struct, frozen=True):
    variant: str
    link: str


class _Images(msgspec.Struct, frozen=True, rename="camel"):
    marketplace_id: str
    images: tuple[_Image, ...] | None = None


class _ProductType(msgspec.Struct, frozen=True, rename="camel"):
    marketplace_id: str | None = None
    product_type: str | None = None


class _Item(msgspec.Struct, frozen=True, rename="camel"):
    asin: str
    summaries: tuple[_Summary, ...] | None = None
    identifiers: tuple[_Identifiers, ...] | None = None
    images: tuple[_Images, ...] | None = None
    product_types: tuple[_ProductType, ...] | None = None


class _Answer(msgspec.Struct, frozen=True):
    items: list[_Item]


S = TypeVar("S", _Summary, _Identifiers, _Images, _ProductType)


class Catalog:
    """The catalogue, as this seller may read it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def items(self, asins: Iterable[str], marketplace_id: str) -> Iterator[CatalogItem]:
        """The entries of those ASINs that the catalogue of a marketplace has. Raises as `Client`."""
        wanted = list(dict.fromkeys(asins))
        for start in range(0, len(wanted), _AT_ONCE):
            yield from self._some(wanted[start : start + _AT_ONCE], marketplace_id)

    def _some(self, asins: Sequence[str], marketplace_id: str) -> Iterator[CatalogItem]:
        """One page holds them all: an ASIN is one entry, and a page has as many as are asked for."""
        answer = self._client.typed(
            "searchCatalogItems",
            _Answer,
            query={
                "identifiers": asins,
                "identifiersType": "ASIN",
                "marketplaceIds": [marketplace_id],
                "includedData": ["summaries", "identifiers", "images", "productTypes"],
                "pageSize": _AT_ONCE,
            },
        )
        return (_entry(item, marketplace_id) for item in answer.items)


def _entry(item: _Item, marketplace_id: str) -> CatalogItem:
    summary = _here(item.summaries, marketplace_id) or _Summary(marketplace_id=marketplace_id)
    identifiers = _here(item.identifiers, marketplace_id) or _Identifiers(marketplace_id=marketplace_id)
    images = _here(item.images, marketplace_id) or _Images(marketplace_id=marketplace_id)
    kind = _here(item.product_types, marketplace_id) or _ProductType()
    return CatalogItem(
        asin=item.asin,
        marketplace_id=marketplace_id,
        title=summary.item_name or "",
        brand=summary.brand or "",
        manufacturer=summary.manufacturer or "",
        product_type=kind.product_type or "",
        image_url=_main_image(images.images or ()),
        barcodes=tuple((one.identifier_type, one.identifier) for one in identifiers.identifiers or ()),
    )


def _here(told: Iterable[S] | None, marketplace_id: str) -> S | None:
    """Of what is told per marketplace, the part for this one."""
    return next((part for part in told or () if part.marketplace_id == marketplace_id), None)


def _main_image(images: Sequence[_Image]) -> str:
    """The picture shown first, the largest of its sizes (Amazon sends it first)."""
    return next((image.link for image in images if image.variant == "MAIN"), "")
