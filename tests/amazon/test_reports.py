from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from tests.amazon.door import Answer, Door, html, packed, refusal

from sellerbridge.amazon import errors
from sellerbridge.amazon.client import Client
from sellerbridge.amazon.report_text import JAPAN
from sellerbridge.amazon.reports import Reports
from sellerbridge.clock import HeldClock

PATH = "/reports/2021-06-30/reports"
DOCUMENT = "/reports/2021-06-30/documents/doc%2F1"
FILE = "/files/doc1"
DE = "A1PA6795UKMFR9"
TEXT = 'sku\ttitle\r\nA-1\t12" grün\r\n\r\nB-2\tmit "Anführung\r\n'
ROWS = [["sku", "title"], ["A-1", '12" grün'], ["B-2", 'mit "Anführung']]


@pytest.fixture
def reports(client: Client, clock: HeldClock) -> Reports:
    return Reports(client, clock)


def state(status: str, *, document: str = "", report_id: str = "r1") -> Answer:
    told = {
        "reportId": report_id,
        "reportType": "GET_X",
        "processingStatus": status,
        "createdTime": "2026-11-20T11:00:00Z",
    }
    return Answer(json=told | ({"reportDocumentId": document} if document else {}))


def document(door: Door, *, compressed: bool = True) -> Answer:
    told = {"reportDocumentId": "doc/1", "url": f"{door.url}{FILE}?X-Amz-Signature=practice"}
    return Answer(json=told | ({"compressionAlgorithm": "GZIP"} if compressed else {}))


def file(body: bytes, *, charset: str = "", **more: int) -> Answer:
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    return Answer(body=body, headers={"content-type": kind}, **more)  # type: ignore[arg-type]


def test_a_report_is_asked_for(door: Door, reports: Reports) -> None:
    door.says(PATH, Answer(status=202, json={"reportId": "r1"}))
    start, end = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC)
    assert reports.request("GET_X", [DE, "A13V1IB3VIYZZH"], start=start, end=end) == "r1"
    (asked,) = door.calls(PATH)
    assert asked.headers["content-type"] == "application/json"
    assert json.loads(asked.body) == {
        "reportType": "GET_X",
        "marketplaceIds": [DE, "A13V1IB3VIYZZH"],
        "dataStartTime": "2026-10-01T00:00:00Z",
        "dataEndTime": "2026-10-31T00:00:00Z",
    }


def test_a_lost_answer_to_the_asking_is_asked_again(door: Door, reports: Reports) -> None:
    door.says(PATH, Answer(silent=True), Answer(status=202, json={"reportId": "r2"}))
    assert reports.request("GET_X", [DE]) == "r2"


def test_waiting_looks_less_and_less_often(door: Door, reports: Reports, clock: HeldClock) -> None:
    door.says(f"{PATH}/r1", *[state("IN_QUEUE")] * 3, *[state("IN_PROGRESS")] * 8, state("DONE", document="d1"))
    door.says(f"{PATH}/r2", state("CANCELLED", report_id="r2"))
    start, seen = clock.now(), list[int]()
    states = reports.wait(["r1", "r2"], progress=seen.append)
    assert (states["r1"].document_id, states["r2"].document_id, states["r2"].status) == ("d1", "", "CANCELLED")
    assert seen == [0] * 11 + [2]
    assert len(door.calls(f"{PATH}/r2")) == 1
    assert 60 < (clock.now() - start).total_seconds() < 100


def test_waiting_has_an_end(door: Door, reports: Reports, clock: HeldClock) -> None:
    door.says(f"{PATH}/r1", state("A_STATUS_OF_2031"))
    start = clock.now()
    door.says(f"{PATH}/r2", state("DONE", document="doc/2"))
    assert reports.wait(["r1", "r2"], patience=120).keys() == {"r2"}
    assert 60 < (clock.now() - start).total_seconds() <= 120


def test_a_report_that_amazon_forgot_has_failed(door: Door, reports: Reports) -> None:
    door.says(f"{PATH}/r1", refusal(404))
    assert reports.wait(["r1"])["r1"].failure == "Amazon does not know it any more"


def test_a_fatal_report_tells_its_reason(door: Door, reports: Reports) -> None:
    door.says(f"{PATH}/r1", state("FATAL", document="doc/1"))
    door.says(DOCUMENT, document(door, compressed=False))
    door.says(FILE, file(b"Date range exceeded.\nAt most 30 days.\n", charset="UTF-8"))
    door.says(f"{PATH}/r2", state("DONE", document="doc/2"))
    found = reports.wait(["r1", "r2"])
    assert found["r1"].failure == "Date range exceeded. At most 30 days."
    assert (found["r2"].failure, found["r2"].document_id) == ("", "doc/2")


@pytest.mark.parametrize(
    ("fatal", "reason"),
    [
        (state("FATAL"), "gives no reason"),
        (state("FATAL", document="doc/1"), "cannot be read now"),
        (state("DONE"), "has no document"),
    ],
    ids=["no document", "unreadable document", "done without document"],
)
def test_a_fatal_report_without_a_reason(door: Door, reports: Reports, fatal: Answer, reason: str) -> None:
    door.says(f"{PATH}/r1", fatal)
    door.says(DOCUMENT, html(503))
    assert reason in reports.wait(["r1"])["r1"].failure


@pytest.mark.parametrize(
    ("body", "charset", "marketplace", "compressed"),
    [
        pytest.param(packed(TEXT, "utf-8"), "UTF-8", DE, True, id="packed UTF-8"),
        pytest.param(TEXT.encode(), "UTF-8", DE, False, id="plain UTF-8"),
        pytest.param(packed(TEXT, "utf-8-sig"), "UTF-8", DE, True, id="with a mark"),
        pytest.param(packed(TEXT, "utf-8-sig"), "", DE, True, id="with a mark, nothing declared"),
        pytest.param(packed(TEXT, "iso-8859-1"), "ISO-8859-1", DE, True, id="Latin 1"),
        pytest.param(packed(TEXT, "cp1252"), "Cp1252", DE, True, id="cp1252"),
        pytest.param(packed(TEXT, "utf-8"), "", DE, True, id="UTF-8, nothing declared"),
        pytest.param(packed(TEXT, "cp1252"), "", DE, True, id="cp1252, nothing declared"),
        pytest.param(packed(TEXT, "cp1252"), "UTF-8", DE, True, id="declared wrongly"),
        pytest.param(packed(TEXT, "utf-8"), "x-klingon", DE, True, id="declared unknown"),
        pytest.param(
            gzip.compress(TEXT[:12].encode()) + gzip.compress(TEXT[12:].encode()),
            "UTF-8",
            DE,
            True,
            id="two members",
        ),
    ],
)
def test_every_charset_gives_the_same_rows(
    door: Door, reports: Reports, *, body: bytes, charset: str, marketplace: str, compressed: bool
) -> None:
    door.says(DOCUMENT, document(door, compressed=compressed))
    door.says(FILE, file(body, charset=charset))
    assert list(reports.lines("doc/1", marketplace_id=marketplace)) == ROWS


@pytest.mark.parametrize("charset", ["Shift_JIS", "", "windows-31j"])
def test_japan_writes_in_its_own_charset(door: Door, reports: Reports, charset: str) -> None:
    text = "出品者SKU\t商品名\nA-1\t水筒①高﨑\n"
    door.says(DOCUMENT, document(door))
    door.says(FILE, file(packed(text, "cp932"), charset=charset))
    assert list(reports.lines("doc/1", marketplace_id=JAPAN))[1] == ["A-1", "水筒①高﨑"]


def test_a_charset_that_nobody_knows_is_not_guessed(door: Door, reports: Reports) -> None:
    door.says(DOCUMENT, document(door))
    door.says(FILE, file(gzip.compress(b"sku\n\x81\xff\n"), charset=""))
    with pytest.raises(errors.ReportFailed, match="cp932"):
        list(reports.lines("doc/1", marketplace_id=JAPAN))


def test_the_document_gets_no_token_and_its_url_stays_out_of_the_error(door: Door, reports: Reports) -> None:
    door.says(DOCUMENT, document(door))
    door.says(FILE, html(500))
    with pytest.raises(errors.Outage) as outage:
        list(reports.lines("doc/1"))
    assert "x-amz-access-token" not in door.calls(FILE)[0].headers
    assert "Signature" not in str(outage.value)


WHOLE = packed(TEXT * 400, "utf-8")
SHORT = [
    pytest.param(file(WHOLE, charset="UTF-8", cut=30), id="connection breaks off"),
    pytest.param(file(WHOLE[:-30], charset="UTF-8"), id="archive ends early"),
    pytest.param(file(b"", charset="UTF-8"), id="nothing"),
    pytest.param(html(200), id="a page instead"),
    pytest.param(html(503), id="busy"),
    pytest.param(Answer(silent=True), id="silence"),
]


@pytest.mark.parametrize("answer", SHORT)
def test_a_short_document_is_fetched_again(door: Door, reports: Reports, answer: Answer) -> None:
    door.says(DOCUMENT, document(door))
    door.says(FILE, answer, file(WHOLE, charset="UTF-8"))
    rows = list(reports.lines("doc/1"))
    assert rows[:3] == ROWS
    assert len(rows) == 1200


@pytest.mark.parametrize("answer", SHORT)
def test_a_short_document_is_an_outage_and_never_a_shorter_list(
    door: Door, reports: Reports, answer: Answer
) -> None:
    door.says(DOCUMENT, document(door))
    door.says(FILE, answer)
    rows = reports.lines("doc/1")
    with pytest.raises(errors.Outage):
        next(rows)


def test_an_expired_url_is_replaced_once(door: Door, reports: Reports) -> None:
    expired = Answer(status=403, body=b"<Error><Code>AccessDenied</Code></Error>")
    door.says(DOCUMENT, document(door))
    door.says(FILE, expired, file(packed(TEXT, "utf-8"), charset="UTF-8"))
    assert list(reports.lines("doc/1")) == ROWS
    assert len(door.calls(DOCUMENT)) == 2
    door.says(FILE, expired)
    with pytest.raises(errors.Outage, match="fresh URL"):
        list(reports.lines("doc/1"))


def test_a_document_that_is_gone_is_told(door: Door, reports: Reports) -> None:
    door.says(DOCUMENT, refusal(404))
    with pytest.raises(errors.BadRequest):
        list(reports.lines("doc/1"))


def test_a_lone_carriage_return_ends_no_row(door: Door, reports: Reports) -> None:
    door.says(DOCUMENT, document(door))
    door.says(FILE, file(packed("sku\ttitle\r\nA-1\tone\rtwo\r\n", "utf-8"), charset="UTF-8"))
    assert list(reports.lines("doc/1"))[1] == ["A-1", "one\rtwo"]


def test_reading_may_stop_halfway(door: Door, reports: Reports) -> None:
    door.says(DOCUMENT, document(door))
    door.says(FILE, file(WHOLE, charset="UTF-8"))
    rows = reports.lines("doc/1")
    assert next(rows) == ROWS[0]
    rows.close()  # type: ignore[attr-defined]
    assert list(rows) == []
