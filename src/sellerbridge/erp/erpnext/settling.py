"""One document on its way into a site: decide, do; after a lost answer look, and decide anew."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Protocol

from sellerbridge.erp.erpnext import record, told
from sellerbridge.erp.erpnext.client import Client, method, resource
from sellerbridge.erp.erpnext.desk_words import named
from sellerbridge.erp.erpnext.flight import Flight
from sellerbridge.erp.erpnext.found import Cancel, Create, Found, Put, Read, Retire, Settled, Step
from sellerbridge.erp.erpnext.keys import LookUp, There
from sellerbridge.erp.erpnext.refusals import CHANGED_MEANWHILE, KEY_TAKEN, LINKED, NAME_TAKEN, SiteRefused
from sellerbridge.erp.erpnext.switched import JOURNAL_ENTRY
from sellerbridge.erp.erpnext.told import Declined
from sellerbridge.erp.erpnext.wanted import CANCELLED, Wanted
from sellerbridge.errors import InDoubt, Unreachable
from sellerbridge.outgoing import Outcome, Receipt
from sellerbridge.sentences import Sentence

_LOOK_AGAIN = CHANGED_MEANWHILE | NAME_TAKEN | KEY_TAKEN
_MAY_BE_THERE = _LOOK_AGAIN | {"ValidationError"}
"""Of what is made: ERPNext looks for another order of the same customer's order number (po_no) before the key."""


class Decide(Protocol):
    """The next step from what is there. `tried` says that we sent this very document already."""

    def __call__(self, wanted: Wanted, there: There, *, tried: bool) -> Step: ...


class Desk:
    """What settling a document takes: the way to the site, and the flight that it is part of."""

    def __init__(self, client: Client, *, look_up: LookUp, flight: Flight) -> None:
        self.client = client
        self.look_up = look_up
        self.flight = flight
        self.cancelling = threading.Lock()
        """Cancellations go one by one: two at once easily deadlock in the site."""

    def settled(self, wanted: Wanted, there: There, decide: Decide) -> list[Receipt]:
        """The receipt, after as many attempts as the user allows. Raises Unreachable while nothing is in doubt."""
        return _Settling(self, wanted, there, decide).receipts()


class _Settling:
    """One document, from the first look until its receipt."""

    def __init__(self, desk: Desk, wanted: Wanted, there: There, decide: Decide) -> None:
        self._desk = desk
        self._wanted = wanted
        self._there = there
        self._decide = decide
        self._outcome = Outcome.UNCHANGED
        self._tried = False
        self._in_doubt = False
        self._creating = False

    def receipts(self) -> list[Receipt]:
        try:
            return [self._receipt()]
        except (SiteRefused, Declined) as no:
            held = self._there.live or self._there.retired
            return [told.refusal(self._wanted, no, name=held.name if held else "")]
        except InDoubt:
            return self._desk.flight.in_doubt([self._wanted])
        except Unreachable as gone:
            if self._in_doubt:
                return self._desk.flight.lost([self._wanted], gone)
            raise

    def _receipt(self) -> Receipt:
        for attempt in range(self._desk.flight.max_retries):
            try:
                return self._walked()
            except InDoubt:
                self._in_doubt = True
                self._there = self._looked(attempt)
            except SiteRefused as no:
                if no.exc_type not in (_MAY_BE_THERE if self._creating else _LOOK_AGAIN):
                    raise
                self._look_again(no)
        return self._walked_or_seen()

    def _walked_or_seen(self) -> Receipt:
        """The last attempt: should its answer be lost too, only what is there then counts."""
        try:
            return self._walked()
        except InDoubt:
            self._in_doubt = True
            self._there = self._looked(self._desk.flight.max_retries)
            step = self._next_step()
            if isinstance(step, Settled):
                return told.receipt(self._wanted, self._outcome, step.name)
            raise

    def _looked(self, attempt: int) -> There:
        """After a lost answer. A document that is not there yet may still be in the making."""
        return self._desk.flight.looked(
            self._look, seen=lambda there: not self._creating or there.live is not None, attempt=attempt
        )

    def _look_again(self, no: SiteRefused) -> None:
        """Somebody was faster. Raises Refused where there is nothing new to see."""
        now = self._look()
        if now == self._there:
            if no.exc_type in _LOOK_AGAIN:
                raise told.taken(self._wanted, no) from no
            raise no
        self._there = now
        if not self._in_doubt:
            self._tried, self._outcome = False, Outcome.UNCHANGED

    def _look(self) -> There:
        return self._desk.look_up.there([self._wanted], sure=True)[self._wanted.row]

    def _walked(self) -> Receipt:
        """Step after step; each leads to another state of the document, and the last one is settled."""
        while True:
            match step := self._next_step():
                case Settled(name):
                    return told.receipt(self._wanted, self._outcome, name)
                case Put():
                    return self._put(step)
                case Read(name):
                    whole = self._desk.look_up.whole(self._wanted.kind, name)
                    self._there = There(live=whole, retired=self._there.retired)
                case Create():
                    self._there = self._created(step)
                case Retire():
                    self._there = There(retired=self._retired(step))
                case Cancel():
                    self._there = self._cancelled(step)

    def _next_step(self) -> Step:
        return self._decide(self._wanted, self._there, tried=self._tried)

    def _created(self, step: Create) -> There:
        amends = "amended_from" in step.body
        self._outcome = Outcome.UPDATED if amends else Outcome.CREATED
        self._tried = self._creating = True
        doc = self._desk.client.write("POST", resource(self._wanted.kind), step.body)
        self._there = There(live=Found(doc=doc, whole=True), retired=self._there.retired)
        self._check_kept(doc, step.body)
        return self._there

    def _put(self, step: Put) -> Receipt:
        self._outcome = Outcome.UPDATED
        self._there = There(live=self._saved(step.found, step.fields))
        return told.receipt(self._wanted, self._outcome, step.found.name)

    def _retired(self, step: Retire) -> Found:
        gone = self._saved(step.found, {self._key_field: step.value})
        self._check_kept(gone.doc, {self._key_field: step.value})
        return gone

    def _check_kept(self, doc: Mapping[str, Any], sent: Mapping[str, Any]) -> None:
        """A site silently drops what is sent of a field that the user may not write (its permission level)."""
        field = self._key_field
        if field in sent and doc.get(field) != sent[field]:
            raise told.declined(
                "erp-refused",
                Sentence(
                    "the site did not keep what was sent of the field {field} of {kind}, without which a document"
                    " is not known again. Set its permission level to 0 (Customize Form).",
                    field=field,
                    kind=named(self._wanted.kind),
                ),
            )

    def _saved(self, found: Found, fields: Mapping[str, Any]) -> Found:
        """The document with these fields changed, if nobody changed it since it was read."""
        fields = {**fields, "modified": found.modified}
        doc = record.changed(self._desk.client, self._wanted.kind, found.name, fields)
        return Found(doc=doc, whole=True)

    def _cancelled(self, step: Cancel) -> There:
        if not step.retired:
            self._outcome = Outcome.CANCELLED
        with self._desk.cancelling:
            found = self._one_cancelled(step)
        return There(retired=found) if step.retired else There(live=found)

    def _one_cancelled(self, step: Cancel) -> Found:
        kind, name = self._wanted.kind, step.found.name
        try:
            doc = self._asked_to_cancel(kind, name)
        except SiteRefused as no:
            found = self._desk.look_up.whole(kind, name)
            if found.docstatus == CANCELLED:  # an earlier request did it
                return found
            if step.retired:
                self._there = There(live=self._saved(found, {self._key_field: self._wanted.key}))
            if no.exc_type in LINKED:
                raise told.declined("linked-in-erp", no.text) from no
            raise
        found = Found(doc=doc, whole=True)
        if found.docstatus != CANCELLED:
            raise told.declined(
                "erp-refused", Sentence("the site did not cancel {name}; cancel it there.", name=name)
            )
        return found

    def _asked_to_cancel(self, kind: str, name: str) -> dict[str, Any]:
        """The document after it. ERPNext queues the method's cancellation of an entry of more than 100 rows."""
        if kind == JOURNAL_ENTRY:
            return record.changed(self._desk.client, kind, name, {"docstatus": CANCELLED})
        deed = {"doctype": kind, "name": name}
        return dict(self._desk.client.write("POST", method("frappe.client.cancel"), deed))

    @property
    def _key_field(self) -> str:
        return self._desk.look_up.key_field(self._wanted.kind) or ""
