"""The errors of sellerbridge, named by what happens next.

    BridgeError
    ├── Usage          wrong command, setting or key: nothing was done (exit 2)
    ├── Unreachable    Amazon or the ERP did not answer after the retries: nothing is lost, run again (exit 3)
    │   ├── NoDatabase     it was sellerbridge's own database that did not answer
    │   └── Later      the pace allows no call before a known time: the flow ends and is taken up again then
    │       └── Stopped    the program ends: so does the flow, and goes on at the next start
    ├── Refused        the other side understood and said no: a person has to change something (exit 1)
    ├── InDoubt        sent, but the answer was lost: look up by key before sending again (exit 3)
    ├── Hold           one record cannot be translated: it waits as a problem, the others go on (exit 1)
    └── Awaits         one record waits for others that are not there yet: it goes on by itself

Texts never carry secrets or personal data.
"""

from __future__ import annotations

import traceback
from datetime import datetime

from sellerbridge.sentences import N_, Sentence, said


class BridgeError(Exception):
    """What went wrong, where, and the next step, in a sentence for a person; `facts` fill its braces."""

    exit_code = 1

    def __init__(self, sentence: str = "", **facts: object) -> None:
        super().__init__(sentence if isinstance(sentence, Sentence) else Sentence(sentence, **facts))

    @property
    def sentence(self) -> str:
        """What it says: a Sentence where other languages can say it, too."""
        return said(self)


def place(error: BaseException) -> str:
    """What an unforeseen error was and where it came from, for a log: without its own words.

    They may hold what a buyer or a secret is called: nobody wrote them with that in mind.
    """
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


class Usage(BridgeError):
    """A wrong command, setting or key; nothing was done."""

    exit_code = 2


class Unreachable(BridgeError):
    """The other side could not be reached after the retries; nothing is lost."""

    exit_code = 3


class NoDatabase(Unreachable):
    """sellerbridge's own database does not answer; nothing is lost."""


class Later(Unreachable):
    """No call is allowed before `until` (aware UTC); the work is taken up again then."""

    exit_code = 0

    def __init__(self, sentence: str, *, until: datetime, **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.until = until


class Stopped(Later):
    """The program is about to end: what goes on ends where nothing is half done, and nothing more begins."""

    def __init__(self, *, at: datetime) -> None:
        super().__init__(N_("It was stopped, and goes on where it was."), until=at)


class Refused(BridgeError):
    """The other side said no. `kind` is a problem kind of `problems.py`, `facts` fill that kind's sentence.

    A `message` with facts of its own is a Sentence already.
    """

    def __init__(self, message: str, *, kind: str, **facts: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.facts = facts


class InDoubt(BridgeError):
    """The request left, the answer did not arrive: the deed may or may not be done."""

    exit_code = 3


class Hold(BridgeError):
    """A record that must wait for a person. `kind` names an entry of `problems.py`, `facts` fill its sentence.

    Facts are shown and logged: order ids, SKUs, amounts; never names, addresses or e-mails.
    """

    def __init__(self, kind: str, **facts: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.facts = facts


class Awaits(BridgeError):
    """A record that waits for `orders` on their way, or held themselves: it needs nobody of its own."""

    def __init__(self, orders: tuple[str, ...]) -> None:
        super().__init__(", ".join(orders))
        self.orders = orders
