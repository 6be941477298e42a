"""A fresh ERPNext site for one company, as tests and the practice want it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sellerbridge.simulator.erpnext.permissions import ADMINISTRATOR
from sellerbridge.simulator.erpnext.session import Rule, Session
from sellerbridge.simulator.erpnext.site import Site, User
from sellerbridge.simulator.erpnext.wizard import Wizard

ROLES = frozenset({
    "Sales User", "Sales Manager", "Sales Master Manager", "Item Manager", "Stock User", "Stock Manager",
    "Accounts User", "Accounts Manager", "Delivery User", "Delivery Manager",
})  # fmt: skip
"""The roles of an API user that may do all the work, and is no System Manager."""

CONNECTOR = "connector@acme.test"


def founded(
    *,
    rules: Mapping[str, Rule],
    company: str = "Acme",
    abbr: str = "AC",
    currency: str = "USD",
    country: str = "United States",
    zone: str = "America/New_York",
    language: str = "en",
    years: Iterable[int] = (2025, 2026, 2027),
    roles: Iterable[str] = ROLES,
    apps: Iterable[str] = (),
    own_names: bool = True,
    records: Iterable[Mapping[str, Any]] = (),
    clock: Callable[[], datetime] | None = None,
) -> Site:
    """A site with one company, its standard chart, warehouses, groups, price lists and two users.

    `language` "fr" names the trees as a French site does. `roles` are the connector's. Of `apps`,
    "ecommerce_integrations" brings Ecommerce Item. Without `own_names` the site drops names that are sent, as
    other versions do. `records` are documents (with their doctype) that the administrator then adds: custom
    fields, exchange rates, another warehouse.
    """
    users = (
        _user(CONNECTOR, "connector", roles),
        _user(ADMINISTRATOR, "administrator", ()),
    )
    site = Site(zone=zone, users=users, apps=apps, own_names=own_names, clock=clock)
    site.defaults = {"company": company, "currency": currency, "country": country, "language": "en"}
    site.defaults |= {"selling_price_list": "Standard Selling", "stock_uom": "Nos"}
    with site.locks.turn:
        session = Session(site, site.administrator, rules=rules)
        wizard = Wizard(session, company=company, abbr=abbr, currency=currency, country=country, language=language)
        wizard.run(years)
        session.commit()
        for record in records:
            session.insert(session.new(record["doctype"], record))
            session.commit()
    return site


def _user(name: str, key: str, roles: Iterable[str]) -> User:
    """Keys that anybody may know: they open nothing but practice sites."""
    key = f"practice-{key}"
    return User(name=name, api_key=key, api_secret=f"{key}-secret", roles=frozenset(roles))
