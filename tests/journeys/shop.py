"""The program as a person runs it: a process of its own, with a home of its own, against a practice Amazon."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sellerbridge import installation, vault
from sellerbridge.outgoing import plain
from sellerbridge.simulator.server import PracticeAmazon

DE, FR, UK, PL = "A1PA6795UKMFR9", "A13V1IB3VIYZZH", "A1F83G8C2ARO7P", "A1C3SOZRARQ6R3"


KEY = vault.new_key()
"""One key for all homes: pseudonyms of the same people can be compared."""


class Shop:
    """One home folder, and commands run in it."""

    def __init__(self, home: Path, amazon: PracticeAmazon) -> None:
        self.home = home
        self.amazon = amazon
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SELLERBRIDGE_")},
            "SELLERBRIDGE_HOME": str(home),
            "SELLERBRIDGE_CLIENT_SECRET": amazon.credentials.client_secret,
            "SELLERBRIDGE_REFRESH_TOKEN": amazon.credentials.refresh_token,
            "SELLERBRIDGE_KEY": KEY,
            "NO_COLOR": "1",
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "sellerbridge", *words]
        return subprocess.Popen(
            command, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def run(self, *words: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        if expect is not None:
            assert process.returncode == expect, f"{words}: {process.returncode}\n{out}\n{err}"
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def json(self, *words: str, expect: int | None = 0) -> Any:
        return json.loads(self.run(*words, "--json", expect=expect).stdout)

    def set_up(self) -> None:
        """Choose the books, know every rate but the zloty's, and connect."""
        self.run("erp", "books")
        self.run("rates", "set", "GBP=1.17")
        self.connect()

    def connect(self, *more: str) -> None:
        sites = [word for site in (DE, FR, UK, PL) for word in ("--marketplace", site)]
        self.run(
            *("connect", "shop", "--seller-id", self.amazon.world.seller_id),
            *sites,
            *("--client-id", self.amazon.credentials.client_id),
            *("--endpoint", self.amazon.url, "--token-endpoint", self.amazon.token_url, *more),
        )

    def prepared_from(self, other: Shop) -> Shop:
        """Begin where another one was after `set_up`, without paying for it again."""
        shutil.copytree(other.home, self.home)
        return self

    def state(self) -> list[tuple[Any, ...]]:
        """What the books hold, free of everything that depends on when it was written."""
        environment = {name: value for name, value in self.environment.items() if name.startswith("SELLERBRIDGE_")}
        with patch.dict(os.environ, environment), installation.opened() as opened:
            return sorted(
                (d.doctype, d.key, d.name, d.docstatus, json.dumps(_timeless(d.doc), sort_keys=True))
                for d in opened.books.documents()
            )


def _timeless(document: dict[str, Any]) -> Any:
    return plain({name: value for name, value in document.items() if name not in {"creation", "modified"}})
