"""What we know, since when: the store's parts under one roof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from sellerbridge.clock import Clock
from sellerbridge.database import Database
from sellerbridge.problems import Problem
from sellerbridge.store import given_up, problems, waiting
from sellerbridge.store.accounts import Accounts
from sellerbridge.store.booked import StoredBooked
from sellerbridge.store.buckets import StoredBuckets
from sellerbridge.store.connections import Connection, Connections
from sellerbridge.store.cursors import Cursors
from sellerbridge.store.decisions import Decisions
from sellerbridge.store.erp import StoredERP
from sellerbridge.store.events import Events
from sellerbridge.store.holds import Holds
from sellerbridge.store.mappings import StoredMappings
from sellerbridge.store.order_days import OrderDays
from sellerbridge.store.order_list import OrderList
from sellerbridge.store.orders import OrderMirror
from sellerbridge.store.outbox import Outbox
from sellerbridge.store.payouts import Payouts
from sellerbridge.store.people import People
from sellerbridge.store.problems import StoredProblems
from sellerbridge.store.product_list import ProductList
from sellerbridge.store.products import ProductMirror
from sellerbridge.store.returns import ReturnMirror
from sellerbridge.store.runs import Runs
from sellerbridge.store.schedule import Schedule
from sellerbridge.store.settings import StoredSettings
from sellerbridge.store.settlement_lines import SettlementLines
from sellerbridge.store.settlements import SettlementMirror
from sellerbridge.store.standing import Standings
from sellerbridge.store.transactions import TransactionMirror
from sellerbridge.store.translations import Translations
from sellerbridge.store.unpaid import UnpaidOrders
from sellerbridge.vault import Vault


class Store:
    """Everything kept between runs, but for the embedded books."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.connections = Connections(database, vault, clock)
        self.settings = StoredSettings(database)
        self.erp = StoredERP(database, vault)
        self.mappings = StoredMappings(database)
        self.cursors = Cursors(database)
        self.people = People(vault)
        self.orders = OrderMirror(database, vault, self.people, clock)
        self.order_list = OrderList(database, self.people)
        self.order_days = OrderDays(database)
        self.products = ProductMirror(database, clock)
        self.product_list = ProductList(database, self.products, self.connections)
        self.returns = ReturnMirror(database, clock)
        self.transactions = TransactionMirror(database, clock)
        self.settlements = SettlementMirror(database, clock)
        self.settlement_lines = SettlementLines(database)
        self.payouts = Payouts(database)
        self.booked = StoredBooked(database)
        self.unpaid = UnpaidOrders(database)
        self.standing = Standings(database)
        self.outbox = Outbox(database, self.people, clock)
        self.translations = Translations(database, self.outbox, clock)
        self.problems = StoredProblems(database)
        self.decisions = Decisions(database, self.outbox, clock)
        self.holds = Holds(database, clock)
        self.events = Events(database)
        self.runs = Runs(database)
        self.accounts = Accounts(database, clock)
        self.schedule = Schedule(database, clock)

    def buckets(self, connection: Connection) -> StoredBuckets:
        """The throttle's state for one connection."""
        return StoredBuckets(self._database, connection.id)

    def work_waits(self, connection: Connection) -> bool:
        """Whether there is anything of this connection to translate or to tell."""
        return bool(
            self.outbox.due_count(connection.id)
            or self.orders.waiting_count(connection.id)
            or self.products.waiting_count(connection.id)
            or (self._settles() and self.settlements.waiting_count(connection.id))
        )

    def _settles(self) -> bool:
        """Whether settlements become entries; otherwise they are kept, and none of them waits for anything."""
        return self.settings.read().taxes_and_charges == "settlement"

    def retry(self, ids: Sequence[int] | None) -> int:
        """Let what these problems are about (None: all of them) wait once more; answers how many problems."""
        wanted = None if ids is None else set(ids)
        chosen = [p for p in self.problems.open() if wanted is None or p.id in wanted]
        with self._database.transaction() as transaction:
            waiting.look_again_at(transaction, [(p.connection_id, p.problem.about) for p in chosen])
        return len(chosen)

    def mark_buyers(self) -> None:
        """After an upgrade: let buyers be found by their orders of before."""
        with self._database.transaction() as transaction:
            self.people.mark_buyers(transaction)

    def erase(self, now: datetime) -> int:
        """Forget the people whose time has come, and runs of long ago; answers how many rows of people.

        An order whose Customer was not told yet is translated once more, without the person.
        """
        self.runs.prune(now)
        with self._database.transaction() as transaction:
            waiting.translate_again(transaction, given_up.give_up_erased(transaction, now))
            return self.people.erase(transaction, now)

    def report(self, connection: Connection, problem: Problem, *, flow: str = "") -> None:
        """Open a problem of the connection itself, met by that flow."""
        problem = msgspec.structs.replace(problem, facts={**problem.facts, "flow": flow})
        with self._database.transaction() as transaction:
            problems.open_all(transaction, connection.id, [problem], now=self._clock.now())

    def erp_takes(self, connection: Connection, *, all_of_it: bool) -> None:
        """The ERP lets us in, and takes everything if it passed its check: close what said otherwise."""
        with self._database.transaction() as transaction:
            problems.close_of_erp(transaction, connection.id, all_of_it=all_of_it, now=self._clock.now())

    def works_again(self, connection: Connection, *, flow: str = "") -> None:
        """Close the problems of the connection itself: those that this flow's work disproves, or all."""
        with self._database.transaction() as transaction:
            problems.close_of_connection(transaction, connection.id, flow=flow, now=self._clock.now())
