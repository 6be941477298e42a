"""E-mail addresses and telephone numbers as Frappe accepts them in Data fields."""

from __future__ import annotations

import re

from sellerbridge.simulator.erpnext.refusal import Thrown

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_PHONE = re.compile(r"[0-9+\-,.\u0020/()*#]{1,20}")


def check(options: str, text: str) -> None:
    """Hold a Data field to its options ("Email", "Phone"). Raises Refusal."""
    if options == "Email":
        _email(text)
    elif options == "Phone" and not _PHONE.fullmatch(text.strip()):
        raise Thrown(f"{text} is not a valid Phone Number", kind="InvalidPhoneNumberError")


def _email(text: str) -> None:
    for address in filter(None, map(str.strip, re.split(r"[,\n;]", text))):
        plain = re.sub(r"^.*<(.*)>$", r"\1", address)
        if not _EMAIL.fullmatch(plain):
            raise Thrown(f"{address} is not a valid Email Address", kind="InvalidEmailAddressError")
