"""The form by which a seller is connected, in the first run and in the settings: its fields, and every refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import msgspec
from starlette.datastructures import FormData

from sellerbridge.commerce.marketplace import MARKETPLACES
from sellerbridge.console.page import Page
from sellerbridge.console.typed import text, texts
from sellerbridge.console.words import of_deeds
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import connect as desk
from sellerbridge.desk import first_run
from sellerbridge.desk.connect import Connected, Seller
from sellerbridge.errors import BridgeError, Refused, Unreachable, Usage
from sellerbridge.store.connections import Connection, Secrets

Practice: TypeAlias = Callable[[datetime | None], tuple[Seller, Secrets]]
"""Starts the practice seller (the one of then, if told when), or finds it; answers how to connect to it."""

_TERRITORIES = {"UK": "GB"}
"""Where Amazon's code of a country is not the one of ISO 3166."""
_REGIONS = {"EU": N_("Europe, India, Middle East, Africa"), "NA": N_("America"), "FE": N_("Far East, Australia")}
WHY = {
    "name": N_("Letters, digits, points and dashes, such as my-shop."),
    "seller_id": N_("Capital letters and digits, such as A1B2C3D4E5F6G7."),
    "client_id": N_("This cannot be empty."),
    "client_secret": N_("This cannot be empty."),
    "refresh_token": N_("This cannot be empty."),
    "marketplaces": N_("Choose at least one, all of one region: each region is a connection of its own."),
}
_REFUSED = {
    "wrong-secret": (
        "client_secret",
        N_("Amazon does not accept this client id and secret together. A secret expires after 180 days."),
    ),
    "authorisation-lost": (
        "refresh_token",
        N_("Amazon does not accept this refresh token. Authorise the application again, and paste the new one."),
    ),
    "missing-role": (
        "seller_id",
        N_("Amazon knows the application, but lets it see nothing of this seller. Check the seller id, the region"
           " and the application's roles."),
    ),
}  # fmt: skip


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed, but for the secrets, which are never shown again. `known`: it is connected already.

    `faults` say by field why it was refused; `refusal` is about no single field.
    """

    name: str = "my-shop"
    seller_id: str = ""
    client_id: str = ""
    marketplaces: tuple[str, ...] = ()
    endpoint: str = ""
    token_endpoint: str = ""
    known: bool = False
    faults: Mapping[str, str] = {}
    refusal: str = ""


def of_connection(connection: Connection) -> Form:
    """A connection as it is known."""
    return Form(
        name=connection.name,
        seller_id=connection.seller_id,
        client_id=connection.client_id,
        marketplaces=_codes(connection),
        known=True,
    )


def regions(page: Page) -> list[tuple[str, list[tuple[str, str]]]]:
    """The marketplaces to choose from, by region: code and country."""
    names = page.speech.locale.territories
    return [
        (
            page.say(title),
            [
                (place.code, str(names[_TERRITORIES.get(place.code, place.code)]))
                for place in MARKETPLACES
                if place.region == region
            ],
        )
        for region, title in _REGIONS.items()
    ]


def tried(page: Page, sent: FormData, *, known: Connection | None) -> Connected | Form:
    """Connect as typed; the form again, with what is wrong, where Amazon or we refuse."""
    form = Form(
        name=known.name if known else text(sent, "name"),
        seller_id=text(sent, "seller_id"),
        client_id=text(sent, "client_id"),
        marketplaces=_in_order(sent, known),
        endpoint=text(sent, "endpoint"),
        token_endpoint=text(sent, "token_endpoint"),
        known=known is not None,
    )
    seller = Seller(
        name=form.name,
        seller_id=form.seller_id,
        client_id=form.client_id,
        marketplaces=form.marketplaces,
        endpoint=form.endpoint or None,
        token_endpoint=form.token_endpoint or None,
    )
    secrets = _secrets(page, sent, seller)
    wrong = set(desk.faults(seller))
    wrong |= {name for name in ("client_secret", "refresh_token") if not getattr(secrets, name)}
    if wrong:
        return again(form, {name: page.say(WHY[name]) for name in wrong})
    if known is None and any(one.name == form.name for one in page.installation.store.connections.all()):
        return again(form, {"name": page.say("There is a connection of that name already.")})
    try:
        connected = connected_now(page, seller, secrets)
    except BridgeError as error:
        return again(form, *_refusal(page, error))
    return connected


def connected_now(page: Page, seller: Seller, secrets: Secrets) -> Connected:
    """Prove and keep a connection, and write down who did it. Raises as desk/connect does."""
    with first_run.held_back(page.installation.store):
        connected = desk.connect(page.installation, seller, secrets=secrets, check=True)
    page.did(
        N_("connected a seller"),
        of_deeds.of_seller(connected.name, connected.seller_id, connected.marketplaces),
    )
    return connected


def again(form: Form, faults: Mapping[str, str], refusal: str = "") -> Form:
    """The form with what is wrong about it."""
    return msgspec.structs.replace(form, faults=faults, refusal=refusal)


def shown(page: Page, form: Form, **more: Any) -> dict[str, Any]:
    """What the template parts/connect.html needs."""
    return {"form": form, "regions": regions(page), **more}


def _codes(connection: Connection) -> tuple[str, ...]:
    """The marketplaces of a connection, the main one first."""
    codes = {place.id: place.code for place in MARKETPLACES}
    return tuple(codes.get(place, place) for place in connection.marketplaces)


def _in_order(sent: FormData, known: Connection | None) -> tuple[str, ...]:
    """The main marketplace first, then those known in their order, then those that are new."""
    ticked, main = texts(sent, "marketplaces"), text(sent, "main")
    before = [code for code in (_codes(known) if known else ()) if code in ticked]
    return tuple(dict.fromkeys([*([main] if main else []), *before, *ticked]))


def _secrets(page: Page, sent: FormData, seller: Seller) -> Secrets:
    """As typed; what is left empty stays as it is known."""
    kept = desk.known_secrets(page.installation.store, seller)
    return Secrets(
        client_secret=text(sent, "client_secret") or kept.client_secret,
        refresh_token=text(sent, "refresh_token") or kept.refresh_token,
    )


def _refusal(page: Page, error: BridgeError) -> tuple[dict[str, str], str]:
    if isinstance(error, desk.NotSold):
        sentence = page.say(
            "Amazon answers, but this seller does not sell in {missing}. It does in: {sold}.",
            missing=", ".join(error.missing),
            sold=", ".join(error.sold),
        )
        return {"marketplaces": sentence}, ""
    if isinstance(error, Refused) and error.kind in _REFUSED:
        field, sentence = _REFUSED[error.kind]
        return {field: page.say(sentence)}, ""
    if isinstance(error, Unreachable):
        return {}, page.say(
            "Amazon does not answer now, so nothing was kept. Try again in a minute. ({error})",
            error=error.sentence,
        )
    if isinstance(error, Usage | Refused):
        return {}, page.speech.tell(error.sentence)
    raise error
