"""An operation of the API, told by one function: its address, who may, what it takes and what it answers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_type_hints

import msgspec

from sellerbridge.console.doors.people import Role

ROOT = "/api/v1"
DOCUMENT = "/api/openapi.json"
JSON = "application/json"
CSV = "text/csv"
_IN_PATH = re.compile(r"{(\w+)}")
Deed = TypeVar("Deed", bound=Callable[..., Any])


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """`deed` takes the page that asks, each name in braces of `path` (below ROOT), and where it has such
    parameters `query`, a struct of what may stand behind the question mark, and `body`, a struct or bytes.

    `sends` is the body's media type; `answers` is what the deed returns, in `media`. `outside` says that it asks
    Amazon or the ERP, who may not answer.
    """

    method: str
    path: str
    subject: str
    role: Role
    deed: Callable[..., Any]
    status: int
    media: str
    sends: str
    outside: bool
    places: Mapping[str, Any]
    query: Any
    body: Any
    answers: Any

    @property
    def name(self) -> str:
        """By which programs call it."""
        return str(self.deed.__name__)

    @property
    def told(self) -> tuple[str, str]:
        """What it does, in a sentence, and the rest of what there is to say."""
        summary, _, rest = inspect.cleandoc(self.deed.__doc__ or "").partition("\n\n")
        return " ".join(summary.split()), rest.strip()

    @property
    def is_safe(self) -> bool:
        """Whether it only looks."""
        return self.method == "GET"


class Subject:
    """Operations about one thing, in the order of their writing."""

    def __init__(self, name: str, about: str) -> None:
        self.name = name
        self.about = about
        self.operations: list[Operation] = []

    def on(
        self,
        method: str,
        path: str,
        role: Role = Role.VIEWER,
        *,
        status: int = 200,
        media: str = JSON,
        sends: str = JSON,
        outside: bool = False,
    ) -> Callable[[Deed], Deed]:
        """The function below it is the operation at that address."""

        def taken(deed: Deed) -> Deed:
            hints = get_type_hints(deed, include_extras=True)
            self.operations.append(
                Operation(
                    method=method,
                    path=path,
                    subject=self.name,
                    role=role,
                    deed=deed,
                    status=status,
                    media=media,
                    sends=sends,
                    outside=outside,
                    places={name: hints[name] for name in _IN_PATH.findall(path)},
                    query=hints.get("query"),
                    body=hints.get("body"),
                    answers=hints["return"],
                )
            )
            return deed

        return taken
