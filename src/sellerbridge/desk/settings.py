"""Read and change the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sellerbridge.desk.pairs import pair
from sellerbridge.settings import SETTINGS, Setting, demand_agreement, parsed
from sellerbridge.store import Store


class SettingValue(msgspec.Struct, frozen=True, kw_only=True):
    """A setting with the JSON value in force; `chosen` says that it is not the default."""

    setting: Setting
    value: Any
    chosen: bool


def settings(store: Store) -> tuple[SettingValue, ...]:
    """Every setting, in the order of the settings page."""
    stored = store.settings.stored()
    return tuple(
        SettingValue(setting=s, value=stored.get(s.name, s.default), chosen=s.name in stored) for s in SETTINGS
    )


def change(store: Store, words: Sequence[str]) -> tuple[SettingValue, ...]:
    """Change settings given as NAME=VALUE, all or none; answers those that were named. Raises Usage."""
    values = store.settings.stored()
    named = []
    for word in words:
        name, text = pair(word, example="settings set company_currency=EUR")
        known, value = parsed(name, text, before=values)
        values[known] = value
        named.append(known)
    demand_agreement(values)
    store.settings.put({name: values[name] for name in named})
    return tuple(shown for shown in settings(store) if shown.setting.name in named)
