from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from sellerbridge.outgoing import Outgoing, plain

ORDER = Outgoing(
    kind="Sales Order", key="302-1", name="302-1", body={"grand_total": Decimal("59.97"), "items": [{"qty": 3}]}
)


def changed(**fields: Any) -> Outgoing:
    return msgspec.structs.replace(ORDER, **fields)


def test_the_order_of_the_fields_does_not_matter() -> None:
    again = changed(body={"items": [{"qty": 3}], "grand_total": Decimal("59.97")})
    assert again.fingerprint() == ORDER.fingerprint()


@pytest.mark.parametrize(
    "body",
    [
        {"grand_total": Decimal("59.98"), "items": [{"qty": 3}]},
        {"grand_total": Decimal("59.97"), "items": [{"qty": 4}]},
        {"grand_total": Decimal("59.97"), "items": [{"qty": 3}, {"qty": 3}]},
        {"grand_total": Decimal("59.97"), "items": [{"qty": 3}], "po_no": ""},
    ],
)
def test_every_value_counts(body: dict[str, Any]) -> None:
    assert changed(body=body).fingerprint() != ORDER.fingerprint()


def test_a_cent_counts_at_any_size() -> None:
    great, greater = (
        changed(body={"total": Decimal(text)}) for text in ("9007199254740993.01", "9007199254740993.02")
    )
    assert great.fingerprint() != greater.fingerprint()


def test_the_name_counts_and_what_is_only_said_about_it_does_not() -> None:
    assert changed(name="302-1-1").fingerprint() != ORDER.fingerprint()
    assert changed(origins={"grand_total": "sum"}, about="302-1").fingerprint() == ORDER.fingerprint()


def test_money_is_plain_text_at_any_depth() -> None:
    body = {
        "total": Decimal("1E+2"),
        "rows": ({"rate": Decimal("0.10"), "qty": 3}, [Decimal("-0.00")]),
        "on": None,
    }
    assert plain(body) == {"total": "100", "rows": [{"rate": "0.10", "qty": 3}, ["-0.00"]], "on": None}
