"""A tiny Amazon that says what a test has written down. The token endpoint grants by itself."""

from __future__ import annotations

import gzip
import threading
from urllib.parse import urlsplit

from tests import door
from tests.door import Answer, Asked
from tests.door import page as html

__all__ = ["TOKEN_PATH", "Answer", "Asked", "Door", "html", "packed", "refusal"]

TOKEN_PATH = "/auth/o2/token"


def refusal(status: int, *, code: str = "InvalidInput", message: str = "no", details: str = "") -> Answer:
    told = {"errors": [{"code": code, "message": message, "details": details}]}
    return Answer(status=status, json=told, headers={"x-amzn-RequestId": "req-7"})


def packed(text: str, charset: str) -> bytes:
    return gzip.compress(text.encode(charset))


class Door(door.Door):
    """Answers by path, in order; the last one of a path stays."""

    def __init__(self) -> None:
        self.granted = 0
        self._lock = threading.Lock()
        self._answers: dict[str, list[Answer]] = {}
        super().__init__()
        self.token_url = self.url + TOKEN_PATH

    def path_of(self, target: str) -> str:
        """As it came: a slash within an id is not one between two."""
        return urlsplit(target).path

    def says(self, path: str, *answers: Answer) -> None:
        self._answers[path] = list(answers)

    def answer(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            waiting = self._answers.get(asked.path)
            if waiting:
                return waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if asked.path == TOKEN_PATH:
                self.granted += 1
                return Answer(json={"access_token": f"Atza|{self.granted}", "expires_in": 3600})
            return refusal(404, code="NotFound", message=f"nothing is written down for {asked.path}")

    def calls(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]
