"""Accounts on a page: roles and scopes, and what `desk/accounts.py` refuses."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.console.words.marks import N_

ROLES: Mapping[str, tuple[str, str]] = {
    "viewer": (N_("Viewer"), N_("sees everything but buyers, and changes nothing")),
    "operator": (N_("Operator"), N_("also syncs, tries again, decides, maps, and may open a buyer")),
    "administrator": (N_("Administrator"), N_("also settings, connections, the ERP, people and programs")),
}
"""Role → its name, and what it may do."""

SCOPES: Mapping[str, tuple[str, str]] = {
    "read": (N_("Read"), N_("asks what every page shows, but for buyers")),
    "act": (N_("Act"), N_("also syncs, tries again, decides, maps, and may open a buyer")),
    "administer": (N_("Administer"), N_("also settings, connections, the ERP, people and programs")),
}
"""Scope → its name, and what it lets a program do; each holds those before it."""

REFUSALS = (
    N_("The administrator's account was made already. Sign in with it."),
    N_("That key does not open it. Take the link from the terminal in which sellerbridge serve runs."),
    N_("There is an account of that name already."),
    N_("There is no account of that name."),
    N_("The two passwords differ."),
    N_("The present password is another one."),
    N_("There is no such token any more."),
    N_("A name has 1 to 60 characters."),
    N_("A password has 10 to 1,000 characters."),
    N_("This is the last administrator. Make another one first."),
)
"""In the merchant's words; a test holds the two together."""
