"""The money of a site: its company's currency, and the rates that its Currency Exchange records tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sellerbridge.documents.mapping import Rate
from sellerbridge.erp.erpnext import lists
from sellerbridge.erp.erpnext.refusals import NOT_PERMITTED, SiteRefused
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.erp.port import Terms


def terms(site: Site) -> Terms:
    """The company's currency, and the rates into it that are for selling.

    As ERPNext looks one up itself (`get_exchange_rate` of erpnext.setup.utils): the latest record up to the day,
    from that currency into the other. It never turns a record round, so neither does this: a record from the
    company's currency into another one is of no use here. The rate service that ERPNext may ask next is not asked,
    for it would answer otherwise tomorrow. Where the user may not read the records there are none: orders in other
    currencies are then held, and the preflight says why.
    """
    currency = site.company.currency
    rates: dict[str, tuple[Rate, ...]] = {}
    for source, rate in _records(site, currency):
        rates[source] = (*rates.get(source, ()), rate)
    return Terms(currency=currency, rates=rates)


def _records(site: Site, currency: str) -> list[tuple[str, Rate]]:
    """Source currency and rate, oldest first."""
    try:
        rows = lists.rows(
            site.client,
            "Currency Exchange",
            fields=("from_currency", "date", "exchange_rate"),
            filters=[["to_currency", "=", currency], ["for_selling", "=", 1], ["exchange_rate", ">", 0]],
            order_by="date asc, name asc",
        )
    except SiteRefused as refused:
        if refused.exc_type in NOT_PERMITTED:
            return []
        raise
    return [
        (row["from_currency"], Rate(date.fromisoformat(row["date"]), Decimal(row["exchange_rate"])))
        for row in rows
    ]
