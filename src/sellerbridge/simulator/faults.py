"""The fault script: which call goes wrong, and how. How a fault looks on the wire is told in `mishaps`.

[{"operation": "searchOrders", "call": 3, "do": "status", "status": 503, "body": "html"},
 {"operation": "*", "probability": 0.02, "seed": 7, "do": "reset"}]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from sellerbridge.simulator.contract.table import OPERATIONS
from sellerbridge.simulator.fault_script import Rule, Script

TOKEN = "token"  # noqa: S105 - the name of an operation
DOCUMENT = "document"

Deed = Literal["status", "cut", "hang", "reset", "after", "garbage", "slow"]


class Fault(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule of a script.

    `operation` is an operationId, "token" (the LWA endpoint), "document" (a presigned report) or "*" (every
    operationId). What it does:

    status   answers `status` with a `body` of json or html, `error` as its code, `retry_after` seconds if given
    cut      does the deed, then breaks the answer off in the middle
    hang     does nothing for `seconds`, then closes the connection
    reset    does nothing and closes the connection at once
    after    does the deed, then closes the connection without an answer
    garbage  answers 200 with a page of HTML
    slow     does the deed and answers `seconds` late
    """

    operation: str
    do: Deed
    body: Literal["json", "html"] = "json"
    error: str = ""
    retry_after: int | None = None

    def __post_init__(self) -> None:
        if self.operation not in OPERATIONS and self.operation not in (TOKEN, DOCUMENT, "*"):
            raise ValueError(f"there is no operation {self.operation!r}")
        Rule.__post_init__(self)

    def concerns(self, operation: str) -> bool:
        """Whether a call of this operation counts."""
        return self.operation == operation or (self.operation == "*" and operation in OPERATIONS)


class Faults(Script[Fault]):
    """The rules in force."""

    def __init__(self, script: Iterable[Mapping[str, Any]] | Path = ()) -> None:
        """Raises BadScript."""
        super().__init__(Fault, script)

    def next(self, operation: str) -> Fault | None:
        """Count one call of an operation; the fault that befalls it, if one does."""
        return self.first(lambda fault: fault.concerns(operation))
