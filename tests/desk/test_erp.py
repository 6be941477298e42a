"""Choosing and checking an ERP: what is kept, and that nothing is when the site says no."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.erpnext_site import ADMINISTRATOR_KEY, ADMINISTRATOR_SECRET, KEY, SECRET, serving

from sellerbridge.desk import erp as desk
from sellerbridge.desk.doctor import doctor
from sellerbridge.desk.erp import Access
from sellerbridge.errors import Refused, Unreachable, Usage
from sellerbridge.installation import Installation
from sellerbridge.store.erp import Chosen


@pytest.fixture
def site() -> Iterator[str]:
    with serving() as url:
        yield url


def _choose(opened: Installation, url: str | None, *, key: str | None = KEY, secret: str = SECRET) -> desk.Choice:
    return desk.choose_erpnext(opened, Access(url=url, api_key=key), secret=secret, check=True)


@pytest.mark.parametrize(
    "typed", ["{url}", "{url}/", "{url}/app/home", "{url}/desk#List/Item", " {url}/login?x=1 "]
)
def test_a_site_is_kept_by_its_origin(opened: Installation, site: str, typed: str) -> None:
    choice = _choose(opened, typed.format(url=site))
    assert (choice.url, choice.user, choice.runs, choice.before) == (
        site,
        "connector@acme.test",
        "ERPNext 15.65.1",
        "",
    )
    assert opened.store.erp.chosen() == Chosen(kind="erpnext", url=site, api_key=KEY)
    assert opened.store.erp.secret() == SECRET


@pytest.mark.parametrize(
    ("url", "secret", "error"),
    [
        ("{site}", "another", Refused),
        ("http://127.0.0.1:9", SECRET, Unreachable),
        ("http://erp.test", SECRET, Usage),
        ("https://user:word@erp.test", SECRET, Usage),
        ("ftp://erp.test", SECRET, Usage),
        ("{site}", "", Usage),
    ],
    ids=["wrong secret", "nobody answers", "http elsewhere", "a password in it", "no web address", "no secret"],
)
def test_nothing_is_kept_when_the_way_in_is_not_proved(
    opened: Installation, site: str, url: str, secret: str, error: type[Exception]
) -> None:
    opened.store.settings.put({"max_retries": 0})
    opened.store.erp.choose("books")
    with pytest.raises(error) as raised:
        _choose(opened, url.format(site=site), secret=secret)
    assert opened.store.erp.chosen() == Chosen(kind="books")
    assert SECRET not in str(raised.value)


def test_a_frappe_site_without_erpnext_is_not_taken(
    opened: Installation, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sellerbridge.erp.erpnext.preflight._APPS", ("another",))
    with pytest.raises(Usage, match="runs neither ERPNext nor Dokos"):
        _choose(opened, site)
    assert opened.store.erp.chosen() == Chosen()


def test_what_is_left_out_stays_as_it_is_known(opened: Installation, site: str) -> None:
    _choose(opened, site)
    assert desk.known_secret(opened, Access()) == SECRET
    assert desk.known_secret(opened, Access(api_key="another")) == ""
    choice = _choose(opened, None, key=ADMINISTRATOR_KEY, secret=ADMINISTRATOR_SECRET)
    assert (choice.url, choice.user, choice.before) == (site, "Administrator", "")


def test_another_erp_than_before_is_told(opened: Installation, site: str) -> None:
    desk.choose_books(opened)
    assert _choose(opened, site).before == "the embedded books"
    assert desk.choose_books(opened).before == site
    assert desk.choose_books(opened).before == ""


def test_a_bare_host_means_https(opened: Installation) -> None:
    choice = desk.choose_erpnext(opened, Access(url="erp.test/app", api_key=KEY), secret=SECRET, check=False)
    assert (choice.url, choice.user) == ("https://erp.test", "")


def test_without_a_choice_address_and_key_are_needed(opened: Installation) -> None:
    with pytest.raises(Usage, match="--url, --api-key"):
        desk.choose_erpnext(opened, Access(), secret=SECRET, check=False)


def test_the_check_counts_its_requests_and_doctor_shares_its_findings(opened: Installation, site: str) -> None:
    _choose(opened, site)
    opened.store.settings.put({"company": "Acme"})
    checked = desk.check(opened)
    assert 20 < checked.requests < 55
    assert any(finding.what.startswith("fields by") for finding in checked.findings if not finding.ok)
    assert set(checked.findings) <= set(doctor(opened))


def test_fields_are_made_where_the_user_may(opened: Installation, site: str) -> None:
    _choose(opened, site)
    with pytest.raises(Refused, match="System Manager") as refused:
        desk.create_fields(opened)
    assert refused.value.kind == "erp-refused"
    _choose(opened, site, key=ADMINISTRATOR_KEY, secret=ADMINISTRATOR_SECRET)
    assert "Sales Order.amazon_order_id" in desk.create_fields(opened)
    assert desk.create_fields(opened) == ()


def test_the_books_have_all_fields(opened: Installation) -> None:
    desk.choose_books(opened)
    with pytest.raises(Usage, match="embedded books"):
        desk.create_fields(opened)
    assert desk.check(opened).requests == 0
