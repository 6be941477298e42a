"""What the preflight looks at: the site, what documents will refer to there, and its lists, each read once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from sellerbridge.documents.item import fold
from sellerbridge.erp.erpnext import lists
from sellerbridge.erp.erpnext.client import Client, resource
from sellerbridge.erp.erpnext.refusals import SiteRefused
from sellerbridge.erp.erpnext.site import Company, Meta, Site
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

Row: TypeAlias = Mapping[str, Any]

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Warehouse": ("name", "warehouse_name", "parent_warehouse", "is_group", "company", "disabled"),
    "Account": (
        "name",
        "account_name",
        "parent_account",
        "is_group",
        "company",
        "disabled",
        "root_type",
        "account_type",
        "account_currency",
    ),
    "Price List": ("name", "currency", "enabled", "selling"),
    "Item Group": ("name", "parent_item_group", "is_group"),
    "Customer Group": ("name", "parent_customer_group", "is_group"),
    "Territory": ("name", "parent_territory", "is_group"),
    "UOM": ("name", "must_be_whole_number"),
    "Fiscal Year": ("name", "year_start_date", "year_end_date", "disabled"),
}

OWN_NAME = {"Warehouse": "warehouse_name", "Account": "account_name"}
"""Their names end in the company's abbreviation; this field has the name as a person typed it."""

PARENT = {
    "Warehouse": "parent_warehouse",
    "Account": "parent_account",
    "Item Group": "parent_item_group",
    "Customer Group": "parent_customer_group",
    "Territory": "parent_territory",
}


class Closed(Exception):
    """The site does not show a doctype to the API user, or not as asked; `exc_type` is its reason."""

    def __init__(self, doctype: str, exc_type: str) -> None:
        super().__init__(doctype, exc_type)
        self.doctype = doctype
        self.exc_type = exc_type


@contextlib.contextmanager
def looking_at(doctype: str) -> Iterator[None]:
    """Turns a refusal into Closed. One of the key itself, or no answer, ends the whole examination."""
    try:
        yield
    except SiteRefused as refused:
        raise Closed(doctype, refused.exc_type) from refused


class Survey:
    """A site under examination. `today` is the day in UTC, as orders have theirs."""

    def __init__(self, site: Site, *, masters: Sequence[Outgoing], today: date) -> None:
        self.site = site
        self.masters = tuple(masters)
        self.today = today
        self._rows: dict[str, Sequence[Row]] = {}

    @property
    def client(self) -> Client:
        return self.site.client

    @property
    def settings(self) -> Settings:
        return self.site.settings

    @property
    def company(self) -> Company | None:
        """The company that the settings name; None where the site has none of that name."""
        wanted = fold(self.settings.company)
        return next((company for company in self.companies if fold(company.name) == wanted), None)

    @property
    def companies(self) -> tuple[Company, ...]:
        """Every company that the API user may see."""
        with looking_at("Company"):
            return self.site.companies

    def rows(self, doctype: str) -> Sequence[Row]:
        """Everything of a doctype; warehouses and accounts of all companies, for a name may be another's.

        Raises Closed, as `meta` and `single` do.
        """
        if doctype not in self._rows:
            with looking_at(doctype):
                self._rows[doctype] = lists.rows(
                    self.client, doctype, fields=_FIELDS[doctype], order_by="name asc"
                )
        return self._rows[doctype]

    def meta(self, doctype: str) -> Meta:
        """The fields of a doctype."""
        with looking_at(doctype):
            return self.site.meta(doctype)

    def single(self, doctype: str) -> Row:
        """A doctype that has one document: the site's settings of one kind."""
        with looking_at(doctype):
            settings: Row = self.client.read(resource(doctype, doctype))
            return settings

    def wanted(self, doctype: str) -> tuple[Outgoing, ...]:
        """The documents of that doctype that others will refer to."""
        return tuple(master for master in self.masters if master.kind == doctype)

    def there(self, doctype: str, name: str) -> Row | None:
        """The row that goes by that name, or by it and the company's abbreviation; our company's come first."""
        own, company = OWN_NAME.get(doctype), self.company
        mine = [row for row in self.rows(doctype) if own is None or (company and row["company"] == company.name)]
        by_own = [row for row in mine if own and fold(str(row[own])) == fold(name)]
        by_name = [row for row in self.rows(doctype) if fold(str(row["name"])) == fold(name)]
        return next(iter(by_own + by_name), None)

    def root(self, doctype: str, *, root_type: str | None = None) -> str:
        """The group at the top, below which new ones are made; "" where there is none."""
        company = self.company
        for row in self.rows(doctype):
            ours = doctype not in OWN_NAME or (company is not None and row["company"] == company.name)
            fits = root_type is None or row["root_type"] == root_type
            if ours and fits and row["is_group"] and not row[PARENT[doctype]]:
                return str(row["name"])
        return ""
