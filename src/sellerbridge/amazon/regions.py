"""Where Amazon listens: one endpoint per region (Amazon's page "SP-API Endpoints").

One refresh token serves all marketplaces of one region, and only those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.errors import Usage

_TOKEN_URL = "https://api.amazon.com/auth/o2/token"  # noqa: S105 - where tokens are bought, not one


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A region's API and where its access tokens come from. Raises Usage for what is no http address."""

    url: str
    token_url: str = _TOKEN_URL
    region: str

    def __post_init__(self) -> None:
        for address in (self.url, self.token_url):
            if not _is_address(address):
                raise Usage(
                    "{address!r} is no address; one looks like https://sellingpartnerapi-eu.amazon.com",
                    address=address,
                )


ENDPOINTS: Mapping[str, Endpoint] = {
    "NA": Endpoint(url="https://sellingpartnerapi-na.amazon.com", region="NA"),
    "EU": Endpoint(url="https://sellingpartnerapi-eu.amazon.com", region="EU"),
    "FE": Endpoint(url="https://sellingpartnerapi-fe.amazon.com", region="FE"),
}


def region_of(marketplaces: Iterable[str]) -> str:
    """The one region of marketplaces given by id or country code. Raises Usage for none, unknown ones, a mix."""
    by_region: dict[str, list[str]] = {}
    for name in marketplaces:
        by_region.setdefault(_region(name), []).append(name)
    if not by_region:
        raise Usage("Name at least one marketplace, for example: --marketplace DE")
    if len(by_region) > 1:
        mix = "; ".join(f"{region}: {', '.join(names)}" for region, names in sorted(by_region.items()))
        raise Usage("One connection serves one region, not several ({mix}). Make a connection for each.", mix=mix)
    return next(iter(by_region))


def _region(name: str) -> str:
    known = marketplace.find(name)
    if known is None:
        codes = ", ".join(known.code for known in marketplace.MARKETPLACES)
        raise Usage("There is no marketplace {name!r}. Use an id or one of {codes}.", name=name, codes=codes)
    return known.region
