"""The mirror of listings and catalogue: what the seller offers, and which products wait to be translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.clock import Clock
from sellerbridge.commerce.listing import CatalogItem, Listing, Product
from sellerbridge.database import Database, chunks, upsert
from sellerbridge.documents.item import fold, item_code
from sellerbridge.incoming import Page
from sellerbridge.store import problems, tables
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import Cursor, move
from sellerbridge.store.orders import Kept

_CATALOG_AGE = timedelta(days=30)
"""Brand, barcodes and picture of an ASIN are asked for again after this long."""

_encode = msgspec.json.Encoder().encode
_decode_listing = msgspec.json.Decoder(Listing).decode
_decode_catalog = msgspec.json.Decoder(CatalogItem).decode


class ProductCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many products a connection lists, and how many of them wait."""

    connection_id: int
    listed: int
    waiting: int


class ProductMirror:
    """Listings by connection, marketplace and SKU; catalogue entries by ASIN; products by SKU."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(self, seller: Connection, marketplace_id: str, page: Page[Listing]) -> Kept:
        """Store a page of listings; the products of those that changed wait to be translated.

        Neither the report nor a search tells everything, and the report loses columns now and then: what a
        page is silent about stays as it was.
        """
        now = self._clock.now()
        with self._database.transaction() as transaction:
            known = _bodies(transaction, seller.id, marketplace_id, [listing.sku for listing in page.records])
            rows = [
                row
                for listing in page.records
                if (row := _row(seller.id, _merged(listing, known.get(listing.sku))))["body"]
                != known.get(listing.sku)
            ]
            upsert(transaction, tables.listings, rows, key=["connection_id", "marketplace_id", "sku"])
            _wait(transaction, seller.id, [str(row["sku"]) for row in rows])
            regrouped = _skus_of(transaction, seller.id, _asins_with_others(rows, known))
            _wait(transaction, seller.id, regrouped)
            read = [listing.sku for listing in page.records]
            problems.close_read(transaction, seller.id, read, where=marketplace_id, now=now)
            for unreadable in page.unreadable:
                problems.open_unreadable(transaction, seller.id, unreadable, where=marketplace_id, now=now)
        seen = len(page.records)
        return Kept(seen=seen, changed=len(rows), unchanged=seen - len(rows))

    def finish(self, seller: Connection, marketplace_id: str, named: Iterable[str], *, cursor: Cursor) -> int:
        """End a full reading: listings it did not name are Deleted; the cursor moves. Answers how many."""
        seen = set(named)
        table = tables.listings
        with self._database.transaction() as transaction:
            rows = transaction.execute(
                sa.select(table.c.sku, table.c.body).where(
                    table.c.connection_id == seller.id, table.c.marketplace_id == marketplace_id
                )
            ).all()
            vanished = [
                _row(seller.id, msgspec.structs.replace(listing, status="Deleted"))
                for row in rows
                if row.sku not in seen and (listing := _decode_listing(row.body)).status != "Deleted"
            ]
            upsert(transaction, table, vanished, key=["connection_id", "marketplace_id", "sku"])
            _wait(transaction, seller.id, [str(row["sku"]) for row in vanished])
            move(transaction, seller.id, cursor)
        return len(vanished)

    def wanted_asins(self, seller: Connection, marketplace_id: str) -> list[str]:
        """ASINs listed there whose catalogue entry is missing or old, in a fixed order."""
        listing, entry = tables.listings.c, tables.catalog.c
        stale = self._clock.now() - _CATALOG_AGE
        known = sa.select(entry.asin).where(entry.connection_id == seller.id, entry.fetched_at > stale)
        with self._database.reading() as transaction:
            return list(
                transaction.execute(
                    sa.select(listing.asin)
                    .distinct()
                    .where(
                        listing.connection_id == seller.id,
                        listing.marketplace_id == marketplace_id,
                        listing.asin != "",
                        listing.asin.not_in(known),
                    )
                    .order_by(listing.asin)
                ).scalars()
            )

    def keep_catalog(self, seller: Connection, asked: Sequence[str], found: Sequence[CatalogItem]) -> None:
        """Store catalogue entries; ASINs the catalogue does not know are remembered as such.

        What it told before stays when it tells nothing any more.
        """
        told = {item.asin: _encode(item) for item in found}
        with self._database.transaction() as transaction:
            old = _catalog(transaction, seller.id, [*asked, *told])
            bodies = {asin: told.get(asin) or old.get(asin) for asin in dict.fromkeys((*asked, *told))}
            rows = [
                {"connection_id": seller.id, "asin": asin, "body": body, "fetched_at": self._clock.now()}
                for asin, body in bodies.items()
            ]
            upsert(transaction, tables.catalog, rows, key=["connection_id", "asin"])
            changed = [asin for asin, body in told.items() if old.get(asin) != body]
            _wait(transaction, seller.id, _skus_of(transaction, seller.id, changed))

    def waiting(self, seller: Connection, *, after: str = "", limit: int) -> list[Product]:
        """Products to translate, by SKU from `after` on."""
        table = tables.products
        with self._database.reading() as transaction:
            skus = list(
                transaction.execute(
                    sa.select(table.c.sku)
                    .where(table.c.connection_id == seller.id, table.c.state == "waiting", table.c.sku > after)
                    .order_by(table.c.sku)
                    .limit(limit)
                ).scalars()
            )
            return _products(transaction, seller, skus)

    def named(self, seller: Connection, skus: Sequence[str]) -> list[Product]:
        """The products of these SKUs, in their order."""
        with self._database.reading() as transaction:
            return _products(transaction, seller, skus)

    def waiting_count(self, connection_id: int) -> int:
        """How many products wait to be translated."""
        table = tables.products.c
        with self._database.reading() as connection:
            return connection.execute(
                sa.select(sa.func.count()).where(table.connection_id == connection_id, table.state == "waiting")
            ).scalar_one()

    def set_aside(self, skus: Sequence[str]) -> dict[str, str]:
        """Item codes for SKUs that orders name and nobody lists; a listing that comes later has the same."""
        unique = sorted(set(skus))
        if not unique:
            return {}
        with self._database.transaction() as transaction:
            _give_item_codes(transaction, unique)
            return _item_codes(transaction, unique)

    def counts(self) -> list[ProductCount]:
        """Products by connection."""
        table = tables.products
        waiting = sa.func.sum(sa.case((table.c.state == "waiting", 1), else_=0))
        with self._database.reading() as transaction:
            rows = transaction.execute(
                sa.select(
                    table.c.connection_id, sa.func.count().label("listed"), waiting.label("waiting")
                ).group_by(table.c.connection_id)
            ).all()
        return [ProductCount(connection_id=r.connection_id, listed=r.listed, waiting=r.waiting) for r in rows]


def _row(connection_id: int, listing: Listing) -> dict[str, object]:
    return {
        "connection_id": connection_id,
        "marketplace_id": listing.marketplace_id,
        "sku": listing.sku,
        "asin": listing.asin,
        "body": _encode(listing),
        "status": listing.status,
        "title": listing.title.casefold(),
    }


def _asins_with_others(rows: Iterable[Mapping[str, object]], known: Mapping[str, bytes]) -> list[str]:
    """The ASINs to which a SKU came, or from which one went: another of theirs may carry the barcode now."""
    asins: set[str] = set()
    for row in rows:
        before = known.get(str(row["sku"]))
        old, new = _decode_listing(before).asin if before else "", str(row["asin"])
        if old != new:
            asins |= {old, new}
    return sorted(asins - {""})


def _merged(listing: Listing, before: bytes | None) -> Listing:
    if before is None:
        return listing
    old = _decode_listing(before)
    told = {
        name: value for name in Listing.__struct_fields__ if (value := getattr(listing, name)) not in {None, ""}
    }
    told.pop("opened_at", None)  # the two sources write the same day in two ways
    if _same_but_for_charset(listing.title, old.title):
        told.pop("title")
    if old.status == "Incomplete" and told.get("status") == "Inactive" and not listing.description:
        told.pop("status")  # a search cannot tell the one from the other
    return msgspec.structs.replace(old, **told)


def _same_but_for_charset(told: str, known: str) -> bool:
    """Whether a title is the known one as a report's charset has it: "?" for each sign that it lacks."""
    if "?" not in told or len(told) != len(known):
        return False
    return all(new in (old, "?") for new, old in zip(told, known, strict=True))


def _bodies(
    transaction: Transaction, connection_id: int, marketplace_id: str, skus: Sequence[str]
) -> dict[str, bytes]:
    table, found = tables.listings, {}
    for piece in chunks(skus):
        rows = transaction.execute(
            sa.select(table.c.sku, table.c.body).where(
                table.c.connection_id == connection_id,
                table.c.marketplace_id == marketplace_id,
                table.c.sku.in_(piece),
            )
        )
        found.update({row.sku: row.body for row in rows})
    return found


def _wait(transaction: Transaction, connection_id: int, skus: Sequence[str]) -> None:
    """The products of these SKUs wait; new ones get their item code, once and for ever."""
    unique = list(dict.fromkeys(skus))
    _give_item_codes(transaction, unique)
    rows = [{"connection_id": connection_id, "sku": sku, "state": "waiting"} for sku in unique]
    upsert(transaction, tables.products, rows, key=["connection_id", "sku"])


def _give_item_codes(transaction: Transaction, skus: Sequence[str]) -> None:
    table = tables.item_codes
    known: set[str] = set()
    for piece in chunks(skus):
        known.update(transaction.execute(sa.select(table.c.sku).where(table.c.sku.in_(piece))).scalars())
    fresh: list[dict[str, str]] = []
    given: set[str] = set()

    def taken(code: str) -> bool:
        folded = fold(code)
        held = transaction.execute(sa.select(table.c.sku).where(table.c.folded == folded)).first()
        return folded in given or held is not None

    for sku in skus:
        if sku not in known:
            code = item_code(sku, taken)
            given.add(fold(code))
            fresh.append({"sku": sku, "item_code": code, "folded": fold(code)})
    if fresh:
        transaction.execute(sa.insert(table), fresh)


def _item_codes(transaction: Transaction, skus: Sequence[str]) -> dict[str, str]:
    table, found = tables.item_codes.c, {}
    for piece in chunks(skus):
        rows = transaction.execute(sa.select(table.sku, table.item_code).where(table.sku.in_(piece)))
        found.update({row.sku: row.item_code for row in rows})
    return found


def _skus_of(transaction: Transaction, connection_id: int, asins: Sequence[str]) -> list[str]:
    table = tables.listings
    found: list[str] = []
    for piece in chunks(asins):
        found += transaction.execute(
            sa.select(table.c.sku).where(table.c.connection_id == connection_id, table.c.asin.in_(piece))
        ).scalars()
    return found


def _catalog(transaction: Transaction, connection_id: int, asins: Sequence[str]) -> dict[str, bytes]:
    table, found = tables.catalog, {}
    for piece in chunks(asins):
        rows = transaction.execute(
            sa.select(table.c.asin, table.c.body).where(
                table.c.connection_id == connection_id, table.c.asin.in_(piece), table.c.body.is_not(None)
            )
        )
        found.update({row.asin: row.body for row in rows})
    return found


def _products(transaction: Transaction, seller: Connection, skus: Sequence[str]) -> list[Product]:
    table = tables.listings
    by_sku: dict[str, list[Listing]] = {sku: [] for sku in skus}
    codes = _item_codes(transaction, skus)
    for piece in chunks(skus):
        for body in transaction.execute(
            sa.select(table.c.body).where(table.c.connection_id == seller.id, table.c.sku.in_(piece))
        ).scalars():
            listing = _decode_listing(body)
            by_sku[listing.sku].append(listing)
    asins = sorted({listing.asin for listings in by_sku.values() for listing in listings})
    entries = {asin: _decode_catalog(body) for asin, body in _catalog(transaction, seller.id, asins).items()}
    first = _first_skus(transaction, seller.id, asins)
    places = {marketplace_id: n for n, marketplace_id in enumerate(seller.marketplaces)}
    products = []
    for sku, listings in by_sku.items():
        ordered = sorted(listings, key=lambda listing: places.get(listing.marketplace_id, len(places)))
        entry = next((entries[listing.asin] for listing in ordered if listing.asin in entries), None)
        products.append(
            Product(
                sku=sku,
                item_code=codes[sku],
                listings=tuple(ordered),
                catalog=entry,
                first_of_asin=entry is None or first.get(entry.asin) == sku,
            )
        )
    return products


def _first_skus(transaction: Transaction, connection_id: int, asins: Sequence[str]) -> dict[str, str]:
    """Of each ASIN the SKU that carries its barcode: the ERP takes a barcode once."""
    table, found = tables.listings, {}
    for piece in chunks(asins):
        rows = transaction.execute(
            sa.select(table.c.asin, sa.func.min(table.c.sku).label("sku"))
            .where(table.c.connection_id == connection_id, table.c.asin.in_(piece))
            .group_by(table.c.asin)
        )
        found.update({row.asin: row.sku for row in rows})
    return found
