"""ERPNext or Dokos in the console: tested live, its checklist, its names to choose from, its fields made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from sellerbridge.installation import Installation
from sellerbridge.simulator.erpnext.founding import founded
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.server import Login, PracticeERPNext

As = Callable[[str], TestClient]


@pytest.fixture
def site() -> Iterator[PracticeERPNext]:
    with PracticeERPNext() as running:
        yield running


def _typed(login: Login, **other: str) -> dict[str, str]:
    return {"url": login.url, "api_key": login.api_key, "api_secret": login.api_secret, **other}


def test_a_site_is_tested_checked_and_chosen_from(as_: As, opened: Installation, site: PracticeERPNext) -> None:
    client, login = as_("administrator"), site.logins["administrator"]
    shown = client.post("/first-run/erp", data=_typed(login))
    assert shown.status_code == 200, shown.text
    assert "knows us as" in shown.text
    assert "Something is to be done first" in shown.text
    assert login.api_secret not in shown.text
    assert opened.store.settings.read().company == "Acme", "a site's only company is taken"
    made = client.post("/first-run/fields").text
    assert "Sales Order.amazon_order_id" in made
    details = client.get("/first-run/details").text
    assert '<option value="Stores - AC" selected>' in details, "what is set is found under the ERP's name"
    assert "Amazon Products (new)" in details
    assert 'name="company_currency"' not in details, "the ERP tells its own"
    chosen = dict(re.findall(r'<select id="(\w+)".*?<option value="([^"]*)" selected', details, re.DOTALL))
    assert chosen["account_group"] == "Amazon"
    assert '<option value="Indirect Expenses - AC">' in details, "groups of the chart to choose from"
    typed = {**chosen, "account_group": "Indirect Expenses - AC", "after_date": "2026-10-01"}
    kept = client.post("/first-run/details", data=typed, follow_redirects=False)
    assert kept.headers["location"] == "/first-run/trial"
    assert opened.store.settings.read().warehouse == "Stores - AC"
    assert "Ready" in _checked(client)


def test_the_checklist_speaks_french(as_: As, site: PracticeERPNext) -> None:
    client = as_("administrator")
    client.post("/settings/erp", data=_typed(site.logins["connector"]))
    assert "By them a document is made once and found again" in _checked(client)
    french = client.get("/settings/erp", headers={"Accept-Language": "fr"}).text
    assert "un document est créé une seule fois" in french
    assert "Écriture de journal.amazon_settlement_id" in french, "doctypes as the desk calls them"


def test_who_may_not_make_fields_there_is_told_the_way_out(as_: As, site: PracticeERPNext) -> None:
    client = as_("administrator")
    client.post("/settings/erp", data=_typed(site.logins["connector"]))
    told = client.post("/settings/erp/fields")
    assert told.status_code == 400
    assert "the user made for sellerbridge may not, and that is as it should be" in told.text
    assert '<input type="password" id="administrator_secret"' in told.text


def test_a_wrong_secret_is_refused_beside_its_field(as_: As, opened: Installation, site: PracticeERPNext) -> None:
    typed = _typed(site.logins["connector"], api_secret="0123456789abcde")
    answer = as_("administrator").post("/settings/erp", data=typed)
    assert answer.status_code == 400
    assert "does not accept this key and secret" in answer.text
    assert "0123456789abcde" not in answer.text
    assert opened.store.erp.chosen().kind == "books", "what was chosen stays"


def test_names_are_typed_while_the_erp_does_not_answer(as_: As, opened: Installation) -> None:
    opened.store.settings.put({"max_retries": 0})
    opened.store.erp.choose("erpnext", url="http://127.0.0.1:9", api_key="k", api_secret="s")
    shown = as_("administrator").get("/settings/details")
    assert shown.status_code == 200
    assert "names are typed here" in shown.text
    assert 'name="warehouse"' in shown.text


def test_a_user_without_roles_is_kept_and_told_which_it_needs(as_: As, opened: Installation) -> None:
    with PracticeERPNext(founded(rules=RULES, roles=())) as site:
        client, login = as_("administrator"), site.logins["connector"]
        assert client.post("/settings/erp", data=_typed(login), follow_redirects=False).status_code == 303
        checked = _checked(client)
    assert opened.store.erp.chosen().url == login.url
    assert "Something is to be done first" in checked
    assert checked.count("open the user made for sellerbridge, tab Roles: tick") == 1
    assert "Sales User" in checked


def test_an_administrators_key_makes_the_fields_and_is_not_kept(
    as_: As, opened: Installation, site: PracticeERPNext
) -> None:
    client, lent = as_("administrator"), site.logins["administrator"]
    client.post("/settings/erp", data=_typed(site.logins["connector"]))
    sent = {"administrator_key": lent.api_key, "administrator_secret": "0123456789abcde"}
    refused = client.post("/settings/erp/fields", data=sent)
    assert refused.status_code == 400
    assert "does not accept this key and secret" in refused.text
    sent["administrator_secret"] = lent.api_secret
    assert "Made 21 fields." in client.post("/settings/erp/fields", data=sent).text
    assert opened.store.erp.chosen().api_key == site.logins["connector"].api_key
    assert "Make the missing custom fields" not in _checked(client)


def test_no_page_of_the_check_names_a_command(as_: As, opened: Installation, site: PracticeERPNext) -> None:
    client = as_("administrator")
    client.post("/settings/erp", data=_typed(site.logins["connector"]))
    opened.store.settings.put({"warehouse": "Amazon FBA", "receivable_account": "Nowhere"})
    checked = _checked(client)
    assert "order details" in checked
    assert "sellerbridge settings" not in checked
    assert "sellerbridge erp" not in checked


def test_after_another_erp_it_is_told_what_becomes_of_that(as_: As, site: PracticeERPNext) -> None:
    client = as_("administrator")
    first = client.post("/settings/erp", data=_typed(site.logins["connector"])).text
    assert "what is in the ERP before it stays as it is" in first
    again = client.post("/settings/erp", data=_typed(site.logins["administrator"])).text
    assert "what is in the ERP before it stays as it is" not in again


def test_the_fields_can_be_taken_to_an_administrator(as_: As) -> None:
    fields = as_("administrator").get("/settings/erp/fixture.json")
    assert {field["fieldname"] for field in fields.json()} >= {"amazon_order_id", "amazon_sku"}
    assert as_("operator").get("/settings/erp/fixture.json").status_code == 403


def _checked(client: TestClient) -> str:
    """The page once the check is through, which a busy machine may need a while for."""
    for _ in range(10):
        page = client.get("/settings/erp").text
        if "The ERP is being asked" not in page:
            return page
    raise AssertionError("the check does not end")
