"""The page of the people who may use the console."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console.page import AdministratorPage, Page
from sellerbridge.console.pages.doors import Typed
from sellerbridge.console.words import of_deeds
from sellerbridge.console.words.marks import N_
from sellerbridge.console.words.of_accounts import ROLES
from sellerbridge.desk import accounts as desk
from sellerbridge.errors import Usage

router = APIRouter()
_HERE = "/settings/people"


@router.get(_HERE)
def people(page: AdministratorPage) -> HTMLResponse:
    """Shows the page."""
    return _shown(page)


@router.post(_HERE)
def add(page: AdministratorPage, name: Typed, role: Typed, password: Typed) -> Response:
    """One more person."""
    try:
        made = desk.add(page.installation.store.accounts, name, role=role, password=password)
    except Usage as refusal:
        return _shown(page, failed=page.speech.tell(refusal.sentence), name=name, role=role)
    page.did(N_("added a person"), of_deeds.of_role(made.name, made.role))
    return page.back_to(_HERE, said=page.say("{name} can sign in now.", name=made.name))


@router.post(f"{_HERE}/role")
def change_role(page: AdministratorPage, person: Typed, role: Typed) -> Response:
    """Another role for a person."""
    accounts = page.installation.store.accounts
    try:
        account = desk.named(accounts, person)
        desk.change(accounts, account, role=role)
    except Usage as refusal:
        return _shown(page, failed=page.speech.tell(refusal.sentence))
    page.did(N_("changed the role of"), of_deeds.of_role(account.name, role, before=account.role))
    return page.back_to(
        _HERE, said=page.say("{name} has another role now, and signs in again.", name=account.name)
    )


@router.post(f"{_HERE}/password")
def change_password(page: AdministratorPage, person: Typed, new_password: Typed) -> Response:
    """A new password for somebody who forgot theirs."""
    accounts = page.installation.store.accounts
    try:
        account = desk.named(accounts, person)
        desk.change(accounts, account, password=new_password)
    except Usage as refusal:
        return _shown(page, failed=page.speech.tell(refusal.sentence))
    page.did(N_("changed the password of"), account.name)
    return page.back_to(_HERE, said=page.say("{name} has a new password.", name=account.name))


@router.post(f"{_HERE}/switch")
def switch(page: AdministratorPage, person: Typed, enabled: Annotated[bool, Form()]) -> Response:
    """Let a person in no more, or again."""
    accounts = page.installation.store.accounts
    try:
        account = desk.named(accounts, person)
        desk.change(accounts, account, enabled=enabled)
    except Usage as refusal:
        return _shown(page, failed=page.speech.tell(refusal.sentence))
    if enabled:
        page.did(N_("let in again"), account.name)
        return page.back_to(_HERE, said=page.say("{name} can sign in again.", name=account.name))
    page.did(N_("shut out"), account.name)
    return page.back_to(
        _HERE, said=page.say("{name} is signed out, and cannot sign in any more.", name=account.name)
    )


def _shown(page: Page, *, failed: str = "", name: str = "", role: str = "viewer") -> HTMLResponse:
    return page.answer(
        "people.html",
        status=400 if failed else 200,
        people=page.installation.store.accounts.all(),
        roles=ROLES,
        failed=failed,
        name=name,
        role=role,
    )
