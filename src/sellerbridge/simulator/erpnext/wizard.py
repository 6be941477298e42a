"""What ERPNext's set-up wizard leaves behind: settings, chart, company, groups, warehouses, price lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Any

from sellerbridge.simulator.erpnext.nested import settled
from sellerbridge.simulator.erpnext.session import Session

_TREES = {
    "en": {
        "Item Group": (
            "All Item Groups",
            ("Products", "Raw Material", "Services", "Sub Assemblies", "Consumable"),
        ),
        "Customer Group": ("All Customer Groups", ("Individual", "Commercial", "Non Profit", "Government")),
        "Territory": ("All Territories", ("Rest Of The World",)),
    },
    "fr": {
        "Item Group": (
            "Tous les Groupes d'Articles",
            ("Produits", "Matières Premières", "Services", "Consommable"),
        ),
        "Customer Group": ("Tous les Groupes Client", ("Individuel", "Commercial", "Gouvernement")),
        "Territory": ("Tous les Territoires", ("Reste du Monde",)),
    },
}
_WAREHOUSES = {
    "en": ("All Warehouses", ("Stores", "Work In Progress", "Finished Goods", "Goods In Transit")),
    "fr": ("Tous les Entrepôts", ("Magasins", "Travaux en Cours", "Produits Finis", "Produits en Transit")),
}
_SALES_TAXES = (
    ("US ST 6%", "ST 6%", "6", "ol05a3np0r"),
    ("US ST 4%", "ST 4%", "4", None),
    ("US ST 6.25%", "ST 6.25%", "6.25", None),
)
"""Title, account, rate, and the row's name where the recorded site tells it."""

_EXEMPT = ("exempt_from_sales_tax", "Is customer exempted from sales tax?")
_BY_ERPNEXT = (
    ("Customer", *_EXEMPT, "dn_required"),
    ("Sales Order", *_EXEMPT, "taxes_and_charges"),
    ("Sales Invoice", *_EXEMPT, "taxes_section"),
    ("Address", "is_your_company_address", "Is Your Company Address", "linked_with"),
    ("Contact", "is_billing_contact", "Is Billing Contact", "is_primary_contact"),
)


class Wizard:
    """Writes the records of a fresh site; nothing is checked, as nothing is missing."""

    def __init__(
        self, session: Session, *, company: str, abbr: str, currency: str, country: str, language: str
    ) -> None:
        self._session = session
        self._company = company
        self._abbr = abbr
        self._currency = currency
        self._country = country
        self._language = language

    def run(self, years: Iterable[int]) -> None:
        """Everything, in the order in which the records refer to each other."""
        self._lists()
        self._settings()
        self._chart()
        self._the_company()
        self._groups()
        self._warehouses()
        self._fiscal_years(years)
        self._price_lists()
        if self._country == "United States" and self._currency == "USD":
            self._sales_taxes()
        self._fields()

    def _put(self, doctype: str, name: str, **values: Any) -> None:
        session = self._session
        doc = session.new(doctype, {**values, "name": name})
        session.put_record(doc)

    def _ours(self, name: str) -> str:
        return f"{name} - {self._abbr}"

    def _lists(self) -> None:
        for code, name in _table("countries.tsv"):
            self._put("Country", name, country_name=name, code=code.lower())
        for code, symbol, enabled in _table("currencies.tsv"):
            self._put("Currency", code, currency_name=code, symbol=symbol, enabled=enabled)
        for name, whole in (("Nos", 1), ("Unit", 1), ("Pair", 1), ("Set", 1), ("Box", 1), ("Kg", 0), ("Meter", 0)):
            self._put("UOM", name, uom_name=name, must_be_whole_number=whole)
        for code, name in (("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("es", "Español")):
            self._put("Language", code, language_code=code, language_name=name)
        for name in ("Credit Note", "Debit Note"):
            self._put("Print Heading", name)
        for user in self._session.site.users:
            self._put("User", user.name, email=user.name, first_name=user.name.partition("@")[0])
        held = (role for user in self._session.site.users for role in user.roles)
        for role in sorted({*held, "System Manager"}):
            self._put("Role", role, role_name=role)

    def _settings(self) -> None:
        self._put(
            "System Settings",
            "System Settings",
            country=self._country,
            time_zone=self._session.site.zone.key,
            language=self._language,
            date_format="mm-dd-yyyy" if self._language == "en" else "dd-mm-yyyy",
            number_format="#,###.##",
            float_precision="3",
            currency_precision="",
            rounding_method="Banker's Rounding",
        )
        self._put(
            "Selling Settings",
            "Selling Settings",
            selling_price_list="Standard Selling",
            sales_update_frequency="Each Transaction",
            allow_multiple_items=1,
        )
        self._put(
            "Stock Settings",
            "Stock Settings",
            valuation_method="FIFO",
            stock_uom="Nos",
            default_warehouse=self._ours(_WAREHOUSES[self._language][1][0]),
            auto_insert_price_list_rate_if_missing=1,
        )
        self._put("Accounts Settings", "Accounts Settings")
        self._put(
            "Global Defaults",
            "Global Defaults",
            default_company=self._company,
            country=self._country,
            default_currency=self._currency,
        )

    def _chart(self) -> None:
        for name, parent, root_type, account_type, mark in _table("chart.tsv"):
            self._put(
                "Account",
                self._ours(name),
                account_name=name,
                company=self._company,
                parent_account=self._ours(parent) if parent else None,
                root_type=root_type,
                report_type="Profit and Loss" if root_type in ("Income", "Expense") else "Balance Sheet",
                account_type=account_type,
                is_group=int(mark == "group"),
                account_currency=None if mark == "no currency" else self._currency,
            )
        settled(self._session, "Account", "parent_account")
        for name, parent, group in ((self._company, "", 1), ("Main", self._company, 0)):
            self._put(
                "Cost Center",
                self._ours(name),
                cost_center_name=name,
                company=self._company,
                parent_cost_center=self._ours(parent) if parent else None,
                is_group=group,
            )

    def _the_company(self) -> None:
        accounts = {fieldname: self._ours(name) for fieldname, name in _table("company.tsv")}
        self._put(
            "Company",
            self._company,
            company_name=self._company,
            abbr=self._abbr,
            default_currency=self._currency,
            country=self._country,
            lft=1,
            rgt=2,
            old_parent="",
            create_chart_of_accounts_based_on="Standard Template",
            chart_of_accounts="Standard",
            enable_perpetual_inventory=1,
            **accounts,
        )

    def _groups(self) -> None:
        for doctype, (root, leaves) in _TREES[self._language].items():
            stem = doctype.lower().replace(" ", "_")
            no_parent = "" if doctype == "Item Group" else None
            self._put(doctype, root, **{f"{stem}_name": root, f"parent_{stem}": no_parent, "is_group": 1})
            more = (self._country,) if doctype == "Territory" else ()
            for leaf in (*leaves, *more):
                self._put(doctype, leaf, **{f"{stem}_name": leaf, f"parent_{stem}": root})

    def _warehouses(self) -> None:
        root, leaves = _WAREHOUSES[self._language]
        names = ((root, None), *((leaf, root) for leaf in leaves))
        for name, parent in names:
            self._put(
                "Warehouse",
                self._ours(name),
                warehouse_name=name,
                company=self._company,
                parent_warehouse=parent and self._ours(parent),
                is_group=int(parent is None),
            )

    def _fiscal_years(self, years: Iterable[int]) -> None:
        for year in years:
            dates = {"year_start_date": f"{year}-01-01", "year_end_date": f"{year}-12-31"}
            self._put("Fiscal Year", str(year), year=str(year), **dates)

    def _price_lists(self) -> None:
        for name, use in (("Standard Buying", "buying"), ("Standard Selling", "selling")):
            self._put("Price List", name, price_list_name=name, currency=self._currency, **{use: 1})

    def _sales_taxes(self) -> None:
        for title, account, rate, row_name in _SALES_TAXES:
            row = {
                "name": row_name,
                "charge_type": "On Net Total",
                "account_head": self._ours(account),
                "description": f"{account} @ {float(rate)}",
                "cost_center": self._ours("Main"),
                "rate": rate,
            }
            self._put(
                "Sales Taxes and Charges Template",
                self._ours(title),
                title=title,
                company=self._company,
                is_default=int(rate == "6"),
                taxes=[row],
            )

    def _fields(self) -> None:
        for doctype, fieldname, label, after in _BY_ERPNEXT:
            self._put(
                "Custom Field",
                f"{doctype}-{fieldname}",
                dt=doctype,
                fieldname=fieldname,
                label=label,
                fieldtype="Check",
                insert_after=after,
                is_system_generated=1,
            )


def _table(file: str) -> Iterator[list[str]]:
    """The lines of one file of records, with as many cells as its longest line."""
    text = resources.files(__package__).joinpath("records", file).read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    width = max(map(len, lines))
    return (line + [""] * (width - len(line)) for line in lines)
