"""What `desk/accounts.py` refuses, in the merchant's words; a test holds the two together."""

from __future__ import annotations

from sellerbridge.console.words.marks import N_

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
