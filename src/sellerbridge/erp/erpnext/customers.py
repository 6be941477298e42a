"""Under which names a site keeps our Customers.

ERPNext names a Customer after the person. Such a name is kept nowhere on our side: for as long as a run lasts it
is remembered here, and later asked for again by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sellerbridge.documents.buyer import key_of
from sellerbridge.erp.erpnext import lists
from sellerbridge.erp.erpnext.client import Client
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.outgoing import Delivery, Outgoing

NAMED_AFTER_PEOPLE = frozenset({"Customer", "Address", "Contact"})
_CUSTOMER, _KEY = "Customer", "amazon_buyer_key"


class Customers:
    """The names of those that documents of this run refer to."""

    def __init__(self, client: Client, site: Site) -> None:
        self._client = client
        self._site = site
        self._names: dict[str, str] = {}

    def learn(self, outgoing: Outgoing, name: str) -> None:
        """A document of ours is there under that name."""
        if outgoing.kind == _CUSTOMER and name:
            self._names[outgoing.name] = name

    def names(self, deliveries: Sequence[Delivery]) -> Mapping[tuple[str, str], str]:
        """(Customer, name asked for) → name there, of all that these refer to; one question for what is not known.

        A Customer that the site does not know by key keeps the name asked for: the site says what it thinks of it.
        """
        asked = {name for delivery in deliveries for name in _referred(delivery.outgoing.body)}
        unknown = {key_of(name): name for name in asked - self._names.keys()}
        if unknown and _KEY in self._site.meta(_CUSTOMER).fields:
            for row in lists.rows_by(self._client, _CUSTOMER, _KEY, unknown, fields=["name"]):
                if row[_KEY] in unknown:
                    self._names[unknown[row[_KEY]]] = row["name"]
        return {(_CUSTOMER, name): self._names[name] for name in asked if name in self._names}


def _referred(body: Mapping[str, Any]) -> Iterator[str]:
    """The Customers that a document, its links or its postings name."""
    if "customer" in body:
        yield body["customer"]
    postings: Iterable[Mapping[str, Any]] = body.get("accounts", ())
    yield from (row["party"] for row in postings if row.get("party_type") == _CUSTOMER)
    links: Iterable[Mapping[str, Any]] = body.get("links", ())
    yield from (link["link_name"] for link in links if link.get("link_doctype") == _CUSTOMER)
