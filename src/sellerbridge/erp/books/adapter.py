"""The embedded books as an ERP: documents are checked, decided about and written, a batch in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from types import MappingProxyType

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.clock import Clock
from sellerbridge.database import Database
from sellerbridge.erp.books import bins, candidates, fetched, ledger, links, preflight, rows, tables
from sellerbridge.erp.books.bodies import Bodies
from sellerbridge.erp.books.candidates import Candidate
from sellerbridge.erp.books.decisions import (
    Amend,
    Cancel,
    Change,
    Create,
    Known,
    Nothing,
    Rewrite,
    cancels,
    decide,
    submits,
)
from sellerbridge.erp.books.surroundings import Surroundings
from sellerbridge.erp.port import Finding, Held, Names
from sellerbridge.errors import Refused
from sellerbridge.outgoing import Delivery, Outcome, Receipt
from sellerbridge.settings import Settings
from sellerbridge.vault import Vault

_PAGE = 500


class Books:
    """The ERP of a user who has none: ERPNext's vocabulary and checks, in the same database."""

    def __init__(self, database: Database, vault: Vault, settings: Settings, clock: Clock) -> None:
        self.database = database
        self.settings = settings
        self.clock = clock
        self.bodies = Bodies(vault)

    def deliver(self, batch: Sequence[Delivery], *, names: Names = MappingProxyType({})) -> list[Receipt]:  # noqa: ARG002
        """Bring documents into the books, all in one transaction; a refused one never stops the others.

        Everything has the name asked for here, so `names` is empty.

        Raises Unreachable when the database does not answer; then nothing of the batch was written.
        """
        with self.database.transaction() as transaction:
            return [
                receipt for part in _without_repeats(batch) for receipt in Intake(self, transaction).take(part)
            ]

    def documents(self, *, doctype: str | None = None, key: str | None = None) -> Iterator[Held]:
        """What the books hold, in the order of its making, personal data opened; read page by page.

        They show their customer's name as it is now, and invoices what is open, fetched as ERPNext does.
        """
        after = 0
        while page := self._page(after, doctype=doctype, key=key):
            after = page[-1][0]
            yield from (held for _, held in page)

    def check(self) -> list[Finding]:
        """Whether everything that the settings name exists, or will be made by the first sync."""
        with self.database.reading() as transaction:
            return preflight.findings(transaction, self.settings)

    def terms(self) -> None:
        """Settings and `rates` tell currency and rates here."""

    def names(self, doctype: str, wanted: Iterable[str]) -> dict[str, str]:
        """Whatever is named: what is missing here is made by the next sync. Of Customers, those that are here."""
        if doctype != "Customer":
            return {name: name for name in wanted}
        places = {name: links.place(doctype, name) for name in wanted}
        with self.database.reading() as transaction:
            here = links.existing(transaction, places.values())
        return {name: here[place] for name, place in places.items() if place in here}

    def choices(self, doctype: str) -> list[str]:
        """Every name of that doctype."""
        return [held.name for held in self.documents(doctype=doctype)]

    def acts_by_itself(self) -> bool:
        """Yes: nobody else works in these books."""
        return True

    def writing(self) -> rows.Writing:
        """What gathers changes, to be written at once."""
        return rows.Writing(self.bodies, now=self.clock.now(), keep_days=self.settings.keep_personal_days)

    def empty(self) -> None:
        """Throw away every document and what was booked."""
        with self.database.transaction() as transaction:
            for table in (tables.ledger, tables.references, tables.people, tables.documents):
                transaction.execute(sa.delete(table))

    def erase(self, now: datetime) -> int:
        """Delete the personal data whose time is over; the documents stay without it. Answers how many."""
        with self.database.transaction() as transaction:
            return transaction.execute(sa.delete(tables.people).where(tables.people.c.erase_after <= now)).rowcount

    def _page(self, after: int, *, doctype: str | None, key: str | None) -> list[tuple[int, Held]]:
        with self.database.reading() as transaction:
            found = rows.page(transaction, self.bodies, after=after, doctype=doctype, key=key, limit=_PAGE)
            shown = [held for _, held in found]
            fetched.fetch(transaction, self.bodies, shown, company_currency=self.settings.company_currency)
            return found


class Intake:
    """A part of a batch on its way in; no key occurs twice in it."""

    def __init__(self, books: Books, transaction: Transaction) -> None:
        self._books = books
        self._transaction = transaction
        self._writing = books.writing()
        self._postings = ledger.Postings(company_currency=books.settings.company_currency)

    def take(self, batch: Sequence[Delivery]) -> list[Receipt]:
        """Decide about each delivery in turn, then write all of it."""
        read = [candidates.candidate(delivery, self._books.settings) for delivery in batch]
        known = rows.known(self._transaction, self._books.bodies, _keys(batch))
        names = links.existing(self._transaction, _places(read, known))
        around = Surroundings(
            self._transaction,
            self._books.bodies,
            read,
            known.values(),
            company_currency=self._books.settings.company_currency,
        )
        receipts = [
            self._receipt(one, known.get((one.delivery.outgoing.kind, one.delivery.outgoing.key)), names, around)
            for one in read
        ]
        for change in bins.moved(self._transaction, self._books.bodies, self._postings.moves):
            self._writing.add(change)
        self._writing.run(self._transaction)
        self._postings.run(self._transaction)
        return receipts

    def _receipt(
        self, candidate: Candidate, known: Known | None, names: dict[links.Place, str], around: Surroundings
    ) -> Receipt:
        row = candidate.delivery.row
        try:
            change = self._change(candidate, known, names, around)
        except Refused as refusal:
            return Receipt(
                row=row,
                outcome=Outcome.REFUSED,
                name=known.name if known else "",
                kind=refusal.kind,
                message=refusal.sentence,
            )
        self._writing.add(change)
        return Receipt(row=row, outcome=_outcome(change), name=_name(change))

    def _change(
        self, candidate: Candidate, known: Known | None, names: dict[links.Place, str], around: Surroundings
    ) -> Change:
        """The change to make; a new document's name and postings count from here on. Raises Refused."""
        wanted = candidate.checked()
        links.check(candidate.links, names, personal=wanted.personal)
        if candidate.references:
            wanted = msgspec.structs.replace(wanted, doc=around.named(wanted.kind, wanted.doc))
        change = decide(wanted, known)
        old, new = cancels(change), submits(change)
        if old is not None:
            around.check_free(old)
        if new is not None and new.kind in ledger.POSTING:
            around.check(new, candidate.references, instead_of=old)
        if isinstance(change, Create | Amend):
            links.claim(change.wanted.kind, change.wanted.name, names)
        if old is not None:
            around.gone(old)
            self._postings.undo(old.kind, old.name, old.doc)
        if new is not None and new.kind in ledger.POSTING:
            around.came(new)
            self._postings.post(new.kind, new.name, new.doc)
        return change


def _without_repeats(batch: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """The batch in parts in which each document occurs once: the second wish for one sees what the first did."""
    part: dict[tuple[str, str], Delivery] = {}
    for delivery in batch:
        place = (delivery.outgoing.kind, delivery.outgoing.key)
        if place in part:
            yield list(part.values())
            part = {}
        part[place] = delivery
    yield list(part.values())


def _keys(batch: Sequence[Delivery]) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {}
    for delivery in batch:
        keys.setdefault(delivery.outgoing.kind, set()).add(delivery.outgoing.key)
    return keys


def _places(read: Sequence[Candidate], known: dict[tuple[str, str], Known]) -> Iterator[links.Place]:
    """Every name that matters: those linked to, and those that new documents and amendments would take."""
    for one in read:
        yield from (links.place(link.doctype, link.name) for link in one.links)
        outgoing = one.delivery.outgoing
        held = known.get((outgoing.kind, outgoing.key))
        yield links.place(outgoing.kind, outgoing.name if held is None else held.amended_name)


def _outcome(change: Change) -> Outcome:
    match change:
        case Nothing():
            return Outcome.UNCHANGED
        case Create():
            return Outcome.CREATED
        case Cancel():
            return Outcome.CANCELLED
        case Rewrite() | Amend():
            return Outcome.UPDATED


def _name(change: Change) -> str:
    match change:
        case Nothing(name):
            return name
        case Cancel(known) | Rewrite(known=known):
            return known.name
        case Create(wanted) | Amend(wanted=wanted):
            return wanted.name
