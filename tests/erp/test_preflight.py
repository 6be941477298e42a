from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.erp import given

from sellerbridge.erp.books.adapter import Books


def with_settings(books: Books, **changed: Any) -> Books:
    books.settings = msgspec.structs.replace(books.settings, **changed)
    return books


def test_before_the_first_sync_all_is_well_and_says_what_will_be_made(books: Books) -> None:
    found = books.check()
    assert all(finding.ok for finding in found)
    advice = [finding.advice for finding in found if finding.advice]
    assert advice.count("The next sync makes this Warehouse.") == 2


def test_after_it_nothing_is_left_to_say(books: Books) -> None:
    books.deliver(given.masters())
    assert not [finding.advice for finding in books.check() if finding.advice]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"company": ""}, "settings set company=NAME"),
        ({"company_currency": "Euro"}, "settings set company_currency=EUR"),
        ({"warehouse": "FBA", "fba_warehouse": "fba "}, "another one than warehouse"),
        ({"price_list": ""}, "settings set price_list=NAME"),
        ({"item_group": "<b>"}, "without < and >"),
        ({"unknown_sku": "placeholder"}, "settings set placeholder_item=ITEM"),
    ],
)
def test_what_has_to_be_mended(books: Books, changed: dict[str, Any], said: str) -> None:
    [wrong] = [finding for finding in with_settings(books, **changed).check() if not finding.ok]
    assert said in wrong.advice


def test_a_placeholder_that_exists(books: Books) -> None:
    books.deliver([*given.masters(), given.item("AMAZON-UNKNOWN")])
    assert all(finding.ok for finding in with_settings(books, unknown_sku="placeholder").check())
