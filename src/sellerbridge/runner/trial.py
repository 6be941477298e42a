"""A dry run for a person to look at: everything is read and translated, nothing is written to the ERP."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from sellerbridge.errors import BridgeError, place
from sellerbridge.flows import sync as flows
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import Problem
from sellerbridge.runner.watch import Live, Watch
from sellerbridge.sentences import N_

SHOWN = 20
"""So many documents are kept to be read; of the others, how many there are of each kind."""
_TELLING = ("Sales Order", "Item", "Journal Entry", "Sales Invoice", "Delivery Note")
"""Doctypes that say most to a person, first."""
_WAITS = "settlement-waits"
_log = logging.getLogger(__name__)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a dry run found. `counts`: doctype → how many are to come; `first`: some of them, the telling first.

    `problems` are those to come, and those open now; `held` counts what could not be translated. `notes` are
    sentences on why it ended before everything was read (Amazon's pace), `errors` on what failed.
    """

    finished: datetime
    counts: Mapping[str, int] = {}
    first: tuple[Outgoing, ...] = ()
    problems: tuple[Problem, ...] = ()
    seen: int = 0
    held: int = 0
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


class Trial:
    """The dry run of an installation: one at a time, its outcome kept until the next one."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        self._watch: Watch | None = None
        self._stopping = threading.Event()
        self.outcome: Outcome | None = None

    @property
    def live(self) -> Live | None:
        """What it does now; None while none goes on."""
        return self._watch.live if self._watch and self._thread and self._thread.is_alive() else None

    def start(self) -> bool:
        """Begin a dry run of all connections; False when one goes on already."""
        with self._turn:
            if self.live:
                return False
            self.outcome = None
            clock = self._installation.clock
            self._watch = Watch("", clock=clock, stopping=self._stopping, changed=lambda: None)
            self._thread = threading.Thread(target=self._run, args=(self._watch,), name="trial", daemon=True)
            self._thread.start()
            return True

    def stop(self) -> None:
        """End it at its next safe point, and wait for that."""
        self._stopping.set()
        self.join()

    def join(self) -> None:
        """Wait until it is over."""
        if self._thread:
            self._thread.join()

    def _run(self, watch: Watch) -> None:
        try:
            report = flows.sync(self._installation, flows.Plan(dry_run=True), progress=watch)
            self.outcome = _outcome(report, self._installation.clock.now())
        except BridgeError as error:
            self._failed(error.sentence)
        except Exception as error:  # noqa: BLE001 - the edge of a thread: nobody else would hear of it
            _log.error("The dry run failed: %s", place(error))
            self._failed(N_("The dry run failed; the log of the console says why."))

    def _failed(self, sentence: str) -> None:
        self.outcome = Outcome(finished=self._installation.clock.now(), errors=(sentence,))


def _outcome(report: flows.Report, now: datetime) -> Outcome:
    return Outcome(
        finished=now,
        counts=Counter(document.kind for document in report.documents),
        first=_telling(report.documents),
        problems=_needing((*report.held, *(found.problem for found in report.problems))),
        seen=sum(run.seen for run in report.runs),
        held=sum(run.held for run in report.runs),
        notes=_once(run.note for run in report.runs),
        errors=_once(run.error for run in report.runs),
    )


def _telling(documents: Sequence[Outgoing]) -> tuple[Outgoing, ...]:
    """A share for each telling doctype, in their order."""
    by_kind = {kind: [document for document in documents if document.kind == kind] for kind in _TELLING}
    present = [kind for kind in _TELLING if by_kind[kind]]
    share = SHOWN // len(present) if present else 0
    return tuple(document for kind in present for document in by_kind[kind][:share])


def _needing(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each once, however many flows met it; what waits for documents that are themselves to come needs nobody."""
    found = {(problem.kind, problem.about): problem for problem in problems if problem.kind != _WAITS}
    return tuple(found.values())


def _once(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentence for sentence in sentences if sentence))
