"""When stock and ledger entries are posted: now, unless the document says that it sets the time itself."""

from __future__ import annotations

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.session import Session


def set_posting_time(doc: Document, session: Session) -> None:
    """Without `set_posting_time` a given posting date is replaced by today."""
    if not doc.get("set_posting_time"):
        now = session.now()
        doc["posting_date"], doc["posting_time"] = now[:10], now[11:]
    elif not doc.get("posting_time"):
        doc["posting_time"] = session.now()[11:]
