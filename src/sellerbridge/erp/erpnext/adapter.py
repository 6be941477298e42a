"""ERPNext and Dokos over REST, as an ERP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import Self

from sellerbridge.clock import Clock
from sellerbridge.erp.erpnext import choices, preflight, reading, terms
from sellerbridge.erp.erpnext.client import Client, Login
from sellerbridge.erp.erpnext.delivery import Intake
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.erp.erpnext.survey import Survey
from sellerbridge.erp.port import Finding, Held, Names, Terms
from sellerbridge.outgoing import Delivery, Outgoing, Receipt
from sellerbridge.settings import Settings

_FOR_A_PERSON = {"max_retries": 0, "timeout": 20}


class ERPNext:
    """A site that receives the documents. A context manager: it holds connections."""

    def __init__(
        self,
        login: Login,
        *,
        settings: Settings,
        masters: Sequence[Outgoing] = (),
        clock: Clock,
        at_once: bool = False,
    ) -> None:
        """`masters` is what documents will refer to, all connections together: the check looks for each.

        `at_once`: a person waits for the answers, and can ask again: nothing is tried twice, nor waited for long.
        """
        self.masters = tuple(masters)
        patience = _FOR_A_PERSON if at_once else {"max_retries": settings.max_retries}
        self.client = Client(login, clock=clock, **patience)
        self.site = Site(self.client, settings)
        self.settings = settings
        self._intake = Intake(self.client, self.site, max_retries=settings.max_retries)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def deliver(self, batch: Sequence[Delivery], *, names: Names) -> Iterator[Receipt]:
        """As the port says (delivery.py)."""
        return self._intake.take(batch, names=names)

    def documents(self, *, doctype: str | None = None, key: str | None = None) -> Iterator[Held]:
        """As the port says (reading.py)."""
        yield from reading.documents(self.site, doctype=doctype, key=key)

    def check(self) -> list[Finding]:
        """As the port says (preflight.py)."""
        today = self.client.clock.now().astimezone(UTC).date()
        return preflight.findings(Survey(self.site, masters=self.masters, today=today))

    def terms(self) -> Terms:
        """The company's currency and the site's Currency Exchange records."""
        return terms.terms(self.site)

    def names(self, doctype: str, wanted: Iterable[str]) -> dict[str, str]:
        """As the port says (choices.py)."""
        return choices.names(self.site, doctype, wanted)

    def choices(self, doctype: str) -> list[str]:
        """As the port says (choices.py)."""
        return choices.choices(self.site, doctype)

    def acts_by_itself(self) -> bool:
        """No: others work there too, so the user decides (setting cancellations)."""
        return False
