"""The templates in one language: what every template may use, and how it writes money, days and moments."""

from __future__ import annotations

import functools
from datetime import date, datetime
from decimal import Decimal

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from sellerbridge.clock import as_text
from sellerbridge.console import charts
from sellerbridge.console.words.speech import Speech, speech

NOTHING = "\N{EN DASH}"
"""Stands where there is no value."""


@functools.cache
def templates(code: str) -> Environment:
    """The templates, speaking that language."""
    said = speech(code)
    found = Environment(
        loader=PackageLoader("sellerbridge.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    found.globals.update(_=said.tell, speech=said, charts=charts)
    found.filters.update(
        money=functools.partial(_money, said),
        number=functools.partial(_number, said),
        day=functools.partial(_day, said),
        moment=functools.partial(_moment, said),
        month=functools.partial(_month, said),
        since=_since,
    )
    return found


def _money(said: Speech, amount: Decimal | None, currency: str) -> str:
    return NOTHING if amount is None else said.money(amount, currency)


def _number(said: Speech, value: Decimal | int | None) -> str:
    return NOTHING if value is None else said.number(value)


def _day(said: Speech, value: date | datetime | None) -> str:
    if value is None:
        return NOTHING
    iso = value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    return Markup('<time datetime="{}">{}</time>').format(iso, said.day(value))


def _moment(said: Speech, value: datetime | None) -> str:
    if value is None:
        return NOTHING
    return Markup('<time datetime="{}">{}</time>').format(as_text(value), said.moment(value))


def _month(said: Speech, name: str) -> str:
    return said.month(name) if name else NOTHING


@pass_context
def _since(context: Context, value: datetime | None) -> str:
    """How long ago, or how soon; the moment itself as its title. The page's own `now` is what it counts from."""
    if value is None:
        return NOTHING
    said: Speech = context["speech"]
    words = said.since(value, context["now"])
    return Markup('<time datetime="{}" title="{}">{}</time>').format(as_text(value), said.moment(value), words)
