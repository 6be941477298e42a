"""The gate before the first document: an ERP of the user's own must pass its check, once per state of things."""

from __future__ import annotations

import hashlib

import msgspec

from sellerbridge import __version__
from sellerbridge.bridge import Bridge
from sellerbridge.documents.masters import master_documents
from sellerbridge.errors import Refused

KIND = "erp-not-ready"
_SHOWN = 5


def check(bridge: Bridge) -> None:
    """Let the ERP check itself unless it passed while settings and mappings were these.

    Raises Refused (erp-not-ready) naming what is missing, Unreachable when it does not answer.
    """
    mark = _mark(bridge)
    if bridge.store.erp.chosen().kind == "books" or bridge.store.erp.passed(mark):
        return
    faults = [finding.what for finding in bridge.erp.check() if finding.needed and not finding.ok]
    if faults:
        more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        reason = ", ".join(faults[:_SHOWN]) + more
        raise Refused(f"The ERP is not ready: {reason}", kind=KIND, reason=reason)
    bridge.store.erp.note_passed(mark)


def _mark(bridge: Bridge) -> str:
    """Another one when anything changes that the check looks at from our side."""
    sellers = bridge.store.connections.all()
    wanted = [master_documents(bridge.settings, mapping=bridge.store.mappings.read(each)) for each in sellers]
    prints = sorted({document.fingerprint() for documents in wanted for document in documents})
    seen = (__version__, bridge.store.erp.chosen().url, bridge.store.settings.stored(), prints)
    return hashlib.blake2b(msgspec.json.encode(seen), digest_size=16).hexdigest()
