"""The flows, their order, and one sync of one or all connections."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from sellerbridge import bridge as bridges
from sellerbridge.bridge import Bridge
from sellerbridge.documents.masters import master_documents
from sellerbridge.errors import Later, Refused, Stopped, Unreachable, Usage
from sellerbridge.flows import fitness, money, orders, products, returns
from sellerbridge.flows.deliver import deliver
from sellerbridge.flows.progress import Progress
from sellerbridge.flows.run import Run, Tally
from sellerbridge.installation import NO_ERP, Installation
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import Problem
from sellerbridge.store.connections import Connection
from sellerbridge.store.problems import OpenProblem
from sellerbridge.store.schedule import FLOWS

_LOCK_WAIT_SECONDS = 5
_OF_ORDERS = frozenset({"Sales Order", "Delivery Note", "Sales Invoice", "Journal Entry"})
"""What is not delivered before the waiting orders are translated."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What one sync is to do.

    `reading` is False when only what waits is to be translated and delivered; `by_itself` says that the clock
    chose the flows, and nobody asked for them.
    """

    names: tuple[str, ...] = FLOWS
    since: datetime | None = None
    until: datetime | None = None
    dry_run: bool = False
    reading: bool = True
    by_itself: bool = False

    @property
    def chosen(self) -> bool:
        """Whether somebody named the flows: then what is read now and then only is read now."""
        return self.names != FLOWS and not self.by_itself


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a sync did: its runs, and what needs a person now. Of a dry run also the documents that it would write,
    and the problems for which it would hold records.
    """

    runs: tuple[Run, ...]
    problems: tuple[OpenProblem, ...]
    documents: tuple[Outgoing, ...] = ()
    held: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> int:
        """As the contract has it: 3 a side did not answer, 1 something needs a person, 0 done."""
        if any(run.unreachable for run in self.runs):
            return 3
        return 1 if self.problems else 0


def sync(installation: Installation, plan: Plan, *, connection: str | None = None, progress: Progress) -> Report:
    """Run the planned flows for one connection or all; one that fails never stops the others.

    Raises Usage when nothing can be done: no connection, no ERP, switched off, or all of them already at work.
    """
    chosen = _chosen(installation, connection, dry_run=plan.dry_run)
    done: list[Run] = []
    shown: dict[tuple[str, str], Outgoing] = {}
    held: dict[tuple[str, str], Problem] = {}
    busy: list[Usage] = []
    erase(installation)
    for seller in chosen:
        try:
            runs, documents, problems_of_it = _synced(installation, seller, plan, progress=progress)
        except Usage as refusal:
            busy.append(refusal)
            continue
        done += runs
        held |= {(problem.kind, problem.about): problem for problem in problems_of_it}
        # Of what several flows want (masters, an item) the last word counts, as in the outbox.
        shown |= {(document.kind, document.key): document for document in documents}
    if busy and not done:
        raise busy[0]
    names = {seller.name for seller in chosen}
    problems = tuple(p for p in installation.store.problems.open() if p.connection in names)
    return Report(
        runs=tuple(done),
        problems=problems,
        documents=tuple(shown.values()),
        held=tuple(held.values()) if plan.dry_run else (),
    )


def _synced(
    installation: Installation, seller: Connection, plan: Plan, *, progress: Progress
) -> tuple[list[Run], list[Outgoing], list[Problem]]:
    """One connection's flows. Raises Usage when another process is at work on it, or its secrets do not open."""
    runs, shown, held = list[Run](), list[Outgoing](), list[Problem]()
    with (
        installation.database.lock(f"connection {seller.name}", wait_seconds=_LOCK_WAIT_SECONDS),
        bridges.opened(installation, seller) as bridge,
    ):
        for name in (name for name in FLOWS if name in plan.names):
            run, documents, tally = _run(bridge, name, plan, progress=progress)
            runs.append(run)
            shown += documents
            held += tally.problems
            if tally.stopped:
                break
    return runs, shown, held


def _chosen(installation: Installation, name: str | None, *, dry_run: bool) -> tuple[Connection, ...]:
    store = installation.store
    # A dry run is how a person looks before switching it on.
    if not store.settings.read().enabled and not dry_run:
        raise Usage("Amazon is switched off. Switch it on: sellerbridge settings set enabled=on")
    if not store.erp.chosen().kind:
        raise Usage(NO_ERP)
    known = (store.connections.named(name),) if name else store.connections.all()
    chosen = tuple(seller for seller in known if seller.enabled)
    if known and not chosen:
        names = ", ".join(seller.name for seller in known)
        raise Usage(
            "Switched off: {names}. Switch it on in the console's settings, or connect it again.", names=names
        )
    if not chosen:
        raise Usage("There is no connection yet. Make one: sellerbridge connect NAME …, or try: sellerbridge demo")
    return chosen


def _run(bridge: Bridge, flow: str, plan: Plan, *, progress: Progress) -> tuple[Run, list[Outgoing], Tally]:
    tally, started = Tally(), bridge.clock.now()
    before, throttled = dict(bridge.amazon.client.counts), bridge.amazon.client.throttled
    shown: list[Outgoing] = []
    if plan.reading:
        # What cannot be read now does not keep back what was read before.
        with _noting(bridge, flow, tally):
            _read(bridge, tally, flow, plan, progress=progress)
    with _noting(bridge, flow, tally):
        shown += _write(bridge, tally, flow, plan, progress=progress)
    after = bridge.amazon.client.counts
    run = Run(
        connection=bridge.connection.name,
        flow=flow,
        started=started,
        finished=bridge.clock.now(),
        requests={name: n - before.get(name, 0) for name, n in after.items() if n > before.get(name, 0)},
        throttled=bridge.amazon.client.throttled - throttled,
        **tally.counts(),
        resume_at=tally.resume_at,
        note=tally.note,
        error=tally.failure.sentence if tally.failure else "",
        unreachable=isinstance(tally.failure, Unreachable),
    )
    # What was stopped before it began is no run.
    if not tally.stopped or run.requests or not tally.nothing:
        _log(bridge, run, tally)
    return run, shown, tally


@contextlib.contextmanager
def _noting(bridge: Bridge, flow: str, tally: Tally) -> Iterator[None]:
    """The one place where a flow's end before its time becomes a note, a problem or the run's failure."""
    try:
        yield
    except Later as later:
        tally.resume_at, tally.note = later.until, later.sentence
        tally.stopped |= isinstance(later, Stopped)
    except Refused as refused:
        tally.failure = tally.failure or refused
        problem = Problem(kind=refused.kind, about=bridge.connection.name, facts=refused.facts)
        bridge.store.report(bridge.connection, problem, flow=flow)
    except Unreachable as unreachable:
        tally.failure = unreachable  # outweighs a refusal: what it left undone is not known


def _read(bridge: Bridge, tally: Tally, flow: str, plan: Plan, *, progress: Progress) -> None:
    asked = True
    if flow == products.FLOW:
        products.read(bridge, tally, progress=progress)
    elif flow == money.FLOW:
        asked = money.read(
            bridge, tally, since=plan.since, until=plan.until, asked_for=plan.chosen, progress=progress
        )
    else:
        orders.read(bridge, tally, since=plan.since, until=plan.until, progress=progress)
        returns.read(bridge, tally, since=plan.since, progress=progress)
    if asked:
        bridge.store.works_again(bridge.connection, flow=flow)


def _write(bridge: Bridge, tally: Tally, flow: str, plan: Plan, *, progress: Progress) -> list[Outgoing]:
    if plan.dry_run:
        bridge = bridge.on_its_terms()
        shown = bridge.store.outbox.news(bridge.connection.id, _masters(bridge))
        for translate in _translations(flow, plan):
            shown += translate(bridge, tally, dry_run=True, progress=progress)
        return shown
    if not bridge.store.work_waits(bridge.connection) and not bridge.store.outbox.news(
        bridge.connection.id, _masters(bridge)
    ):
        return []
    shut = fitness.check(bridge)
    bridge = bridge.on_its_terms()
    bridge.store.erp_takes(bridge.connection, all_of_it=not shut)
    bridge.store.translations.keep_masters(bridge.connection.id, _masters(bridge))
    for translate in _translations(flow, plan):
        translate(bridge, tally, dry_run=False, progress=progress)
        # What waits from an earlier run waits until its order was read in this one: Amazon may have cancelled it.
        later = _OF_ORDERS if translate is products.translate else frozenset()
        deliver(bridge, tally, flow=flow, progress=progress, without=shut | later)
    return []


def _masters(bridge: Bridge) -> tuple[Outgoing, ...]:
    """What the other documents refer to; on the ERP's terms, for a list of prices may be in its own currency."""
    return master_documents(bridge.settings, mapping=bridge.mapping())


def _translations(flow: str, plan: Plan) -> list[Callable[..., list[Outgoing]]]:
    """What is to be translated, each delivered before the next: a settlement pays what the ERP holds by then.

    Orders refer to the items of products that were read and wait, also where orders alone are asked for; refunds,
    which the money flow reads, are news of their orders.
    """
    made: list[Callable[..., list[Outgoing]]] = []
    if flow == products.FLOW or products.FLOW not in plan.names:
        made.append(products.translate)
    if flow != products.FLOW:
        made.append(orders.translate)
    if flow == money.FLOW:
        made.append(money.translate)
    return made


def _log(bridge: Bridge, run: Run, tally: Tally) -> None:
    kept = ("requests", "throttled", *tally.counts(), "note", "resume_at")
    counts = {**{name: getattr(run, name) for name in kept}, "written": tally.written}
    bridge.store.runs.add(
        bridge.connection.id,
        run.flow,
        started=run.started,
        finished=run.finished,
        error=run.error,
        counts=counts,
    )


def erase(installation: Installation) -> None:
    """Forget the people whose time has come, here and in the embedded books."""
    now = installation.clock.now()
    installation.store.erase(now)
    installation.books.erase(now)
