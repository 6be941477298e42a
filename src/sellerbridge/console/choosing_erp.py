"""The form by which the ERP is chosen, in the first run and in the settings, and what its check found in words."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.datastructures import FormData

from sellerbridge.console.page import Page
from sellerbridge.console.typed import text
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


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the checklist. `state`: ok, waits (may stay as it is) or bad; `advice` in their language."""

    what: str
    state: str
    advice: str


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """The checklist; `error` says why there is none."""

    findings: tuple[Finding, ...] = ()
    error: str = ""

    @property
    def ready(self) -> bool:
        """Whether documents can be written."""
        return not self.error and all(finding.state != "bad" for finding in self.findings)


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
        choices.adopt_company(page.installation)
    except BridgeError as error:
        return _refused(page, form, error)
    page.did(N_("chose the ERP"), choice.url)
    return choice


def checked(page: Page) -> Checked:
    """What the chosen ERP has and lacks, each fault with what to click there."""
    try:
        found = desk.check(page.installation)
    except BridgeError as error:
        return Checked(error=_in_words(page, error))
    return Checked(
        findings=tuple(
            Finding(
                what=page.speech.tell(finding.what),
                state="ok" if finding.ok else "bad" if finding.blocks else "waits",
                advice=page.speech.tell(finding.advice),
            )
            for finding in found.findings
        )
    )


def create_fields(page: Page) -> str:
    """Make the custom fields that are missing; answers what was done, or why it was not, in a sentence."""
    try:
        made = desk.create_fields(page.installation)
    except Refused as refused:
        if refused.kind != "erp-refused":
            return _in_words(page, refused)
        return page.say(
            "No field was made: this user may not. Give it the role System Manager there, make the fields, and"
            " take the role away again; or put in an administrator's key for that one step."
        )
    except BridgeError as error:
        return _in_words(page, error)
    if not made:
        return page.say("All custom fields were there already.")
    page.did(N_("made custom fields"), ", ".join(made))
    return page.say("Made these fields: {names}.", names=", ".join(made))


def _refused(page: Page, form: Form, error: BridgeError) -> Form:
    if isinstance(error, Refused) and error.kind == "erp-login":
        fault = page.say("The ERP does not accept this key and secret. Copy both again from the user's settings.")
        return msgspec.structs.replace(form, faults={"api_secret": fault})
    return msgspec.structs.replace(form, refusal=_in_words(page, error))


def _in_words(page: Page, error: BridgeError) -> str:
    if isinstance(error, Unreachable):
        return page.say("The ERP does not answer now. Try again in a minute. ({error})", error=error.sentence)
    return page.speech.tell(error.sentence)
