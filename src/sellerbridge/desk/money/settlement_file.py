"""Settlements as a file to take along: whole, or a sentence that says why not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from sellerbridge.desk.money import beancount, settlement_csv
from sellerbridge.desk.money.reconcile import Chosen
from sellerbridge.installation import Installation

KINDS: Mapping[str, Callable[..., int]] = {"csv": settlement_csv.export, "beancount": beancount.export}
"""csv: Amazon's lines with their accounts; beancount: the ERP's entries."""


def settlement_file(installation: Installation, which: Chosen, kind: str) -> bytes:
    """The file's content. Raises Usage, Unreachable."""
    with tempfile.TemporaryDirectory(prefix="sellerbridge-") as folder:
        file = Path(folder) / "export"
        KINDS[kind](installation, which, file, progress=lambda _done, _of: None)
        return file.read_bytes()
