"""Names, addresses and secrets are where they were asked for and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.practice import practice
from tests.journeys.shop import Answer, ClockedShop, Shop

from sellerbridge.simulator.addresses import Address
from sellerbridge.simulator.buyers import Buyer
from sellerbridge.simulator.server import PracticeAmazon

NAME, COMPANY, STREET = "Zebulon Quittenbaum", "Quittenbaum & Co. GmbH", "Wunderlichgasse 4711"
EMAIL, PHONE, POSTCODE, CITY = (
    "zq-relay-77@marketplace.example",
    "+49 151 55577321",
    "QX77-9ZZ",
    "Traumstadthausen",
)
PERSONAL = (NAME, "Quittenbaum", "Wunderlichgasse", EMAIL, "zq-relay-77", PHONE, "55577321", POSTCODE, CITY)


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeAmazon]:
    """Every order is by one buyer whom nobody can mistake for a coincidence."""
    from sellerbridge.simulator import dealing

    def one(*_: Any, **__: Any) -> Buyer:
        home = Address(
            name=NAME,
            lines=(STREET, COMPANY),
            city=CITY,
            region="",
            postal_code=POSTCODE,
            country="DE",
            phone=PHONE,
            kind="RESIDENTIAL",
        )
        return Buyer(name=NAME, email=EMAIL, company="", vat_id="", address=home)

    monkeypatch.setattr(dealing, "draw_buyer", one)
    monkeypatch.setattr(dealing, "_moved", lambda *_: one().address)
    with practice(orders=100, days=10) as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, amazon: PracticeAmazon) -> ClockedShop:
    made = ClockedShop(tmp_path / "home", amazon)
    made.set_up("GBP=1.17", "PLN=0.23")
    return made


def _secrets(amazon: PracticeAmazon) -> list[str]:
    held = amazon.credentials
    return [held.client_secret, held.refresh_token, *amazon.lwa._grants]


def _leaks(text: str | bytes, words: list[str] | tuple[str, ...]) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [word for word in words if word.encode() in data]


def _told(answer: Answer) -> str:
    return answer.stdout + answer.stderr


def test_no_file_of_the_home_holds_a_person_or_a_secret(shop: ClockedShop) -> None:
    shop.run("sync", expect=1)
    assert NAME in shop.run("documents", "--json").stdout, "the person is kept, sealed"
    secrets = _secrets(shop.amazon)
    assert len(secrets) > 3, "access tokens among them"
    files = [path for path in shop.home.rglob("*") if path.is_file()]
    assert {"sellerbridge.db"} <= {path.name for path in files}
    for path in files:
        assert not _leaks(path.read_bytes(), (*PERSONAL, *secrets)), path.name


def test_the_database_holds_none_while_it_is_open_either(shop: ClockedShop, tmp_path: Path) -> None:
    """The write-ahead log of a killed run stays behind."""
    process = Shop.start(shop, "sync", "--since", "2026-09-01")
    found = set()
    while process.poll() is None:
        for path in (path for path in shop.home.rglob("*") if path.is_file()):
            found.add(path.name)
            assert not _leaks(path.read_bytes(), (*PERSONAL, *_secrets(shop.amazon))), path.name
        if "sellerbridge.db-wal" in found and len(shop.amazon.calls) > 12:
            break
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert "sellerbridge.db-wal" in found


def test_no_command_tells_a_person_or_a_secret_unasked(shop: ClockedShop) -> None:
    answers = [shop.run("sync", "--debug", expect=1), shop.run("sync", "--json", expect=1)]
    commands = [
        ("status",), ("status", "--json"), ("problems",), ("problems", "--json"), ("settings",), ("settings", "--json"),
        ("rates",), ("map",), ("map", "--json"), ("erp", "check"), ("documents",), ("documents", "--doctype", "Customer"),
        ("documents", "--doctype", "Address"), ("documents", "--doctype", "Sales Order"), ("doctor", "--debug"),
        ("retry", "--all"), ("sync", "--dry-run"), ("books", "stock", "FLASK-BLUE-FBM", "5"),
    ]  # fmt: skip
    answers += [shop.run(*words, expect=None) for words in commands]
    answers.append(shop.connect("--debug"))
    for answer in answers:
        assert "Traceback" not in _told(answer), answer.args
        assert not _leaks(_told(answer), (*PERSONAL, *_secrets(shop.amazon))), answer.args


def test_a_dry_run_before_anything_names_nobody_on_its_page(shop: ClockedShop) -> None:
    assert not _leaks(_told(shop.run("sync", "--dry-run", expect=None)), PERSONAL)


def test_the_story_of_an_order_names_nobody(shop: ClockedShop) -> None:
    """`explain` shows the order's documents, and in JSON the person's own; its page shows the Sales Order."""
    shop.run("sync", expect=1)
    order_id = next(d["key"] for d in shop.json("documents", "--doctype", "Sales Order") if d["docstatus"] == 1)
    story = _told(shop.run("explain", order_id))
    assert not _leaks(story, (EMAIL, PHONE, STREET, POSTCODE, *_secrets(shop.amazon)))
    told = shop.json("explain", order_id)
    assert not _leaks(str(told["order"]) + str(told["events"]) + str(told["problems"]), PERSONAL)
    assert NAME in _told(shop.run("documents", "--doctype", "Customer", "--key", _buyer_key(shop)))


def _buyer_key(shop: ClockedShop) -> str:
    key: str = shop.json("documents", "--doctype", "Contact")[0]["key"]
    return key


@pytest.mark.parametrize(
    "fault", [{"do": "garbage"}, {"do": "cut"}, {"do": "status", "status": 400}, {"do": "status", "status": 403}]
)
@pytest.mark.parametrize("operation", ["searchOrders", "getReport", "token"])
def test_failures_tell_none_even_with_debug(operation: str, fault: dict[str, Any], shop: ClockedShop) -> None:
    shop.run("sync", expect=1)
    shop.run("settings", "set", "max_retries=0")
    shop.amazon.faults.add({"operation": operation, "times": 99, **fault})
    shop.amazon.lwa.expire_access_tokens()
    shop.wait(days=2)
    answers = [
        shop.run("sync", "--debug", expect=None),
        shop.run("status", expect=None),
        shop.run("problems", expect=None),
    ]
    shop.amazon.faults.add({"operation": "getMarketplaceParticipations", "times": 99, **fault})
    answers += [shop.run("doctor", "--debug", expect=None)]
    assert answers[0].returncode != 0
    for answer in answers:
        assert not _leaks(_told(answer), (*PERSONAL, *_secrets(shop.amazon))), answer.args


def test_a_failed_connect_tells_no_secret_even_with_debug(shop: ClockedShop) -> None:
    from sellerbridge.errors import BridgeError

    shop.environment["SELLERBRIDGE_CLIENT_SECRET"] = "amzn1.oa2-cs.v1.wrong-" + "q" * 40
    answer = shop.connect(expect=1)
    assert not _leaks(_told(answer), [*_secrets(shop.amazon), shop.environment["SELLERBRIDGE_CLIENT_SECRET"]])
    with pytest.raises(BridgeError) as raised:  # --debug lets it through to Python, which prints it
        shop.connect("--debug")
    assert not _leaks(repr(raised.value), [*_secrets(shop.amazon), shop.environment["SELLERBRIDGE_CLIENT_SECRET"]])


def test_secrets_from_the_environment_are_not_in_the_arguments(shop: ClockedShop) -> None:
    """What `ps` shows to every user of the machine."""
    process = Shop.start(shop, "sync")
    while not (line := Path(f"/proc/{process.pid}/cmdline").read_bytes()):
        time.sleep(0.001)  # it is not there before the program is
    process.kill()
    process.communicate()
    assert b"sync" in line
    assert not _leaks(line, _secrets(shop.amazon))
