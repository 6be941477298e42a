"""What values may look like on their way in: bounded, so that nothing reaches the database that it cannot hold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from sellerbridge.commerce.marketplace import MARKETPLACES

_PRINTED = r"^[^\x00-\x1f\x7f-\x9f]*$"

Text = Annotated[str, Meta(max_length=200, pattern=_PRINTED)]
"""A line of text, or nothing."""
Name = Annotated[str, Meta(min_length=1, max_length=140, pattern=r"^[^\s\x00-\x1f\x7f-\x9f](.*\S)?$")]
"""The name of something: neither empty nor with blanks around it."""
Sku = Annotated[str, Meta(min_length=1, max_length=100, pattern=_PRINTED)]
Reason = Annotated[str, Meta(min_length=3, max_length=500, pattern=r"^[^\x00]*\S[^\x00]*$")]
"""Why, for whoever reads it later. Name no buyer."""
Secret = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"^[!-~]*$")]
Password = Annotated[str, Meta(min_length=10, max_length=1000)]
Number = Annotated[int, Meta(ge=1, le=2_147_483_647)]
"""Of a problem, a run, a token."""
Offset = Annotated[int, Meta(ge=0, le=2_147_483_647)]
OrderId = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$")]
SettlementId = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$")]
ConnectionName = Annotated[str, Meta(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
Amount = Annotated[str, Meta(max_length=30, pattern=r"^[0-9]+(\.[0-9]+)?$")]
"""A number above zero, as text: JSON's own lose digits."""
Month = Annotated[str, Meta(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$")]
Day = Annotated[date, Meta(description="A day, as 2026-11-30.")]
CountryCode: Any = Literal[tuple(sorted(place.code for place in MARKETPLACES))]
"""Of a marketplace of Amazon's, as DE or UK."""
Flow = Literal["products", "orders", "money"]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an operation takes: by name, and nothing else."""
