"""Every page in a language whose every word is dots: what can still be read is data, or was forgotten.

The language writes its dates and countries in Thai, so that these cannot be taken for English either.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from string import Formatter

import msgspec
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from tests.console.words.dots import Dots, walk
from tests.erpnext_site import opened as erpnext
from tests.erpnext_site import serving

from sellerbridge import installation
from sellerbridge.cli import practice
from sellerbridge.clock import SystemClock
from sellerbridge.commerce.marketplace import MARKETPLACES
from sellerbridge.console import drawing
from sellerbridge.console.app import create_app
from sellerbridge.console.words import speech
from sellerbridge.console.words.speech import LANGUAGES
from sellerbridge.desk import accounts, connect, doctor, offered
from sellerbridge.flows import sync
from sellerbridge.flows.progress import Silent
from sellerbridge.installation import Installation
from sellerbridge.problems import KINDS, Problem
from sellerbridge.sentences import Sentence
from sellerbridge.settings import SETTINGS, Settings
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.store import tables

PASSWORD = "correct horse battery"
ROLES = ("administrator", "viewer")
DATA = "§"
"""Stands for a fact that is data."""
NAMES = {"sellerbridge", "Amazon", "Python", "Cancel", "Keep", "Ignore", *LANGUAGES.values(), *ROLES}
"""Brands, the words by which a command settles a problem, the languages' own names, and people."""
_COMMAND = re.compile(r"sellerbridge settings set \S+")
SETTING = {setting.name for setting in SETTINGS}
_WORD = re.compile(r"(?<![\w.@/-])[A-Za-z][a-z]{2,}(?![\w@-]|\.\w)")


@pytest.fixture(scope="module", autouse=True)
def dotted() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speech, "_catalogue", lambda _: Dots())
        speech.speech.cache_clear()
        drawing.templates.cache_clear()
        yield
    speech.speech.cache_clear()
    drawing.templates.cache_clear()


@contextlib.contextmanager
def home(factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A fresh home with a person of each role."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("SELLERBRIDGE_DATABASE", "SELLERBRIDGE_KEY"):
            patch.delenv(variable, raising=False)
        patch.setenv("SELLERBRIDGE_HOME", str(factory.mktemp("words") / "home"))
        with installation.opened() as found:
            for role in ROLES:
                accounts.add(found.store.accounts, role, role=role, password=PASSWORD)
            yield found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A home that has synced once, and has a problem of every kind and a run that failed."""
    now = datetime.now(UTC).replace(microsecond=0)
    world = World.create(seed=11, listings=12, orders=40, days=29, now=now - timedelta(minutes=5))
    world.report_seconds = 0
    with home(tmp_path_factory) as found, PracticeAmazon(world, clock=HeldClock(now), limits="off") as amazon:
        found.store.erp.choose("books")
        seller, secrets = practice.seller(amazon)
        connect.connect(found, seller, secrets=secrets, check=True)
        sync.sync(found, sync.Plan(), progress=Silent())
        _with_problems(found)
        _with_deeds(found)
        yield found


def _with_problems(found: Installation) -> None:
    """Those of money are about a settlement, the others about an order."""
    (seller,) = found.store.connections.all()
    for number, kind in enumerate(KINDS.values()):
        names = {name for _, name, _, _ in Formatter().parse(kind.sentence + kind.remedy) if name}
        facts = dict.fromkeys(names - {"about"}, DATA)
        found.store.report(seller, Problem(kind=kind.name, about=f"302-0000000-{number:07}", facts=facts))


def _with_deeds(found: Installation) -> None:
    """A line of the audit trail for each deed whose subject is told in words."""
    (seller,), boss = found.store.connections.all(), client(found, "administrator")
    other = Problem(kind="total-differs", about="302-9999999-0000001", facts={"ours": "1.00", "currency": "EUR"})
    found.store.report(seller, other)
    (open_one,) = found.store.problems.open(other.about)
    of_it = {"connection": seller.name, "flow": "orders"}
    place = seller.marketplaces[0]
    deeds: dict[str, list[dict[str, str]]] = {
        "/activity/pause": [of_it],
        "/activity/resume": [of_it],
        "/activity/run": [of_it],
        "/settings/clock": [{**of_it, "minutes": "90"}, of_it],
        "/money/accounts": [{"word": "SHIPPING", "account": "Amazon Postage"}, {"word": "SHIPPING"}],
        "/settings/tokens": [{"name": DATA, "scope": "act"}],
        "/settings/people": [{"name": DATA, "role": "viewer", "password": PASSWORD}],
        "/settings/people/role": [{"person": DATA, "role": "operator"}],
        "/settings/rates": [{"currency": "SEK", "rate": "0.09", "since": "2026-11-01"}],
        "/problems/retry": [{"kind": "total-differs", "by": ""}, {}],
        "/problems/decide": [{"problem": str(open_one.id), "choice": "ignore", "reason": DATA}],
    }
    for path, sent in deeds.items():
        for form in sent:
            answer = boss.post(path, data=form)
            assert answer.status_code == 200, (path, form, answer.text)
    code = next(one.code for one in MARKETPLACES if one.id == place)
    for target in (DATA, ""):
        found_here = boss.post("/settings/marketplaces/places", data={f"price-list.{code}": target, "make": "on"})
        assert found_here.status_code == 200, found_here.text


def client(found: Installation, role: str) -> TestClient:
    asked = TestClient(
        create_app(found),
        base_url="http://127.0.0.1",
        headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "th"},
    )
    if role:
        answer = asked.post("/sign-in", data={"name": role, "password": PASSWORD}, follow_redirects=False)
        assert answer.status_code == 303
    return asked


def data(found: Installation) -> set[str]:
    """What people and Amazon named, as it stands in this home."""
    named = {str(value) for value in msgspec.structs.asdict(Settings()).values() if isinstance(value, str)}
    named |= set(offered.accounts(found))
    for seller in found.store.connections.all():
        named |= {seller.name, seller.seller_id, seller.client_id}
        with found.database.reading() as reading:
            skus = list(reading.execute(sa.select(tables.products.c.sku)).scalars())
        for product in found.store.products.named(seller, skus):
            named |= {product.sku, *(listing.title for listing in product.listings)}
        for lines in (settlement.lines for settlement in found.store.settlements.all()):
            named |= {
                word for line in lines for word in (line.transaction_type, line.amount_type, line.description)
            }
    return named


def english(texts: Iterable[str], *, data: Collection[str] = ()) -> list[str]:
    """The texts with words that nobody translated."""
    known = sorted({*data, *NAMES, *SETTING}, key=len, reverse=True)
    left = []
    for text in texts:
        bare = _COMMAND.sub("", text)
        for name in known:
            bare = bare.replace(name, "") if name in bare else bare
        if _WORD.search(bare):
            left.append(text)
    return left


def left(found: Installation, role: str, *starts: str) -> dict[str, list[str]]:
    known = data(found)
    said = {path: english(page.texts, data=known) for path, page in walk(client(found, role), *starts)}
    assert said
    return {path: texts for path, texts in said.items() if texts}


def test_the_trail_has_deeds_of_every_sort(shop: Installation) -> None:
    abouts = [deed.about for deed in shop.store.accounts.deeds(limit=100) if isinstance(deed.about, Sentence)]
    assert len({about.text for about in abouts}) >= 9


@pytest.mark.parametrize("role", ROLES)
def test_a_shop_that_has_synced(shop: Installation, role: str) -> None:
    assert left(shop, role, "/") == {}


def test_a_shop_in_which_nothing_is_yet(tmp_path_factory: pytest.TempPathFactory) -> None:
    with home(tmp_path_factory) as found:
        assert left(found, "administrator", "/", "/first-run", "/first-run/amazon", "/nowhere") == {}
        assert left(found, "", "/sign-in") == {}


def test_what_the_check_of_an_erp_finds() -> None:
    told = speech.speech("th")
    with serving() as url, erpnext(url, clock=SystemClock(), settings=Settings(company="Elsewhere")) as erp:
        found = erp.check()
    with serving(company="Acme") as url, erpnext(url, clock=SystemClock()) as erp:
        found += erp.check()
    sentences = [told.tell(said) for finding in found for said in (finding.what, finding.advice)]
    assert len(sentences) > 30
    assert english(sentences, data={"Elsewhere", "Acme", "Main"}) == []


def test_what_doctor_finds(shop: Installation) -> None:
    told = speech.speech("th")
    found = list(doctor.doctor(shop))
    assert english([told.tell(said) for each in found for said in (each.what, each.advice)], data=data(shop)) == []
