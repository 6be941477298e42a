from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from sellerbridge.errors import Usage
from sellerbridge.settings import SETTINGS, Settings, from_stored, parsed


def test_the_table_and_the_struct_name_the_same_settings_with_the_same_defaults() -> None:
    defaults = Settings()
    assert [s.name for s in SETTINGS] == list(Settings.__struct_fields__)
    assert {s.name: s.default for s in SETTINGS} == {n: getattr(defaults, n) for n in Settings.__struct_fields__}


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("company", " Acme ", ("company", "Acme")),
        ("company_currency", " CHF ", ("company_currency", "CHF")),
        ("enabled", "off", ("enabled", False)),
        ("max_retries", "7", ("max_retries", 7)),
        ("after_date", "2026-10-01", ("after_date", "2026-10-01T00:00:00Z")),
        ("after_date", "2026-10-01T02:00+02:00", ("after_date", "2026-10-01T00:00:00Z")),
        ("after_date", "", ("after_date", None)),
        ("unknown_sku", "hold", ("unknown_sku", "hold")),
        ("vat.de", "19", ("vat", {"DE": "19"})),
        ("vat.GB", "20 %", ("vat", {"UK": "20"})),
    ],
)
def test_what_is_typed_is_kept(name: str, typed: str, kept: tuple[str, Any]) -> None:
    assert parsed(name, typed, before={}) == kept


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("colour", "red", "no setting 'colour'"),
        ("company_currency", "Euro", "three capital letters, not 'Euro'.*set company_currency='EUR'"),
        ("company_currency", "eur", "three capital letters"),
        ("company_currency", "EUR4", "three capital letters"),
        ("warehouse", " ", "cannot be empty.*set warehouse='Stores'"),
        ("enabled", "maybe", "on or off"),
        ("max_retries", "11", "from 0 to 10"),
        ("max_retries", "-1", "from 0 to 10"),
        ("sync_every", "٣", "whole number"),
        ("after_date", "soon", "date or time"),
        ("unknown_sku", "guess", "create, placeholder, hold"),
        ("vat", "19", "vat.DE=19"),
        ("vat.XX", "19", "no marketplace 'XX'"),
        ("vat.DE", "NaN", "between 0 and 100"),
        ("vat.DE", "100", "between 0 and 100"),
        ("vat.DE", "much", "per cent"),
    ],
)
def test_nonsense_is_refused_with_the_next_step(name: str, typed: str, says: str) -> None:
    with pytest.raises(Usage, match=says):
        parsed(name, typed, before={})


def test_one_marketplace_of_vat_changes_and_the_others_stay() -> None:
    assert parsed("vat.FR", "20", before={"vat": {"DE": "19", "FR": "5"}}) == ("vat", {"DE": "19", "FR": "20"})
    assert parsed("vat.DE", "", before={"vat": {"DE": "19", "FR": "5"}}) == ("vat", {"FR": "5"})


def test_stored_values_become_settings_and_unknown_names_are_passed_over() -> None:
    read = from_stored({"vat": {"DE": "5.5"}, "after_date": "2026-10-01T00:00:00Z", "gone": 1, "enabled": False})
    assert read.vat == {"DE": Decimal("5.5")}
    assert read.after_date == datetime(2026, 10, 1, tzinfo=UTC)
    assert read.enabled is False
    assert read.company == "My Company"
