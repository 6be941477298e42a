"""The closed list of what can need a person: each kind with its sentence and its remedy.

The page docs/problems.md is generated from this file.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from string import Formatter

import msgspec

from sellerbridge.sentences import N_, Sentence, joined

CANCEL = "cancel"
KEEP = "keep"
IGNORE = "ignore"
HELD_BY_PERSON = "held-by-person"
"""The kind of a hold that a person took: nothing is wrong with the order."""
CHOICES = {
    CANCEL: N_("cancels it in the ERP: sellerbridge decide {id} cancel"),
    KEEP: N_("leaves what the ERP holds: sellerbridge decide {id} keep --reason WHY"),
    IGNORE: N_("only closes this, until there is something new: sellerbridge decide {id} ignore --reason WHY"),
}
"""How a person may settle a problem at once, and by which command."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_AMOUNTS = ("amount", "difference", "ours", "theirs")
"""The facts that are amounts, beside their currency; where they are something else they are no numbers."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of problem. `sentence` and `remedy` name their facts in braces; `choices` are of CHOICES."""

    name: str
    sentence: str
    remedy: str
    choices: tuple[str, ...] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that needs a person: its kind, what it is about (order id, SKU, connection), its facts.

    Facts are shown and logged: never names, addresses, e-mails or secrets. `id` is its number once it is kept.
    """

    kind: str
    about: str
    facts: Mapping[str, str] = {}
    id: int | None = None

    @property
    def message(self) -> Sentence:
        """What is wrong, in a sentence."""
        return self.filled(KINDS[self.kind].sentence)

    def filled(self, text: str) -> Sentence:
        """A sentence with the facts of this problem; one that is missing shows as a question mark."""
        facts: dict[str, object] = {"about": self.about, **self.facts}
        if _DAY.fullmatch(self.facts.get("date", "")):
            facts["date"] = date.fromisoformat(self.facts["date"])
        for name in _AMOUNTS:
            if _NUMBER.fullmatch(self.facts.get(name, "")):
                facts[name] = Decimal(self.facts[name])
        return _filled(text, facts)

    @property
    def remedy(self) -> str:
        """What to do next, in sentences; commands in it may be copied into a shell whatever the SKU."""
        quoted = {name: shlex.quote(fact) for name, fact in {"about": self.about, **self.facts}.items()}
        return joined([_filled(KINDS[self.kind].remedy, quoted), *self._decisions()], by=" ")

    def _decisions(self) -> Iterator[Sentence]:
        for choice in KINDS[self.kind].choices:
            deed = Sentence(CHOICES[choice], id=self.id or "ID")
            yield Sentence("{choice} {deed}.", choice=choice.capitalize(), deed=deed)

    @property
    def mark(self) -> str:
        """The same for the same complaint, however often and whenever it is made."""
        facts = {name: str(fact) for name, fact in self.facts.items()}
        told = msgspec.json.encode((self.kind, self.about, facts), order="sorted")
        return hashlib.blake2b(told, digest_size=12).hexdigest()


def _filled(text: str, facts: Mapping[str, object]) -> Sentence:
    """A fact that is missing must not hide the sentence."""
    named = {name for _, name, _, _ in Formatter().parse(text) if name}
    return Sentence(text, **{name: facts.get(name, "?") for name in sorted(named)})


_LIST = (
    Kind(
        name="total-differs",
        sentence="Order {about}: the parts add up to {ours} {currency}, but Amazon's total is {theirs}"
        " {currency} (difference {difference}). It is held; nothing was forced to fit.",
        remedy="Compare the order in Seller Central. If Amazon corrects it, the next sync takes it up by itself;"
        " otherwise enter it by hand.",
        choices=(IGNORE,),
    ),
    Kind(
        name="no-exchange-rate",
        sentence="{about} is in {currency}, and no exchange rate into {company_currency} is known for {date}.",
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
        choices=(IGNORE,),
    ),
    Kind(
        name="no-currency",
        sentence="Order {about} names no currency and no total.",
        remedy="Look at it in Seller Central; the next sync takes it up when Amazon completes it.",
        choices=(IGNORE,),
    ),
    Kind(
        name="nothing-left",
        sentence="Order {about} has no piece left to book, but Amazon has not cancelled it (status {status}).",
        remedy="Nothing to do if Amazon cancels it: the next sync takes that up. Otherwise compare the order in"
        " Seller Central.",
        choices=(IGNORE,),
    ),
    Kind(
        name="missing-setting",
        sentence="The setting {setting} is empty, and {about} needs it.",
        remedy="Run: sellerbridge settings set {setting}=VALUE, then: sellerbridge retry --all",
    ),
    Kind(
        name="cancelled-after-booking",
        sentence="Amazon cancelled order {about}, which is already in the books as {name}.",
        remedy="Decide what is to become of {name}, or have such orders cancelled by themselves from now on:"
        " sellerbridge settings set cancellations=on, then: sellerbridge retry --all.",
        choices=(CANCEL, KEEP, IGNORE),
    ),
    Kind(
        name=HELD_BY_PERSON,
        sentence="Order {about} is held on purpose: {reason}",
        remedy="Nothing new is made of it until you release it, on its page in the console.",
    ),
    Kind(
        name="erp-refused",
        sentence="The ERP refused {document} for {about}: {reason}",
        remedy="Mend what it names, then: sellerbridge retry --all.",
        choices=(IGNORE,),
    ),
    Kind(
        name="changed-by-person",
        sentence="{document} for {about} was changed in the ERP by a person, and Amazon says something else:"
        " {reason}",
        remedy="Decide which is right; sellerbridge does not overwrite a person's change. Once both say the same:"
        " sellerbridge retry --all.",
        choices=(KEEP,),
    ),
    Kind(
        name="adopted-differs",
        sentence="{document} for {about} was in the ERP before, made by somebody else, and is not what Amazon"
        " says: {reason}",
        remedy="It is left as it is. Correct it in the ERP, or cancel and delete it there so that it is made anew,"
        " then: sellerbridge retry --all.",
        choices=(KEEP,),
    ),
    Kind(
        name="changed-after-booking",
        sentence="Amazon changed {about} after {document} was submitted in the ERP: {reason}",
        remedy="Either tick 'Allow on Submit' for the field amazon_order_id of Sales Order (Customize Form), so"
        " that sellerbridge can cancel and amend it, or mend it by hand; then: sellerbridge retry --all.",
        choices=(CANCEL, KEEP),
    ),
    Kind(
        name="linked-in-erp",
        sentence="{document} for {about} cannot be cancelled in the ERP, for other documents hang on it: {reason}",
        remedy="Cancel what hangs on it in the ERP if that is right, then: sellerbridge retry --all.",
        choices=(CANCEL, KEEP),
    ),
    Kind(
        name="erp-total-differs",
        sentence="The ERP computes another total for {document} of {about} than Amazon: {reason}",
        remedy="Look at {document} in the ERP: a pricing rule, tax template or script of the site changed it. Mend"
        " it or cancel it there, then: sellerbridge retry --all.",
        choices=(CANCEL, KEEP),
    ),
    Kind(
        name="erp-not-ready",
        sentence="No {doctype} is written to the ERP yet, for its check found: {reason}",
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
    Kind(
        name="return-unplaced",
        sentence="Amazon took back {pieces} of order {about} ({date}), beyond what its Delivery Notes say was"
        " sent. These pieces are put on no stock.",
        remedy="Compare the order with the report FBA customer returns in Seller Central. If the goods are there,"
        " enter their receipt in the ERP by hand; if Amazon ships or corrects more of it, the next sync takes that"
        " up by itself. To look once more, run: sellerbridge retry --all.",
        choices=(IGNORE,),
    ),
    Kind(
        name="settlement-unreadable",
        sentence="Amazon's settlement report {about} could not be read: {why}.",
        remedy="Nothing of it is booked. Open the report in Seller Central (Payments, Reports repository). If it"
        " is damaged there too, ask Amazon for it once more; if not, update sellerbridge, run: sellerbridge retry"
        " --all and then: sellerbridge sync money.",
        choices=(IGNORE,),
    ),
    Kind(
        name="settlement-changed",
        sentence="Amazon changed settlement {about} after it was booked as {name}: its total was {ours} {currency}"
        " and is now {theirs} {currency}, or other lines make up the same.",
        remedy="Compare them: sellerbridge reconcile {about}. If Amazon is right now, choose cancel: {name} is"
        " cancelled, and an entry as Amazon says now takes its place. Do not cancel it in the ERP by hand: what a"
        " person cancelled is left.",
        choices=(CANCEL, KEEP),
    ),
    Kind(
        name="unknown-fee",
        sentence="Settlement {about} has an amount of a type never seen before: {type} ({amount}"
        " {currency}){more}."
        " It is held until each has an account.",
        remedy="Choose its account: sellerbridge map fee {type}=ACCOUNT, then: sellerbridge retry --all",
    ),
    Kind(
        name="settlement-differs",
        sentence="Settlement {about}: the lines add up to {ours} {currency}, but Amazon's total is {theirs}"
        " {currency} (difference {difference}). Looked at: {doubts}. It is held; nothing was forced to fit.",
        remedy="Run: sellerbridge reconcile {about}; compare the lines that it names with the report in Seller"
        " Central. If Amazon sends the report again, the next sync takes it up by itself; otherwise enter the"
        " settlement by hand.",
        choices=(IGNORE,),
    ),
    Kind(
        name="settlement-currency",
        sentence="Settlement {about} is said to be in {currency}, but {what} is in {theirs}. It is held.",
        remedy="Compare the report in Seller Central (Payments, Reports repository). If Amazon sends it again, the"
        " next sync takes it up by itself; otherwise enter the settlement by hand.",
        choices=(IGNORE,),
    ),
    Kind(
        name="settlement-waits",
        sentence="Settlement {about} has money of orders that Amazon has not confirmed yet ({count}): {orders}.",
        remedy="It goes on by itself when Amazon confirms or cancels them. If that takes days, compare the orders"
        " in Seller Central.",
    ),
    Kind(
        name="settlement-fees-twice",
        sentence="Settlement {about} has orders that carry Amazon's fees themselves ({count}): {orders}. Its entry"
        " would book these fees a second time.",
        remedy="They are from when taxes_and_charges was order. Enter what the settlement has beyond those orders"
        " by hand in the ERP; the settlements after it are booked.",
        choices=(IGNORE,),
    ),
    Kind(
        name="cancelled-after-fulfilment",
        sentence="Amazon cancelled order {about}, but {name} was made of its shipment already.",
        remedy="Compare the order in Seller Central: if nothing left, cancel it in the ERP; if the goods left,"
        " leave it. Once {name} is cancelled there by hand, run: sellerbridge retry --all.",
        choices=(CANCEL, KEEP, IGNORE),
    ),
    Kind(
        name="unfulfillable-after-booking",
        sentence="Amazon cannot fulfil order {about}, which is already in the books as {name}.",
        remedy="Nothing is to be delivered or paid for it unless Amazon says otherwise. Once {name} is cancelled"
        " in the ERP by hand, run: sellerbridge retry --all.",
        choices=(CANCEL, KEEP, IGNORE),
    ),
    Kind(
        name="changed-after-fulfilment",
        sentence="Amazon changed order {about} after {hanging} was made of a shipment: {name} says {ours}"
        " {currency} for {ours_pieces} pieces, Amazon now {theirs} {currency} for {theirs_pieces}. {name} is left"
        " as it is; invoices that are still to come follow Amazon.",
        remedy="In ERPNext bring {name} up to date with 'Update Items', or close it if nothing more will ship;"
        " what an invoice already has too much, credit by hand.",
        choices=(KEEP, IGNORE),
    ),
    Kind(
        name="cancel-requested",
        sentence="The buyer asked to cancel order {about}, which is not shipped yet (status {status}).",
        remedy="Decide in Seller Central: cancel the order there, or ship it. This closes by itself when either"
        " is done.",
        choices=(IGNORE,),
    ),
    Kind(
        name="refund-unplaced",
        sentence="A refund of {amount} {currency} on order {about} ({refund}) does not fit its invoices: {why}. No"
        " credit note is made of it; the other documents of the order go on.",
        remedy="Compare the refund in Seller Central and make the credit note by hand in the ERP if it is right."
        " If the invoice was only missing so far, the next sync takes it up by itself. To look once more, run:"
        " sellerbridge retry --all.",
        choices=(KEEP, IGNORE),
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _LIST}
