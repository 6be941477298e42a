"""Read and change the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sellerbridge.desk.pairs import pair
from sellerbridge.errors import Usage
from sellerbridge.sentences import joined
from sellerbridge.settings import SETTINGS, Setting, demand_agreement, parsed
from sellerbridge.store import Store


class SettingValue(msgspec.Struct, frozen=True, kw_only=True):
    """A setting with the JSON value in force; `chosen` says that it is not the default."""

    setting: Setting
    value: Any
    chosen: bool


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A setting and its value before and after; JSON values."""

    name: str
    before: Any
    after: Any


class Faults(Usage):
    """What cannot be kept, by the name it was typed under; "" for values that do not go together."""

    def __init__(self, by_name: Mapping[str, str]) -> None:
        super().__init__(joined(by_name.values(), by=" "))
        self.by_name = by_name


def settings(store: Store) -> tuple[SettingValue, ...]:
    """Every setting, in the order of the settings page."""
    stored = store.settings.stored()
    return tuple(
        SettingValue(setting=s, value=stored.get(s.name, s.default), chosen=s.name in stored) for s in SETTINGS
    )


def change(store: Store, words: Sequence[str], *, dry_run: bool = False) -> tuple[Change, ...]:
    """Change settings given as NAME=VALUE, all or none; answers those that were named. Raises Usage."""
    before = {shown.setting.name: shown.value for shown in settings(store)}
    values = store.settings.stored()
    named = []
    for word in words:
        name, text = pair(word, example="settings set company_currency=EUR")
        known, value = parsed(name, text, before=values)
        values[known] = value
        named.append(known)
    demand_agreement(values)
    if not dry_run:
        store.settings.put({name: values[name] for name in named})
    return tuple(Change(name=name, before=before[name], after=values[name]) for name in dict.fromkeys(named))


def put(store: Store, typed: Mapping[str, str], *, choosing: bool = False) -> tuple[Change, ...]:
    """Keep settings as typed, all or none; answers those that are other ones now. Raises Faults.

    With `choosing` the others are kept as chosen too, so that a later default does not change them.
    """
    before = {shown.setting.name: shown.value for shown in settings(store)}
    values, faults = dict(before), dict[str, str]()
    for name, text in typed.items():
        try:
            known, value = parsed(name, text, before=values)
        except Usage as fault:
            faults[name] = fault.sentence
        else:
            values[known] = value
    if faults:
        raise Faults(faults)
    try:
        demand_agreement(values)
    except Usage as fault:
        raise Faults({"": fault.sentence}) from None
    changed = {name: value for name, value in values.items() if value != before[name]}
    named = {name.partition(".")[0] for name in typed} if choosing else set(changed)
    if named:
        store.settings.put({name: values[name] for name in named})
    return tuple(Change(name=name, before=before[name], after=value) for name, value in changed.items())
