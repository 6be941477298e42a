"""The stores a seller can be in: currency, language, tax habits and the charset of their reports.

Ids, currencies and domains are Amazon's published ones; tax rates are the plain national rates. A store
we do not list is unknown to the practice Amazon.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Tax = Literal["contained", "on_top", "none"]

NON_AMAZON_MARKETPLACE = "A38D8NSA03LJTC"
"""The shadow store of multi-channel orders: Amazon sends it, but lists it nowhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Marketplace:
    """One Amazon store.

    `rates` are the standard and the reduced rate of its tax; `tax` tells whether prices contain it, whether
    it comes on top, or whether Amazon tells nothing (a seller outside the VAT service). `facilitator` is who
    Amazon names as remitting the tax when it does.
    """

    id: str
    country: str
    domain: str
    currency: str
    language: str
    region: str
    tax: Tax
    rates: tuple[Decimal, Decimal]
    facilitator: str
    charset: str
    order_prefix: str
    per_euro: Decimal

    @property
    def name(self) -> str:
        """As in salesChannel.marketplaceName: "Amazon.de"."""
        return self.domain.capitalize()

    @property
    def fba_channel(self) -> str:
        """The fulfilment channel code of Amazon's own warehouses in this region."""
        return f"AMAZON_{self.region}"

    @property
    def smallest(self) -> Decimal:
        """The currency's smallest unit."""
        return Decimal(1) if self.currency == "JPY" else Decimal("0.01")


_EU_PARTY = "Amazon Services Europe S.a.r.L."
_ROWS = """
A1PA6795UKMFR9 DE amazon.de     EUR de EU contained 0.19 0.07  windows-1252 30 1.00
A13V1IB3VIYZZH FR amazon.fr     EUR fr EU contained 0.20 0.055 ISO-8859-1   40 1.04
A1F83G8C2ARO7P GB amazon.co.uk  GBP en EU contained 0.20 0     UTF-8        20 0.86
A1C3SOZRARQ6R3 PL amazon.pl     PLN pl EU none      0.23 0.08  UTF-8        17 4.30
APJ6JRA9NG5V4  IT amazon.it     EUR en EU contained 0.22 0.10  ISO-8859-1   40 1.06
A1RKKUPIHCS9HS ES amazon.es     EUR es EU contained 0.21 0.10  ISO-8859-1   40 1.03
A1805IZSGTT6HS NL amazon.nl     EUR en EU contained 0.21 0.09  UTF-8        17 1.02
AMEN7PMS3EDWL  BE amazon.com.be EUR fr EU contained 0.21 0.06  ISO-8859-1   17 1.05
A28R8C7NBKEWEA IE amazon.ie     EUR en EU contained 0.23 0.135 UTF-8        20 1.07
A2NODRKZP88ZB9 SE amazon.se     SEK en EU contained 0.25 0.12  UTF-8        17 11.50
ATVPDKIKX0DER  US amazon.com    USD en NA on_top    0.0725 0   UTF-8        11 1.10
A2EUQ1WTGCTBG2 CA amazon.ca     CAD en NA on_top    0.13 0.05  UTF-8        70 1.50
A1AM78C64UM0Y8 MX amazon.com.mx MXN es NA contained 0.16 0     ISO-8859-1   70 20.00
A2Q3Y263D00KWC BR amazon.com.br BRL es NA none      0 0        UTF-8        70 6.00
A1VC38T7YXB528 JP amazon.co.jp  JPY ja JP contained 0.10 0.08  Shift_JIS    25 160
A39IBJ37TRP1C6 AU amazon.com.au AUD en AU contained 0.10 0     UTF-8        25 1.70
"""
_PARTIES = {
    "US": "Amazon Services, Inc.",
    "CA": "Amazon.com Services LLC",
    "AU": "Amazon Commercial Services Pty Ltd",
}


def _marketplace(row: str) -> Marketplace:
    id_, country, domain, currency, language, region, tax, high, low, charset, prefix, factor = row.split()
    return Marketplace(
        id=id_,
        country=country,
        domain=domain,
        currency=currency,
        language=language,
        region=region,
        tax="contained" if tax == "contained" else "on_top" if tax == "on_top" else "none",
        rates=(Decimal(high), Decimal(low)),
        facilitator=_PARTIES.get(country, _EU_PARTY),
        charset=charset,
        order_prefix=prefix,
        per_euro=Decimal(factor),
    )


MARKETPLACES = {place.id: place for place in map(_marketplace, _ROWS.strip().splitlines())}
"""Every store the practice Amazon knows, by marketplace id."""

DE, FR, UK, PL = "A1PA6795UKMFR9", "A13V1IB3VIYZZH", "A1F83G8C2ARO7P", "A1C3SOZRARQ6R3"
IT, ES = "APJ6JRA9NG5V4", "A1RKKUPIHCS9HS"
US, CA, MX, JP = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1AM78C64UM0Y8", "A1VC38T7YXB528"
