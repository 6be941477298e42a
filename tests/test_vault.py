from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sellerbridge import vault
from sellerbridge.errors import Usage


def test_opens_what_it_sealed() -> None:
    box = vault.from_text(vault.new_key())
    sealed = box.seal("Käufer".encode(), context="people:1")
    assert "Käufer".encode() not in sealed
    assert box.open(sealed, context="people:1").decode() == "Käufer"


def test_the_same_plain_text_never_looks_the_same() -> None:
    box = vault.from_text(vault.new_key())
    assert box.seal(b"same", context="a") != box.seal(b"same", context="a")


@pytest.mark.parametrize("wrong", ["another place", "another key", "changed", "cut short"])
def test_does_not_open_what_was_moved_changed_or_sealed_by_another(wrong: str) -> None:
    box, other = vault.from_text(vault.new_key()), vault.from_text(vault.new_key())
    sealed = box.seal(b"secret", context="here")
    if wrong == "changed":
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    if wrong == "cut short":
        sealed = sealed[:5]
    opener = other if wrong == "another key" else box
    with pytest.raises(Usage, match="key file"):
        opener.open(sealed, context="there" if wrong == "another place" else "here")


def test_a_pseudonym_is_stable_and_belongs_to_the_key() -> None:
    key = vault.new_key()
    first, again, other = vault.from_text(key), vault.from_text(key), vault.from_text(vault.new_key())
    assert first.pseudonym("a@example.com", "A") == again.pseudonym("a@example.com", "A")
    assert first.pseudonym("a@example.com", "A") != other.pseudonym("a@example.com", "A")
    assert first.pseudonym("ab", "c") != first.pseudonym("a", "bc")
    assert first.mark(b"x") != other.mark(b"x")


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "sellerbridge.key"
    sealed = vault.from_file(path).seal(b"kept", context="c")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert vault.from_file(path).open(sealed, context="c") == b"kept"
    assert [entry.name for entry in tmp_path.iterdir()] == ["sellerbridge.key"]


def test_a_draft_that_a_killed_process_left_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "sellerbridge.key"
    path.with_name(f"{path.name}.{os.getpid()}.new").touch()
    vault.from_file(path)
    assert path.exists()


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sellerbridge.key"
    vault.from_file(path)
    path.chmod(0o644)
    with pytest.raises(Usage, match="chmod 600"):
        vault.from_file(path)


@pytest.mark.parametrize("text", ["", "short", "A" * 44, "é" * 44])
def test_something_that_is_no_key_is_refused_without_showing_it(text: str) -> None:
    if text == "A" * 44:
        text = "A" * 40  # the wrong number of bytes
    with pytest.raises(Usage) as refused:
        vault.from_text(text)
    assert not text or text not in str(refused.value)


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "sellerbridge.key"
    code = (
        "import sys; from pathlib import Path; from sellerbridge import vault; vault.from_file(Path(sys.argv[1]))"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(4)]
    assert [process.wait() for process in started] == [0, 0, 0, 0]
    assert [entry.name for entry in tmp_path.iterdir()] == ["sellerbridge.key"]


def test_the_vault_shows_nothing_of_its_key() -> None:
    assert repr(vault.from_text(vault.new_key())) == "Vault(***)"
