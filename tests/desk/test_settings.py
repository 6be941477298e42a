"""Settings: typed, all or none."""

from __future__ import annotations

import pytest

from sellerbridge.desk import settings
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.settings import OF_FULFILMENT, SETTINGS, Settings


def test_every_setting_is_shown_with_its_default_first(opened: Installation) -> None:
    shown = settings.settings(opened.store)
    assert [s.setting.name for s in shown] == [setting.name for setting in SETTINGS]
    assert not any(s.chosen for s in shown)


def test_a_change_is_kept_and_answered(opened: Installation) -> None:
    changed = settings.change(opened.store, ["company=Example Ltd", "vat.DE=19", "vat.fr=20"])
    assert {change.name: (change.before, change.after) for change in changed} == {
        "company": ("My Company", "Example Ltd"),
        "vat": ({}, {"DE": "19", "FR": "20"}),
    }
    assert opened.store.settings.read().company == "Example Ltd"


def test_a_dry_run_answers_and_keeps_nothing(opened: Installation) -> None:
    (changed,) = settings.change(opened.store, ["sync_every=42"], dry_run=True)
    assert (changed.before, changed.after) == (5, 42)
    assert not opened.store.settings.stored()
    with pytest.raises(Usage):
        settings.change(opened.store, ["sync_every=often"], dry_run=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["company=A", "sync_every=0"], "from 1 to 1440"),
        (["company=A", "colour=red"], "no setting 'colour'"),
        (["company=A", "enabled"], "NAME=VALUE"),
        (["company=A", "vat.XX=19"], "no marketplace"),
        (["company=A", "=A"], "NAME=VALUE"),
    ],
)
def test_one_wrong_word_changes_nothing(opened: Installation, words: list[str], said: str) -> None:
    with pytest.raises(Usage, match=said):
        settings.change(opened.store, words)
    assert opened.store.settings.stored() == {}


@pytest.mark.parametrize("switch", OF_FULFILMENT)
def test_fees_on_orders_and_documents_made_of_these_exclude_each_other(opened: Installation, switch: str) -> None:
    why = "they would land on the buyer's invoice"
    settings.change(opened.store, [f"{switch}=on"])
    with pytest.raises(Usage, match=why):
        settings.change(opened.store, ["taxes_and_charges=order"])
    settings.change(opened.store, [f"{switch}=auto", "taxes_and_charges=order"])
    with pytest.raises(Usage, match=f"{switch}=on and taxes_and_charges=order.*{why}"):
        settings.change(opened.store, [f"{switch}=on"])
    assert opened.store.settings.read().switch(switch) == "off"
    settings.change(opened.store, [f"{switch}=on", "taxes_and_charges=off"])
    assert opened.store.settings.read().switch(switch) == "on"


def test_auto_is_taken_as_it_is_where_fees_are_elsewhere() -> None:
    for choice in ("settlement", "off"):
        read = Settings(taxes_and_charges=choice)
        assert [read.switch(name) for name in (*OF_FULFILMENT, "cancellations")] == ["auto"] * 4
    assert Settings(taxes_and_charges="order").switch("cancellations") == "auto"
