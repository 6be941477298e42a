"""What other documents refer to: found as it is and left so, else made below the site's own roots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sellerbridge.documents.item import fold
from sellerbridge.erp.erpnext import lists
from sellerbridge.erp.erpnext.client import Client
from sellerbridge.erp.erpnext.found import Create, Found, Settled, Step
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.erp.erpnext.wanted import Wanted


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """A kind that lies in a tree. `title` is the name without the abbreviation of the company it belongs to."""

    parent: str
    title: str = ""


TREES: Mapping[str, Tree] = {
    "Item Group": Tree(parent="parent_item_group"),
    "Customer Group": Tree(parent="parent_customer_group"),
    "Territory": Tree(parent="parent_territory"),
    "Warehouse": Tree(parent="parent_warehouse", title="warehouse_name"),
    "Account": Tree(parent="parent_account", title="account_name"),
}
FLAT = frozenset({"UOM", "Brand", "Manufacturer", "Price List"})
MASTERS = FLAT | TREES.keys()

_CHARGE = "Chargeable"
"""The type of account that ERPNext offers for tax rows of a sale, and that is not only for tax."""
_BANK = "Bank"
_USUAL_ROOT = "Expense"
"""Of the account group, and of what says nothing else."""
_CHARGED = frozenset({_USUAL_ROOT, "Income"})
"""What is earned or spent; accounts of the balance sheet have no such type."""


class Masters:
    """The masters of a site, by name. Raises as Client and Site do."""

    def __init__(self, client: Client, site: Site) -> None:
        self._client = client
        self._site = site

    def there(self, wanted: Sequence[Wanted]) -> dict[int, Found]:
        """Those that are there, by row; all of one kind. "Stores" is "Stores - AC" there."""
        tree = TREES.get(wanted[0].kind)
        if tree is not None and tree.title:
            return self._of_company(wanted, tree.title)
        spellings = {one.row: (one.known_name, one.name) for one in wanted}
        names = {name for both in spellings.values() for name in both}
        rows = lists.rows_by(self._client, wanted[0].kind, "name", names, fields=lists.MARKS)
        return _matched(spellings, {fold(row["name"]): Found(doc=row) for row in rows})

    def step(self, wanted: Wanted, found: Found | None) -> Step:
        """It is left as it is, or made; what a company has in any case is never made, the check asks for it."""
        if found or self._is_the_companys(wanted):
            return Settled(found.name if found else wanted.name)
        return Create(self.new(wanted))

    def new(self, wanted: Wanted) -> dict[str, Any]:
        """What makes it: in its company, below its parent or the root."""
        tree, body = TREES.get(wanted.kind), dict(wanted.new)
        if tree is None:
            return body
        if tree.title:
            body["company"] = self._site.company.name
        if wanted.kind == "Account":
            return self._new_account(body, tree)
        root = None if body.get(tree.parent) else self._root(wanted.kind, tree)
        return body | ({tree.parent: root} if root else {})

    def _new_account(self, body: dict[str, Any], tree: Tree) -> dict[str, Any]:
        """Below its group; one of another root type than the group's directly below the root of its own.

        ERPNext gives an account the root type of its parent, whatever is asked for. A bank account goes to those
        that the chart has.
        """
        root_type = body.get("root_type") or _USUAL_ROOT
        parent = body.get(tree.parent)
        if not body.get("is_group") and root_type in _CHARGED:
            body.setdefault("account_type", _CHARGE)
        if parent and root_type != _USUAL_ROOT and self._root_type(parent) != root_type:
            parent = self._bank_group() if body.get("account_type") == _BANK else None
        root = parent or self._root("Account", tree, root_type=root_type)
        return body | ({tree.parent: root} if root else {})

    def _bank_group(self) -> str | None:
        """Where the chart has its bank accounts."""
        company = self._site.company.name
        filters: list[lists.Filter] = [
            ["company", "=", company],
            ["is_group", "=", 1],
            ["account_type", "=", _BANK],
        ]
        rows = lists.rows(self._client, "Account", fields=["name"], filters=filters)
        return str(rows[0]["name"]) if rows else None

    def _root_type(self, account: str) -> str:
        rows = lists.rows_by(self._client, "Account", "name", [account], fields=["root_type"])
        return str(rows[0]["root_type"]) if rows else ""

    def _is_the_companys(self, wanted: Wanted) -> bool:
        """The accounts of receivables and of sales: a made one would stand beside those that the company uses."""
        settings = self._site.settings
        own = {fold(settings.receivable_account), fold(settings.income_account)}
        return wanted.kind == "Account" and fold(wanted.name) in own

    def _of_company(self, wanted: Sequence[Wanted], title: str) -> dict[int, Found]:
        """By name with or without abbreviation; else by a title that one bears ("4100 - Shipping - AC")."""
        company = self._site.company
        spellings = {one.row: (one.known_name, f"{one.name} - {company.abbr}", one.name) for one in wanted}
        rows = lists.rows(
            self._client,
            wanted[0].kind,
            fields=[*lists.MARKS, title],
            filters=[["company", "=", company.name]],
            any_of=[
                ["name", "in", sorted({name for some in spellings.values() for name in some if name})],
                [title, "in", sorted({one.name for one in wanted})],
            ],
        )
        often = Counter(fold(row[title]) for row in rows)
        titled = {fold(row[title]): Found(doc=row) for row in rows if often[fold(row[title])] == 1}
        return _matched(spellings, titled | {fold(row["name"]): Found(doc=row) for row in rows})

    def _root(self, kind: str, tree: Tree, *, root_type: str = "") -> str | None:
        """The group without a parent, whatever the language calls it; of accounts the one of that root type."""
        filters: list[lists.Filter] = [["is_group", "=", 1]]
        if tree.title:
            filters.append(["company", "=", self._site.company.name])
        if root_type:
            filters.append(["root_type", "=", root_type])
        rows = lists.rows(self._client, kind, fields=["name", tree.parent], filters=filters)
        return next((row["name"] for row in rows if not row[tree.parent]), None)


def _matched(spellings: Mapping[int, Sequence[str]], holders: Mapping[str, Found]) -> dict[int, Found]:
    """By row the holder of the first spelling that has one."""
    found = {}
    for row, names in spellings.items():
        name = next((fold(name) for name in names if name and fold(name) in holders), None)
        if name is not None:
            found[row] = holders[name]
    return found
