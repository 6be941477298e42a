"""What the ERP has for each setting that names something there: chosen from a list, not typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

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
_LISTED = tuple(doctype for doctype in dict.fromkeys(DOCTYPES.values()) if doctype != "Company")
_ACCOUNT_GROUP = "account_group"
_AT_ONCE = 4


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
    with installation.erp(at_once=True) as erp:
        company = _companies(erp, settings.company)
        if not company.there:
            return {"company": company}
        values = {setting: str(getattr(settings, setting)) for setting in DOCTYPES}
        # A site answers several questions at once, and one by one it is slow to fill a page.
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            groups = pool.submit(_account_groups, erp, settings.account_group)
            lists = dict(zip(_LISTED, pool.map(erp.choices, _LISTED), strict=True))
            known = dict(zip(_LISTED, pool.map(lambda each: _known(erp, each, values), _LISTED), strict=True))
        found = {
            setting: _offer(erp, values[setting], names=lists[doctype], known=known[doctype])
            for setting, doctype in DOCTYPES.items()
            if doctype in _LISTED
        }
        return {"company": company, **found, **groups.result()}


def adopt_company(installation: Installation) -> str:
    """Take the company of a site that has one alone; answers its name, "" where a person has to choose.

    Raises Refused and Unreachable as the ERP does.
    """
    with installation.erp(at_once=True) as erp:
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


def _account_groups(erp: ERP, wanted: str) -> dict[str, Offer]:
    """The groups of a site's chart, by which no document is made, and so no name that documents may refer to."""
    if not isinstance(erp, ERPNext):
        return {}
    company = erp.site.company
    filters: list[Filter] = [["company", "=", company.name], ["is_group", "=", 1], ["disabled", "=", 0]]
    rows = lists.rows(erp.client, "Account", fields=("name",), filters=filters, order_by="name asc")
    names = tuple(row["name"] for row in rows)
    known = next((name for name in names if name in {wanted, f"{wanted} - {company.abbr}"}), "")
    return {_ACCOUNT_GROUP: Offer(names=names, value=known or wanted, there=bool(known), strict=True)}


def _known(erp: ERP, doctype: str, values: Mapping[str, str]) -> Mapping[str, str]:
    """A site's names for what is set ("Stores" is "Stores - AC" there); the books take any name."""
    wanted = [values[setting] for setting, named in DOCTYPES.items() if named == doctype]
    return erp.names(doctype, wanted) if isinstance(erp, ERPNext) else {}


def _offer(erp: ERP, wanted: str, *, names: Iterable[str], known: Mapping[str, str]) -> Offer:
    names, value = tuple(names), known.get(wanted, wanted)
    there = wanted in known or wanted in names
    return Offer(names=names, value=value, there=there, strict=isinstance(erp, ERPNext))
