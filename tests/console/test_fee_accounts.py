"""The accounts for fees and charges on their page: looked at by all, changed by operators, as a file both ways."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

from sellerbridge.installation import Installation
from sellerbridge.problems import Problem
from sellerbridge.store.connections import Connection

As = Callable[[str], TestClient]
PATH = "/money/accounts"


def test_a_viewer_looks_and_finds_no_forms(as_: As) -> None:
    shown = as_("viewer").get(PATH)
    assert "Amazon Shipping" in shown.text
    assert f'method="post" action="{PATH}"' not in shown.text
    assert as_("viewer").post(PATH, data={"word": "TAX", "account": "x"}).status_code == 403


def test_an_operator_chooses_and_goes_back(as_: As, opened: Installation) -> None:
    client = as_("operator")
    sent = {"word": "SHIPPING", "account": "Amazon Postage", "list": "find=ship&after=no"}
    answer = client.post(PATH, data=sent)
    assert str(answer.url).endswith(f"{PATH}?find=ship")
    assert "SHIPPING is booked on Amazon Postage from now on." in answer.text
    assert opened.store.mappings.all()["fee"] == {"SHIPPING": "Amazon Postage"}
    assert "you chose it; usually Amazon Shipping" in answer.text
    assert "where it usually goes again" in client.post(PATH, data={"word": "SHIPPING"}).text
    assert opened.store.mappings.all()["fee"] == {}
    assert [deed.about for deed in opened.store.accounts.deeds(limit=2)] == [
        "SHIPPING → the usual one",
        "SHIPPING → Amazon Postage",
    ]


def test_it_is_said_when_what_waited_is_taken_up(as_: As, opened: Installation, seller: Connection) -> None:
    facts = {"type": "LEVY", "amount": "2.40", "currency": "EUR"}
    opened.store.settings.put({"enabled": True})
    opened.store.report(seller, Problem(kind="unknown-charge", about="302-0000001-0000001", facts=facts))
    answer = as_("operator").post(PATH, data={"word": "LEVY", "account": "Amazon Postage"})
    assert "LEVY is booked on Amazon Postage from now on. The next sync takes it up." in answer.text
    assert {flow for _, flow in opened.store.schedule.wishes()} == {"orders"}


def test_a_name_that_is_no_account_is_refused_and_stays_in_its_field(as_: As, opened: Installation) -> None:
    answer = as_("operator").post(PATH, data={"word": "SHIPPING", "account": "Shiping"})
    assert answer.status_code == 400
    assert "There is no account Shiping" in answer.text
    assert 'value="Shiping"' in answer.text
    assert not opened.store.mappings.all()["fee"]


def test_the_file_comes_back_to_this_page(as_: As, opened: Installation) -> None:
    client = as_("operator")
    written = client.get(f"{PATH}.csv").text.replace("fee,TAX,\n", "fee,TAX,Amazon Postage\n")
    seen = client.post("/products/preview", data={"back": PATH}, files={"file": ("a.csv", written)})
    assert "1 mapping is different" in seen.text
    assert f'name="back" value="{PATH}"' in seen.text
    done = client.post("/products/import", data={"text": written, "name": "a.csv", "back": PATH})
    assert str(done.url).endswith(PATH)
    assert opened.store.mappings.all()["fee"] == {"TAX": "Amazon Postage"}
    elsewhere = client.post(
        "/products/import", data={"text": written, "back": "//other.example"}, follow_redirects=False
    )
    assert elsewhere.headers["location"] == "/products"
