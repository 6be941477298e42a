"""What becomes of documents that are not wanted as they were: by erasure, another ERP, news, or a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import chunks
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import IGNORE
from sellerbridge.sentences import N_
from sellerbridge.store import tables
from sellerbridge.store.people import ORDER

_TABLE = tables.outbox


def give_up_erased(transaction: Transaction, now: datetime) -> list[tuple[int, str]]:
    """Give up what is erased at `now` and not told yet; answers (connection id, order id) of each.

    What else waits for the same order goes with it: it refers to what will not come, and is wanted anew together.
    """
    people = tables.people.c
    lost = sa.and_(
        people.connection_id == _TABLE.c.connection_id, people.kind == _TABLE.c.kind, people.key == _TABLE.c.key
    )
    rows = transaction.execute(
        sa.select(_TABLE.c.id, _TABLE.c.connection_id, _TABLE.c.about)
        .join(tables.people, lost)
        .where(people.erase_after <= now, _TABLE.c.state.in_(["due", "sending", "refused"]))
    ).all()
    orders = sorted({(row.connection_id, row.about) for row in rows})
    mark_erased(transaction, [row.id for row in rows])
    for piece in chunks(orders):
        beside = sa.tuple_(_TABLE.c.connection_id, _TABLE.c.about).in_(piece)
        waits = sa.select(_TABLE.c.id).where(beside, _TABLE.c.state.in_(["due", "refused"]))
        mark_erased(transaction, transaction.execute(waits).scalars().all())
    return orders


def forget(transaction: Transaction) -> None:
    """Forget everything that was told, and what was decided about it: another ERP knows nothing of it.

    What buyers' orders say stays.
    """
    transaction.execute(sa.delete(_TABLE))
    transaction.execute(sa.delete(tables.decisions).where(tables.decisions.c.choice != IGNORE))
    transaction.execute(sa.delete(tables.people).where(tables.people.c.kind != ORDER))


def give_up_unwanted(transaction: Transaction, connection_id: int, wanted: Sequence[Outgoing]) -> None:
    """Give up documents of these kinds that are not among the wanted any more: refused ones, and such as the ERP
    was never told while nothing else waits that could refer to them.
    """
    places = {(outgoing.kind, outgoing.key) for outgoing in wanted}
    kinds = {kind for kind, _ in places}
    other = _TABLE.alias().c
    referring = sa.exists().where(
        other.connection_id == connection_id, other.state.in_(["due", "sending"]), other.kind.not_in(kinds)
    )
    untold = sa.and_(_TABLE.c.state == "due", _TABLE.c.erp_name == "", ~referring)
    rows = transaction.execute(
        sa.select(_TABLE.c.id, _TABLE.c.kind, _TABLE.c.key).where(
            _TABLE.c.connection_id == connection_id,
            sa.or_(_TABLE.c.state == "refused", untold),
            _TABLE.c.kind.in_(kinds),
        )
    ).all()
    for piece in chunks([row.id for row in rows if (row.kind, row.key) not in places]):
        transaction.execute(sa.update(_TABLE).where(_TABLE.c.id.in_(piece)).values(state="cancelled"))


def leave(transaction: Transaction, connection_id: int, about: str, *, told: bool, message: str) -> None:
    """Leave the refused documents of an order or SKU as the ERP has them, until something else is wanted.

    `told` are only those that it holds; otherwise also those that it holds not.
    """
    refused = (
        _TABLE.c.connection_id == connection_id,
        _TABLE.c.about == about,
        _TABLE.c.state == "refused",
        *((_TABLE.c.erp_name != "",) if told else ()),
    )
    state = sa.case((_TABLE.c.erp_name != "", "delivered"), else_="ignored")
    transaction.execute(sa.update(_TABLE).where(*refused).values(state=state, message=message, before=None))


def tell_again(transaction: Transaction, connection_id: int, wanted: Sequence[Outgoing]) -> None:
    """Of these wishes, those that were refused or left before are due once more."""
    prints = [outgoing.fingerprint() for outgoing in wanted]
    for piece in chunks(prints):
        settled = _TABLE.c.fingerprint.in_(piece), _TABLE.c.state.in_(["refused", "delivered"])
        transaction.execute(
            sa.update(_TABLE).where(_TABLE.c.connection_id == connection_id, *settled).values(state="due")
        )


def mark_erased(transaction: Transaction, ids: Sequence[int]) -> None:
    """These rows lost their people. What the ERP holds under that key stays as it is there."""
    erased = N_("The personal data was erased before it was delivered.")
    state = sa.case((_TABLE.c.erp_name != "", "delivered"), else_="cancelled")
    for piece in chunks(ids):
        transaction.execute(sa.update(_TABLE).where(_TABLE.c.id.in_(piece)).values(state=state, message=erased))
