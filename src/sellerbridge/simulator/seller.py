"""The seller's world: what happens by itself, and what the seller asked Amazon for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sellerbridge.simulator.call import Refusal
from sellerbridge.simulator.history import History
from sellerbridge.simulator.marketplaces import DE, FR, MARKETPLACES, PL, UK, Marketplace
from sellerbridge.simulator.report_desk import ReportDesk
from sellerbridge.simulator.settlement_reports import SettlementReports
from sellerbridge.simulator.settlements import Settlements


class World(History):
    """One seller at Amazon.

    Orders, prices, stock and money follow from the seed and `now0`, so the world moves when the caller's clock
    does. What the caller does (reports, listing changes) is remembered. Not thread-safe: one call at a time.
    """

    def __init__(
        self,
        seed: int,
        places: Sequence[Marketplace],
        *,
        listings: int,
        orders: int,
        days: int,
        now: datetime,
        mistakes: Sequence[str] = (),
        odd: bool = True,
    ) -> None:
        super().__init__(seed, places, listings=listings, orders=orders, days=days, now=now, odd=odd)
        self.settlements = Settlements(self)
        self.settlement_reports = SettlementReports(self, self.settlements, mistakes)
        self.desk = ReportDesk(self, self.settlement_reports)

    @classmethod
    def create(
        cls,
        seed: int = 1,
        *,
        listings: int = 120,
        orders: int = 2000,
        days: int = 30,
        now: datetime,
        marketplaces: Sequence[str] = (DE, FR, UK, PL),
        mistakes: Sequence[str] = (),
        odd: bool = True,
    ) -> World:
        """A seller with `orders` orders in the `days` days before `now`; more come at the same pace after it.

        Each of the `mistakes` (kinds of simulator.mistakes) is put into one settlement file, the newest first.
        Without `odd` no order is deliberately wrong, so that all books can be made to agree. Raises KeyError for
        a marketplace the practice Amazon does not know, ValueError for mistakes that cannot be made.
        """
        places = [MARKETPLACES[id_] for id_ in marketplaces]
        return cls(seed, places, listings=listings, orders=orders, days=days, now=now, mistakes=mistakes, odd=odd)

    @property
    def report_seconds(self) -> float:
        """How long a report takes, from the asking to the document."""
        return self.desk.seconds

    @report_seconds.setter
    def report_seconds(self, seconds: float) -> None:
        self.desk.seconds = seconds

    def document(self, document_id: str, now: datetime) -> tuple[bytes, str, dict[str, str]] | Refusal:
        """A finished report's bytes, Content-Type and further headers; a Refusal (404) if there is none."""
        return self.desk.document(document_id, now)
