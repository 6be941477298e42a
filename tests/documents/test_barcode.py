"""Barcodes: only numbers with a right check digit, each once, as ERPNext calls them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.documents.barcode import barcode_rows, checks


@pytest.mark.parametrize(
    ("found", "rows"),
    [
        pytest.param([("EAN", "4006381333931")], [("4006381333931", "EAN")], id="EAN"),
        pytest.param([("UPC", "036000291452")], [("036000291452", "UPC-A")], id="UPC"),
        pytest.param([("EAN", "0036000291452")], [("036000291452", "UPC-A")], id="UPC written as EAN"),
        pytest.param([("EAN", "96385074")], [("96385074", "EAN-8")], id="EAN-8"),
        pytest.param([("ISBN", "9783161484100")], [("9783161484100", "EAN")], id="ISBN"),
        pytest.param([("GTIN", "04006381333931")], [("4006381333931", "EAN")], id="padded GTIN"),
        pytest.param([("JAN", "4901234567894")], [("4901234567894", "EAN")], id="JAN"),
        pytest.param([("EAN", "4006381333932")], [], id="wrong check digit"),
        pytest.param([("ISBN", "316148410X")], [], id="ISBN-10"),
        pytest.param([("EAN", "0000000000000")], [], id="zeros"),
        pytest.param([("EAN", " 4006381333931 ")], [("4006381333931", "EAN")], id="blanks"),
        pytest.param([("EAN", "٤٠٠٦٣٨١٣٣٣٩٣١")], [], id="digits of another script"),
        pytest.param(
            [("UPC", "036000291452"), ("EAN", "0036000291452"), ("GTIN", "00036000291452")],
            [("036000291452", "UPC-A")],
            id="one number in three forms",
        ),
    ],
)
def test_what_erpnext_takes(found: list[tuple[str, str]], rows: list[tuple[str, str]]) -> None:
    assert barcode_rows(found) == [{"barcode": number, "barcode_type": kind} for number, kind in rows]


@given(st.text(alphabet="0123456789", min_size=11, max_size=11), st.integers(0, 10), st.integers(1, 9))
def test_a_digit_read_wrong_is_noticed(digits: str, place: int, error: int) -> None:
    right = next(digits + last for last in "0123456789" if checks(digits + last))
    wrong = right[:place] + str((int(right[place]) + error) % 10) + right[place + 1 :]

    assert not checks(wrong)
