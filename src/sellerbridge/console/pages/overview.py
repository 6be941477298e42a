"""The overview: in step or not, what needs a person, how it goes, when the money comes, the last runs."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from sellerbridge.console.page import ViewerPage
from sellerbridge.console.words import of_runs, of_steps
from sellerbridge.console.words.of_first_run import STEPS
from sellerbridge.desk import first_run, inbox
from sellerbridge.desk import in_step as steps
from sellerbridge.desk.activity import activity
from sellerbridge.desk.money.next_payout import next_payout
from sellerbridge.desk.sales import sales

router = APIRouter()

_CAUSES = 5
_RUNS = 6


@router.get("/")
def overview(page: ViewerPage) -> HTMLResponse:
    """The whole picture on one page."""
    store, now = page.installation.store, page.installation.clock.now()
    connections = steps.in_step(page.installation)
    sold = sales(store, now.date())
    causes = inbox.causes(store, shown=1)
    said = [(cause, page.speech.tell(cause.first.message)) for cause in causes[:_CAUSES]]
    left_at = first_run.left_at(store)
    return page.answer(
        "overview.html",
        left_at=page.say(STEPS[left_at]) if left_at else "",
        connections=connections,
        state=steps.worst(one.state for one in connections),
        causes=said,
        other_causes=len(causes[_CAUSES:]),
        sales=sold,
        days=[(page.speech.day(day), number) for day, number in sold.days],
        money=next_payout(store),
        runs=activity(store).runs[:_RUNS],
        live=page.live(),
        steps=of_steps,
        words=of_runs,
    )
