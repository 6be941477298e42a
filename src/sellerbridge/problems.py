"""The closed list of what can need a person: each kind with its sentence and its remedy.

The page docs/problems.md is generated from this file.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping

import msgspec


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of problem. `sentence` and `remedy` name their facts in braces."""

    name: str
    sentence: str
    remedy: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that needs a person: its kind, what it is about (order id, SKU, connection), its facts.

    Facts are shown and logged: never names, addresses, e-mails or secrets.
    """

    kind: str
    about: str
    facts: Mapping[str, str] = {}

    @property
    def message(self) -> str:
        """What is wrong, in a sentence."""
        return KINDS[self.kind].sentence.format_map(_Facts({"about": self.about, **self.facts}))

    @property
    def remedy(self) -> str:
        """What to do next, in a sentence; commands in it may be copied into a shell whatever the SKU."""
        quoted = {name: shlex.quote(fact) for name, fact in {"about": self.about, **self.facts}.items()}
        return KINDS[self.kind].remedy.format_map(_Facts(quoted))


class _Facts(dict[str, str]):
    """Facts of a problem; one that is missing shows as a question mark instead of hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "?"


_LIST = (
    Kind(
        name="total-differs",
        sentence="Order {about}: the parts add up to {ours} {currency}, but Amazon's total is {theirs}"
        " {currency} (difference {difference}). It is held; nothing was forced to fit.",
        remedy="Compare the order in Seller Central. If Amazon corrects it, the next sync takes it up by itself;"
        " otherwise enter it by hand.",
    ),
    Kind(
        name="no-exchange-rate",
        sentence="Order {about} is in {currency}, and no exchange rate into {company_currency} is known"
        " for {date}.",
        remedy="Run: sellerbridge rates set {currency}=RATE (1 {currency} in {company_currency}; with --date DAY"
        " it holds from that day on), or in ERPNext and Dokos make a Currency Exchange from {currency} to"
        " {company_currency} of {date} or before, 'For Selling' ticked; then: sellerbridge retry --all",
    ),
    Kind(
        name="unknown-sku",
        sentence="Order {about} has the SKU {sku}, which is not among the listings.",
        remedy="Run: sellerbridge map item {sku}=ITEM to choose the item it stands for, or"
        " sellerbridge settings set unknown_sku=create, then: sellerbridge retry --all",
    ),
    Kind(
        name="unknown-charge",
        sentence="Order {about} has a charge of a type never seen before: {type} ({amount} {currency}).",
        remedy="Choose its account: sellerbridge map fee {type}=ACCOUNT, then: sellerbridge retry --all",
    ),
    Kind(
        name="unreadable",
        sentence="Amazon's record of {about} could not be understood: {why}.",
        remedy="It is asked for again at the next change. If it stays, report it with this text:"
        " it holds no personal data.",
    ),
    Kind(
        name="no-currency",
        sentence="Order {about} names no currency and no total.",
        remedy="Look at it in Seller Central; the next sync takes it up when Amazon completes it.",
    ),
    Kind(
        name="nothing-left",
        sentence="Order {about} has no piece left to book, but Amazon has not cancelled it (status {status}).",
        remedy="Nothing to do if Amazon cancels it: the next sync takes that up. Otherwise compare the order in"
        " Seller Central.",
    ),
    Kind(
        name="missing-setting",
        sentence="The setting {setting} is empty, and {about} needs it.",
        remedy="Run: sellerbridge settings set {setting}=VALUE, then: sellerbridge retry --all",
    ),
    Kind(
        name="cancelled-after-booking",
        sentence="Amazon cancelled order {about}, which is already in the books as {name}.",
        remedy="Turn on cancelling (sellerbridge settings set cancellations=on), or cancel {name} by hand in the"
        " ERP; then: sellerbridge retry --all",
    ),
    Kind(
        name="erp-refused",
        sentence="The ERP refused {document} for {about}: {reason}",
        remedy="Mend what it names, then: sellerbridge retry --all",
    ),
    Kind(
        name="changed-by-person",
        sentence="{document} for {about} was changed in the ERP by a person, and Amazon says something else:"
        " {reason}",
        remedy="Decide which is right; sellerbridge does not overwrite a person's change. To leave the ERP's, run:"
        " sellerbridge accept ID --reason WHY; once both say the same: sellerbridge retry --all",
    ),
    Kind(
        name="adopted-differs",
        sentence="{document} for {about} was in the ERP before, made by somebody else, and is not what Amazon"
        " says: {reason}",
        remedy="It is left as it is. To keep it so, run: sellerbridge accept ID --reason WHY; or correct it in the"
        " ERP, or cancel and delete it so that it is made anew, then: sellerbridge retry --all",
    ),
    Kind(
        name="changed-after-booking",
        sentence="Amazon changed {about} after {document} was submitted in the ERP: {reason}",
        remedy="Either tick 'Allow on Submit' for the field amazon_order_id of Sales Order (Customize Form), so"
        " that sellerbridge can cancel and amend it, or mend it by hand; then: sellerbridge retry --all",
    ),
    Kind(
        name="linked-in-erp",
        sentence="{document} for {about} cannot be cancelled in the ERP, for other documents hang on it: {reason}",
        remedy="Cancel what hangs on it in the ERP if that is right, then: sellerbridge retry --all",
    ),
    Kind(
        name="erp-total-differs",
        sentence="The ERP computes another total for {document} of {about} than Amazon: {reason}",
        remedy="Look at {document} in the ERP: a pricing rule, tax template or script of the site changed it. Mend"
        " it or cancel it there, then: sellerbridge retry --all",
    ),
    Kind(
        name="erp-not-ready",
        sentence="Nothing is written to the ERP yet, for its check found: {reason}",
        remedy="Run: sellerbridge erp check; it says what to click. The next sync goes on by itself.",
    ),
    Kind(
        name="erp-login",
        sentence="The ERP does not accept the API key and secret: {reason}",
        remedy="In the ERP open the user's Settings, generate new API keys, and run sellerbridge erp erpnext with"
        " them.",
    ),
    Kind(
        name="authorisation-lost",
        sentence="Amazon no longer accepts the authorisation of connection {about}.",
        remedy="In Seller Central authorise the application again, then run sellerbridge connect {about}"
        " with the new refresh token.",
    ),
    Kind(
        name="wrong-secret",
        sentence="Amazon does not accept the client id and client secret of connection {about}"
        " (a client secret expires after 180 days).",
        remedy="In the Solution Provider Portal copy the current client secret, then run sellerbridge connect"
        " {about} with it.",
    ),
    Kind(
        name="missing-role",
        sentence="Amazon refuses {operation} for connection {about}: a role is missing,"
        " or the seller id or region is another.",
        remedy="In the Solution Provider Portal add the role that {operation} needs and authorise the application"
        " again; check seller id and marketplace.",
    ),
    Kind(
        name="bad-request",
        sentence="Amazon refused {operation} as wrong: {reason} (request {request_id}).",
        remedy="Update sellerbridge; if it stays, report this text: it holds no personal data.",
    ),
    Kind(
        name="report-failed",
        sentence="Amazon could not make the report {report} for {about}: {reason}.",
        remedy="It is asked for again at the next sync. If it stays, ask for the same report in Seller Central.",
    ),
    Kind(
        name="internal-error",
        sentence="sellerbridge itself failed on {about}: {reason}.",
        remedy="Update sellerbridge and run: sellerbridge retry --all. If it stays, report this text:"
        " it holds no personal data.",
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _LIST}
