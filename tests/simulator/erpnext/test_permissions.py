"""Who may do what, and how a no is worded by each kind of call."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.erpnext.visitor import ITEM, Visitor

from sellerbridge.simulator.erpnext.founding import ROLES, founded
from sellerbridge.simulator.erpnext.permissions import allows
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.simulator.erpnext.site import User


@pytest.mark.parametrize(
    ("role", "doctype", "rights"),
    [
        ("Sales User", "Sales Order", "read write create submit cancel"),
        ("Accounts User", "Sales Order", "read"),
        ("Item Manager", "Item", "read write create delete"),
        ("Sales User", "Custom Field", ""),
        ("System Manager", "Custom Field", "read write create delete"),
        ("Stock Manager", "Stock Reconciliation", "read write create submit cancel delete"),
    ],
)
def test_rights_of_a_role(role: str, doctype: str, rights: str) -> None:
    user = User(name="somebody", api_key="", api_secret="", roles=frozenset({role}))
    every = ("read", "write", "create", "submit", "cancel", "delete")
    told = {right for right in every if allows(user, right, doctype)}
    assert told >= set(rights.split())
    assert told <= {*rights.split(), "delete"}


def test_a_role_that_is_missing_closes_its_documents() -> None:
    site = founded(rules=RULES, roles=ROLES - {"Item Manager"})
    with PracticeERPNext(site) as erp:
        connector = Visitor(erp)
        told = connector.insert("Item", **ITEM)
        assert told.error == (403, "PermissionError")
        assert connector.listed("Item") == []
        asked = connector.method("frappe.client.has_permission", doctype="Item", docname="", perm_type="create")
        assert asked.message == {"has_permission": False}


@pytest.mark.parametrize(
    ("path", "query", "keys"),
    [
        ("/api/resource/Custom Field", {}, {"exception", "exc_type", "exc", "_server_messages", "_error_message"}),
        (
            "/api/resource/System Settings/System Settings",
            {},
            {"exception", "exc_type", "exc", "_server_messages"},
        ),
        (
            "/api/method/frappe.desk.form.load.getdoctype",
            {"doctype": "Nope"},
            {"exc_type", "_server_messages", "_error_message"},
        ),
    ],
    ids=["list", "document", "method"],
)
def test_a_no_is_worded_by_the_kind_of_call(
    connector: Visitor, path: str, query: dict[str, Any], keys: set[str]
) -> None:
    told = connector.call("GET", path, **query)
    assert told.error == (403, "PermissionError")
    assert set(told.body) == keys


def test_guests_and_strangers(connector: Visitor) -> None:
    path = "/api/method/frappe.auth.get_logged_user"
    assert connector.call("GET", path, None, headers={"Authorization": ""}).error == (403, "PermissionError")
    wrong = connector.call("GET", path, None, headers={"Authorization": "token practice-connector:guess"})
    assert wrong.error == (401, "AuthenticationError")
    assert connector.call("GET", path).message == "connector@acme.test"


def test_no_traceback_is_shown(administrator: Visitor) -> None:
    told = administrator.insert("No Such Type", a=1)
    assert told.error == (500, "ImportError")
    assert 'File "' not in told.body["exc"]
