"""The runs there were."""

from __future__ import annotations

from sellerbridge.console.api.kinds import Asked, ConnectionName, Flow, Number
from sellerbridge.console.api.operation import Subject
from sellerbridge.console.api.reading import named
from sellerbridge.console.page import Page
from sellerbridge.desk import activity as desk
from sellerbridge.desk.activity import Activity, RunStory

subject = Subject("Runs", "What ran, what it counted, how it ended.")


class Wanted(Asked, frozen=True, kw_only=True):
    """Which runs; the next older ones come with `before`, as the answer tells it."""

    connection: ConnectionName | None = None
    flow: Flow | None = None
    failed: bool = False
    before: Number | None = None


@subject.on("GET", "/runs")
def runs(page: Page, query: Wanted) -> Activity:
    """Runs, the newest first, fifty at a time; `before` is 0 where there are no older ones."""
    store = page.installation.store
    if query.connection and query.connection not in {one.name for one in store.connections.all()}:
        return Activity(runs=(), before=0)
    return desk.activity(
        store,
        before=query.before or 0,
        connection=query.connection or "",
        flow=query.flow or "",
        failed=query.failed,
    )


@subject.on("GET", "/runs/{run}")
def one_run(page: Page, run: Number) -> RunStory:
    """One run: its counts, what was asked of Amazon, and what the ERP took meanwhile."""
    with named():
        return desk.story(page.installation.store, run)
