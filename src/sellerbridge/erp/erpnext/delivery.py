"""A batch of documents brought into a site: each kind in its own way, each document once."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from sellerbridge.erp.erpnext import booking, told, updating
from sellerbridge.erp.erpnext.adopting import Items
from sellerbridge.erp.erpnext.client import Client
from sellerbridge.erp.erpnext.creating import PIECE, Piece
from sellerbridge.erp.erpnext.customers import NAMED_AFTER_PEOPLE, Customers
from sellerbridge.erp.erpnext.flight import Flight
from sellerbridge.erp.erpnext.found import Step
from sellerbridge.erp.erpnext.keys import LookUp, There
from sellerbridge.erp.erpnext.masters import MASTERS, TREES, Masters
from sellerbridge.erp.erpnext.references import References
from sellerbridge.erp.erpnext.refusals import SiteRefused
from sellerbridge.erp.erpnext.settling import Decide, Desk
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.erp.erpnext.wanted import BOOKED, ROWS_OF, Wanted, wanted
from sellerbridge.erp.port import Names
from sellerbridge.outgoing import Delivery, Outgoing, Receipt

_SMALLEST = PIECE // 2
"""Smaller pieces would only cost more requests."""
_ONE_BY_ONE = {*BOOKED, *TREES}
"""A site takes orders no faster many in a request; each node that a tree gets locks the whole tree."""


class Intake:
    """Brings batches into one site."""

    def __init__(self, client: Client, site: Site, *, max_retries: int) -> None:
        self._site = site
        self._client = client
        self._max_retries = max_retries
        self._masters = Masters(client, site)
        self._customers = Customers(client, site)
        self._references = References(client, site)
        self._items = Items(client, site)
        self._look_up = LookUp(client, site, self._masters)

    def take(self, batch: Sequence[Delivery], *, names: Names) -> Iterator[Receipt]:
        """A receipt for each, as they come. Raises Unreachable after those that are known.

        Groups go before what lies in them: those may name them by names that they get only now.
        """
        known = dict(names)
        for part in _parts(batch):
            asked = {delivery.row: delivery.outgoing for delivery in part}
            known |= self._customers.names(part)
            for receipt in self._taken(part, known):
                outgoing = asked[receipt.row]
                self._customers.learn(outgoing, receipt.name)
                if receipt.name and receipt.name != outgoing.name:
                    known[outgoing.kind, outgoing.name] = receipt.name
                yield _nameless(receipt, outgoing)

    def _taken(self, part: Sequence[Delivery], names: Names) -> Iterator[Receipt]:
        """Documents of one kind. What the site says no to for all of them, it says to each."""
        waiting = {delivery.row: delivery for delivery in part}
        try:
            names = {**names, **self._references.names(part, names)}
            for receipt in self._brought([wanted(one, site=self._site, names=names) for one in part]):
                waiting.pop(receipt.row)
                yield receipt
        except SiteRefused as no:
            for delivery in waiting.values():
                yield told.refusal(Wanted(delivery=delivery, docstatus=0, body={}), no)

    def _brought(self, documents: Sequence[Wanted]) -> Iterator[Receipt]:
        kind, desk = documents[0].kind, self._desk()
        self._look_up.check_key(kind)
        documents = self._references.with_rows(documents)
        there, decide = self._there(documents), self._decide(kind)
        new = [] if kind in _ONE_BY_ONE else [one for one in documents if there[one.row].live is None]
        yield from desk.flight.run(_pieces(new, desk=desk, decide=decide), kind=f"{kind}, many")
        together = {one.row for one in new}
        others = [one for one in documents if one.row not in together]
        singles = _singles(others, there, desk=desk, decide=decide)
        for jobs in ([job] for job in singles) if kind in TREES else [singles]:
            yield from desk.flight.run(jobs, kind=kind)

    def _desk(self) -> Desk:
        flight = Flight(width=self._client.width, clock=self._client.clock, max_retries=self._max_retries)
        return Desk(self._client, look_up=self._look_up, flight=flight)

    def _there(self, documents: Sequence[Wanted]) -> dict[int, There]:
        """What is there by key; of Items also what others made."""
        there = self._look_up.there(documents)
        unseen = [one for one in documents if there[one.row].live is None]
        if unseen and unseen[0].kind == "Item":
            there |= {row: There(live=item) for row, item in self._items.of(unseen).items()}
        return there

    def _decide(self, kind: str) -> Decide:
        """How the next step is found for a kind."""
        if kind in MASTERS:
            return self._master
        if kind in BOOKED:
            return functools.partial(booking.next_step, rules=self._rules(kind))
        return functools.partial(updating.next_step, user=self._site.user)

    def _master(self, wanted: Wanted, there: There, *, tried: bool) -> Step:  # noqa: ARG002 - as the others
        return self._masters.step(wanted, there.live)

    def _rules(self, kind: str) -> booking.Rules:
        return booking.rules(
            self._site.meta(kind),
            self._site.meta(ROWS_OF[kind]),
            user=self._site.user,
            key_field=self._look_up.key_field(kind),
        )


def _nameless(receipt: Receipt, outgoing: Outgoing) -> Receipt:
    """A site names some documents after the person: the name that we asked for stands for it."""
    if receipt.name and outgoing.kind in NAMED_AFTER_PEOPLE:
        return msgspec.structs.replace(receipt, name=outgoing.name)
    return receipt


def _parts(batch: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """By kind as they come, groups first."""
    parts: dict[tuple[str, bool], list[Delivery]] = {}
    for delivery in batch:
        outgoing = delivery.outgoing
        parts.setdefault((outgoing.kind, not outgoing.body.get("is_group")), []).append(delivery)
    yield from (part for _, part in sorted(parts.items()))


def _pieces(new: Sequence[Wanted], *, desk: Desk, decide: Decide) -> Iterator[Callable[[], Sequence[Receipt]]]:
    """Of equal size, and as many as let the last ones in flight end together."""
    width, count = desk.flight.width, len(new)
    pieces = min(math.ceil(count / (PIECE * width)) * width, math.ceil(count / _SMALLEST))
    size = math.ceil(count / max(pieces, 1))
    for start in range(0, count, size or 1):
        yield Piece(desk, decide, new[start : start + size]).receipts


def _singles(
    documents: Sequence[Wanted], there: Mapping[int, There], *, desk: Desk, decide: Decide
) -> Iterator[Callable[[], Sequence[Receipt]]]:
    for one in documents:
        yield functools.partial(desk.settled, one, there[one.row], decide)
