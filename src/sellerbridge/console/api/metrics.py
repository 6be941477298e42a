"""What Prometheus collects, read from kept counts at each scrape, so that a million orders cost nothing."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sellerbridge.console.page import Page
from sellerbridge.desk.status import credentials, streams
from sellerbridge.installation import Installation
from sellerbridge.problems import KINDS
from sellerbridge.runner import known
from sellerbridge.runner.plan import State

if TYPE_CHECKING:
    from prometheus_client.core import Metric

PATH = "/metrics"


def route() -> Route:
    """Where Prometheus scrapes, with a token that may read."""
    counted = Counted()

    async def metrics(request: Request) -> Response:
        page = Page(request)
        _ = page.person  # raises SignIn where nobody asks
        return await run_in_threadpool(_scraped, page.installation, counted)

    return Route(PATH, metrics)


class Counted:
    """What the runs counted since this process was first asked: a counter begins anew with its process."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._seen: int | None = None
        self._requests: Counter[tuple[str, str]] = Counter()
        self._throttled: Counter[str] = Counter()

    def now(self, installation: Installation) -> tuple[Counter[tuple[str, str]], Counter[str]]:
        """Requests by connection and operation, throttled answers by connection."""
        store = installation.store
        names = {seller.id: seller.name for seller in store.connections.all()}
        with self._turn:
            if self._seen is None:
                newest = store.runs.page(limit=1)
                self._seen = newest[0].id if newest else 0
            for run in store.runs.after(self._seen):
                name = names.get(run.connection_id, "")
                for operation, number in run.counts.get("requests", {}).items():
                    self._requests[name, operation] += number
                self._throttled[name] += int(run.counts.get("throttled", 0))
                self._seen = run.id
            return self._requests.copy(), self._throttled.copy()


def _scraped(installation: Installation, counted: Counted) -> Response:
    # Only whoever scrapes pays for it.
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest  # noqa: PLC0415
    from prometheus_client.registry import Collector  # noqa: PLC0415

    class OfThisInstallation(Collector):
        """Everything, as it is now."""

        def collect(self) -> Iterator[Metric]:
            return _metrics(installation, counted)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(OfThisInstallation())
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _metrics(installation: Installation, counted: Counted) -> Iterator[Metric]:
    now = installation.clock.now()
    yield from _of_documents(installation)
    yield from _of_connections(installation, now)
    yield from _of_runs(installation)
    yield from _of_calls(installation, counted)
    yield from _of_turns(installation, now)


def _gauge(name: str, what: str, *labels: str) -> Any:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

    return GaugeMetricFamily(f"sellerbridge_{name}", what, labels=labels)


def _counter(name: str, what: str, *labels: str) -> Any:
    from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415

    return CounterMetricFamily(f"sellerbridge_{name}", what, labels=labels)


def _of_documents(installation: Installation) -> Iterator[Metric]:
    store = installation.store
    documents = _gauge("documents", "Documents that are not in the ERP yet, by state.", "state")
    for state, number in store.outbox.open_counts().items():
        documents.add_metric([state], number)
    yield documents
    orders = _gauge("orders", "Orders read from Amazon.", "connection", "status")
    names = {seller.id: seller.name for seller in store.connections.all()}
    known_orders: Counter[tuple[str, str]] = Counter()
    for count in store.orders.counts():
        known_orders[names.get(count.connection_id, ""), count.status] += count.count
    for labels, number in known_orders.items():
        orders.add_metric(labels, number)
    yield orders
    problems = _gauge("problems", "Problems that need a person, by kind.", "kind")
    found = store.problems.by_kind()
    for kind in KINDS:
        problems.add_metric([kind], found.get(kind, 0))
    yield problems


def _of_connections(installation: Installation, now: datetime) -> Iterator[Metric]:
    lag = _gauge("lag_seconds", "What of a stream is not known yet, up to now.", "connection", "stream")
    days = _gauge("credential_days_left", "Until a credential lapses, at the latest.", "connection", "credential")
    for connection in installation.store.connections.all():
        for stream in streams(installation.store, connection, now):
            if stream.lag_seconds is not None:
                lag.add_metric([connection.name, stream.stream], stream.lag_seconds)
        for credential in credentials(connection, now):
            days.add_metric([connection.name, credential.what], credential.days_left)
    yield from (lag, days)


def _of_runs(installation: Installation) -> Iterator[Metric]:
    labels = "connection", "flow"
    ended = _gauge("last_run_timestamp_seconds", "When the last run of a flow ended.", *labels)
    took = _gauge("last_run_duration_seconds", "How long it took.", *labels)
    failed = _gauge("last_run_failed", "1 where an error ended it.", *labels)
    for connection in installation.store.connections.all():
        for flow, run in installation.store.runs.last(connection.id).items():
            ended.add_metric([connection.name, flow], run.finished.timestamp())
            took.add_metric([connection.name, flow], (run.finished - run.started).total_seconds())
            failed.add_metric([connection.name, flow], bool(run.error))
    yield from (ended, took, failed)


def _of_calls(installation: Installation, counted: Counted) -> Iterator[Metric]:
    requests = _counter("requests", "Requests to Amazon.", "connection", "operation")
    throttled = _counter("throttled", "Requests that Amazon refused for their pace.", "connection")
    by_operation, by_connection = counted.now(installation)
    for labels, number in by_operation.items():
        requests.add_metric(labels, number)
    for name, number in by_connection.items():
        throttled.add_metric([name], number)
    yield from (requests, throttled)


def _of_turns(installation: Installation, now: datetime) -> Iterator[Metric]:
    overdue = _gauge(
        "turn_overdue_seconds", "How long a flow has been due and does not run.", "connection", "flow"
    )
    for turn in known.turns(installation):
        late = (now - turn.due).total_seconds() if turn.state == State.DUE and turn.due else 0
        overdue.add_metric([turn.connection.name, turn.flow], max(late, 0))
    yield overdue
