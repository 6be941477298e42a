"""One transaction of the wire, made into the noun `commerce.transaction.Transaction`; its leaves must add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from sellerbridge.amazon import transaction_wire as wire
from sellerbridge.amazon.order_answer import NotUnderstood
from sellerbridge.commerce.transaction import Leaf, Transaction, TransactionItem
from sellerbridge.incoming import Unreadable
from sellerbridge.sentences import Sentence, said

_decoded = msgspec.json.Decoder(wire.Transaction).decode
_ORDER = "ORDER_ID"
_NOTHING = Decimal(0)


class _Named(msgspec.Struct, frozen=True, rename="camel"):
    transaction_id: str = ""


def transaction_from(raw: bytes | msgspec.Raw) -> Transaction:
    """The transaction in one JSON text of the wire.

    Raises NotUnderstood where it is none, where it has two currencies, and where the leaves do not add up to
    Amazon's total, of the whole or of an item.
    """
    try:
        told = _decoded(raw)
    except (UnicodeDecodeError, msgspec.DecodeError) as error:  # says what was expected where, not what was there
        raise NotUnderstood(str(error)) from error
    try:
        return _transaction(told)
    except NotUnderstood as error:
        order_id = _related(told).get(_ORDER)
        if not order_id:
            raise
        raise NotUnderstood(Sentence("{error} (order {order})", error=said(error), order=order_id)) from error


def unreadable(raw: bytes | msgspec.Raw, error: NotUnderstood) -> Unreadable:
    """What takes the place of a transaction that cannot be understood."""
    try:
        about = msgspec.json.decode(raw, type=_Named).transaction_id
    except (UnicodeDecodeError, msgspec.DecodeError):
        about = ""
    return Unreadable(about=about or "a transaction without an id", why=said(error))


def _transaction(told: wire.Transaction) -> Transaction:
    currency = told.total_amount.currency_code
    related = _related(told)
    deferral = _deferral(told.contexts or ())
    return Transaction(
        transaction_id=told.transaction_id,
        kind=told.transaction_type,
        status=told.transaction_status,
        posted_at=_utc(told.posted_date),
        currency=currency,
        total=_amount(told.total_amount, currency),
        marketplace_id=_marketplace(told),
        order_id=related.pop(_ORDER, ""),
        description=told.description or "",
        related=related,
        items=tuple(_item(item, told.transaction_type, currency) for item in told.items or ()),
        leaves=_leaves(told.breakdowns, told.total_amount, told.transaction_type, currency),
        deferral=deferral.deferral_reason or "",
        matures_at=_utc(deferral.maturity_date) if deferral.maturity_date else None,
    )


def _item(item: wire.Item, kind: str, currency: str) -> TransactionItem:
    total = item.total_amount or wire.Money(currency_code=currency, currency_amount=_NOTHING)
    product = next((one for one in item.contexts or () if one.sku or one.asin), wire.Context())
    return TransactionItem(
        sku=product.sku or "",
        asin=product.asin or "",
        quantity=product.quantity_shipped or 0,
        description=item.description or "",
        total=_amount(total, currency),
        leaves=_leaves(item.breakdowns, total, kind, currency),
    )


def _leaves(
    breakdowns: Sequence[wire.Breakdown] | None, total: wire.Money, kind: str, currency: str
) -> tuple[Leaf, ...]:
    """The leaves that make up the total; what is not broken down is its own leaf, by the transaction's type."""
    whole = _amount(total, currency)
    if not breakdowns:
        return (Leaf(path=(kind,), amount=whole),) if whole else ()
    leaves = tuple(_under(breakdowns, (), currency))
    added = sum((leaf.amount for leaf in leaves), _NOTHING)
    if added != whole:
        raise NotUnderstood(
            Sentence(
                "its parts add up to {ours:f} {currency}, but Amazon's total is {theirs:f} {currency}",
                ours=added,
                theirs=whole,
                currency=currency,
            )
        )
    return leaves


def _under(breakdowns: Sequence[wire.Breakdown], path: tuple[str, ...], currency: str) -> Iterator[Leaf]:
    for part in breakdowns:
        here = (*path, part.breakdown_type)
        if part.breakdowns:
            yield from _under(part.breakdowns, here, currency)
        else:
            yield Leaf(path=here, amount=_amount(part.breakdown_amount, currency))


def _amount(money: wire.Money, currency: str) -> Decimal:
    if money.currency_code != currency:
        raise NotUnderstood(
            Sentence(
                "amounts in {first} and {second} in one transaction", first=currency, second=money.currency_code
            )
        )
    if not money.currency_amount.is_finite():
        raise NotUnderstood(Sentence("an amount that is no number"))
    return money.currency_amount


def _related(told: wire.Transaction) -> dict[str, str]:
    """Identifiers by name; of several with one name the first."""
    found: dict[str, str] = {}
    for one in told.related_identifiers or ():
        if one.related_identifier_value:
            found.setdefault(one.related_identifier_name, one.related_identifier_value)
    return found


def _deferral(contexts: Sequence[wire.Context]) -> wire.Context:
    return next((one for one in contexts if one.deferral_reason or one.maturity_date), wire.Context())


def _marketplace(told: wire.Transaction) -> str:
    places = (told.marketplace_details, told.selling_partner_metadata)
    return next((place.marketplace_id for place in places if place and place.marketplace_id), "")


def _utc(moment: datetime) -> datetime:
    """Amazon's times carry a zone; one without is UTC, as everywhere in its models."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
