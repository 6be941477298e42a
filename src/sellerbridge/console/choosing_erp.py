"""The form by which the ERP is chosen, in the first run and in the settings, and what its check found in words."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import msgspec
from starlette.datastructures import FormData

from sellerbridge.console.checking import Checking
from sellerbridge.console.page import Page
from sellerbridge.console.typed import text
from sellerbridge.console.words import of_checks
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import choices
from sellerbridge.desk import erp as desk
from sellerbridge.errors import BridgeError, Refused, Unreachable


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed, but for the secret; `faults` by field, `refusal` about no single one."""

    url: str = ""
    api_key: str = ""
    faults: Mapping[str, str] = {}
    refusal: str = ""


class Administrator(msgspec.Struct, frozen=True, kw_only=True):
    """The key of an administrator, used once and forgotten. `why` it is asked for, or cannot serve."""

    api_key: str = ""
    why: str = ""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the checklist: `what` was found, several of a kind together, and the advice in their language.

    `state`: ok, waits (may stay as it is) or bad.
    """

    what: tuple[str, ...]
    state: str
    advice: str


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """The checklist; `error` says why there is none, `asking` that the ERP is still being asked.

    `lacks_fields`: custom fields are among what is missing.
    """

    findings: tuple[Finding, ...] = ()
    error: str = ""
    asking: bool = False
    lacks_fields: bool = False

    @property
    def ready(self) -> bool:
        """Whether documents can be written."""
        return not self.error and not self.asking and all(finding.state != "bad" for finding in self.findings)

    @property
    def right(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.state == "ok")


def known(page: Page) -> Form:
    """The site as it is known."""
    chosen = page.installation.store.erp.chosen()
    return Form(url=chosen.url, api_key=chosen.api_key)


def choose_books(page: Page) -> None:
    """Take the embedded books."""
    desk.choose_books(page.installation)
    page.did(N_("chose the ERP"), N_("the embedded books"))


def tried(page: Page, sent: FormData) -> desk.Choice | Form:
    """Prove and keep a site as typed; the form again with what is wrong."""
    form = Form(url=text(sent, "url"), api_key=text(sent, "api_key"))
    empty = {name: page.say("This cannot be empty.") for name in ("url", "api_key") if not getattr(form, name)}
    if empty:
        return msgspec.structs.replace(form, faults=empty)
    try:
        access = desk.Access(url=form.url, api_key=form.api_key)
        secret = text(sent, "api_secret") or desk.known_secret(page.installation, access)
        if not secret:
            faults = {"api_secret": page.say("This cannot be empty.")}
            return msgspec.structs.replace(form, faults=faults)
        choice = desk.choose_erpnext(page.installation, access, secret=secret, check=True)
    except BridgeError as error:
        return _refused(page, form, error)
    # It is kept by now: what its user may not see, the check tells.
    with contextlib.suppress(BridgeError):
        choices.adopt_company(page.installation)
    page.did(N_("chose the ERP"), choice.url)
    check_again(page)
    return choice


def told(page: Page, choice: desk.Choice) -> str:
    """What was kept, in a sentence; after another ERP, what becomes of that."""
    said = page.say("{runs} at {url} knows us as {user}.", runs=choice.runs, url=choice.url, user=choice.user)
    if not choice.before:
        return said
    moved = page.say(
        "The next sync writes everything there; what is in the ERP before it stays as it is. Look at the order"
        " details first: they name what the other one had."
    )
    return f"{said} {moved}"


def checked(page: Page) -> Checked:
    """What the chosen ERP has and lacks, each fault with what to click there."""
    outcome = _checking(page).outcome()
    if outcome is None:
        return Checked(asking=True)
    if isinstance(outcome, BridgeError):
        return Checked(error=_in_words(page, outcome))
    alike: dict[tuple[str, str], list[desk.Found]] = {}
    for finding in outcome.findings:
        state = "ok" if finding.ok else "bad" if finding.blocks else "waits"
        alike.setdefault((state, of_checks.in_common(finding)), []).append(finding)
    return Checked(
        findings=tuple(
            Finding(
                what=tuple(dict.fromkeys(page.speech.tell(finding.what) for finding in findings)),
                state=state,
                advice=page.speech.tell(of_checks.advice(findings)),
            )
            for (state, _), findings in alike.items()
        ),
        lacks_fields=any(finding.kind in of_checks.FIELDS for finding in outcome.findings if not finding.ok),
    )


def check_again(page: Page) -> None:
    """Ask the ERP anew."""
    _checking(page).begin()


def create_fields(page: Page, sent: FormData) -> str | Administrator:
    """Make the custom fields that are missing: what was done, in a sentence; or whose key is needed."""
    api_key, secret = text(sent, "administrator_key"), text(sent, "administrator_secret")
    try:
        made = desk.create_fields(page.installation, api_key=api_key, secret=secret)
    except BridgeError as error:
        return Administrator(api_key=api_key, why=_no_fields(page, error, lent=bool(api_key)))
    check_again(page)
    if not made:
        return page.say("All custom fields were there already.")
    page.did(N_("made custom fields"), ", ".join(made))
    return page.speech.count("Made {number} field.", "Made {number} fields.", len(made))


def _no_fields(page: Page, error: BridgeError, *, lent: bool) -> str:
    if isinstance(error, Refused) and error.kind == "erp-login":
        return page.say("No field was made: the ERP does not accept this key and secret.")
    if not isinstance(error, Refused) or error.kind != "erp-refused":
        return _in_words(page, error)
    if lent:
        return page.say(
            "No field was made: that user may not make fields either. It needs the role System Manager."
        )
    return page.say("No field was made: the user made for sellerbridge may not, and that is as it should be.")


def _checking(page: Page) -> Checking:
    found: Checking = page.request.app.state.checking
    return found


def _refused(page: Page, form: Form, error: BridgeError) -> Form:
    if isinstance(error, Refused) and error.kind == "erp-login":
        fault = page.say("The ERP does not accept this key and secret. Copy both again from the user's settings.")
        return msgspec.structs.replace(form, faults={"api_secret": fault})
    return msgspec.structs.replace(form, refusal=_in_words(page, error))


def _in_words(page: Page, error: BridgeError) -> str:
    if isinstance(error, Unreachable):
        return page.say("The ERP does not answer now. Try again in a minute. ({error})", error=error.sentence)
    return page.speech.tell(error.sentence)
