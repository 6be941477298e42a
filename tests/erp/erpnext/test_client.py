from __future__ import annotations

import contextlib
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.erp.erpnext.conftest import SECRET, OpenClient
from tests.erp.erpnext.door import Answer, Door, no, page

from sellerbridge import __version__
from sellerbridge.clock import HeldClock
from sellerbridge.erp.erpnext.client import Client, Login, method, resource
from sellerbridge.erp.erpnext.refusals import SiteRefused
from sellerbridge.errors import BridgeError, InDoubt, Later, Refused, Unreachable

ORDERS = "/api/resource/Sales Order"
GET_LIST = "/api/method/frappe.client.get_list"
DEADLOCK = no(
    "QueryDeadlockError",
    status=500,
    exception="(1213, 'Deadlock found when trying to get lock; try restarting transaction')",
)
FINE = Answer(json={"data": {"name": "AMZ-1"}})

Call = Callable[[Client], Any]


def read(client: Client) -> Any:
    return client.read(resource("Sales Order"), {"limit_page_length": 0})


def ask(client: Client) -> Any:
    return client.ask("frappe.client.get_list", {"doctype": "Sales Order"})


def write(client: Client) -> Any:
    return client.write("POST", resource("Sales Order"), {"customer": "Erika Beispiel"})


def script(door: Door, *answers: Answer) -> None:
    """The same answers to each of the three calls."""
    for verb, path in (("GET", ORDERS), ("POST", ORDERS), ("POST", GET_LIST)):
        door.says(verb, path, *answers)


def test_a_request_is_signed_and_says_who_it_is(door: Door, client: Client) -> None:
    script(door, FINE)
    assert read(client) == {"name": "AMZ-1"}
    (asked,) = door.asked
    assert asked.headers["authorization"] == f"token key1:{SECRET}"
    assert asked.headers["user-agent"] == f"sellerbridge/{__version__}"
    assert asked.headers["accept"] == "application/json"  # else errors come as pages


def test_query_values_go_out_as_json_and_texts_as_they_are(door: Door, client: Client) -> None:
    script(door, FINE)
    client.read(
        resource("Sales Order"),
        {"fields": ["name"], "filters": [["po_no", "=", "A&B ü"]], "order_by": "name asc", "limit": 0},
    )
    assert door.asked[0].query == {
        "fields": '["name"]',
        "filters": '[["po_no","=","A&B ü"]]',
        "order_by": "name asc",
        "limit": "0",
    }


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (resource("Sales Order"), "/api/resource/Sales%20Order"),
        (resource("Item", "SKU/3 ü%"), "/api/resource/Item/SKU%2F3%20%C3%BC%25"),
        (resource("Item", "a?b#c"), "/api/resource/Item/a%3Fb%23c"),
        (resource("Item", ".."), "/api/resource/Item/%2E%2E"),
        (method("frappe.client.cancel"), "/api/method/frappe.client.cancel"),
    ],
)
def test_a_name_stays_one_segment_of_the_path(door: Door, client: Client, path: str, target: str) -> None:
    with pytest.raises(SiteRefused):
        client.read(path)
    assert door.asked[0].target == target


def test_money_goes_out_and_comes_in_to_the_cent(door: Door, client: Client) -> None:
    door.says("POST", ORDERS, Answer(body=b'{"data":{"grand_total":1234567890123.10,"qty":3,"rate":0.0}}'))
    told = client.write("POST", resource("Sales Order"), {"rate": Decimal("19.90"), "qty": 3})
    assert door.asked[0].body == b'{"rate":19.90,"qty":3}'
    assert told == {"grand_total": Decimal("1234567890123.10"), "qty": 3, "rate": Decimal("0.0")}
    assert [type(value) for value in told.values()] == [Decimal, int, Decimal]


def test_cookies_are_not_kept(door: Door, client: Client) -> None:
    """A session cookie would outrank the token, and its POSTs need a CSRF token."""
    script(door, Answer(json={"data": []}, headers={"set-cookie": "sid=Guest; Path=/"}))
    read(client)
    read(client)
    assert "cookie" not in door.asked[1].headers


ROLLED_BACK = [
    pytest.param(DEADLOCK, id="deadlock"),
    pytest.param(
        no("QueryTimeoutError", status=500, exception="(1205, 'Lock wait timeout exceeded')"), id="lock wait"
    ),
    pytest.param(no("OperationalError", status=500, exception="(1040, 'Too many connections')"), id="connections"),
    pytest.param(no("OperationalError", status=500, exception="(1020, 'Record has changed')"), id="snapshot"),
    pytest.param(no("InternalError", status=508, exception="(1205, 'Lock wait')"), id="older site"),
    pytest.param(no("TooManyRequestsError", status=429), id="429"),
    pytest.param(page(429), id="429 of the web server"),
    pytest.param(no("SessionStopped", "Session Stopped", status=503), id="maintenance"),
    pytest.param(no("InReadOnlyMode", status=503), id="read only"),
    pytest.param(
        no("DoesNotExistError", "Item Code must be unique", status=404, raised=False), id="first reservation"
    ),
    pytest.param(
        no("DoesNotExistError", "Le Code d'article doit être unique", status=404, raised=False),
        id="the same in French",
    ),
    pytest.param(
        no(
            "UniqueValidationError",
            "Item Code must be unique",
            exception="""('Bin', 'x1', IntegrityError(1062, "Duplicate entry 'A-B' for key 'unique_item_warehouse'"))""",
        ),
        id="Bin by its unique index",
    ),
    pytest.param(
        no("IntegrityError", status=500, exception="(1062, \"Duplicate entry 'SAL-' for key 'PRIMARY'\")"),
        id="a side record",
    ),
]
CALLS = [pytest.param(call, id=call.__name__) for call in (read, ask, write)]


@pytest.mark.parametrize("answer", ROLLED_BACK)
@pytest.mark.parametrize("call", CALLS)
def test_what_was_rolled_back_for_sure_is_sent_again(
    door: Door, client: Client, held_clock: HeldClock, call: Call, answer: Answer
) -> None:
    begun = held_clock.now()
    script(door, answer, answer, FINE)
    door.says("POST", GET_LIST, answer, answer, Answer(json={"message": {"name": "AMZ-1"}}))
    assert call(client) == {"name": "AMZ-1"}
    assert len(door.asked) == 3
    assert timedelta(0) < held_clock.now() - begun < timedelta(seconds=10)


@pytest.mark.parametrize("call", CALLS)
def test_retries_are_bounded(door: Door, open_client: OpenClient, call: Call) -> None:
    script(door, DEADLOCK)
    with pytest.raises(Unreachable, match=r"QueryDeadlockError 1213, HTTP 500.*run it again later"):
        call(open_client(max_retries=2))
    assert len(door.asked) == 3


def test_a_race_that_never_ends_is_the_refusal_it_was(door: Door, open_client: OpenClient) -> None:
    script(door, no("DoesNotExistError", "Item Code must be unique", status=404, raised=False))
    with pytest.raises(SiteRefused, match="Item Code must be unique"):
        write(open_client(max_retries=1))
    assert len(door.asked) == 2


LOST = [
    pytest.param(Answer(silent=True), id="hung up"),
    pytest.param(Answer(json={"data": {"name": "AMZ-1"}}, cut=4), id="cut off"),
    pytest.param(page(502), id="502"),
    pytest.param(page(503), id="503 of the web server"),
    pytest.param(page(504), id="504"),
    pytest.param(page(200), id="a page"),
    pytest.param(Answer(json=["what"]), id="another shape"),
    pytest.param(Answer(body=b"\xff\xfe{}"), id="no UTF-8"),
    pytest.param(no("OperationalError", status=500, exception="(2013, 'Lost connection')"), id="database lost"),
]


@pytest.mark.parametrize("answer", LOST)
def test_a_write_whose_answer_is_lost_is_in_doubt_and_never_sent_again(
    door: Door, client: Client, answer: Answer
) -> None:
    script(door, answer, FINE)
    with pytest.raises(InDoubt, match=r"POST Sales Order.*looked up"):
        write(client)
    assert len(door.asked) == 1


@pytest.mark.parametrize("answer", LOST)
@pytest.mark.parametrize("call", CALLS[:2])
def test_a_question_whose_answer_is_lost_is_asked_again(
    door: Door, client: Client, call: Call, answer: Answer
) -> None:
    script(door, answer, FINE)
    assert call(client) == {"name": "AMZ-1"}


def test_silence_is_in_doubt_and_narrows(door: Door, open_client: OpenClient) -> None:
    script(door, Answer(json={"data": {}}, after=0.4))
    client = open_client(timeout=0.1)
    before = client.width.limit
    with pytest.raises(InDoubt, match="no answer in time"):
        write(client)
    assert client.width.limit < before


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(page(400), id="400"),
        pytest.param(page(404), id="unknown host"),
        pytest.param(Answer(status=301, headers={"location": "https://erp.example.com/api/x"}), id="to https"),
        pytest.param(Answer(status=302, headers={"location": "/login"}), id="to a login page"),
    ],
)
def test_what_the_site_never_saw_was_not_done_and_is_no_success(
    door: Door, client: Client, call: Call, answer: Answer
) -> None:
    script(door, answer)
    with pytest.raises(Unreachable, match=f"HTTP {answer.status}.*is the address right"):
        call(client)
    assert len(door.asked) == 1


@pytest.mark.parametrize("call", CALLS)
def test_what_is_too_large_for_the_web_server_is_refused_and_ends_no_run(
    door: Door, client: Client, call: Call
) -> None:
    script(door, page(413))
    with pytest.raises(SiteRefused, match="client_max_body_size"):
        call(client)


@pytest.mark.parametrize("call", CALLS)
def test_a_site_that_is_not_there_is_asked_again_and_then_unreachable(
    door: Door, open_client: OpenClient, call: Call
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = f"http://127.0.0.1:{listener.getsockname()[1]}"
    client = open_client(max_retries=2)
    client.login.url = free
    with pytest.raises(Unreachable, match="no connection"):
        call(client)
    assert sum(client.counts.values()) == 3


@pytest.fixture
def mistrusted() -> Iterator[str]:
    """The address of a site whose certificate nobody signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, day, day + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(signed.public_bytes(Encoding.PEM))
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        context.load_cert_chain(file.name)
    listener = socket.create_server(("127.0.0.1", 0))

    def shake_hands() -> None:
        with (
            listener.accept()[0] as plain,
            contextlib.suppress(OSError),
            context.wrap_socket(plain, server_side=True),
        ):
            pass

    thread = threading.Thread(target=shake_hands)
    thread.start()
    yield f"https://localhost:{listener.getsockname()[1]}"
    thread.join()
    listener.close()


def test_a_certificate_that_nobody_signed_is_told_at_once(open_client: OpenClient, mistrusted: str) -> None:
    client = open_client()
    client.login.url = mistrusted
    with pytest.raises(Unreachable, match="certificate is not valid"):
        write(client)
    assert sum(client.counts.values()) == 1


@pytest.mark.parametrize("call", CALLS)
def test_a_refusal_is_told_by_its_exc_type_and_not_sent_again(door: Door, client: Client, call: Call) -> None:
    script(door, no("DuplicateEntryError", "Item <strong>SKU-1</strong> already exists", status=409))
    with pytest.raises(SiteRefused) as caught:
        call(client)
    assert (caught.value.exc_type, caught.value.status) == ("DuplicateEntryError", 409)
    assert caught.value.text == "Item SKU-1 already exists"
    assert caught.value.kind == "erp-refused"
    assert len(door.asked) == 1


@pytest.mark.parametrize("call", CALLS)
def test_a_document_that_is_missing_is_not_a_race(door: Door, client: Client, call: Call) -> None:
    script(door, no("DoesNotExistError", "Customer Nobody not found", status=404))
    with pytest.raises(SiteRefused, match="Customer Nobody not found"):
        call(client)
    assert len(door.asked) == 1


@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_key_is_no_refusal_of_a_document(door: Door, client: Client, call: Call) -> None:
    script(door, no("AuthenticationError", status=401))
    with pytest.raises(Refused) as caught:
        call(client)
    assert caught.value.kind == "erp-login"
    assert not isinstance(caught.value, SiteRefused)


@pytest.mark.parametrize("call", CALLS)
def test_a_pause_within_patience_is_kept(door: Door, client: Client, held_clock: HeldClock, call: Call) -> None:
    begun = held_clock.now()
    wait = Answer(status=429, json={"exc_type": "TooManyRequestsError"}, headers={"retry-after": "45"})
    script(door, wait, FINE)
    assert call(client) == {"name": "AMZ-1"}
    assert held_clock.now() - begun == timedelta(seconds=45)


def test_a_longer_pause_ends_the_run_until_then(door: Door, client: Client, held_clock: HeldClock) -> None:
    script(door, Answer(status=429, json={"exc_type": "TooManyRequestsError"}, headers={"retry-after": "86321"}))
    with pytest.raises(Later) as caught:
        write(client)
    assert caught.value.until == held_clock.now() + timedelta(seconds=86321)


@pytest.mark.parametrize(
    "answer", [*ROLLED_BACK, *LOST, pytest.param(no("AuthenticationError", status=401), id="401")]
)
@pytest.mark.parametrize("call", CALLS)
def test_no_error_repeats_the_secret_or_the_body(
    door: Door, open_client: OpenClient, call: Call, answer: Answer
) -> None:
    script(door, answer)
    with pytest.raises(BridgeError) as caught:
        call(open_client(max_retries=1))
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in repr(error)
        assert "Erika" not in repr(error)
        error = error.__context__


def test_requests_are_counted_by_verb_and_doctype_or_method(door: Door, client: Client) -> None:
    script(door, DEADLOCK, FINE)
    read(client)
    write(client)
    ask(client)
    assert client.counts == {"GET Sales Order": 2, "POST Sales Order": 2, "POST frappe.client.get_list": 2}


def test_deleting_and_methods_answer_too(door: Door, client: Client) -> None:
    door.says("DELETE", "/api/resource/Item/A", Answer(status=202, json={"data": "ok"}))
    door.says("POST", "/api/method/frappe.client.cancel", Answer(json={"message": {"docstatus": 2}}))
    door.says("POST", "/api/method/silent", Answer(json={}))
    assert client.write("DELETE", resource("Item", "A")) == "ok"
    assert client.write("POST", method("frappe.client.cancel"), {"name": "A"}) == {"docstatus": 2}
    assert client.write("POST", method("silent"), {}) is None


def test_the_login_is_never_shown() -> None:
    login = Login(url="https://erp.example.com", api_key="key1", api_secret=SECRET)
    assert repr(login) == "Login('https://erp.example.com')"
