"""The console in a process of its own, as a person starts it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.journeys.shop import Shop

_PATIENCE = 60


class Console(NamedTuple):
    """A running one: its address without a slash at the end, and the first run's link where it printed one."""

    url: str
    link: str = ""


@contextlib.contextmanager
def served(shop: Shop, *options: str, fresh: bool = False) -> Iterator[Console]:
    """`sellerbridge serve` on a free port until the block ends; `fresh`: nobody can sign in yet, so it says how."""
    process = shop.start("serve", "--port", "0", *options)
    try:
        assert process.stderr
        said = process.stderr.readline()
        url = re.search(r"http://[\d.]+:\d+", said)
        assert url, said + process.stderr.read()
        link = next(line for line in process.stderr if "first-run?key=" in line).strip() if fresh else ""
        yield Console(url[0], link)
    finally:
        process.terminate()
        _, err = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 0, err
    assert "Traceback" not in err, err
