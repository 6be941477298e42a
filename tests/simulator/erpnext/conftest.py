"""A fresh practice site of company Acme, and its two users."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.simulator.erpnext.visitor import ITEM, KEY, Visitor

from sellerbridge.simulator.erpnext.founding import founded
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.simulator.erpnext.session import Session
from sellerbridge.simulator.erpnext.site import Site


@pytest.fixture
def site() -> Site:
    return founded(rules=RULES, records=[{"doctype": "Custom Field", **KEY}])


@pytest.fixture
def session(site: Site) -> Iterator[Session]:
    """The administrator's transaction; it holds the site's turn."""
    with site.locks.turn:
        yield Session(site, site.administrator, rules=RULES)


@pytest.fixture
def erp(site: Site) -> Iterator[PracticeERPNext]:
    with PracticeERPNext(site) as running:
        yield running


@pytest.fixture
def connector(erp: PracticeERPNext) -> Visitor:
    return Visitor(erp)


@pytest.fixture
def administrator(erp: PracticeERPNext) -> Visitor:
    return Visitor(erp, "administrator")


@pytest.fixture
def seller(connector: Visitor) -> Visitor:
    """The connector, on a site with an item and a buyer."""
    connector.insert("Item", **ITEM)
    connector.insert("Customer", customer_name="Buyer")
    return connector
