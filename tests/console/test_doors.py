from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

As = Callable[[str], TestClient]
PLACES = ("/", "/orders", "/products", "/money", "/problems", "/activity", "/settings")


@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_shown_the_door(as_: As, place: str) -> None:
    answer = as_("").get(place, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("place", PLACES)
def test_a_viewer_sees_every_place(as_: As, place: str) -> None:
    assert as_("viewer").get(place).status_code == 200


def test_what_another_site_sends_is_refused(as_: As) -> None:
    answer = as_("viewer").post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
