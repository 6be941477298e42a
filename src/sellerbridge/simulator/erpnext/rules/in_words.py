"""A total in words, as it stands on a printed invoice: "USD Fifty Three and Fifty Nine Cent only."."""

from __future__ import annotations

from decimal import Decimal

from sellerbridge.simulator.erpnext.rules.currencies import currency
from sellerbridge.simulator.erpnext.rules.rounding import rounded

# fmt: off
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
# fmt: on
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_THOUSANDS = (
    (10**18, "quintillion"),
    (10**15, "quadrillion"),
    (10**12, "trillion"),
    (10**9, "billion"),
    (10**6, "million"),
    (10**3, "thousand"),
)
_LAKHS = ((10**7, "crore"), (10**5, "lakh"), (10**3, "thousand"))


def in_words(value: Decimal, code: str) -> str:
    """The amount, without its sign, in words; `code` is the currency's."""
    known = currency(code)
    main, _, hundredths = f"{abs(rounded(value, known.places)):f}".partition(".")
    big = _LAKHS if known.lakhs else _THOUSANDS
    fraction = int(hundredths or 0)
    if not int(main):
        words = f"{spelled(fraction).title()} {known.fraction}" if fraction else f"{code} Zero"
        return f"{words} only."
    words = f"{code} {spelled(int(main), big=big).title()}"
    if fraction:
        words += f" and {spelled(fraction).title()} {known.fraction}"
    return f"{words} only."


def spelled(number: int, *, big: tuple[tuple[int, str], ...] = _THOUSANDS) -> str:
    """A whole number from 0 up, in English."""
    for size, word in big:
        if number >= size:
            rest = number % size
            return f"{spelled(number // size, big=big)} {word}" + _joined(rest, spelled(rest, big=big))
    if number < 100:
        return _below_hundred(number)
    return f"{_SMALL[number // 100]} hundred" + _joined(number % 100, _below_hundred(number % 100))


def _below_hundred(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    tens = _TENS[number // 10 - 2]
    return f"{tens} {_SMALL[number % 10]}" if number % 10 else tens


def _joined(rest: int, words: str) -> str:
    if not rest:
        return ""
    return f" and {words}" if rest < 100 else f", {words}"
