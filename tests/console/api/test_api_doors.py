"""Who may ask the API what, and what everybody else hears: one document, never a page and never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient
from tests.console.api.conftest import number
from tests.console.conftest import PASSWORD

from sellerbridge.console.api import SUBJECTS
from sellerbridge.console.api.operation import JSON, ROOT, Operation
from sellerbridge.console.app import create_app
from sellerbridge.console.doors.people import Role
from sellerbridge.console.words.speech import speech
from sellerbridge.desk import accounts, inbox
from sellerbridge.installation import Installation
from sellerbridge.sentences import Sentence

With = Callable[[str], TestClient]
OPERATIONS = [operation for subject in SUBJECTS for operation in subject.operations]


def _sent(client: TestClient, operation: Operation) -> tuple[int, str]:
    path = operation.path.replace("{", "").replace("}", "")
    answer = client.request(operation.method, ROOT + path, headers={"Content-Type": operation.sends}, content=b"?")
    assert answer.status_code == 200 or answer.headers["content-type"] == JSON, answer.text
    return answer.status_code, "" if answer.status_code == 200 else answer.json()["error"]


def test_without_a_token_there_is_nothing_at_all(with_: With) -> None:
    nobody = with_("")
    for operation in OPERATIONS:
        assert _sent(nobody, operation)[0] == 401, operation.name
    for path in ("/api/openapi.json", "/metrics"):
        answer = nobody.get(path)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
def test_a_token_reaches_as_far_as_its_scope(with_: With, shop: Installation, role: Role) -> None:
    client, before = with_(role.name.lower()), shop.store.accounts.deeds()
    for operation in (one for one in OPERATIONS if one.role > role):
        assert _sent(client, operation)[0] == 403, operation.name
    assert shop.store.accounts.deeds() == before


def test_whoever_is_signed_in_may_use_it_from_a_page_of_ours_alone(shop: Installation) -> None:
    accounts.add(shop.store.accounts, "Kim", role="operator", password=PASSWORD)
    client = TestClient(create_app(shop), base_url="http://127.0.0.1")
    ours, theirs = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site"}
    client.post("/sign-in", data={"name": "Kim", "password": PASSWORD}, headers=ours)

    assert client.get("/api/v1/me").json() == {"name": "Kim", "role": "operator"}
    path, body = f"/api/v1/orders/{number(1)}/hold", {"reason": "The buyer called."}
    elsewhere = client.put(path, json=body, headers=theirs)
    assert (elsewhere.status_code, set(elsewhere.json())) == (403, {"error"})
    assert client.put(path, json=body, headers=ours).status_code == 200
    assert shop.store.accounts.deeds()[0].who == "Kim"


def test_what_is_not_there_is_said_as_json(with_: With) -> None:
    client = with_("administrator")
    for path in (
        "/api/nothing",
        "/api/v1/runs/nine",
        "/api/v1/runs/999",
        "/api/v1/orders/302-9",
        "/api/v1/settlements/1",
    ):
        answer = client.get(path)
        assert (answer.status_code, set(answer.json())) == (404, {"error"}), path
    wrong = client.delete("/api/v1/orders")
    assert (wrong.status_code, set(wrong.json())) == (405, {"error"})
    assert set(wrong.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize(
    ("content", "media", "status", "faults"),
    [
        (b'{"ids": [1]', JSON, 400, None),
        (b"\xff", JSON, 400, None),
        (b"[" * 100_000, JSON, 400, None),
        (b"{}", "application/x-www-form-urlencoded", 415, None),
        (b'{"ids": "1"}', JSON, 422, {"ids"}),
        (b'{"ids": [0]}', JSON, 422, {"ids[0]"}),
        (b'{"idz": [1]}', JSON, 422, {""}),
        (b'{"ids": [77]}', JSON, 409, None),
    ],
)
def test_a_body_that_does_not_fit_is_told_what_and_where(
    with_: With, content: bytes, media: str, status: int, faults: set[str] | None
) -> None:
    answer = with_("operator").post("/api/v1/problems/retry", content=content, headers={"Content-Type": media})
    assert answer.status_code == status
    assert set(answer.json().get("faults", {})) == (faults or set())
    assert answer.json()["error"]


def test_more_than_a_body_may_hold_is_refused_whether_announced_or_not(with_: With) -> None:
    client = with_("operator")

    def unannounced() -> Iterator[bytes]:
        yield from (b'{"word": "' + b"x" * 100_000 for _ in range(20))

    headers = {"Content-Type": JSON}
    for content in (b"x" * 1_100_000, unannounced()):
        answer = client.post("/api/v1/orders/find", content=content, headers=headers)
        assert (answer.status_code, set(answer.json())) == (413, {"error"})
    page = client.post(
        "/language", content=unannounced(), headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert page.status_code == 413
    assert client.post("/api/v1/orders/find", json={"word": "302"}).status_code == 200


def test_refusals_are_in_the_language_of_the_request(with_: With, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech("de").words, "gettext", lambda text: f"<{text}>")
    answer = with_("viewer").get("/api/v1/runs/999", headers={"Accept-Language": "de-AT,de;q=0.9"})
    assert answer.json() == {"error": "<There is no run 999. Runs are kept for 400 days.>"}
    assert with_("viewer").get("/api/v1/runs/999").json()["error"].startswith("There is no run 999.")


def test_a_fault_of_ours_is_a_number_and_nothing_else(with_: With, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("jana@example.org")

    monkeypatch.setattr(inbox, "causes", broken)
    answer = with_("viewer").get("/api/v1/problems/causes")
    assert (answer.status_code, set(answer.json())) == (500, {"error"})
    assert "jana" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_sentence_is_told_as_plain_text(
    with_: With, shop: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "causes", lambda _: (Sentence("{n} of them", n=2),))
    assert with_("viewer").get("/api/v1/problems/causes").json() == ["2 of them"]
