"""The document store, over real sockets: no token, five minutes, XML refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from sellerbridge.simulator.server import PracticeAmazon

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_a_presigned_document_needs_no_token_and_dies_after_five_minutes(amazon: PracticeAmazon) -> None:
    expires = int((NOW + timedelta(minutes=5)).timestamp())
    url = f"{amazon.url}/documents/a%20b?expires={expires}"
    answer = httpx2.get(url)
    assert answer.text == "sku\tprice\nä\t1\n"
    assert answer.headers["content-type"] == "text/plain; charset=ISO-8859-1"
    assert answer.headers["x-amz-meta"] == "1"
    amazon.clock.advance(timedelta(minutes=5))
    late = httpx2.get(url)
    assert (late.status_code, late.headers["content-type"]) == (403, "application/xml")
    assert "expired" in late.text


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 403), ("?expires=soon", 403), ("?expires=99999999999999999999", 403), ("?expires=4102444800", 403)],
)
def test_a_document_without_a_believable_signature_is_refused(
    amazon: PracticeAmazon, query: str, status: int
) -> None:
    assert httpx2.get(f"{amazon.url}/documents/a%20b{query}").status_code == status


def test_an_unknown_document_is_the_stores_404(amazon: PracticeAmazon) -> None:
    expires = int((NOW + timedelta(minutes=1)).timestamp())
    answer = httpx2.get(f"{amazon.url}/documents/other?expires={expires}")
    assert (answer.status_code, "<Code>NoSuchKey</Code>" in answer.text) == (404, True)
