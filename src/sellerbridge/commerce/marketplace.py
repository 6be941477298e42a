"""Amazon's marketplaces: country, region, currency, and whether prices contain the tax.

Ids and regions: Amazon's page "Marketplace IDs"; currencies as the sellers API tells them
(defaultCurrencyCode). What a connection's own participations say comes first; this is the seed.
"""

from __future__ import annotations

import msgspec


class Marketplace(msgspec.Struct, frozen=True):
    """One country site. `code` is Amazon's country code (UK, not GB). `tax_inside`: prices contain VAT or GST."""

    id: str
    code: str
    region: str
    currency: str
    domain: str
    tax_inside: bool


MARKETPLACES = (
    Marketplace("ATVPDKIKX0DER", "US", "NA", "USD", "amazon.com", False),
    Marketplace("A2EUQ1WTGCTBG2", "CA", "NA", "CAD", "amazon.ca", False),
    Marketplace("A1AM78C64UM0Y8", "MX", "NA", "MXN", "amazon.com.mx", True),
    Marketplace("A2Q3Y263D00KWC", "BR", "NA", "BRL", "amazon.com.br", True),
    Marketplace("A1F83G8C2ARO7P", "UK", "EU", "GBP", "amazon.co.uk", True),
    Marketplace("A1PA6795UKMFR9", "DE", "EU", "EUR", "amazon.de", True),
    Marketplace("A13V1IB3VIYZZH", "FR", "EU", "EUR", "amazon.fr", True),
    Marketplace("APJ6JRA9NG5V4", "IT", "EU", "EUR", "amazon.it", True),
    Marketplace("A1RKKUPIHCS9HS", "ES", "EU", "EUR", "amazon.es", True),
    Marketplace("A1805IZSGTT6HS", "NL", "EU", "EUR", "amazon.nl", True),
    Marketplace("AMEN7PMS3EDWL", "BE", "EU", "EUR", "amazon.com.be", True),
    Marketplace("A28R8C7NBKEWEA", "IE", "EU", "EUR", "amazon.ie", True),
    Marketplace("A2NODRKZP88ZB9", "SE", "EU", "SEK", "amazon.se", True),
    Marketplace("A1C3SOZRARQ6R3", "PL", "EU", "PLN", "amazon.pl", True),
    Marketplace("A33AVAJ2PDY3EV", "TR", "EU", "TRY", "amazon.com.tr", True),
    Marketplace("ARBP9OOSHTCHU", "EG", "EU", "EGP", "amazon.eg", True),
    Marketplace("A17E79C6D8DWNP", "SA", "EU", "SAR", "amazon.sa", True),
    Marketplace("A2VIGQ35RCS4UG", "AE", "EU", "AED", "amazon.ae", True),
    Marketplace("A21TJRUUN4KGV", "IN", "EU", "INR", "amazon.in", True),
    Marketplace("AE08WJ6YKNBMC", "ZA", "EU", "ZAR", "amazon.co.za", True),
    Marketplace("A1VC38T7YXB528", "JP", "FE", "JPY", "amazon.co.jp", True),
    Marketplace("A39IBJ37TRP1C6", "AU", "FE", "AUD", "amazon.com.au", True),
    Marketplace("A19VAU5U5O7RUS", "SG", "FE", "SGD", "amazon.sg", True),
)

_BY_ID = {marketplace.id: marketplace for marketplace in MARKETPLACES}
_BY_CODE = {marketplace.code: marketplace for marketplace in MARKETPLACES} | {"GB": _BY_ID["A1F83G8C2ARO7P"]}
_BY_DOMAIN = {marketplace.domain: marketplace for marketplace in MARKETPLACES}


def known(marketplace_id: str) -> Marketplace | None:
    """The marketplace of that id, or None: "Non-Amazon" shadow marketplaces and new ones occur."""
    return _BY_ID.get(marketplace_id)


def find(text: str) -> Marketplace | None:
    """By id or by country code, as a person types it."""
    return _BY_ID.get(text) or _BY_CODE.get(text.upper())


def named(name: str) -> Marketplace | None:
    """By the name that settlements and finances use: its domain, in any capitals ("Amazon.de")."""
    return _BY_DOMAIN.get(name.strip().lower())


def code_of(marketplace_id: str) -> str:
    """The country code for people, or the id itself where it is not known."""
    marketplace = known(marketplace_id)
    return marketplace.code if marketplace else marketplace_id
