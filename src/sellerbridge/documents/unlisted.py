"""Which item each line of an order stands for, and the Items that SKUs without a listing call for."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.documents.item import UNIT, as_name, fold, item_code
from sellerbridge.documents.mapping import Mappings
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import N_, Sentence
from sellerbridge.settings import Settings


class Items(msgspec.Struct, frozen=True, kw_only=True):
    """Item code by line id, and the Items to make first. `origins` says by line id where a code came from."""

    codes: dict[str, str]
    origins: dict[str, str]
    made: tuple[Outgoing, ...]


def items(order: Order, *, settings: Settings, mapping: Mappings) -> Items:
    """The user's mapping first, then the listed product, then what the setting unknown_sku says.

    Raises Hold: unknown-sku, missing-setting.
    """
    codes, origins, made = dict[str, str](), dict[str, str](), dict[str, Outgoing]()
    for line in order.lines:
        code = mapping.item_code(line.sku)
        origins[line.line_id] = (
            Sentence("mapped by hand") if line.sku in mapping.items else Sentence("listing of that SKU")
        )
        if code is None:
            item, origins[line.line_id] = _unlisted(line, settings=settings, mapping=mapping)
            code = item.name
            made[item.key] = item
        codes[line.line_id] = code
    return Items(codes=codes, origins=origins, made=tuple(made.values()))


def _unlisted(line: OrderLine, *, settings: Settings, mapping: Mappings) -> tuple[Outgoing, str]:
    match settings.unknown_sku:
        case "create":
            return _created(line, settings=settings, mapping=mapping), Sentence(
                "made from the order: the SKU is not listed"
            )
        case "placeholder" if settings.placeholder_item:
            return _placeholder(settings), Sentence("setting placeholder_item: the SKU is not listed")
        case "placeholder":
            raise Hold("missing-setting", setting="placeholder_item")
        case _:
            raise Hold("unknown-sku", sku=line.sku or "(none)")


def _created(line: OrderLine, *, settings: Settings, mapping: Mappings) -> Outgoing:
    """What the order tells of it. Once Amazon lists the SKU, the listing's Item takes the place of this one."""
    sku = line.sku or line.asin
    if not sku:
        raise Hold("unknown-sku", sku="(none)")
    code = mapping.codes.get(sku) or item_code(sku, _taken(mapping))
    found = {
        "item_code": (code, "sellerSku"),
        "item_name": (as_name(line.title) or code, N_("title of the order item")),
        "description": (line.title, N_("title of the order item")),
        "item_group": (settings.item_group, N_("setting item_group")),
        "stock_uom": (UNIT, N_("Amazon counts pieces")),
        "is_stock_item": (1, N_("goods, until the catalogue says otherwise")),
        "is_sales_item": (1, N_("it is sold")),
        "amazon_sku": (sku, "sellerSku"),
        "amazon_item_code": (line.asin, "asin"),
    }
    return Outgoing(
        kind="Item",
        key=sku,
        name=code,
        body={field: value for field, (value, _) in found.items() if value != ""},
        origins={field: origin for field, (value, origin) in found.items() if value != ""},
        about=sku,
        only_if_missing=True,  # two orders may call it by two titles; the first made it
    )


def _taken(mapping: Mappings) -> Callable[[str], bool]:
    taken = {fold(code) for code in mapping.products.values()}
    return lambda code: fold(code) in taken


def _placeholder(settings: Settings) -> Outgoing:
    """One Item for all; without stock, since it is many things."""
    code = settings.placeholder_item
    return Outgoing(
        kind="Item",
        key=code,
        name=code,
        body={
            "item_code": code,
            "item_name": code,
            "item_group": settings.item_group,
            "stock_uom": UNIT,
            "is_stock_item": 0,
            "is_sales_item": 1,
        },
        origins={"item_code": N_("setting placeholder_item"), "item_group": N_("setting item_group")},
        about=code,
        only_if_missing=True,
    )
