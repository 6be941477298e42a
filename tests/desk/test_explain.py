"""explain: when a document was written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.flows.given import order

from sellerbridge.desk.explain import _writings, explain
from sellerbridge.errors import Unreachable
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Outcome, Outgoing, Receipt
from sellerbridge.store.connections import Connection
from sellerbridge.store.outbox import Row

_MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
_FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _row(state: str, first: datetime | None, last: datetime | None) -> Row:
    return Row(
        kind="Sales Order",
        key="302-0000000-0000001",
        name="302-0000000-0000001",
        about="302-0000000-0000001",
        state=state,
        erp_name="302-0000000-0000001",
        fingerprint="",
        attempts=1,
        message="",
        wanted_at=_MONDAY,
        first_delivered_at=first,
        delivered_at=last,
        body={},
        origins={},
        personal=False,
    )


@pytest.mark.parametrize(
    ("state", "first", "last", "told"),
    [
        ("due", None, None, []),
        ("delivered", _MONDAY, _MONDAY, [(_MONDAY, "written for the first time")]),
        (
            "delivered",
            _MONDAY,
            _FRIDAY,
            [(_MONDAY, "written for the first time"), (_FRIDAY, "brought up to date")],
        ),
        ("due", _MONDAY, None, [(_MONDAY, "written for the first time")]),
        ("cancelled", _MONDAY, _FRIDAY, [(_MONDAY, "written for the first time"), (_FRIDAY, "cancelled")]),
    ],
    ids=["waits", "once", "changed since", "waits again", "cancelled since"],
)
def test_first_and_last_writing_are_told(
    state: str, first: datetime | None, last: datetime | None, told: list[tuple[datetime, str]]
) -> None:
    assert list(_writings(_row(state, first, last))) == told


def test_an_erp_that_does_not_answer_is_told_beside_what_it_was_told_last(
    opened: Installation, seller: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, store = order(), opened.store
    store.orders.keep(seller, Page(records=(known,)), cursor=None, keep_days=30)
    told = Outgoing(
        kind="Sales Order",
        key=known.order_id,
        name=known.order_id,
        body={"docstatus": 1, "po_no": known.order_id},
        about=known.order_id,
    )
    with opened.database.transaction() as transaction:
        store.outbox.put(transaction, seller.id, [told], keep_days=30)

    def down(*, at_once: bool) -> object:
        raise Unreachable("Nobody answers at erp.example.")

    monkeypatch.setattr(opened, "erp", down)
    assert explain(opened, known.order_id).notes == ()  # it holds nothing that could be another
    (delivery,) = store.outbox.due(seller.id, limit=1)
    store.outbox.settle(
        seller.id, [delivery], [Receipt(row=delivery.row, outcome=Outcome.CREATED, name=known.order_id)]
    )
    found = explain(opened, known.order_id)
    assert [document.doc for document in found.documents] == [told.body]
    (note,) = found.notes
    assert note.startswith("The ERP could not be asked.")
    assert note.endswith("Nobody answers at erp.example.")
