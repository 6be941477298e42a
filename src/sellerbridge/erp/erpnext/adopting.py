"""Items that were in the ERP before us: found by what others knew them by, and never doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from sellerbridge.documents.item import fold
from sellerbridge.erp.erpnext import lists
from sellerbridge.erp.erpnext.client import Client
from sellerbridge.erp.erpnext.found import Found
from sellerbridge.erp.erpnext.refusals import SiteRefused
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.erp.erpnext.wanted import Wanted

_KEY, _ASIN = "amazon_sku", "amazon_item_code"
_ECOMMERCE = "Ecommerce Item"
"""Of the app ecommerce_integrations: which Item a product of a shop is."""


class Items:
    """The Items of a site that no SKU of ours has claimed. Raises as Client does."""

    def __init__(self, client: Client, site: Site) -> None:
        self._client = client
        self._site = site

    def of(self, wanted: Sequence[Wanted]) -> dict[int, Found]:
        """By row the Item that each stands for already: by Ecommerce Item, by name, by an ASIN that is clear."""
        found: dict[int, Found] = {}
        searches = (self._by_ecommerce_item, self._by_name, self._by_asin)
        with ThreadPoolExecutor(len(searches)) as pool:  # they wait for the site, not for each other
            for more in pool.map(lambda search: search(wanted), searches):
                _claim(found, more, [one for one in wanted if one.row not in found])
        return found

    def _by_ecommerce_item(self, wanted: Sequence[Wanted]) -> dict[int, Found]:
        """Its rows name the SKU as `sku` or as `integration_item_code`, after the shop."""
        codes: dict[str, str] = {}
        for field in self._ecommerce_fields:
            rows = lists.rows_by(
                self._client,
                _ECOMMERCE,
                field,
                (one.key for one in wanted),
                fields=["erpnext_item_code"],
                filters=[["integration", "like", "%amazon%"]],
            )
            codes |= {row[field]: row["erpnext_item_code"] for row in rows if row["erpnext_item_code"]}
        named = self._named(codes.values())
        places = {one.row: fold(codes.get(one.key, "")) for one in wanted}
        return {row: named[place] for row, place in places.items() if place in named}

    def _by_name(self, wanted: Sequence[Wanted]) -> dict[int, Found]:
        """Named as the SKU, as the site compares."""
        named = self._named(one.key for one in wanted)
        return {one.row: named[fold(one.key)] for one in wanted if fold(one.key) in named}

    def _by_asin(self, wanted: Sequence[Wanted]) -> dict[int, Found]:
        """The only Item there of an ASIN that only one SKU has."""
        asins = {one.row: str(one.body.get(_ASIN) or "") for one in wanted}
        often = Counter(asins.values())
        if _ASIN not in self._site.meta("Item").fields:
            return {}
        rows = lists.rows_by(self._client, "Item", _ASIN, asins.values(), fields=self._asked())
        there = Counter(row[_ASIN] for row in rows)
        only = {row[_ASIN]: Found(doc=row) for row in rows if there[row[_ASIN]] == 1}
        return {row: only[asin] for row, asin in asins.items() if often[asin] == 1 and asin in only}

    def _named(self, names: Iterable[str]) -> dict[str, Found]:
        rows = lists.rows_by(self._client, "Item", "name", names, fields=self._asked())
        return {fold(row["name"]): Found(doc=row) for row in rows}

    def _asked(self) -> list[str]:
        own = [field for field in self._site.meta("Item").fields if field.startswith("amazon_")]
        return [*lists.MARKS, "has_variants", *own]

    @cached_property
    def _ecommerce_fields(self) -> list[str]:
        """Where the SKU may be, the surer one last; none where the app is not installed, or is not open to us."""
        try:
            fields = self._site.meta(_ECOMMERCE).fields
        except SiteRefused:
            return []
        return [field for field in ("integration_item_code", "sku") if field in fields and "integration" in fields]


def _claim(found: dict[int, Found], more: dict[int, Found], wanted: Sequence[Wanted]) -> None:
    """Each Item stands for one SKU: the one spelt like it comes first. A template is never sold itself."""
    taken = {one.name for one in found.values()}
    for one in sorted((one for one in wanted if one.row in more), key=lambda one: more[one.row].name != one.key):
        item = more[one.row]
        if item.name in taken or item.doc.get(_KEY) or item.doc.get("has_variants"):
            continue
        taken.add(item.name)
        found[one.row] = item
