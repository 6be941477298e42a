"""Settings of the site that change what becomes of our documents: calendar, rates, decimals, selling, stock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sellerbridge.erp.erpnext.advice import fault, fine, note, warning
from sellerbridge.erp.erpnext.client import resource
from sellerbridge.erp.erpnext.survey import Row, Survey, looking_at
from sellerbridge.erp.erpnext.switched import DELIVERY_NOTE, switched_on
from sellerbridge.erp.erpnext.terms import terms
from sellerbridge.erp.port import Finding
from sellerbridge.sentences import Sentence

_FIRST_DAYS = 30
"""How far back the first sync reads without the setting after_date."""
_DECIMALS = 2
"""No marketplace's currency has more."""


def fiscal_years(survey: Survey) -> Iterator[Finding]:
    """Orders are not checked for their fiscal year, invoices are."""
    years = survey.rows("Fiscal Year")
    for day in (_first_day(survey), survey.today):
        what = Sentence("fiscal year of {day}", day=day)
        covered = any(_covers(year, day) for year in years)
        yield fine(what) if covered else warning(what, "no-fiscal-year")


def _covers(row: Row, day: date) -> bool:
    first, last = str(row["year_start_date"]), str(row["year_end_date"])
    return not row["disabled"] and first <= day.isoformat() <= last


def exchange_rates(survey: Survey) -> Iterator[Finding]:
    """For each marketplace whose currency is not the company's; without one its orders are held."""
    company = survey.company
    if company is None:
        return
    lists = survey.wanted("Price List")
    currencies = {str(each.body["currency"]) for each in lists if "currency" in each.body} - {company.currency}
    if not currencies:
        return
    rates = terms(survey.site).rates
    if not rates:
        _look_at_rates(survey)
    for currency in sorted(currencies):
        days = [rate.since for rate in rates.get(currency, ())]
        yield _exchange_rate(survey, currency, company.currency, days)


def _look_at_rates(survey: Survey) -> None:
    """Where the API user may not read them, there seem to be none: raises Closed then."""
    with looking_at("Currency Exchange"):
        survey.client.read(resource("Currency Exchange"), {"limit_page_length": 1})


def _exchange_rate(survey: Survey, currency: str, company_currency: str, days: list[date]) -> Finding:
    first = _first_day(survey)
    what = Sentence("exchange rate {currency} → {own}", currency=currency, own=company_currency)
    facts = {"currency": currency, "company_currency": company_currency, "day": first}
    known = [day for day in days if day <= survey.today]
    if not known:
        return warning(what, "no-rate", **facts)
    if min(known) > first:
        return warning(what, "no-early-rate", since=min(known), **facts)
    return fine(Sentence("{what}, the newest of {day}", what=what, day=max(known)))


def _first_day(survey: Survey) -> date:
    """The day from which orders are read."""
    after = survey.settings.after_date
    return after.date() if after else survey.today - timedelta(days=_FIRST_DAYS)


def decimals(survey: Survey) -> Iterator[Finding]:
    """Cents must survive."""
    found = survey.site.currency_precision
    what = Sentence("money has {number} decimals", number=found)
    yield fine(what) if found >= _DECIMALS else fault(what, "precision")


def selling(survey: Survey) -> Iterator[Finding]:
    """Two rows of one item in an order, and prices below cost."""
    settings = survey.single("Selling Settings")
    what = Sentence("an item may stand in an order twice")
    yield fine(what) if settings.get("allow_multiple_items") else fault(what, "one-row-per-item")
    if settings.get("validate_selling_price"):
        yield warning(Sentence("orders may be below cost"), "below-cost")


def stock(survey: Survey) -> Iterator[Finding]:
    """How items get their codes, whether orders write prices, and whether stock may go below zero."""
    settings = survey.single("Stock Settings")
    by_series = settings.get("item_naming_by") == "Naming Series"
    what = Sentence("the SKU becomes the item's code")
    yield warning(what, "items-by-series") if by_series else fine(what)
    what = Sentence("orders leave prices alone")
    if settings.get("update_existing_price_list_rate"):
        yield warning(what, "prices-overwritten")
    elif settings.get("auto_insert_price_list_rate_if_missing"):
        yield note(what, "prices-inserted")
    else:
        yield fine(what)
    if DELIVERY_NOTE in switched_on(survey.settings):
        what, warehouse = Sentence("Delivery Notes find their stock"), survey.settings.fba_warehouse
        negative = settings.get("allow_negative_stock")
        yield fine(what) if negative else warning(what, "no-negative-stock", warehouse=warehouse)
