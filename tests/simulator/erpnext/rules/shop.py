"""A practice site in this process, with items, customers and stock, and requests in a line each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from sellerbridge.simulator.erpnext.app import App, Request
from sellerbridge.simulator.erpnext.founding import CONNECTOR, founded
from sellerbridge.simulator.erpnext.rules.registry import METHODS, RULES

STORES = "Stores - AC"
SELLING = "erpnext.selling.doctype.sales_order.sales_order"
DELIVERING = "erpnext.stock.doctype.delivery_note.delivery_note"
INVOICING = "erpnext.accounts.doctype.sales_invoice.sales_invoice"


class Told(msgspec.Struct, frozen=True):
    """An answer: its status and its body."""

    status: int
    body: dict[str, Any]

    @property
    def data(self) -> Any:
        """What came back; the body where that is an error, so that a failing test shows it."""
        assert self.status < 300, self.body
        return self.body.get("data", self.body.get("message"))

    def taken(self) -> None:
        """It must be a success."""
        assert self.status < 300, self.body

    @property
    def refusal(self) -> tuple[str, str]:
        """(exc_type, text) of an error."""
        text = self.body.get("exception", "").partition(": ")[2]
        return self.body.get("exc_type", ""), text or self.body.get("_server_messages", "")


class Shop:
    """The site of a company in USD with a customer, SKU-1, SKU-2 and SKU-3, and accounts for taxes and fees."""

    def __init__(self) -> None:
        self.site = founded(rules=RULES)
        self.app = App(self.site, rules=RULES, methods=METHODS)
        self._user = self.site.administrator
        self.insert("Customer", customer_name="Buyer", customer_group="Individual", territory="United States")
        self.insert("Price List", price_list_name="Amazon", currency="USD", selling=1)
        self.insert("Price List", price_list_name="Amazon EUR", currency="EUR", selling=1)
        for name in ("SKU-1", "SKU-2", "SKU-3"):
            self.insert("Item", item_code=name, item_group="Products", stock_uom="Nos")
        for name, parent in (
            ("Tax", "Duties and Taxes"),
            ("Shipping", "Direct Income"),
            ("Fees", "Direct Expenses"),
        ):
            self.insert("Account", account_name=name, parent_account=f"{parent} - AC", company="Acme")
        self._user = next(user for user in self.site.users if user.name == CONNECTOR)

    def send(self, verb: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> Told:
        """One request of the connector's."""
        texts = {
            key: value if isinstance(value, str) else json.dumps(value) for key, value in (query or {}).items()
        }
        token = f"token {self._user.api_key}:{self._user.api_secret}"
        headers = {"authorization": token, "content-type": "application/json"}
        raw = b"" if body is None else json.dumps(body).encode()
        answer = self.app.answer(Request(verb=verb, path=path, query=urlencode(texts), headers=headers, body=raw))
        return Told(answer.status, json.loads(answer.body))

    def post(self, doctype: str, /, **values: Any) -> Told:
        """POST a document."""
        return self.send("POST", f"/api/resource/{quote(doctype)}", values)

    def insert(self, doctype: str, /, **values: Any) -> dict[str, Any]:
        """POST a document that is taken."""
        found: dict[str, Any] = self.post(doctype, **values).data
        return found

    def put(self, doctype: str, name: str, /, **values: Any) -> Told:
        """PUT a document."""
        return self.send("PUT", f"/api/resource/{quote(doctype)}/{quote(name)}", values)

    def read(self, doctype: str, name: str) -> dict[str, Any]:
        """GET a document."""
        found: dict[str, Any] = self.send("GET", f"/api/resource/{quote(doctype)}/{quote(name)}").data
        return found

    def call(self, method: str, /, **arguments: Any) -> Told:
        """POST to a method."""
        return self.send("POST", f"/api/method/{method}", arguments)

    def cancel(self, doctype: str, name: str) -> Told:
        """Cancel by frappe.client."""
        return self.call("frappe.client.cancel", doctype=doctype, name=name)

    def listed(self, doctype: str, /, *fields: str, **filters: Any) -> list[dict[str, Any]]:
        """GET a list, everything in it."""
        query = {"fields": fields or ("name",), "filters": filters, "limit_page_length": "0"}
        found: list[dict[str, Any]] = self.send("GET", f"/api/resource/{quote(doctype)}", query=query).data
        return found

    def order(self, *lines: tuple[str, float, float], **values: Any) -> Told:
        """POST a sales order of the buyer's: (item, qty, rate) each."""
        return self.post("Sales Order", **{**ordered(*lines), **values})

    def stock(self, **quantities: float) -> None:
        """Count stock, 5.00 each: SKU_1=10."""
        rows = [
            {"item_code": name.replace("_", "-"), "warehouse": STORES, "qty": qty, "valuation_rate": 5}
            for name, qty in quantities.items()
        ]
        values = {"purpose": "Stock Reconciliation", "posting_date": "2026-01-01", "posting_time": "08:00:00"}
        self.insert("Stock Reconciliation", company="Acme", set_posting_time=1, docstatus=1, items=rows, **values)

    def bin(self, item: str) -> dict[str, Any]:
        """An item's bin in the stores; empty where there is none."""
        fields = ("actual_qty", "reserved_qty", "projected_qty", "valuation_rate")
        return next(iter(self.listed("Bin", *fields, item_code=item, warehouse=STORES)), {})

    def entries(self, voucher: str) -> list[dict[str, Any]]:
        """What a voucher has posted and not taken back."""
        return self.listed("GL Entry", "account", "debit", "credit", voucher_no=voucher, is_cancelled=0)

    def messages(self, told: Told) -> list[str]:
        """The texts of an answer's messages to the user."""
        return [json.loads(message)["message"] for message in json.loads(told.body.get("_server_messages", "[]"))]


def ordered(*lines: tuple[str, float, float]) -> dict[str, Any]:
    """A sales order's body, of 2026-03-02."""
    rows = [{"item_code": item, "qty": qty, "rate": rate, "warehouse": STORES} for item, qty, rate in lines]
    return {
        "customer": "Buyer",
        "company": "Acme",
        "transaction_date": "2026-03-02",
        "delivery_date": "2026-03-06",
        "currency": "USD",
        "selling_price_list": "Amazon",
        "items": rows,
    }


def actual(account: str, amount: float) -> dict[str, Any]:
    """A tax row of a fixed amount."""
    return {
        "charge_type": "Actual",
        "account_head": f"{account} - AC",
        "description": account,
        "tax_amount": amount,
    }
