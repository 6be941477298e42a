"""What documents of fulfilment and money refer to there: by our key the name, by order item the row.

Bodies name other documents of ours by key. A site keeps most of them under names of its own, and it counts what is
delivered, billed and given back by rows, which have names too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.erp.erpnext import choices, lists
from sellerbridge.erp.erpnext.client import Client
from sellerbridge.erp.erpnext.keys import KEY_FIELDS
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.erp.erpnext.wanted import BOOKED, Wanted
from sellerbridge.erp.port import Names
from sellerbridge.outgoing import Delivery

_LINE = "amazon_order_item_id"


class _Link(msgspec.Struct, frozen=True, kw_only=True):
    """A row's field that names a document of `doctype`, and `detail`, the one that names the row there."""

    field: str
    doctype: str
    detail: str


_LINKS: Mapping[str, tuple[_Link, ...]] = {
    "Delivery Note": (_Link(field="against_sales_order", doctype="Sales Order", detail="so_detail"),),
    "Sales Invoice": (
        _Link(field="sales_order", doctype="Sales Order", detail="so_detail"),
        _Link(field="delivery_note", doctype="Delivery Note", detail="dn_detail"),
    ),
}
_RETURNED = {"Delivery Note": "dn_detail", "Sales Invoice": "sales_invoice_item"}
"""How a row of what is given back names the row of the document `return_against`."""

_ACCOUNTS = ("account_head", "income_account", "account")


class References:
    """The names and rows of one site. Raises as Client does."""

    def __init__(self, client: Client, site: Site) -> None:
        self._client = client
        self._site = site
        self._accounts: dict[str, str] = {}

    def names(self, deliveries: Sequence[Delivery], known: Names) -> dict[tuple[str, str], str]:
        """(doctype, key or name asked for) → name there, of documents of ours and of accounts; one question each.

        An account that is not there, and a document that does not carry its key, keep what was asked for: the site
        says what it thinks of it.
        """
        asked: dict[str, set[str]] = {}
        for delivery in deliveries:
            for doctype, key in _referred(delivery.outgoing.kind, delivery.outgoing.body):
                asked.setdefault(doctype, set()).add(key)
        accounts = {name for name in asked.pop("Account", ()) if ("Account", name) not in known}
        found = {("Account", name): there for name, there in self._accounts_there(accounts).items()}
        for doctype, keys in asked.items():
            field = KEY_FIELDS[doctype]
            if field in self._site.meta(doctype).fields:
                rows = lists.rows_by(self._client, doctype, field, keys, fields=["name"])
                found |= {(doctype, row[field]): row["name"] for row in rows}
        return found

    def with_rows(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """The same with the names of the rows that theirs stand for; all of one kind."""
        if wanted[0].kind not in _LINKS:
            return list(wanted)
        named: dict[str, set[str]] = {}
        for one in wanted:
            for row in one.body.get("items", ()):
                for doctype, name, _ in _places(one, row):
                    named.setdefault(doctype, set()).add(name)
        there = {doctype: self._rows(doctype, names) for doctype, names in named.items()}
        return [_detailed(one, there) for one in wanted]

    def _accounts_there(self, names: Iterable[str]) -> dict[str, str]:
        """Accounts that the chart has and we did not make: "Debtors" is "Debtors - AC" there."""
        unknown = set(names) - self._accounts.keys()
        if unknown:
            self._accounts |= choices.names(self._site, "Account", sorted(unknown))
        return {name: self._accounts[name] for name in names if name in self._accounts}

    def _rows(self, doctype: str, names: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        """Document → its item rows, in their order."""
        rows_of = f"{doctype} Item"
        line = [_LINE] if _LINE in self._site.meta(rows_of).fields else []
        found: dict[str, list[dict[str, Any]]] = {}
        for row in lists.rows_by(
            self._client,
            rows_of,
            "parent",
            names,
            fields=["name", "idx", "item_code", "rate", "qty", *line],
            parent=doctype,
        ):
            found.setdefault(row["parent"], []).append(row)
        return {name: sorted(rows, key=lambda row: int(row["idx"])) for name, rows in found.items()}


def _referred(kind: str, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(doctype, key or name) of all that a body names."""
    if kind not in BOOKED or kind == "Sales Order":
        return
    rows = [*body.get("items", ()), *body.get("taxes", ()), *body.get("accounts", ())]
    for row in rows:
        for link in _LINKS.get(kind, ()):
            if row.get(link.field):
                yield link.doctype, row[link.field]
        if row.get("reference_type") in BOOKED and row.get("reference_name"):
            yield row["reference_type"], row["reference_name"]
    for name in (body.get("debit_to"), *(row.get(field) for row in rows for field in _ACCOUNTS)):
        if name:
            yield "Account", name
    if body.get("return_against"):
        yield kind, body["return_against"]


def _places(wanted: Wanted, row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(doctype, name there, field for the row's name) of what a row of a document stands for."""
    against = wanted.body.get("return_against")
    if against:
        yield wanted.kind, against, _RETURNED[wanted.kind]
    for link in _LINKS[wanted.kind]:
        if row.get(link.field):
            yield link.doctype, row[link.field], link.detail


def _detailed(wanted: Wanted, there: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]) -> Wanted:
    """With what each row stands for; rows of one document share what is there by quantity."""
    taken: dict[str, Decimal] = {}
    rows = []
    for row in wanted.body.get("items", ()):
        details = {}
        for doctype, name, field in _places(wanted, row):
            found = _stands_for(row, there[doctype].get(name, ()), taken)
            if found:
                details[field] = found
                taken[found] = taken.get(found, Decimal(0)) + abs(row["qty"])
        rows.append({**row, **details})
    return msgspec.structs.replace(wanted, body={**wanted.body, "items": rows}) if rows else wanted


def _stands_for(row: Mapping[str, Any], there: Sequence[Mapping[str, Any]], taken: Mapping[str, Decimal]) -> str:
    """The row with the same order item, or where the site has no field for it the same item; at the same rate if
    there is one, and with something left of it. Empty where there is none.
    """
    line = row.get(_LINE)
    same = [one for one in there if line and one.get(_LINE) == line]
    same = same or [one for one in there if not one.get(_LINE) and one["item_code"] == row["item_code"]]

    def rank(one: Mapping[str, Any]) -> tuple[bool, bool]:
        left = Decimal(one["qty"]).copy_abs() - taken.get(one["name"], Decimal(0))
        return Decimal(one["rate"]) != row["rate"], left < abs(row["qty"])

    return str(min(same, key=rank)["name"]) if same else ""
