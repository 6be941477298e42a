"""The console in a process of its own, as a user starts it."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

_TRIES, _PATIENCE = 100, 0.1
"""So often, and so many seconds apart, it is looked whether it listens."""


class Served(NamedTuple):
    """Where it listens, and the number of its process."""

    host: str
    port: int
    pid: int

    def memory(self) -> int:
        """MB that it holds now (proc_pid_status(5): VmRSS, in kB)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return round(int(status.partition("VmRSS:")[2].split()[0]) / 1024)


@contextlib.contextmanager
def served(environment: Mapping[str, str], *options: str) -> Iterator[Served]:
    """`sellerbridge serve` on a free port, until the block ends. Raises RuntimeError when it does not begin."""
    command = [sys.executable, "-m", "sellerbridge", "serve", "--port", "0", *options]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield _answering(_introduced(process))
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _introduced(process: subprocess.Popen[str]) -> Served:
    said = process.stderr.readline() if process.stderr else ""
    found = re.search(r"http://([\d.]+):(\d+)/", said)
    if found is None:
        raise RuntimeError(f"serve did not begin: {said}")
    return Served(found[1], int(found[2]), process.pid)


def _answering(at: Served) -> Served:
    """It names its address a moment before it listens there."""
    for _ in range(_TRIES):
        with (
            contextlib.suppress(ConnectionRefusedError),
            socket.create_connection((at.host, at.port), timeout=_PATIENCE),
        ):
            return at
        time.sleep(_PATIENCE)
    raise RuntimeError("serve did not begin to listen.")
