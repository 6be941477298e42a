"""What serve costs while it has nothing to do: processor and memory, beside a bare web server."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from sellerbridge.bench.measure import Comparison, Measured, machine

_SETTLES = 4.0
"""Seconds after the start that do not count."""
_BARE = """
import sys, uvicorn
async def app(scope, receive, send): pass
print("ready", file=sys.stderr, flush=True)
uvicorn.run(app, port=0, log_level="error", lifespan="off")
"""


def idle(seconds: int) -> Comparison:
    """Milliseconds of processor over so many seconds, of serve on a fresh home and of an empty app."""
    serve = _measured("serve", ["-m", "sellerbridge", "serve", "--port", "0"], seconds)
    bare = _measured("an empty app on uvicorn", ["-c", _BARE], seconds)
    share = Decimal(serve.count) / Decimal(seconds * 10)
    facts: dict[str, float | Decimal] = {"% of a core": round(share, 2), "MB at the most": round(serve.peak_mb)}
    return Comparison(
        name="idle", unit="ms/s", ours=serve, baseline=bare, machine=machine(), facts=facts, by_count=True
    )


def _measured(what: str, words: Sequence[str], seconds: int) -> Measured:
    """A program in a process of its own and a fresh home, from when it has settled."""
    with tempfile.TemporaryDirectory(prefix="sellerbridge-bench-") as folder:
        environment = {**os.environ, "SELLERBRIDGE_HOME": str(Path(folder) / "home")}
        environment.pop("SELLERBRIDGE_DATABASE", None)
        with subprocess.Popen(  # noqa: S603 - words of this file
            [sys.executable, *words], env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        ) as process:
            if process.stderr is None or process.stderr.readline() == b"":
                raise RuntimeError(f"{what} did not start")
            time.sleep(_SETTLES)
            before = _processor(process.pid)
            time.sleep(seconds)
            used, peak = _processor(process.pid) - before, _peak(process.pid)
            process.terminate()
    return Measured(what=what, count=max(round(used * 1000), 1), seconds=seconds, peak_mb=peak)


def _processor(pid: int) -> float:
    """Seconds of processor so far, as Linux counts them (proc_pid_stat(5): utime and stime, in clock ticks)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    """MB of memory at the most (proc_pid_status(5): VmHWM, in kB)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
