"""Before the first document an ERP of the user's own must pass its check; once, until something changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from tests.flows.given import FakeAmazon, bridge

from sellerbridge.bridge import Bridge
from sellerbridge.documents.mapping import Rate
from sellerbridge.erp.port import Finding, Terms
from sellerbridge.errors import Refused
from sellerbridge.flows import fitness
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

EUR = Rate(date(2026, 1, 1), Decimal("1.08"))
FIT = Finding(what="company 'Acme'", ok=True)
UNFIT = Finding(what="warehouse 'Stores'", ok=False, advice="Make it.")
UNIMPORTANT = Finding(what="field marketplace_id", ok=False, needed=False)


class ERP:
    def __init__(self, *findings: Finding) -> None:
        self.findings = list(findings)
        self.asked = 0

    def check(self) -> list[Finding]:
        self.asked += 1
        return self.findings

    def terms(self) -> Terms:
        return Terms(currency="USD", rates={"EUR": (EUR,)})


@pytest.fixture
def site(opened: Installation) -> None:
    opened.store.erp.choose("erpnext", url="https://erp.example", api_key="key", api_secret="secret")


def over(opened: Installation, seller: Connection, erp: ERP) -> Bridge:
    return msgspec.structs.replace(bridge(opened, seller, FakeAmazon()), erp=erp)


@pytest.mark.usefixtures("site")
def test_what_is_missing_is_named_and_asked_for_again(opened: Installation, seller: Connection) -> None:
    erp = ERP(FIT, UNFIT, UNIMPORTANT)
    for _ in range(2):
        with pytest.raises(Refused, match=r"The ERP is not ready: warehouse 'Stores'$") as refused:
            fitness.check(over(opened, seller, erp))
        assert refused.value.kind == "erp-not-ready"
    assert erp.asked == 2


@pytest.mark.usefixtures("site")
def test_what_concerns_some_doctypes_keeps_back_these_and_is_told(
    opened: Installation, seller: Connection
) -> None:
    unkeyed = Finding(what="field Journal Entry.key", ok=False, doctypes=frozenset({"Journal Entry"}))
    erp = ERP(FIT, unkeyed, UNIMPORTANT)
    for attempt in (1, 2):
        assert fitness.check(over(opened, seller, erp)) == {"Journal Entry"}
        opened.store.erp_takes(seller, all_of_it=False)
        [problem] = opened.store.problems.open()
        assert (problem.problem.kind, problem.problem.about, problem.attempts) == (
            "erp-not-ready",
            "shop",
            attempt,
        )
        assert problem.problem.message.startswith("No Journal Entry is written to the ERP yet")
    erp.findings = [FIT]
    assert fitness.check(over(opened, seller, erp)) == frozenset()
    opened.store.erp_takes(seller, all_of_it=True)
    assert opened.store.problems.open() == []


@pytest.mark.usefixtures("site")
def test_an_invoice_waits_for_the_notes_that_it_names(opened: Installation, seller: Connection) -> None:
    unkeyed = Finding(what="field Delivery Note.key", ok=False, doctypes=frozenset({"Delivery Note"}))
    assert fitness.check(over(opened, seller, ERP(unkeyed))) == {"Delivery Note", "Sales Invoice"}


@pytest.mark.usefixtures("site")
def test_what_concerns_all_doctypes_outweighs_what_concerns_some(opened: Installation, seller: Connection) -> None:
    unkeyed = Finding(what="field Journal Entry.key", ok=False, doctypes=frozenset({"Journal Entry"}))
    with pytest.raises(Refused, match=r"field Journal Entry\.key, warehouse 'Stores'$"):
        fitness.check(over(opened, seller, ERP(unkeyed, UNFIT)))


@pytest.mark.usefixtures("site")
def test_one_that_passed_is_asked_again_only_when_something_changed(
    opened: Installation, seller: Connection
) -> None:
    erp = ERP(FIT, UNIMPORTANT)
    for _ in range(3):
        fitness.check(over(opened, seller, erp))
    assert erp.asked == 1
    opened.store.settings.put({"warehouse": "Another"})
    fitness.check(over(opened, seller, erp))
    assert erp.asked == 2
    opened.store.mappings.put({"fee": {"SHIPPING": "Freight"}})
    fitness.check(over(opened, seller, erp))
    assert erp.asked == 3


def test_the_books_need_no_permission(opened: Installation, seller: Connection) -> None:
    opened.store.erp.choose("books")
    erp = ERP(UNFIT)
    fitness.check(over(opened, seller, erp))
    assert erp.asked == 0


@pytest.mark.usefixtures("site")
def test_an_erp_brings_its_own_currency_and_rates(opened: Installation, seller: Connection) -> None:
    opened.store.mappings.put_rates({"EUR": Decimal(99)}, since=None)
    ours = over(opened, seller, ERP())
    theirs = ours.on_its_terms()
    assert (ours.settings.company_currency, theirs.settings.company_currency) == ("EUR", "USD")
    assert theirs.mapping().rates == {"EUR": (EUR,)}
