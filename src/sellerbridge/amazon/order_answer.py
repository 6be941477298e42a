"""One order of the wire, made into the noun `commerce.order.Order`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from sellerbridge.amazon import order_wire as wire
from sellerbridge.commerce.order import Address, Buyer, Charge, Order, OrderLine
from sellerbridge.incoming import Unreadable
from sellerbridge.sentences import Sentence, said

_decoded = msgspec.json.Decoder(wire.Order).decode

_SELLER_ORDER = "SELLER_ORDER_ID"
_ORIGINALS = frozenset({"REPLACEMENT_ORIGINAL_ID", "EXCHANGE_ORIGINAL_ID"})
_FACILITATOR = "MARKETPLACE_FACILITATOR"
_BUSINESS = "AMAZON_BUSINESS"

_Amount = Callable[[wire.Money], Decimal]


class NotUnderstood(ValueError):
    """Why a record cannot be understood, in words free of personal data."""


class _Named(msgspec.Struct, frozen=True, rename="camel"):
    order_id: str = ""


def order_from(raw: bytes | msgspec.Raw) -> Order:
    """The order in one JSON text of the wire. Raises NotUnderstood; `Buyer.key` is left to the store."""
    try:
        told = _decoded(raw)
    except (UnicodeDecodeError, msgspec.DecodeError) as error:  # says what was expected where, not what was there
        raise NotUnderstood(str(error)) from error
    currency = _Currency()
    proceeds = told.proceeds or wire.OrderProceeds()
    lines = tuple(_line(item, currency.amount) for item in told.order_items)
    charges = _charges(proceeds.breakdowns, currency.amount)
    total = _optional(proceeds.grand_total, currency.amount)
    fulfillment = told.fulfillment
    address = told.recipient.delivery_address if told.recipient else None
    return Order(
        order_id=told.order_id,
        marketplace_id=told.sales_channel.marketplace_id or "",
        status=fulfillment.fulfillment_status,
        purchased_at=_utc(told.created_time),
        updated_at=_utc(told.last_updated_time),
        currency=currency.code,
        channel=told.sales_channel.channel_name,
        fulfilled_by=fulfillment.fulfilled_by or "",
        seller_order_id=_seller_order_id(told),
        ship_by=_latest(fulfillment.ship_by_window),
        deliver_by=_latest(fulfillment.deliver_by_window),
        programs=tuple(told.programs or ()),
        replaces=_replaces(told),
        lines=lines,
        charges=charges,
        total=total,
        business=_business(told),
        ship_country=(address.country_code or "") if address else "",
        buyer=_buyer(told),
        recipient=_recipient(address),
    )


def unreadable(raw: bytes | msgspec.Raw, error: NotUnderstood) -> Unreadable:
    """What takes the place of an order that cannot be understood."""
    try:
        about = msgspec.json.decode(raw, type=_Named).order_id
    except (UnicodeDecodeError, msgspec.DecodeError):
        about = ""
    return Unreadable(about=about or "an order without an id", why=said(error))


class _Currency:
    """The one currency of an order, learned from its first amount."""

    def __init__(self) -> None:
        self.code = ""

    def amount(self, money: wire.Money) -> Decimal:
        """The amount. Raises NotUnderstood for another currency or what is no number."""
        self.code = self.code or money.currency_code
        if money.currency_code != self.code:
            raise NotUnderstood(
                Sentence(
                    "amounts in {first} and {second} in one order", first=self.code, second=money.currency_code
                )
            )
        if not money.amount.is_finite():
            raise NotUnderstood(Sentence("an amount that is no number"))
        return money.amount


def _line(item: wire.Item, amount: _Amount) -> OrderLine:
    product, price = item.product, item.product.price or wire.Price()
    proceeds = item.proceeds or wire.ItemProceeds()
    fulfillment = item.fulfillment or wire.ItemFulfillment()
    cancellation = item.cancellation or wire.Cancellation()
    executed = cancellation.cancellation_execution or wire.CancellationExecution()
    tax = item.tax or wire.ItemTax()
    return OrderLine(
        line_id=item.order_item_id,
        sku=product.seller_sku or "",
        quantity=item.quantity_ordered,
        asin=product.asin or "",
        title=product.title or "",
        charges=_charges(proceeds.breakdowns, amount),
        total=_optional(proceeds.proceeds_total, amount),
        unit_price=_optional(price.unit_price, amount),
        facilitated=any(one.model == _FACILITATOR for one in tax.tax_collections or ()),
        schemes=_schemes(tax),
        quantity_fulfilled=fulfillment.quantity_fulfilled or 0,
        quantity_unfulfilled=fulfillment.quantity_unfulfilled,
        cancelled_by=executed.cancelled_by or "",
        cancel_requested=cancellation.cancellation_request is not None,
    )


def _charges(breakdowns: Iterable[wire.Breakdown] | None, amount: _Amount) -> tuple[Charge, ...]:
    return tuple(
        Charge(type=part.type, amount=amount(part.subtotal), parts=_parts(part, amount))
        for part in breakdowns or ()
    )


def _parts(breakdown: wire.Breakdown, amount: _Amount) -> tuple[tuple[str, Decimal], ...]:
    details = breakdown.detailed_breakdowns or ()
    return tuple((detail.subtype or "", amount(detail.value)) for detail in details if detail.value)


def _optional(money: wire.Money | None, amount: _Amount) -> Decimal | None:
    return None if money is None else amount(money)


def _schemes(tax: wire.ItemTax) -> tuple[str, ...]:
    told = tax.tax_calculation_breakdowns or ()
    return tuple(one.reporting_scheme for one in told if one.reporting_scheme)


def _seller_order_id(told: wire.Order) -> str:
    aliases = told.order_aliases or ()
    return next((alias.alias_id for alias in aliases if alias.alias_type == _SELLER_ORDER), "")


def _replaces(told: wire.Order) -> str:
    others = told.associated_orders or ()
    return next(
        (other.order_id for other in others if other.order_id and other.association_type in _ORIGINALS), ""
    )


def _latest(window: wire.TimeRange | None) -> datetime | None:
    return _utc(window.latest_date_time) if window and window.latest_date_time else None


def _utc(moment: datetime) -> datetime:
    """Amazon's times carry a zone; one without is UTC, as everywhere in its models."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _buyer_registrations(told: wire.Order) -> list[wire.TaxRegistration]:
    tax = told.tax or wire.OrderTax()
    return [one for one in tax.tax_registrations or () if one.entity_type == "BUYER"]


def _business(told: wire.Order) -> bool:
    return _BUSINESS in (told.programs or ()) or bool(_buyer_registrations(told))


def _buyer(told: wire.Order) -> Buyer | None:
    """None without a name and an e-mail address: then Amazon does not say who bought."""
    buyer = told.buyer
    if buyer is None or not (buyer.buyer_name or buyer.buyer_email):
        return None
    numbers = (one.tax_registration_number for one in _buyer_registrations(told))
    return Buyer(
        name=buyer.buyer_name or "",
        email=buyer.buyer_email or "",
        company=buyer.buyer_company_name or "",
        purchase_order=buyer.buyer_purchase_order_number or "",
        tax_id=next((number for number in numbers if number), ""),
    )


def _recipient(address: wire.Address | None) -> Address | None:
    """None where Amazon tells nothing at all."""
    if address is None:
        return None
    lines = (address.address_line1, address.address_line2, address.address_line3)
    recipient = Address(
        name=address.name or "",
        company=address.company_name or "",
        lines=tuple(line for line in lines if line),
        city=address.city or "",
        district=address.district_or_county or "",
        region=address.state_or_region or "",
        postal_code=address.postal_code or "",
        country=address.country_code or "",
        phone=address.phone or "",
    )
    return None if recipient == Address() else recipient
