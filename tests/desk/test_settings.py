"""Settings: typed, all or none."""

from __future__ import annotations

import pytest

from sellerbridge.desk import settings
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.settings import SETTINGS


def test_every_setting_is_shown_with_its_default_first(opened: Installation) -> None:
    shown = settings.settings(opened.store)
    assert [s.setting.name for s in shown] == [setting.name for setting in SETTINGS]
    assert not any(s.chosen for s in shown)


def test_a_change_is_kept_and_answered(opened: Installation) -> None:
    changed = settings.change(opened.store, ["company=Example Ltd", "vat.DE=19", "vat.fr=20"])
    assert {s.setting.name: s.value for s in changed} == {
        "company": "Example Ltd",
        "vat": {"DE": "19", "FR": "20"},
    }
    assert opened.store.settings.read().company == "Example Ltd"


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
