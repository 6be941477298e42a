"""The practice ERPNext's document types have the fields of a real site's, in their order and with their settings."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.conformance.exchanges import META, cut

from sellerbridge.simulator.erpnext.describing import described
from sellerbridge.simulator.erpnext.meta import standard_metas


def recorded() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(META.read_text()) if META.is_file() else {}
    return told


@pytest.mark.skipif(
    not META.is_file(), reason="the fields of a real site (../shared/erpnext-meta.json) are not here"
)
@pytest.mark.parametrize("doctype", recorded())
def test_a_type_is_told_as_the_real_site_tells_it(doctype: str) -> None:
    assert cut(described(standard_metas()[doctype])) == recorded()[doctype]
