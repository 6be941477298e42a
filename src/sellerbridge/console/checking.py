"""The check of the chosen ERP, in a thread of its own: it asks some forty things, and freezes no page."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

import msgspec

from sellerbridge.desk import erp as desk
from sellerbridge.desk.erp import Check
from sellerbridge.errors import BridgeError, place
from sellerbridge.installation import Installation
from sellerbridge.sentences import N_

_PATIENCE = 3.0
"""Seconds that a page waits for it: most sites are through by then."""
_FRESH = timedelta(minutes=1)
_log = logging.getLogger(__name__)


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found, or the error that ended it; `state` is what was chosen and set when it began."""

    state: object
    finished: datetime
    found: Check | BridgeError


class Checking:
    """The check of an installation's ERP: one at a time, its outcome kept for the page that looks again."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        self._checked: Checked | None = None

    def begin(self) -> None:
        """Check anew, whatever is known."""
        with self._turn:
            self._checked = None
            self._start()

    def outcome(self) -> Check | BridgeError | None:
        """What the check of the ERP, as it is chosen now, found lately; None while it is still asked."""
        with self._turn:
            if not self._is_fresh():
                self._start()
            thread = self._thread
        if thread:
            thread.join(_PATIENCE)
        checked = self._checked
        return checked.found if checked and checked.state == self._state() else None

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="checking", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        state, found = self._state(), self._found()
        self._checked = Checked(state=state, finished=self._installation.clock.now(), found=found)

    def _found(self) -> Check | BridgeError:
        try:
            return desk.check(self._installation)
        except BridgeError as error:
            return error
        except Exception as error:  # noqa: BLE001 - the edge of a thread: nobody else would hear of it
            _log.error("The check of the ERP failed: %s", place(error))
            return BridgeError(N_("The check failed; the log of the console says why."))

    def _is_fresh(self) -> bool:
        checked = self._checked
        if checked is None or checked.state != self._state():
            return False
        return self._installation.clock.now() - checked.finished < _FRESH

    def _state(self) -> object:
        store = self._installation.store
        return store.erp.chosen(), store.settings.stored()
