"""The API is as its OpenAPI document says: every operation, with what fits and with what does not.

A longer run: SELLERBRIDGE_EXAMPLES=200 pytest tests/console/api/test_schemathesis.py -s
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
import schemathesis
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events

from sellerbridge.console.app import create_app
from sellerbridge.desk import accounts, connect
from sellerbridge.erp.erpnext.adapter import ERPNext
from sellerbridge.errors import Refused, Unreachable
from sellerbridge.flows import sync
from sellerbridge.installation import Installation

EXAMPLES = int(os.environ.get("SELLERBRIDGE_EXAMPLES", "6"))
SEED = 8400


@pytest.fixture
def token(shop: Installation, monkeypatch: pytest.MonkeyPatch) -> str:
    """An administrator's; whatever would leave this machine is answered here."""

    def refusing(*_: Any, **__: Any) -> NoReturn:
        raise Refused("Amazon knows no such secret.", kind="wrong-secret")

    def silent(*_: Any, **__: Any) -> NoReturn:
        raise Unreachable("The site does not answer.")

    monkeypatch.setattr(connect, "open_amazon", refusing)
    monkeypatch.setattr(ERPNext, "__init__", silent)
    monkeypatch.setattr(sync, "sync", silent)
    secret = accounts.make_token(shop.store.accounts, "tests", scope="administer")
    (mine,), end = (token.id for token in shop.store.accounts.tokens()), shop.store.accounts.end_token
    # What answers tell is asked for again: the token that asks must not be taken back by itself.
    monkeypatch.setattr(shop.store.accounts, "end_token", lambda number: number != mine and end(number))
    return secret


def checks() -> dict[str, Any]:
    """What is asked of each answer: everything that Schemathesis knows to ask."""
    return {
        # 502 is how an ERP or Amazon that does not answer is told, and the doubles above answer nothing.
        "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "502"]},
        # Values may each be right and not go together; 409 says the same of how things stand.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "403", "404", "409", "422", "502"]},
    }


def config(secret: str) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "base-url": "http://127.0.0.1",
            "headers": {"Authorization": f"Bearer {secret}"},
            "continue-on-failure": True,
            "generation": {"deterministic": True, "database": "none", "max-examples": EXAMPLES, "no-shrink": True},
            "checks": checks(),
            # To look at something, no two values have to go together: what fits the document is never 422.
            "operations": [
                {
                    "include-method": "GET",
                    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "502"]}},
                }
            ],
            "phases": {"stateful": {"enabled": True, "generation": {"max-examples": max(EXAMPLES // 3, 1)}}},
        }
    )


def finished(secret: str, app: Any) -> Iterator[events.ScenarioFinished]:
    schema = schemathesis.openapi.from_asgi(
        "/api/openapi.json", app, config=config(secret), headers={"Authorization": f"Bearer {secret}"}
    )  # fmt: skip
    for event in engine.from_schema(schema).execute():
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.NonFatalError):
            print("ERROR", event.label, repr(event.value)[:500])
        if isinstance(event, events.ScenarioFinished):
            yield event


def test_every_operation_is_as_it_says(shop: Installation, token: str) -> None:
    asked, statuses, asserted, failures = Counter[str](), Counter[int](), Counter[str](), list[str]()
    for scenario in finished(token, create_app(shop)):
        for interaction in scenario.recorder.interactions.values():
            asked[scenario.label or ""] += 1
            if interaction.response is not None:
                statuses[interaction.response.status_code] += 1
        for case, made in scenario.recorder.checks.items():
            for check in made:
                asserted[check.name] += 1
                if check.failure_info is not None:
                    request = scenario.recorder.interactions[case].request
                    response = scenario.recorder.interactions[case].response
                    failures.append(
                        f"{scenario.phase.value} {check.name}: {request.method} {request.uri} {request.body!r:.300}"
                        f" → {response.status_code if response else None}"
                        f" {response.content[:300] if response else b''!r}: {check.failure_info.failure}"
                    )
    print(
        f"\nschemathesis: {len(asked)} operations, {sum(asked.values())} requests, {dict(statuses)}, {dict(asserted)}, {len(failures)} failures"
    )
    assert not failures, "\n\n".join(failures)
