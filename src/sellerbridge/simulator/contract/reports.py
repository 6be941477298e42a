"""Reports 2021-06-30: bulk data, asked for now and fetched later."""

from __future__ import annotations

from sellerbridge.simulator.contract.operation import Operation, Parameter, alone, at_least_one
from sellerbridge.simulator.contract.shapes import Flag, Moment, Record, Several, Text, Whole

_PERIODS = (
    *("PT5M", "PT15M", "PT30M", "PT1H", "PT2H", "PT4H", "PT8H", "PT12H"),
    *("P1D", "P2D", "P3D", "PT84H", "P7D", "P14D", "P15D", "P18D", "P30D", "P1M"),
)
_STATUSES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
_OPTIONS = Record(rest=Text())
_REPORTS = "/reports/2021-06-30/reports"
_SCHEDULES = "/reports/2021-06-30/schedules"

OPERATIONS = (
    Operation(
        name="getReports",
        method="GET",
        path=_REPORTS,
        rate=0.0222,
        burst=10,
        query=(
            Parameter(name="reportTypes", shape=Several(most=10)),
            Parameter(name="processingStatuses", shape=Several(of=Text(one_of=_STATUSES))),
            Parameter(name="marketplaceIds", shape=Several(most=10)),
            Parameter(name="pageSize", shape=Whole(least=1, most=100)),
            Parameter(name="createdSince", shape=Moment()),
            Parameter(name="createdUntil", shape=Moment()),
            Parameter(name="nextToken"),
        ),
        rules=(at_least_one("reportTypes", "nextToken"), alone("nextToken")),
    ),
    Operation(
        name="createReport",
        method="POST",
        path=_REPORTS,
        rate=0.0167,
        burst=15,
        success=202,
        body=Record(
            fields={
                "reportType": Text(),
                "marketplaceIds": Several(most=25),
                "dataStartTime": Moment(),
                "dataEndTime": Moment(),
                "reportOptions": _OPTIONS,
            },
            required=("reportType", "marketplaceIds"),
        ),
    ),
    Operation(name="getReport", method="GET", path=_REPORTS + "/{reportId}", rate=2, burst=15),
    Operation(name="cancelReport", method="DELETE", path=_REPORTS + "/{reportId}", rate=0.0222, burst=10),
    Operation(
        name="getReportSchedules",
        method="GET",
        path=_SCHEDULES,
        rate=0.0222,
        burst=10,
        query=(Parameter(name="reportTypes", shape=Several(most=10), required=True),),
    ),
    Operation(
        name="createReportSchedule",
        method="POST",
        path=_SCHEDULES,
        rate=0.0222,
        burst=10,
        success=201,
        body=Record(
            fields={
                "reportType": Text(),
                "marketplaceIds": Several(most=25),
                "period": Text(one_of=_PERIODS),
                "nextReportCreationTime": Moment(),
                "reportOptions": _OPTIONS,
            },
            required=("reportType", "marketplaceIds", "period"),
        ),
    ),
    Operation(
        name="getReportSchedule", method="GET", path=_SCHEDULES + "/{reportScheduleId}", rate=0.0222, burst=10
    ),
    Operation(
        name="cancelReportSchedule",
        method="DELETE",
        path=_SCHEDULES + "/{reportScheduleId}",
        rate=0.0222,
        burst=10,
    ),
    Operation(
        name="getReportDocument",
        method="GET",
        path="/reports/2021-06-30/documents/{reportDocumentId}",
        rate=0.0167,
        burst=15,
        query=(Parameter(name="enableContentEncodingUrlHeader", shape=Flag()),),
    ),
)
