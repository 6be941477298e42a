"""Fixtures of the practice ERPNext's rules."""

from __future__ import annotations

import pytest
from tests.simulator.erpnext.rules.shop import Shop


@pytest.fixture
def shop() -> Shop:
    """A fresh site with a buyer and three items."""
    return Shop()
