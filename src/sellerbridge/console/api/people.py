"""Who may use the console: people, programs by their tokens, and the trail of who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from sellerbridge.console.api.kinds import Asked, Number, Password, Text
from sellerbridge.console.api.operation import Subject
from sellerbridge.console.api.reading import named
from sellerbridge.console.doors.people import Role
from sellerbridge.console.page import Page
from sellerbridge.console.words import of_deeds
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import accounts as desk
from sellerbridge.store.accounts import Account, Deed, Token

subject = Subject("People", "Who may use the console, and who did what.")
RoleName = Literal["viewer", "operator", "administrator"]
Scope = Literal["read", "act", "administer"]
_AT_ONCE = 50


class PersonShown(msgspec.Struct, frozen=True, kw_only=True):
    """A person's account; `enabled` says whether they may sign in."""

    id: int
    name: str
    role: str
    enabled: bool
    created_at: datetime


class NewPerson(Asked, frozen=True, kw_only=True):
    """One more person."""

    name: Text
    role: RoleName
    password: Password


class PersonChange(Asked, frozen=True, kw_only=True):
    """What is left out stays as it is. The person is signed out everywhere."""

    role: RoleName | None = None
    enabled: bool | None = None
    password: Password | None = None


class NewToken(Asked, frozen=True, kw_only=True):
    """`name` says what program it is for; a scope holds those before it."""

    name: Text
    scope: Scope


class MadeToken(msgspec.Struct, frozen=True, kw_only=True):
    """`token` is what the program sends; it is shown this once."""

    token: str


class Earlier(Asked, frozen=True, kw_only=True):
    """From before that line on."""

    before: Number | None = None


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of the audit trail, the newest first; `before` is what to ask older ones with, 0 where there are
    none.
    """

    deeds: tuple[Deed, ...]
    before: int


@subject.on("GET", "/people", Role.ADMINISTRATOR)
def people(page: Page) -> tuple[PersonShown, ...]:
    """Everybody who has an account."""
    return tuple(map(_shown, page.installation.store.accounts.all()))


@subject.on("POST", "/people", Role.ADMINISTRATOR, status=201)
def add_person(page: Page, body: NewPerson) -> PersonShown:
    """Let one more person in."""
    made = desk.add(page.installation.store.accounts, body.name, role=body.role, password=body.password)
    page.did(N_("added a person"), of_deeds.of_role(made.name, made.role))
    return _shown(made)


@subject.on("PATCH", "/people/{person}", Role.ADMINISTRATOR)
def change_person(page: Page, person: Number, body: PersonChange) -> PersonShown:
    """Another role or password; let in no more, or again. The last administrator stays one."""
    accounts = page.installation.store.accounts
    with named():
        account = desk.numbered(accounts, person)
    desk.change(accounts, account, role=body.role, enabled=body.enabled, password=body.password)
    if body.role is not None:
        page.did(N_("changed the role of"), of_deeds.of_role(account.name, body.role, before=account.role))
    if body.enabled is not None:
        page.did(N_("let in again") if body.enabled else N_("shut out"), account.name)
    if body.password is not None:
        page.did(N_("changed the password of"), account.name)
    return _shown(desk.numbered(accounts, account.id))


@subject.on("GET", "/tokens", Role.ADMINISTRATOR)
def tokens(page: Page) -> tuple[Token, ...]:
    """Every token, without its secret."""
    return tuple(page.installation.store.accounts.tokens())


@subject.on("POST", "/tokens", Role.ADMINISTRATOR, status=201)
def make_token(page: Page, body: NewToken) -> MadeToken:
    """A token for one more program."""
    secret = desk.make_token(page.installation.store.accounts, body.name, scope=body.scope)
    page.did(N_("made a token"), of_deeds.of_token(body.name, body.scope))
    return MadeToken(token=secret)


@subject.on("DELETE", "/tokens/{token}", Role.ADMINISTRATOR)
def end_token(page: Page, token: Number) -> Token:
    """Take a token back; answers which it was."""
    with named():
        ended = desk.end_token(page.installation.store.accounts, token)
    page.did(N_("took back a token"), ended.name)
    return ended


@subject.on("GET", "/trail", Role.ADMINISTRATOR)
def trail(page: Page, query: Earlier) -> Trail:
    """The audit trail: who changed or retried what, fifty lines at a time."""
    found = page.installation.store.accounts.deeds(before=query.before, limit=_AT_ONCE + 1)
    shown = tuple(found[:_AT_ONCE])
    return Trail(deeds=shown, before=shown[-1].id if len(found) > _AT_ONCE else 0)


def _shown(account: Account) -> PersonShown:
    return PersonShown(
        id=account.id,
        name=account.name,
        role=account.role,
        enabled=account.enabled,
        created_at=account.created_at,
    )
