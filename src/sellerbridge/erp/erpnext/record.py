"""One document of a site, read whole or changed.

Sites and proxies write addresses into their logs: a document that is named after a person is asked for in a body.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sellerbridge.erp.erpnext.client import Client, method, resource
from sellerbridge.erp.erpnext.customers import NAMED_AFTER_PEOPLE


def whole(client: Client, doctype: str, name: str) -> dict[str, Any]:
    """The document with its rows. Raises as Client.read."""
    if doctype in NAMED_AFTER_PEOPLE:
        found: dict[str, Any] = client.ask("frappe.client.get", {"doctype": doctype, "name": name})
    else:
        found = client.read(resource(doctype, name))
    return found


def changed(client: Client, doctype: str, name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The document, changed; `modified` among the fields is held against the site's. Raises as Client.write."""
    if doctype in NAMED_AFTER_PEOPLE:
        body = {"doctype": doctype, "name": name, "fieldname": fields}
        found: dict[str, Any] = client.write("POST", method("frappe.client.set_value"), body)
    else:
        found = client.write("PUT", resource(doctype, name), fields)
    return found
