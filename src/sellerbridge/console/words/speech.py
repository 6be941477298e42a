"""The languages of the console: gettext catalogues, and money, dates and numbers as each language writes them."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from sellerbridge.console.words.on_pages import ON_PAGES
from sellerbridge.sentences import Money, Sentence

LANGUAGES = {"en": "English", "fr": "Français", "de": "Deutsch", "th": "ไทย"}
"""Code → its own name. English is the language of the source."""
_AGAINST_A_CODE = re.compile(r"(?<=[A-Z])(?=\d)")
"""Where letters meet a figure: Unicode's locale data wants a space there, which Babel leaves out."""
SOURCE = "en"


class Speech:
    """One language: its words and its ways of writing."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.locale = Locale.parse("en_GB" if code == SOURCE else code)
        self.words = _catalogue(code)

    def say(self, text: str, **facts: object) -> str:
        """A sentence of the source in this language, its facts in braces filled in."""
        return Sentence(text, **facts).told(self._on_page, self._written)

    def tell(self, sentence: str) -> str:
        """What the program said, in this language: a Sentence, or a text that the catalogue has; else as it is."""
        return self._told(sentence, self._on_page)

    def tell_in_terminal(self, sentence: str) -> str:
        """The same, with the commands that a page does not name."""
        return self._told(sentence, self.words.gettext)

    def count(self, one: str, many: str, number: int, **facts: object) -> str:
        """A sentence that depends on a number, which is its fact {number}."""
        return self.words.ngettext(one, many, number).format(number=self.number(number), **facts)

    def _told(self, sentence: str, translate: Callable[[str], str]) -> str:
        if isinstance(sentence, Sentence):
            return sentence.told(translate, self._written)
        return translate(sentence) if sentence else ""

    def _on_page(self, text: str) -> str:
        return self.words.gettext(ON_PAGES.get(text, text))

    def _written(self, fact: object) -> object:
        """A number, an amount or a date in a sentence."""
        if isinstance(fact, Money):
            return _Written(self.money(fact.amount, fact.currency))
        if isinstance(fact, Decimal):
            return _Written(self.exactly(fact))
        return _Written(self.day(fact)) if isinstance(fact, date) else fact

    def number(self, value: int | Decimal) -> str:
        return numbers.format_decimal(value, locale=self.locale)

    def exactly(self, value: Decimal) -> str:
        """A number with all the decimals it was given."""
        decimals = "0" * max(0, -int(value.as_tuple().exponent))
        return numbers.format_decimal(value, format=f"#,##0.{decimals}", locale=self.locale)

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount with its currency, to the cent; the code alone where Amazon named no currency."""
        told = numbers.format_currency(amount, currency or "XXX", locale=self.locale)
        return _AGAINST_A_CODE.sub("\N{NO-BREAK SPACE}", told)

    def day(self, value: date | datetime) -> str:
        return dates.format_date(value, format="medium", locale=self.locale)

    def month(self, name: str) -> str:
        """A month that is told as 2026-11."""
        return dates.format_skeleton("yMMM", date.fromisoformat(f"{name}-01"), locale=self.locale)

    def moment(self, value: datetime) -> str:
        """Day and time in UTC, as Amazon stamps it."""
        return dates.format_datetime(value, format="medium", locale=self.locale) + " UTC"

    def since(self, value: datetime, now: datetime) -> str:
        """How long ago, in words: "3 minutes ago"."""
        return dates.format_timedelta(value - now, add_direction=True, locale=self.locale)


class _Written(str):
    """A fact as a language writes it, whatever form its text asks for ({amount:f})."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        return str(self)


@functools.cache
def speech(code: str) -> Speech:
    """The language of that code; English for one that the console does not speak."""
    return Speech(code if code in LANGUAGES else SOURCE)


def understood(accepted: str) -> str:
    """The first language of an Accept-Language header that the console speaks, else English."""
    wanted = [part.split(";")[0].strip().lower().split("-")[0] for part in _by_weight(accepted.split(","))]
    return next((code for code in wanted if code in LANGUAGES), SOURCE)


def _by_weight(parts: Iterable[str]) -> list[str]:
    def weight(part: str) -> float:
        _, _, told = part.partition(";q=")
        try:
            return -float(told or 1)
        except ValueError:
            return 0.0

    return sorted(parts, key=weight)


def _catalogue(code: str) -> NullTranslations:
    """The words of a language, from its .po file beside this one."""
    if code == SOURCE:
        return NullTranslations()
    with (files("sellerbridge.console.words") / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
