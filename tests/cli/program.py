"""The program as a shell sees it: words in, exit code, stdout and stderr out."""

from __future__ import annotations

import contextlib
import io
import json
import os
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from sellerbridge.cli.main import main
from sellerbridge.simulator.server import PracticeAmazon


class Answer(NamedTuple):
    """What came back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout, which must be one JSON document."""
        return json.loads(self.out)


class Program:
    """sellerbridge in a home of its own; `columns` wide."""

    def __init__(self, home: Path, *, columns: int = 100) -> None:
        self.home = home
        self.columns = columns

    def __call__(self, *words: str, **environment: str) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SELLERBRIDGE_")}
        chosen = {"SELLERBRIDGE_HOME": str(self.home), "COLUMNS": str(self.columns), **environment}
        with (
            mock.patch.dict(os.environ, kept | chosen, clear=True),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = main(list(words))
        return Answer(code, out.getvalue(), err.getvalue())

    def connect(self, amazon: PracticeAmazon, *words: str, name: str = "practice") -> Answer:
        """Connect to a practice Amazon; the secrets go by the environment."""
        held = amazon.credentials
        places = [word for place in amazon.world.places for word in ("--marketplace", place.country)]
        return self(
            *("connect", name, "--seller-id", held.seller_id, "--client-id", held.client_id, *places),
            *("--endpoint", amazon.url, "--token-endpoint", amazon.token_url, *words),
            SELLERBRIDGE_CLIENT_SECRET=held.client_secret,
            SELLERBRIDGE_REFRESH_TOKEN=held.refresh_token,
        )
