"""doctor: every finding with what to do, and nothing to do where all is right."""

from __future__ import annotations

import pytest

from sellerbridge.clock import HeldClock
from sellerbridge.desk import connect
from sellerbridge.desk.connect import Seller
from sellerbridge.desk.doctor import doctor
from sellerbridge.installation import KEY_FILE, Installation
from sellerbridge.store.connections import Connection, Secrets


def _advice(opened: Installation) -> dict[str, str]:
    """What is wrong, and what to do."""
    return {finding.what: finding.advice for finding in doctor(opened) if not finding.ok}


def test_all_is_right_with_a_connection_that_answers(
    opened: Installation, practice: tuple[Seller, Secrets]
) -> None:
    opened.store.erp.choose("books")
    seller, secrets = practice
    connect.connect(opened, seller, secrets=secrets, check=True)
    assert _advice(opened) == {}
    told = [finding.what for finding in doctor(opened)]
    assert {"database intact", "key opens the secrets of practice", "Amazon answers practice (DE, UK)"} <= set(
        told
    )


def test_what_others_can_read_is_told_with_the_command(opened: Installation) -> None:
    opened.home.chmod(0o755)
    key = opened.home / KEY_FILE
    key.chmod(0o644)
    found = _advice(opened)
    assert found[f"home folder {opened.home}"].endswith(f"chmod 700 {opened.home}")
    assert found["key file readable by its owner only"] == f"Run: chmod 600 {key}"


def test_before_set_up_it_tells_what_to_do_first(opened: Installation) -> None:
    assert {"ERP chosen", "connection to Amazon"} <= set(_advice(opened))


@pytest.mark.parametrize(("days", "left"), [(155, "25 days left"), (181, "0 days left")])
def test_a_secret_that_lapses_is_told(
    opened: Installation, seller: Connection, clock: HeldClock, days: int, left: str
) -> None:
    opened.store.settings.put({"max_retries": 0})
    clock.sleep(days * 86_400)
    found = _advice(opened)
    assert "sellerbridge connect north" in found[f"client secret of north: {left}"]
    assert "Nothing is lost" in found["Amazon answers north (DE, UK)"]


def test_another_key_is_told(opened: Installation, practice: tuple[Seller, Secrets]) -> None:
    seller, secrets = practice
    connect.connect(opened, seller, secrets=secrets, check=False)
    with opened.database.transaction() as transaction:
        transaction.exec_driver_sql("UPDATE secrets SET sealed = CAST(sealed || x'00' AS BLOB)")
    found = _advice(opened)
    assert "cannot be opened with this key" in found["key opens the secrets of practice"]
    assert "cannot be opened with this key" in found["Amazon answers practice (DE, UK)"]
