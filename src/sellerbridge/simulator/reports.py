"""Reports 2021-06-30: asking for reports, watching them, fetching their documents, scheduling them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sellerbridge.simulator.call import Answer, Call, Json, Refusal
from sellerbridge.simulator.marketplaces import MARKETPLACES
from sellerbridge.simulator.pages import page_position, page_token
from sellerbridge.simulator.report import KEPT, Report, Schedule, period
from sellerbridge.simulator.report_files import ASKABLE, LISTED_ONLY, Request
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.wire import stamp

DOCUMENT_LIVES = timedelta(minutes=5)


def create_report(world: World, call: Call) -> Answer:
    """202 and an id. Refusal (400) for a type that cannot be asked for, an unknown store or a bad range."""
    body = call.body
    _check_type(body["reportType"], ASKABLE)
    _check_places(body["marketplaceIds"])
    start, end = _moment(body.get("dataStartTime"), call.now), _moment(body.get("dataEndTime"), call.now)
    if start > call.now or end < start:
        raise Refusal(400, "InvalidInput", "dataStartTime must be neither in the future nor after dataEndTime.")
    request = Request(
        report_type=body["reportType"],
        marketplace_ids=tuple(body["marketplaceIds"]),
        start=start,
        end=min(end, call.now),
        options=body.get("reportOptions", {}),
    )
    return Answer(status=202, json={"reportId": world.desk.ask(request, call.now).report_id})


def get_report(world: World, call: Call) -> Answer:
    """Where a report is."""
    return Answer(json=_report_answer(world, _report(world, call), call.now))


def get_reports(world: World, call: Call) -> Answer:
    """The reports of some types, newest first, in pages. Either a nextToken comes alone, or types are told."""
    if "nextToken" in call.query:
        if len(call.query) > 1:
            raise Refusal(400, "InvalidInput", "nextToken must be the only parameter.")
        position = page_position(call.query["nextToken"], bound={}, now=call.now, lives=timedelta(days=1))
    elif "reportTypes" in call.query:
        position = _filters(call)
    else:
        raise Refusal(400, "InvalidInput", "Either reportTypes or nextToken is required.")
    found = [report for report in world.desk.reports(call.now) if _wanted(world, report, position, call.now)]
    page = found[: position["size"]]
    answer: Json = {"reports": [_report_answer(world, report, call.now) for report in page]}
    if len(found) > len(page):
        following = position | {"below": _rank(page[-1])}
        answer["nextToken"] = page_token(following, bound={}, now=call.now)
    return Answer(json=answer)


def cancel_report(world: World, call: Call) -> Answer:
    """Takes a report out of the queue. Raises Refusal (400) once it has left the queue."""
    report = _report(world, call)
    if world.desk.status(report, call.now) != "IN_QUEUE":
        raise Refusal(400, "InvalidInput", "Only a report that is still in the queue can be cancelled.")
    report.cancelled = call.now
    return Answer()


def get_report_document(world: World, call: Call) -> Answer:
    """A document's address, good for five minutes, and whether it is compressed."""
    document_id = call.path["reportDocumentId"]
    report = world.desk.by_document(document_id, call.now)
    if report is None:
        raise Refusal(404, "NotFound", f"There is no report document {document_id}.")
    encoded = bool(call.query.get("enableContentEncodingUrlHeader"))
    expires = int((call.now + DOCUMENT_LIVES).timestamp())
    path = world.desk.address(document_id, encoded=encoded)
    answer = {"reportDocumentId": document_id, "url": f"{call.base_url}/documents/{path}?expires={expires}"}
    if world.desk.compressed(report):
        answer["compressionAlgorithm"] = "GZIP"
    return Answer(json=answer)


def create_report_schedule(world: World, call: Call) -> Answer:
    """201 and an id; a schedule for the same type and stores is replaced."""
    body = call.body
    _check_type(body["reportType"], ASKABLE)
    _check_places(body["marketplaceIds"])
    schedule = Schedule(
        schedule_id=world.desk.new_schedule_id(),
        report_type=body["reportType"],
        marketplace_ids=tuple(body["marketplaceIds"]),
        options=body.get("reportOptions", {}),
        period=body["period"],
        # A first time that lies in the past makes no report for every time missed since.
        following=max(call.now, _moment(body.get("nextReportCreationTime"), call.now + period(body["period"]))),
    )
    return Answer(status=201, json={"reportScheduleId": world.desk.schedule(schedule).schedule_id})


def get_report_schedule(world: World, call: Call) -> Answer:
    """One schedule."""
    return Answer(json=_schedule_answer(_schedule(world, call)))


def get_report_schedules(world: World, call: Call) -> Answer:
    """The schedules of some types."""
    for report_type in call.query["reportTypes"]:
        _check_type(report_type, ASKABLE | LISTED_ONLY)
    found = [one for one in world.desk.schedules(call.now) if one.report_type in call.query["reportTypes"]]
    return Answer(json={"reportSchedules": [_schedule_answer(schedule) for schedule in found]})


def cancel_report_schedule(world: World, call: Call) -> Answer:
    """Ends a schedule."""
    world.desk.cancel_schedule(_schedule(world, call).schedule_id)
    return Answer()


def _check_type(report_type: str, allowed: frozenset[str]) -> None:
    if report_type not in allowed:
        raise Refusal(400, "InvalidInput", f"The report type {report_type} cannot be requested.")


def _check_places(marketplace_ids: list[str]) -> None:
    for marketplace_id in marketplace_ids:
        if marketplace_id not in MARKETPLACES:
            raise Refusal(400, "InvalidInput", f"There is no marketplace {marketplace_id}.")


def _moment(value: Json, default: datetime) -> datetime:
    """A date-time of a body: the contract may have decoded it or left it as text."""
    if value is None:
        return default
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _report(world: World, call: Call) -> Report:
    report = world.desk.report(call.path["reportId"], call.now)
    if report is None:
        raise Refusal(404, "NotFound", f"There is no report {call.path['reportId']}.")
    return report


def _schedule(world: World, call: Call) -> Schedule:
    for schedule in world.desk.schedules(call.now):
        if schedule.schedule_id == call.path["reportScheduleId"]:
            return schedule
    raise Refusal(404, "NotFound", f"There is no report schedule {call.path['reportScheduleId']}.")


def _filters(call: Call) -> dict[str, Json]:
    for report_type in call.query["reportTypes"]:
        _check_type(report_type, ASKABLE | LISTED_ONLY)
    since = call.query.get("createdSince", call.now - KEPT)
    return {
        "types": list(call.query["reportTypes"]),
        "statuses": list(call.query.get("processingStatuses", ())),
        "places": list(call.query.get("marketplaceIds", ())),
        "since": since.timestamp(),
        "until": call.query.get("createdUntil", call.now).timestamp(),
        "size": call.query.get("pageSize", 10),
        "below": None,
    }


def _wanted(world: World, report: Report, filters: dict[str, Json], now: datetime) -> bool:
    return (
        report.request.report_type in filters["types"]
        and (not filters["statuses"] or world.desk.status(report, now) in filters["statuses"])
        and (not filters["places"] or bool(set(filters["places"]) & set(report.request.marketplace_ids)))
        and filters["since"] <= report.created.timestamp() <= filters["until"]
        and (filters["below"] is None or _rank(report) < filters["below"])
    )


def _rank(report: Report) -> list[float]:
    """What the reports are sorted by."""
    return [report.created.timestamp(), report.number]


def _report_answer(world: World, report: Report, now: datetime) -> Json:
    status = world.desk.status(report, now)
    answer: Json = {
        "reportId": report.report_id,
        "reportType": report.request.report_type,
        "marketplaceIds": list(report.request.marketplace_ids),
        "dataStartTime": stamp(report.request.start),
        "dataEndTime": stamp(report.request.end),
        "createdTime": stamp(report.created),
        "processingStatus": status,
    }
    if report.schedule_id:
        answer["reportScheduleId"] = report.schedule_id
    if status != "IN_QUEUE" and report.cancelled is None:
        answer["processingStartTime"] = stamp(report.taken_up)
    if status in ("DONE", "FATAL", "CANCELLED"):
        answer["processingEndTime"] = stamp(report.cancelled or report.ready)
    if status in ("DONE", "FATAL"):
        answer["reportDocumentId"] = world.desk.document_id(report)
    return answer


def _schedule_answer(schedule: Schedule) -> Json:
    return {
        "reportScheduleId": schedule.schedule_id,
        "reportType": schedule.report_type,
        "marketplaceIds": list(schedule.marketplace_ids),
        "reportOptions": dict(schedule.options),
        "period": schedule.period,
        "nextReportCreationTime": stamp(schedule.following),
    }
