from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tests.flows.given import NOW
from tests.postgres import Server

from sellerbridge import installation, vault
from sellerbridge.clock import HeldClock, SystemClock
from sellerbridge.errors import Unreachable, Usage


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("SELLERBRIDGE_DATABASE", "SELLERBRIDGE_KEY"):
        monkeypatch.delenv(variable, raising=False)
    folder = tmp_path / "data" / "home"
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(folder))
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_use_makes_folder_database_and_key_for_their_owner_only(home: Path) -> None:
    before = os.umask(0)
    try:
        with installation.opened() as opened:
            assert opened.home == home
            assert isinstance(opened.clock, SystemClock)
    finally:
        os.umask(before)
    assert mode(home) == 0o700
    assert mode(home / "sellerbridge.key") == 0o600
    assert {path.name for path in home.iterdir()} >= {"sellerbridge.key", "sellerbridge.db"}


def test_the_second_use_finds_what_the_first_left(home: Path) -> None:
    with installation.opened(clock=HeldClock(NOW)) as opened:
        opened.store.settings.put({"company": "Acme"})
        key = (home / "sellerbridge.key").read_text()
    with installation.opened(clock=HeldClock(NOW)) as opened:
        assert opened.store.settings.read().company == "Acme"
        assert opened.books.settings.company == "Acme"
        assert opened.clock.now() == NOW
    assert (home / "sellerbridge.key").read_text() == key


def test_a_key_of_ones_own_leaves_no_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELLERBRIDGE_KEY", vault.new_key())
    with installation.opened():
        pass
    assert not (home / "sellerbridge.key").exists()


def test_a_key_that_is_none_is_refused_before_anything_is_made(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELLERBRIDGE_KEY", "no-key")
    with pytest.raises(Usage, match="SELLERBRIDGE_KEY") as refused, installation.opened():
        pass
    assert "no-key" not in str(refused.value)
    assert list(home.iterdir()) == []


def test_a_database_elsewhere(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELLERBRIDGE_DATABASE", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    with installation.opened() as opened:
        opened.store.settings.put({"company": "Acme"})
    assert (tmp_path / "elsewhere.db").exists()
    assert not (home / "sellerbridge.db").exists()


def test_a_database_on_postgresql(home: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres.database() as url:
        monkeypatch.setenv("SELLERBRIDGE_DATABASE", url)
        for company in ("Acme", "Acme & Co"):
            with installation.opened() as opened:
                opened.store.settings.put({"company": company})
                assert opened.books.settings.company == company
    assert not (home / "sellerbridge.db").exists()


@pytest.mark.parametrize(
    ("url", "error"), [("mysql://x/y", Usage), ("sqlite:////nonexistent/folder/x.db", Unreachable)]
)
def test_a_database_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch, url: str, error: type[Exception]) -> None:
    monkeypatch.setenv("SELLERBRIDGE_DATABASE", url)
    with pytest.raises(error), installation.opened():
        pass


def test_without_a_choice_the_home_is_the_systems_place_for_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SELLERBRIDGE_HOME")
    assert installation.home_folder().name == "sellerbridge"
    monkeypatch.setenv("SELLERBRIDGE_HOME", "~/somewhere")
    assert installation.home_folder() == Path.home() / "somewhere"
