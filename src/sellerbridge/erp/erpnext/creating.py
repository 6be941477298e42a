"""Documents made many in one request. One that the site refuses is found by halving; the others are made."""

from __future__ import annotations

from collections.abc import Sequence

from sellerbridge.erp.erpnext import told
from sellerbridge.erp.erpnext.client import method
from sellerbridge.erp.erpnext.refusals import KEY_TAKEN, NAME_TAKEN, NOT_PERMITTED, SiteRefused
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

    def receipts(self) -> list[Receipt]:
        """A receipt for each; when the site is gone on the way, for those that are known or in doubt."""
        try:
            self._make(self._wanted)
        except Unreachable as gone:
            self._told += self._desk.flight.lost(self._unanswered.values(), gone)
        return self._told

    def _make(self, wanted: list[Wanted], attempt: int = 0) -> None:
        """All of them or none: it is one transaction there."""
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
            self._unanswered.pop(row, None)
            self._told.append(Receipt(row=row, outcome=Outcome.CREATED, name=name))

    def _look(self, wanted: list[Wanted], attempt: int) -> None:
        """The answer was lost: what is there is settled, the rest is sent again."""
        self._unanswered |= {one.row: one for one in wanted}
        there = self._desk.flight.looked(
            lambda: self._desk.look_up.there(wanted),
            seen=lambda found: any(one.live for one in found.values()),
            attempt=attempt,
        )
        self._created({row: one.live.name for row, one in there.items() if one.live})
        missing = [one for one in wanted if not there[one.row].live]
        if not missing:
            return
        if attempt < self._desk.flight.max_retries:
            self._make(missing, attempt + 1)
        else:
            self._told += self._desk.flight.in_doubt(missing)

    def _part(self, wanted: list[Wanted], no: SiteRefused, attempt: int) -> None:
        """Nothing was made. Each half may still be; what we may not do at all is not tried again."""
        if no.exc_type in NOT_PERMITTED:
            self._told += [told.refusal(one, no) for one in wanted]
        elif len(wanted) == 1:
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
