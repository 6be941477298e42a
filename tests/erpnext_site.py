"""A practice ERPNext as a test describes it, and our adapter signed in there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from sellerbridge.clock import Clock
from sellerbridge.erp.erpnext.adapter import ERPNext
from sellerbridge.erp.erpnext.client import Login
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings
from sellerbridge.simulator.erpnext.founding import CONNECTOR, founded
from sellerbridge.simulator.erpnext.permissions import ADMINISTRATOR
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.server import PracticeERPNext

_USERS = {user.name: user for user in founded(rules=RULES).users}
KEY, SECRET = _USERS[CONNECTOR].api_key, _USERS[CONNECTOR].api_secret
ADMINISTRATOR_KEY, ADMINISTRATOR_SECRET = _USERS[ADMINISTRATOR].api_key, _USERS[ADMINISTRATOR].api_secret


@contextlib.contextmanager
def serving(**site: Any) -> Iterator[str]:
    """The address of a site as `founded` makes it."""
    with PracticeERPNext(founded(rules=RULES, **site)) as practice:
        yield practice.url


def opened(
    url: str,
    *,
    clock: Clock,
    settings: Settings | None = None,
    masters: Sequence[Outgoing] = (),
    key: str = KEY,
    secret: str = SECRET,
) -> ERPNext:
    """Our adapter, signed in there."""
    login = Login(url=url, api_key=key, api_secret=secret)
    return ERPNext(login, settings=settings or Settings(company="Acme"), masters=masters, clock=clock)
