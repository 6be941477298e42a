"""Products beside their Items, and where things land in the ERP: by hand, or all of it as CSV."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from sellerbridge.console.api.kinds import Asked, Name, Sku, Text
from sellerbridge.console.api.operation import CSV, Subject
from sellerbridge.console.doors.people import Role
from sellerbridge.console.page import Page
from sellerbridge.desk import mapping, mapping_file
from sellerbridge.desk import products as desk
from sellerbridge.desk.mapping import Mapped
from sellerbridge.desk.mapping_file import Change
from sellerbridge.desk.mapping_lines import Line
from sellerbridge.desk.products import ProductPage, Unlisted
from sellerbridge.sentences import Sentence

subject = Subject("Products", "What is listed at Amazon, and what it is in the ERP.")
Kind = Literal["item", "fee", "customer", "price-list", "warehouse", "fba-warehouse"]
_FILE = "mappings.csv"


class Wanted(Asked, frozen=True, kw_only=True):
    """Which products; `find` is how SKU, ASIN or title begin. The next page comes with `after`."""

    only: Literal["unmapped", "mapped", "inactive", "problem"] | None = None
    find: Text = ""
    after: Text = ""


class One(Asked, frozen=True, kw_only=True):
    """`source` is a SKU (item), a charge or fee (fee), or a country code; an empty `target` forgets it."""

    kind: Kind
    source: Sku
    target: Name | Literal[""]


class Mappings(Asked, frozen=True, kw_only=True):
    """`make`: let the next sync make what the ERP has not. `dry_run`: only look whether all of it can be kept."""

    lines: Annotated[tuple[One, ...], msgspec.Meta(min_length=1, max_length=1000)]
    make: bool = False
    dry_run: bool = False


class Taking(Asked, frozen=True, kw_only=True):
    """`make`: let the next sync make what the ERP has not. `dry_run`: only tell what would change."""

    make: bool = False
    dry_run: bool = False


@subject.on("GET", "/products")
def products(page: Page, query: Wanted) -> ProductPage:
    """Products by SKU, fifty at a time; `after` is empty at the end."""
    return desk.page(page.installation.store, only=query.only or "", begins=query.find, after=query.after)


@subject.on("GET", "/products/unlisted")
def unlisted(page: Page) -> tuple[Unlisted, ...]:
    """SKUs that hold orders because nobody lists them, the most wanted first."""
    return desk.unlisted(page.installation.store)


@subject.on("GET", "/mapping")
def mapped(page: Page) -> Mapped:
    """Everything that a person mapped, source → target."""
    return mapping.mapped(page.installation.store)


@subject.on("PATCH", "/mapping", Role.OPERATOR, outside=True)
def change_mapping(page: Page, body: Mappings) -> tuple[Line, ...]:
    """Map, or forget, all of the lines or none; answers them as they are kept."""
    kept = mapping.keep(
        page.installation,
        [Line(kind=one.kind, source=one.source, target=one.target) for one in body.lines],
        check=True,
        make=body.make,
        failing=page.say("Nothing was mapped"),
        dry_run=body.dry_run,
    )
    for line in kept if not body.dry_run else ():
        page.did(Sentence("mapped {kind}", kind=Sentence(line.kind)), f"{line.source}={line.target}")
    return tuple(kept)


@subject.on("GET", "/mapping.csv", media=CSV)
def mapping_as_csv(page: Page) -> str:
    """Everything that a person mapped, with the columns kind, source, target."""
    return mapping_file.text(page.installation.store)


@subject.on("PATCH", "/mapping.csv", Role.OPERATOR, sends=CSV, outside=True)
def take_mapping_csv(page: Page, query: Taking, body: bytes) -> tuple[Change, ...]:
    """Take over the mappings of a file, all or none; answers what that changes."""
    changes = mapping_file.take(page.installation, body, _FILE, make=query.make, dry_run=query.dry_run)
    if not query.dry_run:
        page.did(Sentence("imported {number} mappings", number=len(changes)))
    return changes
