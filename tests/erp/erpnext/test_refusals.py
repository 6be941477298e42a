from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.erp.erpnext.refusals import plain_text, told


def messages(*each: dict[str, Any] | str) -> str:
    return json.dumps([json.dumps(one) for one in each])


@pytest.mark.parametrize(
    ("body", "exc_type", "text"),
    [
        pytest.param(
            {
                "exception": "frappe.exceptions.LinkExistsError: Cannot cancel",
                "exc_type": "LinkExistsError",
                "_server_messages": messages(
                    {
                        "message": 'Cannot delete or cancel because Sales Order <a href="/app/Form/Sales Order/A">A</a>'
                        ' is linked with Sales Invoice <a href="/app/Form/Sales Invoice/SI-2">SI-2</a> ',
                        "raise_exception": 1,
                    }
                ),
            },
            "LinkExistsError",
            "Cannot delete or cancel because Sales Order A is linked with Sales Invoice SI-2",
            id="links",
        ),
        pytest.param(
            {
                "exc_type": "DoesNotExistError",
                "_server_messages": messages(
                    {"message": "Item Price added for IM-02 in Price List Amazon", "alert": 1},
                    {"message": "Customer Nobody not found", "raise_exception": 1},
                ),
            },
            "DoesNotExistError",
            "Customer Nobody not found",
            id="what only informs is left out",
        ),
        pytest.param(
            {
                "exc_type": "UniqueValidationError",
                "exception": "frappe.exceptions.UniqueValidationError: ('Item', 'B', IntegrityError(1062, \"…\"))",
                "_server_messages": messages({"message": "Amazon Sku must be unique", "title": "Message"}),
            },
            "UniqueValidationError",
            "Amazon Sku must be unique",
            id="none raised: the last one",
        ),
        pytest.param(
            {"exc_type": "ImportError", "exception": "Error: No module named 'frappe.core.doctype.no_such_type'"},
            "ImportError",
            "No module named 'frappe.core.doctype.no_such_type'",
            id="exception only",
        ),
        pytest.param(
            {"exc_type": "PermissionError", "_error_message": "No permission for <b>Custom Field</b>"},
            "PermissionError",
            "No permission for Custom Field",
            id="error message only",
        ),
        pytest.param(
            {"exc_type": "ValidationError", "_server_messages": json.dumps(["Row #1: Qty &gt; 0 &amp; whole"])},
            "ValidationError",
            "Row #1: Qty > 0 & whole",
            id="a bare text with entities",
        ),
        pytest.param(
            {"exc_type": "SessionStopped"},
            "SessionStopped",
            "SessionStopped, without a reason",
            id="nothing at all",
        ),
        pytest.param(
            {"exc_type": "ValidationError", "_server_messages": "not json", "exception": "x.ValidationError: Why"},
            "ValidationError",
            "Why",
            id="not JSON",
        ),
    ],
)
def test_a_refusal_says_why_in_plain_text(body: dict[str, Any], exc_type: str, text: str) -> None:
    no = told(body)
    assert no is not None
    assert (no.exc_type, no.text) == (exc_type, text)


@pytest.mark.parametrize(
    "body", [None, [], "text", {}, {"data": {}}, {"exc_type": ""}, {"exc_type": 3}, {"message": "exc_type"}]
)
def test_what_has_no_exc_type_is_no_refusal(body: Any) -> None:
    assert told(body) is None


def test_a_long_reason_is_cut() -> None:
    no = told({"exc_type": "X", "exception": "X: " + "word " * 1000})
    assert no is not None
    assert len(no.text) == 500


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Row <strong>1</strong>:<br>no", "Row 1: no"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("<details><summary>Not permitted</summary>Function x</details>", "Not permitted Function x"),
        ("a &lt;b&gt;", "a <b>"),
        ("", ""),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(
    body=st.dictionaries(st.sampled_from(("exc_type", "exception", "_server_messages")), st.text() | st.integers())
)
def test_any_refusal_can_be_read(body: dict[str, Any]) -> None:
    no = told(body)
    assert no is None or no.text
