"""Refunds → credit notes against the invoices of what is refunded. Only a received return restocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import Order
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.documents.credit_note import Bodies, Refund, credit_key
from sellerbridge.documents.lines import Rows
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.placing import Invoiced, Unplaced
from sellerbridge.documents.refunded import buyers_parts, refunds
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import Sentence, said
from sellerbridge.settings import Settings


def _names(key: str, first: str) -> bool:
    """Whether a key is that of a refund's credit note, the first or a further one."""
    return key == first or key.startswith(f"{first}.")


def credit_notes(
    order: Order,
    rows: Rows,
    told: Sequence[Transaction],
    *,
    invoices: Bodies,
    noted: Bodies,
    settings: Settings,
    mapping: Mappings,
    doubt: Callable[[Hold], None],
) -> list[Outgoing]:
    """One for each refund and invoice, to the cent what the buyer gets back.

    `invoices` are those of the order, oldest first, `noted` the credit notes that the ERP holds already: these
    stay. `doubt` hears of each refund that cannot be placed: refund-unplaced, unknown-charge.
    """
    made = list[Outgoing]()
    left = None
    worth = sum((Decimal(body["grand_total"]) for body in (*invoices.values(), *noted.values())), ZERO)
    for name, refund in refunds(told):
        own = {key: body for key, body in noted.items() if _names(key, credit_key(order.order_id, name))}
        amount = sum((part.total for part in buyers_parts(refund)), ZERO)
        if amount + sum((Decimal(body["grand_total"]) for body in own.values()), ZERO) == 0:
            continue  # there to the cent
        if left is None:
            left = Invoiced(order.lines, invoices)
            left.give_back(noted.values())
        trial = left.copy()
        try:
            notes = Refund(
                order=order,
                rows=rows,
                told=refund,
                name=name,
                noted=own,
                invoices=invoices,
                settings=settings,
                mapping=mapping,
            ).notes(trial)
            rest = _rest(worth, notes)
        except Unplaced as why:
            doubt(
                Hold(
                    "refund-unplaced",
                    refund=name,
                    amount=str(amount),
                    currency=refund.currency,
                    why=said(why),
                )
            )
        except Hold as hold:
            doubt(hold)
        else:
            left, worth = trial, rest
            made += notes
    return made


def _rest(worth: Decimal, notes: Sequence[Outgoing]) -> Decimal:
    """What is left of the order after these credit notes. Raises Unplaced for more than that."""
    rest = worth + sum((note.body["grand_total"] for note in notes), ZERO)
    if rest < 0:
        raise Unplaced(Sentence("{left} of the order is invoiced and not given back yet", left=worth))
    return rest
