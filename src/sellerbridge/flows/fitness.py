"""The gate before the first document: an ERP of the user's own must pass its check, once per state of things."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from sellerbridge import __version__
from sellerbridge.bridge import Bridge
from sellerbridge.documents.masters import master_documents
from sellerbridge.erp.port import Finding
from sellerbridge.errors import Refused
from sellerbridge.problems import Problem
from sellerbridge.sentences import Sentence, alternatives, joined

KIND = "erp-not-ready"
_SHOWN = 5
_NAMES = {"Delivery Note": "Sales Invoice"}
"""What is named by the documents of another kind: an invoice names the Delivery Note of its step."""


def check(bridge: Bridge) -> frozenset[str]:
    """Let the ERP check itself unless it passed while settings and mappings were these.

    Answers the doctypes that it is not ready for, which is told as a problem: they wait, the others go on.
    Raises Refused (erp-not-ready) naming what is missing for all of them, Unreachable when it does not answer.
    """
    mark = _mark(bridge)
    if bridge.store.erp.chosen().kind == "books" or bridge.store.erp.passed(mark):
        return frozenset()
    faults = [finding for finding in bridge.erp.check() if finding.blocks]
    if not faults:
        bridge.store.erp.note_passed(mark)
        return frozenset()
    reason = _reason(faults)
    if not all(fault.doctypes for fault in faults):
        sentence = Sentence("The ERP is not ready: {reason}", reason=reason)
        raise Refused(sentence, kind=KIND, doctype=Sentence("document"), reason=reason)
    shut = _shut(faults)
    facts = {"doctype": alternatives([Sentence(doctype) for doctype in sorted(shut)]), "reason": reason}
    bridge.store.report(bridge.connection, Problem(kind=KIND, about=bridge.connection.name, facts=facts))
    return shut


def _reason(faults: Sequence[Finding]) -> str:
    named = joined((fault.what for fault in faults[:_SHOWN]), by=", ")
    if len(faults) <= _SHOWN:
        return named
    return Sentence("{names} and {number} more", names=named, number=len(faults) - _SHOWN)


def _shut(faults: Iterable[Finding]) -> frozenset[str]:
    doctypes = frozenset[str]().union(*(fault.doctypes for fault in faults))
    return doctypes | {_NAMES[doctype] for doctype in doctypes if doctype in _NAMES}


def _mark(bridge: Bridge) -> str:
    """Another one when anything changes that the check looks at from our side."""
    sellers = bridge.store.connections.all()
    wanted = [master_documents(bridge.settings, mapping=bridge.store.mappings.read(each)) for each in sellers]
    prints = sorted({document.fingerprint() for documents in wanted for document in documents})
    seen = (__version__, bridge.store.erp.chosen().url, bridge.store.settings.stored(), prints)
    return hashlib.blake2b(msgspec.json.encode(seen), digest_size=16).hexdigest()
