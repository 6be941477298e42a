"""The ERP that receives the documents: which one, whether it is ready, its custom fields, a dry run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec

from sellerbridge.console import documents
from sellerbridge.console.api.clock import Accepted
from sellerbridge.console.api.kinds import Asked, Secret
from sellerbridge.console.api.operation import ROOT, Subject
from sellerbridge.console.api.reading import Unfit
from sellerbridge.console.documents import Readable
from sellerbridge.console.doors.people import Role
from sellerbridge.console.page import Page
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import choices
from sellerbridge.desk import erp as desk
from sellerbridge.desk.erp import Check, Choice
from sellerbridge.problems import Problem
from sellerbridge.runner.trial import Trial
from sellerbridge.runner.watch import Live
from sellerbridge.store.erp import Chosen

subject = Subject("ERP", "Where the documents go.")
Url = Annotated[str, msgspec.Meta(min_length=1, max_length=400, pattern=r"^[!-~]+$")]


class Books(Asked, frozen=True, kw_only=True, tag="books", tag_field="kind"):
    """The embedded books."""


class Site(Asked, frozen=True, kw_only=True, tag="erpnext", tag_field="kind"):
    """ERPNext or Dokos; what is left out stays as it is known for that very site and key."""

    url: Url | None = None
    api_key: Secret | None = None
    api_secret: Secret | None = None


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """The custom fields that were made, as doctype.fieldname; none where all were there."""

    fields: tuple[str, ...]


class DryRun(msgspec.Struct, frozen=True, kw_only=True):
    """`live` while it goes on. After it: how many documents of each doctype a sync would write, the first of them,
    the problems to come, and why it ended early, if it did.
    """

    live: Live | None
    finished: datetime | None = None
    counts: Mapping[str, int] = {}
    first: tuple[Readable, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@subject.on("GET", "/erp")
def erp(page: Page) -> Chosen:
    """Which one receives the documents: books, erpnext, or none yet. The secret stays where it is."""
    return page.installation.store.erp.chosen()


@subject.on("PUT", "/erp", Role.ADMINISTRATOR, outside=True)
def choose_erp(page: Page, body: Books | Site) -> Choice:
    """Take another one, or another key; kept only when the site accepts it.

    Another one than before knows nothing: the next sync writes everything there.
    """
    if isinstance(body, Books):
        choice = desk.choose_books(page.installation)
        page.did(N_("chose the ERP"), "the embedded books")
        return choice
    access = desk.Access(url=body.url, api_key=body.api_key)
    secret = body.api_secret or desk.known_secret(page.installation, access)
    if not secret:
        raise Unfit({"api_secret": page.say("This cannot be empty.")})
    choice = desk.choose_erpnext(page.installation, access, secret=secret, check=True)
    choices.adopt_company(page.installation)
    page.did(N_("chose the ERP"), choice.url)
    return choice


@subject.on("GET", "/erp/check", Role.ADMINISTRATOR, outside=True)
def check_erp(page: Page) -> Check:
    """Whether everything is there that the settings name, and fits; the ERP is asked now, and nothing is
    written.
    """
    return desk.check(page.installation)


@subject.on("POST", "/erp/fields", Role.ADMINISTRATOR, outside=True)
def create_fields(page: Page) -> Made:
    """Make the custom fields that the site lacks."""
    made = desk.create_fields(page.installation)
    if made:
        page.did(N_("made custom fields"), ", ".join(made))
    return Made(fields=made)


@subject.on("POST", "/dry-run", Role.ADMINISTRATOR, status=202)
def begin_dry_run(page: Page) -> Accepted:
    """See what a sync would write, before it writes anything; one that goes on already is not begun again."""
    if _trial(page).start():
        page.did(N_("began a dry run"))
    return Accepted(look_at=f"{ROOT}/dry-run")


@subject.on("GET", "/dry-run", Role.ADMINISTRATOR)
def dry_run(page: Page) -> DryRun:
    """The dry run that goes on, or what the last one found."""
    trial = _trial(page)
    live, outcome = trial.live, trial.outcome
    if outcome is None:
        return DryRun(live=live)
    return DryRun(
        live=live,
        finished=outcome.finished,
        counts=outcome.counts,
        first=documents.readable(outcome.first),
        problems=outcome.problems,
        notes=outcome.notes,
        errors=outcome.errors,
    )


def _trial(page: Page) -> Trial:
    found: Trial = page.request.app.state.trial
    return found
