"""A user of a practice site, over HTTP: one call, its status and its answer."""

from __future__ import annotations

import http.client
import json
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from sellerbridge.simulator.erpnext.server import PracticeERPNext

ITEM = {"item_code": "SKU-1", "item_group": "Products", "stock_uom": "Nos"}
ORDER = {
    "customer": "Buyer",
    "transaction_date": "2026-03-02",
    "delivery_date": "2026-03-06",
    "items": [{"item_code": "SKU-1", "qty": 2, "rate": 5, "warehouse": "Stores - AC"}],
}
KEY = {
    "dt": "Sales Order",
    "fieldname": "amazon_order_id",
    "label": "Amazon Order ID",
    "unique": 1,
    "fieldtype": "Data",
}


class Told(NamedTuple):
    """An answer. `error` is its exc_type."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def data(self) -> Any:
        return self.body["data"]

    @property
    def message(self) -> Any:
        return self.body["message"]

    @property
    def error(self) -> tuple[int, str]:
        return self.status, self.body["exc_type"]


class Visitor:
    """Speaks for one user of a site."""

    def __init__(self, erp: PracticeERPNext, user: str = "connector") -> None:
        self.erp = erp
        self.user = user

    def call(
        self, verb: str, path: str, body: Any = None, /, headers: dict[str, str] | None = None, **query: Any
    ) -> Told:
        texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in query.items()}
        target = quote(path) + ("?" + urlencode(texts) if texts else "")
        data = None if body is None else json.dumps(body).encode()
        connection = http.client.HTTPConnection(urlsplit(self.erp.url).netloc, timeout=20)
        try:
            connection.request(verb, target, data, {**self._login(), **(headers or {})})
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        told = {name.lower(): value for name, value in response.getheaders()}
        is_json = told["content-type"] == "application/json"
        return Told(response.status, json.loads(text) if is_json else text.decode(), told)

    def insert(self, doctype: str, **values: Any) -> Told:
        return self.call("POST", f"/api/resource/{doctype}", values)

    def get(self, doctype: str, name: str) -> Told:
        return self.call("GET", f"/api/resource/{doctype}/{name}")

    def put(self, doctype: str, name: str, **values: Any) -> Told:
        return self.call("PUT", f"/api/resource/{doctype}/{name}", values)

    def listed(self, doctype: str, **query: Any) -> Any:
        return self.call("GET", f"/api/resource/{doctype}", **query).data

    def method(self, dotted: str, **arguments: Any) -> Told:
        return self.call("POST", f"/api/method/{dotted}", arguments)

    def _login(self) -> dict[str, str]:
        login = self.erp.logins[self.user]
        return {"Authorization": f"token {login.api_key}:{login.api_secret}", "Content-Type": "application/json"}
