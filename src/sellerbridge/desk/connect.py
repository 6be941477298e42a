"""Add a seller, or change what is known of one; kept only when Amazon accepts it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

import sellerbridge
from sellerbridge.amazon.auth import Credentials
from sellerbridge.amazon.port import open_amazon
from sellerbridge.amazon.regions import ENDPOINTS, Endpoint, region_of
from sellerbridge.amazon.sellers import Participation
from sellerbridge.commerce import marketplace
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.pace import MemoryBuckets
from sellerbridge.sentences import Sentence
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection, Secrets

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SELLER_ID = re.compile(r"[A-Z0-9]{5,20}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PATIENCE_SECONDS = 120.0
"""getMarketplaceParticipations refills one call in about a minute."""


class Seller(msgspec.Struct, frozen=True, kw_only=True):
    """A seller as a person describes it; what is None or empty stays as it is known. Secrets go beside it."""

    name: str
    seller_id: str | None = None
    marketplaces: tuple[str, ...] = ()
    client_id: str | None = None
    endpoint: str | None = None
    token_endpoint: str | None = None


class Connected(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept. `others` are marketplaces the seller takes part in as well; codes of countries."""

    name: str
    seller_id: str
    region: str
    marketplaces: tuple[str, ...]
    others: tuple[str, ...]
    checked: bool
    erp: str


class NotSold(Usage):
    """Amazon answers, but the seller does not sell in `missing`; it does in `sold`. Codes of countries."""

    def __init__(self, missing: Sequence[str], sold: Sequence[str]) -> None:
        super().__init__(
            "Amazon answers, but this seller does not sell in {missing} (it does in {sold}). Leave those out,"
            " or use --no-check. Nothing was kept.",
            missing=", ".join(missing),
            sold=", ".join(sold) or Sentence("none of this region"),
        )
        self.missing = tuple(missing)
        self.sold = tuple(sold)


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about the connection but its secrets, checked; marketplaces by id."""

    name: str
    seller_id: str
    region: str
    endpoint: str
    token_endpoint: str
    marketplaces: tuple[str, ...]
    client_id: str


def connect(installation: Installation, seller: Seller, *, secrets: Secrets, check: bool) -> Connected:
    """Prove a seller's access by calling Amazon (unless told not to), then keep it.

    Raises Usage for what cannot be right, marketplaces the seller does not sell in among it; AuthorisationLost,
    WrongSecret, MissingRole or Outage when Amazon says no or nothing. Then nothing was kept or changed.
    """
    store = installation.store
    plan = _plan(seller, _known(store, seller.name))
    found = _proof(installation, plan, secrets) if check else ()
    others = _compared(plan, found) if check else ()
    connection = store.connections.put(
        **msgspec.structs.asdict(plan), client_secret=secrets.client_secret, refresh_token=secrets.refresh_token
    )
    if check:
        store.works_again(connection)
    return Connected(
        name=connection.name,
        seller_id=connection.seller_id,
        region=connection.region,
        marketplaces=tuple(marketplace.code_of(place) for place in connection.marketplaces),
        others=others,
        checked=check,
        erp=store.erp.chosen().kind,
    )


def faults(seller: Seller) -> frozenset[str]:
    """Which of name, seller_id, client_id and marketplaces cannot be right, before anything is asked."""
    wrong = set[str]()
    if not _NAME.fullmatch(seller.name):
        wrong.add("name")
    if not _SELLER_ID.fullmatch(seller.seller_id or ""):
        wrong.add("seller_id")
    if not seller.client_id:
        wrong.add("client_id")
    try:
        region_of(seller.marketplaces)
    except Usage:
        wrong.add("marketplaces")
    return frozenset(wrong)


def check(store: Store, seller: Seller) -> None:
    """Raises Usage for what cannot be right, before anybody is asked for secrets."""
    _plan(seller, _known(store, seller.name))


def known_secrets(store: Store, seller: Seller) -> Secrets:
    """The secrets that are kept for it; empty where there are none, and where they would go to another address."""
    known = _known(store, seller.name)
    if (
        known is None
        or _moves(seller.endpoint, known.endpoint)
        or _moves(seller.token_endpoint, known.token_endpoint)
    ):
        return Secrets(client_secret="", refresh_token="")
    return store.connections.secrets(known)


def _moves(asked: str | None, known: str) -> bool:
    return bool(asked) and str(asked).rstrip("/") != known


def _known(store: Store, name: str) -> Connection | None:
    return next((known for known in store.connections.all() if known.name == name), None)


def _plan(seller: Seller, known: Connection | None) -> _Plan:
    if not _NAME.fullmatch(seller.name):
        raise Usage(
            "{name!r} cannot be a connection's name: use letters, digits, points and dashes.", name=seller.name
        )
    seller_id = seller.seller_id or (known.seller_id if known else "")
    client_id = seller.client_id or (known.client_id if known else "")
    places = seller.marketplaces or (known.marketplaces if known else ())
    missing = [
        option
        for option, value in (("--seller-id", seller_id), ("--marketplace", places), ("--client-id", client_id))
        if not value
    ]
    if missing:
        raise Usage(
            "A new connection needs {missing}. See: sellerbridge connect --help", missing=", ".join(missing)
        )
    if not _SELLER_ID.fullmatch(seller_id):
        raise Usage(
            "{seller_id!r} is not a seller id: capital letters and digits, such as A1B2C3D4E5F6G7.",
            seller_id=seller_id,
        )
    region = region_of(places)
    usual = _usual(region, known)
    return _Plan(
        name=seller.name,
        seller_id=seller_id,
        region=region,
        endpoint=_address("--endpoint", seller.endpoint or usual.url),
        token_endpoint=_address("--token-endpoint", seller.token_endpoint or usual.token_url),
        marketplaces=tuple(dict.fromkeys(_id(place) for place in places)),
        client_id=client_id,
    )


def _usual(region: str, known: Connection | None) -> Endpoint:
    """The addresses known already, else Amazon's for the region."""
    if known and known.region == region:
        return Endpoint(url=known.endpoint, token_url=known.token_endpoint, region=region)
    return ENDPOINTS[region]


def _id(place: str) -> str:
    found = marketplace.find(place)
    return found.id if found else place


def _address(option: str, url: str) -> str:
    """An address that secrets may be sent to: https, or plain http on this machine."""
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise Usage("{option} must not hold a user name or password.", option=option)
    if parts.scheme == "https" and parts.hostname:
        return url.rstrip("/")
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return url.rstrip("/")
    raise Usage(
        "{option} must begin with https:// (http:// only for 127.0.0.1), for secrets are sent there.",
        option=option,
    )


def _proof(installation: Installation, plan: _Plan, secrets: Secrets) -> tuple[Participation, ...]:
    """Where the seller may sell, asked of Amazon with these very secrets, before anything is kept."""
    amazon = open_amazon(
        endpoint=Endpoint(url=plan.endpoint, token_url=plan.token_endpoint, region=plan.region),
        credentials=Credentials(
            client_id=plan.client_id, client_secret=secrets.client_secret, refresh_token=secrets.refresh_token
        ),
        seller_id=plan.seller_id,
        buckets=MemoryBuckets(),
        clock=installation.clock,
        patience=_PATIENCE_SECONDS,
        max_retries=installation.store.settings.read().max_retries,
        app_version=sellerbridge.__version__,
    )
    try:
        return amazon.sellers.participations()
    finally:
        amazon.close()


def _compared(plan: _Plan, found: Sequence[Participation]) -> tuple[str, ...]:
    """Codes of the marketplaces that were not asked for. Raises NotSold when one that was is not the seller's."""
    mine = {place.marketplace_id for place in found if place.participating}
    missing = [marketplace.code_of(place) for place in plan.marketplaces if place not in mine]
    codes = sorted(marketplace.code_of(place) for place in mine if marketplace.known(place))
    if missing:
        raise NotSold(missing, codes)
    return tuple(code for code in codes if code not in {marketplace.code_of(place) for place in plan.marketplaces})
