"""ERPNext or Dokos in the console: tested live, its checklist, its names to choose from, its fields made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from sellerbridge.installation import Installation
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
    assert "Amazon Products (new: the first sync makes it)" in details
    assert 'name="company_currency"' not in details, "the ERP tells its own"
    chosen = dict(re.findall(r'<select id="(\w+)".*?<option value="([^"]*)" selected', details, re.DOTALL))
    assert chosen["account_group"] == "Amazon"
    assert '<option value="Indirect Expenses - AC">' in details, "groups of the chart to choose from"
    typed = {**chosen, "account_group": "Indirect Expenses - AC", "after_date": "2026-10-01"}
    kept = client.post("/first-run/details", data=typed, follow_redirects=False)
    assert kept.headers["location"] == "/first-run/trial"
    assert opened.store.settings.read().warehouse == "Stores - AC"
    checked = client.get("/settings/erp").text
    assert "Ready" in checked, checked


def test_the_checklist_speaks_french(as_: As, site: PracticeERPNext) -> None:
    client = as_("administrator")
    client.post("/settings/erp", data=_typed(site.logins["connector"]))
    advice = re.search(r"<strong>[^<]*</strong><br>([^<]*)", client.get("/settings/erp").text)
    french = re.search(
        r"<strong>[^<]*</strong><br>([^<]*)",
        client.get("/settings/erp", headers={"Accept-Language": "fr"}).text,
    )
    assert advice
    assert french
    assert advice[1] != french[1]


def test_who_may_not_make_fields_there_is_told_the_way_out(as_: As, site: PracticeERPNext) -> None:
    client = as_("administrator")
    client.post("/settings/erp", data=_typed(site.logins["connector"]))
    assert "No field was made: this user may not." in client.post("/settings/erp/fields").text


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
