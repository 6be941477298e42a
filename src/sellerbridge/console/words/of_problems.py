"""Problems on a page: a short title for each kind, and what to do where a button or a form does it.

`problems.py` has the sentences, and remedies for the terminal; a kind whose remedy names a command has words of
its own here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sellerbridge.console.words.marks import N_
from sellerbridge.problems import CANCEL, IGNORE, KEEP, KINDS, Problem

TITLES: Mapping[str, str] = {
    "total-differs": N_("The parts of an order do not add up"),
    "no-exchange-rate": N_("An exchange rate is missing"),
    "unknown-sku": N_("A SKU is not among your listings"),
    "unknown-charge": N_("A new kind of charge"),
    "unreadable": N_("Amazon's record cannot be read"),
    "no-currency": N_("An order without currency and total"),
    "nothing-left": N_("An order with nothing left to book"),
    "missing-setting": N_("A setting is empty"),
    "cancelled-after-booking": N_("Cancelled at Amazon, but booked"),
    "erp-refused": N_("The ERP refused a document"),
    "changed-by-person": N_("Changed by a person in the ERP"),
    "adopted-differs": N_("Made by somebody else, and different"),
    "changed-after-booking": N_("Changed at Amazon after it was booked"),
    "linked-in-erp": N_("Other documents hang on it"),
    "erp-total-differs": N_("The ERP computes another total"),
    "erp-not-ready": N_("The ERP is not ready"),
    "erp-login": N_("The ERP does not let us in"),
    "authorisation-lost": N_("Amazon's authorisation has ended"),
    "wrong-secret": N_("Amazon does not accept the client secret"),
    "missing-role": N_("A role is missing at Amazon"),
    "bad-request": N_("Amazon refused a request"),
    "report-failed": N_("Amazon could not make a report"),
    "internal-error": N_("A fault of sellerbridge"),
    "return-unplaced": N_("More came back than was sent"),
    "settlement-unreadable": N_("A settlement report cannot be read"),
    "settlement-changed": N_("Amazon changed a booked settlement"),
    "unknown-fee": N_("A new kind of fee"),
    "settlement-differs": N_("A settlement does not add up"),
    "settlement-currency": N_("A settlement in two currencies"),
    "settlement-waits": N_("A settlement waits for orders"),
    "settlement-fees-twice": N_("A settlement whose fees stand on its orders"),
    "cancelled-after-fulfilment": N_("Cancelled at Amazon after it was shipped"),
    "unfulfillable-after-booking": N_("Amazon cannot fulfil a booked order"),
    "changed-after-fulfilment": N_("Changed at Amazon after it was shipped"),
    "cancel-requested": N_("The buyer asked to cancel"),
    "refund-unplaced": N_("A refund that fits no invoice"),
    "held-by-person": N_("Held on purpose"),
}

_RATE_IN_BOOKS = N_("Say what one {currency} is worth in {company_currency}.")
_RATE = N_(
    "In ERPNext or Dokos make a Currency Exchange from {currency} to {company_currency} of {date} or before ('For"
    " Selling' ticked), then try again."
)
_MEND_THERE = N_("Mend in the ERP what the sentence names, then try again.")
_BOTH = N_(
    "Decide which is right: nothing that a person changed is overwritten. Once both say the same, try again."
)

ADVICE: Mapping[str, str] = {
    "no-exchange-rate": _RATE,
    "unknown-sku": N_(
        "Choose the item that {sku} stands for. Or have items made for such SKUs by themselves: setting"
        " unknown_sku."
    ),
    "unknown-charge": N_("Choose the account where {type} is booked."),
    "unknown-fee": N_("Choose the account where {type} is booked."),
    "missing-setting": N_("Fill in the setting {setting}, then try again."),
    "cancelled-after-booking": N_(
        "Decide what is to become of {name}. Or have such orders cancelled by themselves: setting cancellations."
    ),
    "erp-refused": _MEND_THERE,
    "changed-by-person": _BOTH,
    "adopted-differs": N_(
        "It is left as it is. Correct it in the ERP, or cancel and delete it there so that it is made anew, then"
        " try again."
    ),
    "changed-after-booking": N_(
        "Tick 'Allow on Submit' for the field amazon_order_id of Sales Order (Customize Form), so that it can be"
        " cancelled and amended; or mend it by hand. Then try again."
    ),
    "linked-in-erp": N_("Cancel what hangs on it in the ERP if that is right, then try again."),
    "erp-total-differs": N_(
        "Look at {document} in the ERP: a pricing rule, tax template or script changed it. Mend it or cancel it"
        " there, then try again."
    ),
    "erp-not-ready": N_("The check in the settings says what to click. The next sync goes on by itself."),
    "erp-login": N_("Make new API keys in the ERP (the user's Settings) and enter them in the settings."),
    "authorisation-lost": N_(
        "Authorise the application again in Seller Central, and enter the new refresh token in the settings."
    ),
    "wrong-secret": N_(
        "Copy the current client secret from the Solution Provider Portal, and enter it in the settings."
    ),
    "internal-error": N_(
        "Update sellerbridge and try again. If it stays, report this text: it holds no personal data."
    ),
    "return-unplaced": N_(
        "Compare the order with the report FBA customer returns in Seller Central. If the goods are there, enter"
        " their receipt in the ERP by hand; what Amazon ships or corrects later is taken up by itself."
    ),
    "settlement-unreadable": N_(
        "Nothing of it is booked. Open the report in Seller Central (Payments, Reports repository). If it is"
        " damaged there too, ask Amazon for it once more; if not, update sellerbridge and try again."
    ),
    "settlement-changed": N_(
        "Compare them on the settlement's page. If Amazon is right now, choose to cancel: the entry is then made"
        " anew. To leave it as it is, choose to keep it."
    ),
    "settlement-differs": N_(
        "Compare the lines named on the settlement's page with the report in Seller Central. If Amazon sends the"
        " report again, that is taken up by itself; otherwise enter the settlement by hand."
    ),
    "settlement-waits": N_(
        "It goes on by itself once they are there. What keeps them is among the other problems."
    ),
    "settlement-fees-twice": N_(
        "Its orders carry Amazon's fees themselves, from before the setting changed. Enter what it has beyond them"
        " by hand in the ERP; the settlements after it are booked."
    ),
    "cancelled-after-fulfilment": N_(
        "Compare the order in Seller Central: if nothing left, cancel it in the ERP; if the goods left, leave it."
    ),
    "unfulfillable-after-booking": N_("Nothing is to be delivered or paid for it unless Amazon says otherwise."),
    "refund-unplaced": N_(
        "Compare the refund in Seller Central, and make the credit note by hand in the ERP if it is right. If the"
        " invoice was only missing so far, that is taken up by itself."
    ),
    "held-by-person": N_("Release it on the order's page when it may go on."),
}
"""What to do, on a page; of the kinds that are not here the remedy itself names no command."""

CHOICES: Mapping[str, str] = {
    CANCEL: N_("Cancel it in the ERP"),
    KEEP: N_("Leave what the ERP holds"),
    IGNORE: N_("Leave it alone until there is something new"),
}
CHOSEN: Mapping[str, str] = {
    CANCEL: N_("Cancelled in the ERP"),
    KEEP: N_("Left as the ERP has it"),
    IGNORE: N_("Left alone"),
    "": N_("Mended"),
}
"""How a closed problem was closed."""

IN_SETTINGS: Mapping[str, str] = {
    "erp-not-ready": "/settings",
    "erp-login": "/settings",
    "authorisation-lost": "/settings",
    "wrong-secret": "/settings",
    "missing-role": "/settings",
    "missing-setting": "/settings",
}
"""Kinds that are mended among the settings."""

NO_RETRY = frozenset({"unreadable", "cancel-requested", "held-by-person", *IN_SETTINGS}) - {"missing-setting"}
"""Kinds for which another try is of no use before something changes elsewhere."""


def advice(kind: str, in_books: bool) -> str:
    """What to do about a problem of that kind, its facts in braces. `in_books`: the ERP is the embedded one."""
    if kind == "no-exchange-rate" and in_books:
        return _RATE_IN_BOOKS
    return ADVICE.get(kind) or KINDS[kind].remedy


_ORDER = re.compile(r"[0-9A-Z]{3}-\d{7}-\d{7}")


def of_an_order(problem: Problem) -> bool:
    """Whether it is about an order, which has a page of its own."""
    return bool(_ORDER.fullmatch(problem.about))
