"""Fresh sites: whole in themselves, in English and in French, with more or with less than usual."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.simulator.erpnext.visitor import ITEM, Visitor

from sellerbridge.simulator.erpnext.founding import founded
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.simulator.erpnext.session import Session
from sellerbridge.simulator.erpnext.site import Site
from sellerbridge.simulator.erpnext.transaction import Transaction


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_link_of_a_fresh_site_leads_somewhere(language: str) -> None:
    site = founded(rules=RULES, company="Boutique", abbr="B", currency="EUR", country="France", language=language)
    lost = []
    with site.locks.turn:
        transaction = Transaction(site)
        for doctype in list(site.tables):
            meta = transaction.meta(doctype)
            for document in transaction.scan(doctype):
                for field in meta.links:
                    target = document.get(field.fieldname)
                    if (
                        target
                        and field.options not in ("DocType", "Language")
                        and not transaction.peek(field.options, target)
                    ):
                        lost.append((doctype, document.name, field.fieldname, target))
    assert lost == []


def test_a_french_site_has_french_roots() -> None:
    site = founded(rules=RULES, language="fr", abbr="B")
    with PracticeERPNext(site) as erp:
        visitor = Visitor(erp)
        roots = {
            doctype: visitor.listed(doctype, filters={"is_group": 1, f"parent_{stem}": ["in", ["", None]]})[0][
                "name"
            ]
            for doctype, stem in (
                ("Territory", "territory"),
                ("Item Group", "item_group"),
                ("Warehouse", "warehouse"),
            )
        }
        assert visitor.insert("Item", **ITEM).error == (417, "LinkValidationError")
    assert roots == {
        "Territory": "Tous les Territoires",
        "Item Group": "Tous les Groupes d'Articles",
        "Warehouse": "Tous les Entrepôts - B",
    }


def test_a_site_may_demand_more() -> None:
    field = {"doctype": "Custom Field", "dt": "Item", "fieldname": "vat_id", "label": "VAT ID", "reqd": 1}
    with PracticeERPNext(founded(rules=RULES, records=[field])) as erp:
        refused = Visitor(erp).insert("Item", **ITEM)
        assert refused.error == (417, "MandatoryError")
        assert refused.body["exception"].endswith("[Item, SKU-1]: vat_id")
        assert Visitor(erp).insert("Item", **ITEM, vat_id="1").data["vat_id"] == "1"


def test_a_site_may_drop_the_names_that_are_sent() -> None:
    for own_names, name in ((True, "Mine"), (False, "Buyer")):
        with PracticeERPNext(founded(rules=RULES, own_names=own_names)) as erp:
            assert Visitor(erp).insert("Customer", customer_name="Buyer", name="Mine").data["name"] == name


def test_an_application_brings_its_types() -> None:
    with (
        PracticeERPNext() as plain,
        PracticeERPNext(founded(rules=RULES, apps=["ecommerce_integrations"])) as more,
    ):
        assert Visitor(plain).call("GET", "/api/resource/Ecommerce Item").status == 404
        assert Visitor(more).listed("Ecommerce Item") == []
        assert "ecommerce_integrations" in Visitor(more).method("frappe.utils.change_log.get_versions").message


def nested(site: Site, doctype: str, parent_field: str) -> None:
    """Left and right numbers say the same as the parents: 1 to 2n, each node within its parent."""
    with site.locks.turn:
        nodes = {node.name: node for node in Transaction(site).scan(doctype)}
    numbers = sorted(number for node in nodes.values() for number in (node["lft"], node["rgt"]))
    assert numbers == list(range(1, 2 * len(nodes) + 1))
    below: dict[str, int] = defaultdict(int)
    for node in nodes.values():
        if node.get(parent_field):
            parent = nodes[node[parent_field]]
            assert parent["lft"] < node["lft"] < node["rgt"] < parent["rgt"]
            below[parent.name] += 1
    for name, node in nodes.items():
        assert node["rgt"] > node["lft"] + 2 * below[name]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=6))
def test_a_tree_stays_in_order_however_it_grows(parents: list[int]) -> None:
    site = founded(rules=RULES)
    groups = ["Indirect Expenses - AC", "Duties and Taxes - AC", "Direct Income - AC"]
    with site.locks.turn:
        session = Session(site, site.administrator, rules=RULES)
        for number, at in enumerate(parents):
            values = {
                "account_name": f"New {number}",
                "parent_account": groups[at % len(groups)],
                "company": "Acme",
            }
            account = session.insert(session.new("Account", {**values, "is_group": 1}))
            groups.append(account.name)
        session.commit()
    nested(site, "Account", "parent_account")
