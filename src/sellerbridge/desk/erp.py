"""Which ERP receives the documents: choose one, prove the way into it, look whether it is ready, get it ready."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, TypeAlias

import msgspec

from sellerbridge.erp.erpnext import custom_fields, preflight
from sellerbridge.erp.erpnext.adapter import ERPNext
from sellerbridge.erp.erpnext.client import Login
from sellerbridge.erp.erpnext.refusals import NOT_PERMITTED, SiteRefused
from sellerbridge.erp.port import ERP, Finding
from sellerbridge.errors import Refused, Usage
from sellerbridge.installation import Installation
from sellerbridge.sentences import Sentence
from sellerbridge.store.erp import BOOKS, ERPNEXT, Chosen

_UNKNOWN = "unknown"

Found: TypeAlias = Finding
"""One answer of the preflight."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """How a site is reached, as a person says it; what is None stays as it is known. The secret goes beside it."""

    url: str | None = None
    api_key: str | None = None


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept.

    `user` and `runs` ("ERPNext 15.65.1") are what the site told, empty if it was not asked. `before` is the other
    ERP that received the documents until now, if there was one: "the embedded books" or an address.
    """

    url: str = ""
    user: str = ""
    runs: str = ""
    before: str = ""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """What the preflight found, and how many requests it took; none in the embedded books."""

    findings: tuple[Finding, ...]
    requests: int = 0


def choose_books(installation: Installation) -> Choice:
    """Take the embedded books."""
    before = installation.store.erp.chosen()
    installation.store.erp.choose(BOOKS)
    return Choice(before="" if before.kind == BOOKS else _called(before))


def choose_erpnext(installation: Installation, access: Access, *, secret: str, check: bool) -> Choice:
    """Prove the way into a site (unless told not to), then keep it.

    Raises Usage for an address or key that cannot be right and for a site that runs neither ERPNext nor Dokos,
    Refused when it does not accept the key, Unreachable when it does not answer. Then nothing was kept or changed.
    """
    store = installation.store.erp
    before = store.chosen()
    url, api_key = complete(before, access)
    login = Login(url=url, api_key=api_key, api_secret=secret)
    proof = _proof(installation, login) if check else Choice()
    store.choose(ERPNEXT, url=login.url, api_key=login.api_key, api_secret=secret.strip())
    other = (before.kind, before.url) != (ERPNEXT, login.url)
    return msgspec.structs.replace(proof, url=login.url, before=_called(before) if other else "")


def complete(known: Chosen, access: Access) -> tuple[str, str]:
    """Address and key, what was left out as it is known; a bare host means https. Raises Usage when nothing is."""
    url, api_key = access.url or known.url, access.api_key or known.api_key
    missing = [option for option, value in (("--url", url), ("--api-key", api_key)) if not value]
    if missing:
        raise Usage("Needed: {missing}. See: sellerbridge erp erpnext --help", missing=", ".join(missing))
    return url if "://" in url else f"https://{url}", api_key


def known_secret(installation: Installation, access: Access) -> str:
    """The secret that is kept for this very key of this very site; "" where another one is needed."""
    known = installation.store.erp.chosen()
    url, api_key = complete(known, access)
    asked = Login(url=url, api_key=api_key, api_secret=_UNKNOWN)
    same = (known.kind, known.url, known.api_key) == (ERPNEXT, asked.url, asked.api_key)
    return installation.store.erp.secret() if same else ""


def check(installation: Installation) -> Check:
    """The preflight of the chosen ERP. Raises Usage before a choice, Refused and Unreachable as the ERP does."""
    with installation.erp(at_once=True) as erp:
        found = tuple(erp.check())
        requests = sum(erp.client.counts.values()) if isinstance(erp, ERPNext) else 0
    return Check(findings=found, requests=requests)


def create_fields(installation: Installation, *, api_key: str = "", secret: str = "") -> tuple[str, ...]:
    """Make the custom fields that the site lacks, and answer which.

    With the key of an administrator, if one is given, which serves for this alone and is kept nowhere. Raises
    Usage for the embedded books, which have them all, and Refused where the user may not.
    """
    with _signed_in(installation, api_key, secret) as erp:
        if not isinstance(erp, ERPNext):
            raise Usage("The embedded books have all fields. --create-fields is for ERPNext and Dokos.")
        try:
            made = custom_fields.create(erp.client, erp.site)
        except SiteRefused as refused:
            raise _may_not_create(refused) from refused
    return tuple(f"{field.doctype}.{field.fieldname}" for field in made)


@contextlib.contextmanager
def _signed_in(installation: Installation, api_key: str, secret: str) -> Iterator[ERP]:
    """The chosen ERP, as the user of that key there, or as ours."""
    if not api_key:
        with installation.erp() as ours:
            yield ours
        return
    login = Login(url=installation.store.erp.chosen().url, api_key=api_key, api_secret=secret)
    settings = installation.store.settings.read()
    with ERPNext(login, settings=settings, clock=installation.clock) as theirs:
        yield theirs


def fixture() -> list[dict[str, Any]]:
    """The custom fields as documents that an administrator can import."""
    return custom_fields.fixture()


def _proof(installation: Installation, login: Login) -> Choice:
    """Who we are there and what runs there, asked with this very key before anything is kept."""
    settings = installation.store.settings.read()
    with ERPNext(login, settings=settings, clock=installation.clock, at_once=True) as erp:
        user, runs = erp.site.user, preflight.product(erp.client)
    if not runs.version:
        raise Usage("{host} answers, but runs neither ERPNext nor Dokos. Nothing was kept.", host=login.host)
    return Choice(user=user, runs=str(runs))


def _may_not_create(refused: SiteRefused) -> Refused:
    if refused.exc_type not in NOT_PERMITTED:
        return refused
    reason = Sentence(
        "the API user may not make custom fields. Either give it the role System Manager, run this again and take"
        " the role away; or let an administrator import them: sellerbridge erp check --fixture FILE"
    )
    sentence = Sentence("No field was made: {reason}", reason=reason)
    return Refused(sentence, kind="erp-refused", document="Custom Field", reason=reason)


def _called(chosen: Chosen) -> str:
    return {BOOKS: "the embedded books", ERPNEXT: chosen.url}.get(chosen.kind, "")
