"""The first run after the administrator's account: Amazon, the ERP, the order details, a dry run, go."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console import choosing_erp, connecting, detailing, documents
from sellerbridge.console.page import AdministratorPage, Page
from sellerbridge.console.typed import Sent
from sellerbridge.console.words.marks import N_
from sellerbridge.console.words.of_first_run import STEPS
from sellerbridge.desk import first_run as desk
from sellerbridge.problems import Problem
from sellerbridge.runner.trial import Trial
from sellerbridge.store.erp import BOOKS, ERPNEXT

router = APIRouter()

_CAUSES = ("currency", "sku", "type")
"""Facts of a problem that one act mends for all that share them."""


@router.get("/first-run/next")
def next_step(page: AdministratorPage) -> Response:
    """Where the first run goes on."""
    step = desk.next_step(page.installation.store)
    return page.back_to(f"/first-run/{step}" if step else "/")


@router.get("/first-run/amazon")
def amazon(page: AdministratorPage) -> HTMLResponse:
    """Step 2: connect a seller, or the practice one."""
    return _amazon(page, connecting.Form())


@router.post("/first-run/amazon")
def connect(page: AdministratorPage, sent: Sent) -> Response:
    """Connect, tested live."""
    outcome = connecting.tried(page, sent, known=None)
    if isinstance(outcome, connecting.Form):
        return _amazon(page, outcome, status=400)
    said = page.say("{name} is connected: Amazon accepts its credentials.", name=outcome.name)
    return page.back_to("/first-run/erp", said=said)


@router.post("/first-run/practice")
def practise(page: AdministratorPage) -> Response:
    """Connect the practice seller, in one click."""
    practice: connecting.Practice | None = page.request.app.state.practice
    if practice is None:
        return page.back_to("/first-run/amazon", said=page.say("There is no practice seller here."))
    connecting.connected_now(page, *practice(None))
    return page.back_to("/first-run/erp", said=page.say("The practice seller is connected. None of it is real."))


@router.get("/first-run/erp")
def erp(page: AdministratorPage) -> HTMLResponse:
    """Step 3: which ERP receives the documents."""
    return _erp(page, choosing_erp.known(page))


@router.post("/first-run/erp")
def choose_erp(page: AdministratorPage, sent: Sent) -> Response:
    """Take ERPNext or Dokos, tested live; its checklist follows."""
    outcome = choosing_erp.tried(page, sent)
    if isinstance(outcome, choosing_erp.Form):
        return _erp(page, outcome, status=400)
    return page.back_to("/first-run/erp", said=choosing_erp.told(page, outcome))


@router.post("/first-run/books")
def choose_books(page: AdministratorPage) -> Response:
    """Take the embedded books, in one click."""
    choosing_erp.choose_books(page)
    return page.back_to("/first-run/details", said=page.say("Documents go to the embedded books."))


@router.post("/first-run/fields")
def create_fields(page: AdministratorPage, sent: Sent) -> Response:
    """Make the custom fields that the site lacks."""
    outcome = choosing_erp.create_fields(page, sent)
    if isinstance(outcome, choosing_erp.Administrator):
        return _erp(page, choosing_erp.known(page), administrator=outcome, status=400)
    return page.back_to("/first-run/erp", said=outcome)


@router.post("/first-run/check")
def check_again(page: AdministratorPage) -> Response:
    """Ask the ERP anew."""
    choosing_erp.check_again(page)
    return page.back_to("/first-run/erp")


@router.get("/first-run/details")
def details(page: AdministratorPage) -> Response:
    """Step 4: the order details, chosen from what the ERP has."""
    if not page.installation.store.erp.chosen().kind:
        return page.back_to("/first-run/erp")
    return page.answer("first_run/details.html", **_around(page, desk.DETAILS), **detailing.shown(page))


@router.post("/first-run/details")
def keep_details(page: AdministratorPage, sent: Sent) -> Response:
    """Keep them all, as chosen."""
    outcome = detailing.kept(page, sent, choosing=True)
    if isinstance(outcome, str):
        return page.back_to("/first-run/trial" if outcome else "/first-run/details")
    return page.answer("first_run/details.html", status=400, **_around(page, desk.DETAILS), **outcome)


@router.get("/first-run/trial")
def trial(page: AdministratorPage) -> Response:
    """Step 5: what a sync would write, before it writes anything."""
    store = page.installation.store
    if not store.connections.all() or not store.erp.chosen().kind:
        return page.back_to("/first-run/next")
    running = _trial(page)
    outcome = running.outcome
    counts, rest = documents.counted(outcome.counts if outcome else {})
    return page.answer(
        "first_run/trial.html",
        **_around(page, desk.TRIAL),
        live=running.live,
        outcome=outcome,
        counts=[(page.say(words), number) for words, number in counts],
        rest=rest,
        books=store.erp.chosen().kind == BOOKS,
        first=documents.readable(outcome.first) if outcome else (),
        to_come=_grouped(outcome.problems) if outcome else [],
    )


@router.post("/first-run/trial")
def try_out(page: AdministratorPage) -> Response:
    """Begin the dry run."""
    if _trial(page).start():
        page.did(N_("began a dry run"))
    return page.back_to("/first-run/trial")


@router.post("/first-run/go")
def go(page: AdministratorPage) -> Response:
    """Switch Amazon on; the first sync begins."""
    if step := next((s for s in (desk.AMAZON, desk.ERP) if desk.next_step(page.installation.store) == s), ""):
        return page.back_to(f"/first-run/{step}")
    desk.go(page.installation)
    page.wake()
    page.did(N_("switched Amazon on"))
    return page.back_to("/", said=page.say("The first sync has begun. Orders appear here as they come in."))


def _amazon(page: Page, form: connecting.Form, *, status: int = 200) -> HTMLResponse:
    return page.answer(
        "first_run/amazon.html",
        status=status,
        **_around(page, desk.AMAZON),
        **connecting.shown(page, form),
        connections=page.installation.store.connections.all(),
        practice=page.request.app.state.practice is not None,
    )


def _erp(
    page: Page,
    form: choosing_erp.Form,
    *,
    administrator: choosing_erp.Administrator | None = None,
    status: int = 200,
) -> HTMLResponse:
    kind = page.installation.store.erp.chosen().kind
    refused = bool(form.faults or form.refusal)
    return page.answer(
        "first_run/erp.html",
        status=status,
        **_around(page, desk.ERP),
        form=form,
        administrator=administrator or choosing_erp.Administrator(),
        kind=kind,
        books=kind == BOOKS,
        checked=choosing_erp.checked(page) if kind == ERPNEXT and not refused else None,
    )


def _around(page: Page, step: str) -> dict[str, Any]:
    """Where one is among the steps."""
    return {
        "steps": [(name, page.say(STEPS[name]), number) for number, name in enumerate(desk.STEPS, 1)],
        "step": step,
        "number": desk.STEPS.index(step) + 1,
        "following": desk.next_step(page.installation.store),
    }


def _trial(page: Page) -> Trial:
    found: Trial = page.request.app.state.trial
    return found


def _grouped(problems: tuple[Problem, ...]) -> list[tuple[Problem, int]]:
    """One of each cause, and how many there are of it."""
    counted = Counter(map(_cause, problems))
    first = {_cause(problem): problem for problem in reversed(problems)}
    return [(first[cause], number) for cause, number in counted.most_common()]


def _cause(problem: Problem) -> tuple[str, ...]:
    return (problem.kind, *(problem.facts.get(fact, "") for fact in _CAUSES))
