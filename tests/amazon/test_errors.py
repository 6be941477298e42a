from __future__ import annotations

import pytest

from sellerbridge.amazon import errors
from sellerbridge.errors import Refused, Unreachable
from sellerbridge.problems import KINDS, Problem


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (errors.AuthorisationLost, "authorisation-lost"),
        (errors.WrongSecret, "wrong-secret"),
        (errors.MissingRole, "missing-role"),
        (errors.BadRequest, "bad-request"),
    ],
)
def test_a_refusal_fills_the_sentence_of_its_problem(kind: type[errors.BadRequest], name: str) -> None:
    error = kind("getOrder", reason="no such role", request_id="req-7", status=403)
    assert isinstance(error, Refused)
    assert (error.operation, error.request_id, error.status) == ("getOrder", "req-7", 403)
    problem = Problem(kind=error.kind, about="shop", facts=error.facts)
    assert error.kind in KINDS
    assert error.kind == name
    assert "?" not in problem.message + problem.remedy
    assert "req-7" in str(error)


def test_a_failed_report_fills_the_sentence_of_its_problem() -> None:
    error = errors.ReportFailed("GET_X", reason="too wide", report_id="r1")
    problem = Problem(kind=error.kind, about="DE", facts=error.facts)
    assert problem.message == "Amazon could not make the report GET_X for DE: too wide."


def test_an_outage_is_not_a_refusal() -> None:
    outage = errors.Outage("getOrder", reason="HTTP 503", request_id="req-7", status=503)
    assert isinstance(outage, Unreachable)
    assert not isinstance(outage, Refused)
    assert "run it again" in str(outage)


@pytest.mark.parametrize(
    "leak",
    ["Atza|abc", "Atzr|abc", "https://host/path?token=1", "buyer@example.com", "amzn1.oa2-cs.v1.abc", "x" * 60],
)
def test_what_may_be_secret_does_not_get_into_a_text(leak: str) -> None:
    error = errors.BadRequest("getOrder", reason=f"before {leak} after")
    assert leak not in str(error)
    assert leak not in str(error.facts)
    assert "before … after" in str(error)
