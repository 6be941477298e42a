"""Every answer recorded from a real ERPNext site is understood, and told apart by what happens next."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sellerbridge.erp.erpnext import answers
from sellerbridge.erp.erpnext.answers import NoAnswer
from sellerbridge.erp.erpnext.refusals import SiteRefused

EXCHANGES = Path(__file__).parents[2].parent / "shared" / "erpnext-exchanges.json"

pytestmark = pytest.mark.skipif(not EXCHANGES.exists(), reason=f"{EXCHANGES} is not there: the recorded exchanges")

NOT_NOW = {"rate-limit-hit", "bin-race", "deadlock"}
NOT_THE_SITE = {"html-long-url", "html-unknown-host"}


def recorded() -> list[Any]:
    return list(json.loads(EXCHANGES.read_text())) if EXCHANGES.exists() else []


def understood(exchange: Any) -> Any:
    response = exchange["response"]
    body = response["body"]
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return answers.data(
        response["status"], content, retry_after=response.get("headers", {}).get("retry-after", "")
    )


@pytest.mark.parametrize("exchange", recorded(), ids=lambda exchange: exchange["id"])
def test_a_recorded_answer_is_understood(exchange: Any) -> None:
    status, body = exchange["response"]["status"], exchange["response"]["body"]
    if exchange["id"] in NOT_NOW | NOT_THE_SITE:
        with pytest.raises(NoAnswer) as caught:
            understood(exchange)
        assert not caught.value.lost
        assert caught.value.passing == (exchange["id"] in NOT_NOW)
    elif status >= 400:
        with pytest.raises(SiteRefused) as refused:
            understood(exchange)
        assert refused.value.exc_type == body["exc_type"]
        assert refused.value.text
        assert not re.search(r"</?(strong|a|br|p|li|ul|details|summary)\b", refused.value.text)
    else:
        expected = next((body[name] for name in ("data", "message", "docs") if name in body), None)
        assert understood(exchange) == json.loads(json.dumps(expected), parse_float=Decimal)
