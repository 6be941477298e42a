"""What the ERP has for each setting that names something there: chosen from a list, not typed."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sellerbridge.erp.erpnext import lists
from sellerbridge.erp.erpnext.adapter import ERPNext
from sellerbridge.erp.erpnext.lists import Filter
from sellerbridge.erp.port import ERP
from sellerbridge.installation import Installation

DOCTYPES: Mapping[str, str] = {
    "company": "Company",
    "warehouse": "Warehouse",
    "fba_warehouse": "Warehouse",
    "item_group": "Item Group",
    "price_list": "Price List",
    "customer_group": "Customer Group",
    "territory": "Territory",
    "receivable_account": "Account",
    "income_account": "Account",
    "payout_account": "Account",
}
"""Setting → what it names."""
_ACCOUNT_GROUP = "account_group"


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to choose for a setting.

    `value` is the setting as the ERP names it; `there` says that the ERP has it, else the next sync makes it
    (a company it does not make). `strict`: a person chooses from `names`, and types nothing else.
    """

    names: tuple[str, ...]
    value: str
    there: bool
    strict: bool


def offers(installation: Installation) -> dict[str, Offer]:
    """By setting. Raises Usage before an ERP is chosen, Refused and Unreachable as the ERP does."""
    settings = installation.store.settings.read()
    with installation.erp() as erp:
        company = _companies(erp, settings.company)
        if not company.there:
            return {"company": company}
        names = {doctype: tuple(erp.choices(doctype)) for doctype in dict.fromkeys(DOCTYPES.values())}
        found = {
            setting: company if setting == "company" else _offer(erp, doctype, getattr(settings, setting), names)
            for setting, doctype in DOCTYPES.items()
        }
        if isinstance(erp, ERPNext):
            found[_ACCOUNT_GROUP] = _account_groups(erp, settings.account_group)
        return found


def adopt_company(installation: Installation) -> str:
    """Take the company of a site that has one alone; answers its name, "" where a person has to choose.

    Raises Refused and Unreachable as the ERP does.
    """
    with installation.erp() as erp:
        company = _companies(erp, installation.store.settings.read().company)
    if company.there or len(company.names) != 1:
        return ""
    installation.store.settings.put({"company": company.names[0]})
    return company.names[0]


def _companies(erp: ERP, wanted: str) -> Offer:
    if not isinstance(erp, ERPNext):
        return Offer(names=(), value=wanted, there=True, strict=False)
    names = tuple(company.name for company in erp.site.companies)
    known = next((name for name in names if name.casefold() == wanted.casefold()), "")
    return Offer(names=names, value=known, there=bool(known), strict=True)


def _account_groups(erp: ERPNext, wanted: str) -> Offer:
    """The groups of the chart, by which no document is made, and so no name that documents may refer to."""
    company = erp.site.company
    filters: list[Filter] = [["company", "=", company.name], ["is_group", "=", 1], ["disabled", "=", 0]]
    rows = lists.rows(erp.client, "Account", fields=("name",), filters=filters, order_by="name asc")
    names = tuple(row["name"] for row in rows)
    known = next((name for name in names if name in {wanted, f"{wanted} - {company.abbr}"}), "")
    return Offer(names=names, value=known or wanted, there=bool(known), strict=True)


def _offer(erp: ERP, doctype: str, wanted: str, names: Mapping[str, tuple[str, ...]]) -> Offer:
    """A site's name for it ("Stores" is "Stores - AC" there); the books take any name."""
    known = erp.names(doctype, [wanted]).get(wanted, "") if isinstance(erp, ERPNext) else ""
    there = bool(known) or wanted in names[doctype]
    return Offer(names=names[doctype], value=known or wanted, there=there, strict=isinstance(erp, ERPNext))
