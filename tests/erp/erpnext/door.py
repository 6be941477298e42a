"""A tiny site that says what a test has written down, as one behind gunicorn's sync workers does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, ClassVar

from tests import door
from tests.door import Answer, Asked, page

__all__ = ["Answer", "Asked", "Door", "Script", "no", "page"]

Script = Callable[[Asked], Answer]


def no(exc_type: str, *messages: str, status: int = 417, exception: str = "", raised: bool = True) -> Answer:
    """A refusal in Frappe's form."""
    told: dict[str, Any] = {"exc_type": exc_type}
    if exception:
        told["exception"] = f"frappe.exceptions.{exc_type}: {exception}"
    if messages:
        flags = {"raise_exception": 1} if raised else {}
        told["_server_messages"] = json.dumps([json.dumps({"message": text, **flags}) for text in messages])
    return Answer(status=status, json=told)


class Door(door.Door):
    """Answers by verb and path, in order; the last one of a path stays. `says` takes functions too."""

    always: ClassVar[dict[str, str]] = {"connection": "close"}

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[tuple[str, str], list[Answer | Script]] = {}
        super().__init__()

    def says(self, verb: str, path: str, *answers: Answer | Script) -> None:
        self._answers[verb, path] = list(answers)

    def answer(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            waiting = self._answers.get((asked.verb, asked.path))
            if not waiting:
                return no("DoesNotExistError", f"nothing is written down for {asked.path}", status=404)
            found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return found if isinstance(found, Answer) else found(asked)
