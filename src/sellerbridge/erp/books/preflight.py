"""The preflight of the books: what the settings name exists, or the next sync will make it."""

from __future__ import annotations

from sqlalchemy.engine import Connection as Transaction

from sellerbridge.erp.books import links
from sellerbridge.erp.books.doctype import TEXT_LENGTH
from sellerbridge.erp.port import Finding
from sellerbridge.sentences import N_, Sentence
from sellerbridge.settings import Settings

_NAMED = (
    ("warehouse", "Warehouse"),
    ("fba_warehouse", "Warehouse"),
    ("item_group", "Item Group"),
    ("price_list", "Price List"),
    ("customer_group", "Customer Group"),
    ("territory", "Territory"),
    ("account_group", "Account"),
)


def findings(transaction: Transaction, settings: Settings) -> list[Finding]:
    """One finding per setting that names something in the books."""
    return [
        _company(settings),
        _currency(settings),
        *(_named(transaction, settings, setting, doctype) for setting, doctype in _NAMED),
        _warehouses(settings),
        *_placeholder(transaction, settings),
    ]


def _company(settings: Settings) -> Finding:
    return Finding(
        what=Sentence("company {name!r}", name=settings.company),
        ok=bool(settings.company),
        advice="" if settings.company else N_("Run: sellerbridge settings set company=NAME"),
    )


def _currency(settings: Settings) -> Finding:
    code = settings.company_currency
    known = links.shipped("Currency", code, settings)
    advice = "" if known else N_("Run: sellerbridge settings set company_currency=EUR (three capital letters)")
    return Finding(what=Sentence("company_currency {code!r}", code=code), ok=known, advice=advice)


def _named(transaction: Transaction, settings: Settings, setting: str, doctype: str) -> Finding:
    name: str = getattr(settings, setting)
    what = f"{setting} {name!r}"
    if not name or len(name) > TEXT_LENGTH or "<" in name or ">" in name:
        advice = Sentence(
            "Run: sellerbridge settings set {setting}=NAME (up to {length} characters, without < and >)",
            setting=setting,
            length=TEXT_LENGTH,
        )
        return Finding(what=what, ok=False, advice=advice)
    there = links.shipped(doctype, name, settings) or links.existing(transaction, [links.place(doctype, name)])
    return Finding(
        what=what,
        ok=True,
        advice="" if there else Sentence("The next sync makes this {doctype}.", doctype=Sentence(doctype)),
    )


def _warehouses(settings: Settings) -> Finding:
    apart = links.place("Warehouse", settings.warehouse) != links.place("Warehouse", settings.fba_warehouse)
    advice = "" if apart else N_("Run: sellerbridge settings set fba_warehouse=NAME (another one than warehouse)")
    return Finding(what=N_("own stock and Amazon's stock are two warehouses"), ok=apart, advice=advice)


def _placeholder(transaction: Transaction, settings: Settings) -> list[Finding]:
    """The item for unknown SKUs is a person's choice: no sync makes it."""
    if settings.unknown_sku != "placeholder":
        return []
    name = settings.placeholder_item
    there = bool(name) and bool(links.existing(transaction, [links.place("Item", name)]))
    advice = "" if there else N_("Run: sellerbridge settings set placeholder_item=ITEM (an item of your listings)")
    return [Finding(what=f"placeholder_item {name!r}", ok=there, advice=advice)]
