"""The program as a person runs it: a process of its own, with a home of its own, against a practice Amazon."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

from sellerbridge import installation, vault
from sellerbridge.cli.main import main
from sellerbridge.clock import Clock, SystemClock
from sellerbridge.outgoing import plain
from sellerbridge.simulator import clock as simulated
from sellerbridge.simulator.server import PracticeAmazon

Answer = subprocess.CompletedProcess[str]

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

    def run(self, *words: str, expect: int | None = 0) -> Answer:
        """A command in a process of its own; `expect` None takes any exit code."""
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        return _expected(Answer(words, process.returncode, out, err), expect)

    def here(self, *words: str, expect: int | None = 0, clock: Clock | None = None) -> Answer:
        """The same command in this process, which spares it its start."""
        out, err = io.StringIO(), io.StringIO()
        with (
            patch.dict(os.environ, self.environment, clear=True),
            patch.object(installation, "SystemClock", lambda: clock or SystemClock()),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = main(list(words))
        return _expected(Answer(words, code, out.getvalue(), err.getvalue()), expect)

    def json(self, *words: str, expect: int | None = 0) -> Any:
        return json.loads(self.run(*words, "--json", expect=expect).stdout)

    def set_up(self, *rates: str) -> None:
        """Choose the books, know these rates (or every one but the zloty's), and connect."""
        self.run("erp", "books")
        self.run("rates", "set", *(rates or ("GBP=1.17",)))
        self.connect()

    def connect(self, *more: str, expect: int = 0) -> Answer:
        """Connect to every marketplace of the practice seller; a secret given in `more` counts."""
        sites = [word for site in self.amazon.world.marketplaces for word in ("--marketplace", site)]
        return self.run(
            *("connect", "shop", "--seller-id", self.amazon.world.seller_id),
            *sites,
            *("--client-id", self.amazon.credentials.client_id),
            *("--endpoint", self.amazon.url, "--token-endpoint", self.amazon.token_url, *more),
            expect=expect,
        )

    def renew_secrets(self) -> None:
        """Put what Amazon accepts now into the environment, as a person does after a rotation."""
        self.environment["SELLERBRIDGE_CLIENT_SECRET"] = self.amazon.credentials.client_secret
        self.environment["SELLERBRIDGE_REFRESH_TOKEN"] = self.amazon.credentials.refresh_token

    def prepared_from(self, other: Shop) -> Self:
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


class ClockedShop(Shop):
    """A home whose program reads the practice Amazon's clock: days pass at a word, and its waits cost no time."""

    def run(self, *words: str, expect: int | None = 0) -> Answer:
        return self.here(*words, expect=expect, clock=AmazonsTime(self.amazon.clock))

    def wait(self, **span: float) -> None:
        """Let time pass for both, as `timedelta` names it."""
        self.amazon.clock.advance(timedelta(**span))


class AmazonsTime:
    """The practice Amazon's clock as the program's own; sleeping moves it on at once."""

    def __init__(self, clock: simulated.Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        self._clock.advance(timedelta(seconds=seconds))


def written(report: Any) -> int:
    """How many documents a sync wrote."""
    return sum(run["created"] + run["updated"] for run in report["runs"])


def money(text: object) -> Decimal:
    """An amount of a JSON answer."""
    assert isinstance(text, str), f"money must be text, not {text!r}"
    return Decimal(text)


def _expected(answer: Answer, code: int | None) -> Answer:
    if code is not None:
        assert answer.returncode == code, f"{answer.args}: {answer.returncode}\n{answer.stdout}\n{answer.stderr}"
    return answer


def _timeless(document: dict[str, Any]) -> Any:
    return plain({name: value for name, value in document.items() if name not in {"creation", "modified"}})
