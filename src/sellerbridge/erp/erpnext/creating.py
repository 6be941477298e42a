"""Documents made many in one request. One that the site refuses is found by halving; the others are made.

What a slow site does not get done in the time that its web server allows is never answered: then fewer are sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from sellerbridge.erp.erpnext import told
from sellerbridge.erp.erpnext.client import method
from sellerbridge.erp.erpnext.refusals import KEY_TAKEN, NAME_TAKEN, SiteRefused
from sellerbridge.erp.erpnext.settling import Decide, Desk
from sellerbridge.erp.erpnext.wanted import Wanted
from sellerbridge.errors import InDoubt, Unreachable
from sellerbridge.outgoing import Outcome, Receipt

PIECE = 100
"""Documents in one request: the site's own limit is 200, and one that is refused takes all of them back."""

_TAKEN = NAME_TAKEN | KEY_TAKEN | {"ItemPriceDuplicateItem"}
_NUMBERED = frozenset({"Customer", "Address", "Contact"})
"""Named after a person, and numbered ("Erika Beispiel - 2"): of two with the same number one is refused."""


class Piece:
    """So many documents of one kind, made together. `decide` is for those that turn out to be there."""

    def __init__(self, desk: Desk, decide: Decide, wanted: Sequence[Wanted]) -> None:
        self._desk = desk
        self._decide = decide
        self._wanted = list(wanted)
        self._told: list[Receipt] = []
        self._unanswered: dict[int, Wanted] = {}
        self._most = len(self._wanted)
        self._given_up = False

    def receipts(self) -> list[Receipt]:
        """A receipt for each; when the site is gone on the way, for those that are known or in doubt."""
        try:
            self._make(self._wanted)
        except Unreachable as gone:
            settled = {receipt.row for receipt in self._told}
            unanswered = [one for row, one in self._unanswered.items() if row not in settled]
            self._told += self._desk.flight.lost(unanswered, gone)
        return self._told

    def _make(self, wanted: list[Wanted], attempt: int = 0) -> None:
        """All of them or none: it is one transaction there."""
        if self._given_up:
            self._told += self._desk.flight.in_doubt(wanted)
            return
        try:
            names = self._sent(wanted)
        except InDoubt:
            self._look(wanted, attempt)
        except SiteRefused as no:
            self._part(wanted, no, attempt)
        else:
            self._created(dict(zip((one.row for one in wanted), names, strict=True)))

    def _sent(self, wanted: Sequence[Wanted]) -> list[str]:
        docs = [{"doctype": one.kind, **one.new} for one in wanted]
        return list(self._desk.client.write("POST", method("frappe.client.insert_many"), {"docs": docs}))

    def _created(self, names: dict[int, str]) -> None:
        for row, name in names.items():
            self._told.append(Receipt(row=row, outcome=Outcome.CREATED, name=name))

    def _look(self, wanted: list[Wanted], attempt: int) -> None:
        """The answer was lost: what is there is settled, the rest is sent again, half as many at a time."""
        self._unanswered |= {one.row: one for one in wanted}
        there = self._desk.flight.looked(
            lambda: self._desk.look_up.there(wanted),
            seen=lambda found: any(one.live for one in found.values()),
            attempt=attempt,
        )
        self._created({row: one.live.name for row, one in there.items() if one.live})
        missing = [one for one in wanted if not there[one.row].live]
        self._given_up = bool(missing) and attempt >= self._desk.flight.max_retries
        self._most = max(1, len(wanted) // 2)
        while missing:
            part, missing = missing[: self._most], missing[self._most :]
            self._make(part, attempt + 1)

    def _part(self, wanted: list[Wanted], no: SiteRefused, attempt: int) -> None:
        """Nothing was made. Each half may still be: a user may be kept from one customer or price list alone."""
        if len(wanted) == 1:
            self._told += self._alone(wanted[0], no, attempt)
        else:
            half = len(wanted) // 2
            self._make(wanted[:half], attempt)
            self._make(wanted[half:], attempt)

    def _alone(self, wanted: Wanted, no: SiteRefused, attempt: int) -> list[Receipt]:
        """One by itself: its place is taken, by itself or by another, or it is refused for good."""
        if no.exc_type not in _TAKEN:
            return [told.refusal(wanted, no)]
        if wanted.kind in _NUMBERED and no.exc_type in NAME_TAKEN and attempt < self._desk.flight.max_retries:
            self._make([wanted], attempt + 1)
            return []
        there = self._desk.look_up.there([wanted])[wanted.row]
        if there.live is not None:
            return self._desk.settled(wanted, there, self._decide)
        return [told.refusal(wanted, told.taken(wanted, no))]
