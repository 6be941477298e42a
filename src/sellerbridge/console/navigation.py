"""The places of the console, in the order in which a seller asks for them."""

from __future__ import annotations

import msgspec

from sellerbridge.console.words.marks import N_


class Place(msgspec.Struct, frozen=True):
    """A page in the navigation: where it is, what it is called, and the drawing beside it (templates/marks)."""

    path: str
    name: str
    mark: str


PLACES = (
    Place("/", N_("Overview"), "overview"),
    Place("/orders", N_("Orders"), "orders"),
    Place("/products", N_("Products"), "products"),
    Place("/money", N_("Money"), "money"),
    Place("/problems", N_("Problems"), "problems"),
    Place("/activity", N_("Activity"), "activity"),
    Place("/settings", N_("Settings"), "settings"),
)
