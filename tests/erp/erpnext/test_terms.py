from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.erp.erpnext.conftest import OpenPractice

from sellerbridge.documents.mapping import Rate
from sellerbridge.erp.erpnext.client import Client, resource
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.erp.erpnext.terms import terms
from sellerbridge.errors import Usage
from sellerbridge.settings import Settings
from sellerbridge.simulator.erpnext.server import PracticeERPNext

SignedIn = Callable[..., Client]


def record(day: str, source: str, rate: float, target: str = "USD", **more: Any) -> dict[str, Any]:
    fields = {"date": day, "from_currency": source, "to_currency": target, "exchange_rate": rate}
    return fields | {"for_buying": 1, "for_selling": 1} | more


def test_the_rates_of_the_site_s_records_oldest_first(practice: PracticeERPNext, signed_in: SignedIn) -> None:
    client = signed_in(practice)
    for one in (
        record("2026-03-01", "EUR", 1.0825),
        record("2026-01-01", "EUR", 1.1),
        record("2026-02-01", "GBP", 1.25, for_buying=0),
        record("2026-04-01", "EUR", 9.9, for_selling=0),  # for buying only
        record("2026-05-01", "USD", 0.9, "EUR"),  # the other way round: ERPNext does not turn it
        record("2026-05-01", "EUR", 0.85, "GBP"),
    ):
        client.write("POST", resource("Currency Exchange"), one)
    told = terms(Site(client, Settings(company="Acme")))
    assert told.currency == "USD"
    assert dict(told.rates) == {
        "EUR": (Rate(date(2026, 1, 1), Decimal("1.1")), Rate(date(2026, 3, 1), Decimal("1.0825"))),
        "GBP": (Rate(date(2026, 2, 1), Decimal("1.25")),),
    }
    assert all(type(rate.rate) is Decimal for rates in told.rates.values() for rate in rates)


def test_a_user_who_may_not_read_the_records_knows_the_currency(
    open_practice: OpenPractice, signed_in: SignedIn
) -> None:
    practice = open_practice(roles=("Sales User", "Stock User"), currency="EUR")
    told = terms(Site(signed_in(practice), Settings(company="Acme")))
    assert (told.currency, dict(told.rates)) == ("EUR", {})


def test_a_company_that_is_not_there_has_no_currency(practice: PracticeERPNext, signed_in: SignedIn) -> None:
    with pytest.raises(Usage, match="no company My Company, but Acme"):
        terms(Site(signed_in(practice), Settings()))
