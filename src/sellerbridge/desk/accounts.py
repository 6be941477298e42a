"""People and programs that may use the console: make, change, prove."""

from __future__ import annotations

import argon2
from argon2.exceptions import VerificationError, VerifyMismatchError

from sellerbridge.errors import Usage
from sellerbridge.store.accounts import Account, Accounts

ROLES = ("viewer", "operator", "administrator")
SCOPES = ("read", "act", "administer")
SHORTEST_PASSWORD = 10

_hasher = argon2.PasswordHasher()
_NOBODY = _hasher.hash("nobody's password: checking it takes as long as checking a real one")


def first_administrator(accounts: Accounts, name: str, password: str) -> Account:
    """The account that opens a fresh installation. Raises Usage when there is one already."""
    made = accounts.add(_named(name), role="administrator", password=_hashed(password), only_first=True)
    if made is None:
        raise Usage("The administrator's account was made already. Sign in with it.")
    return made


def add(accounts: Accounts, name: str, *, role: str, password: str) -> Account:
    """One more account. Raises Usage for a name that is taken or a password that is too short."""
    if role not in ROLES:
        raise Usage(f"A role is one of {', '.join(ROLES)}, not {role!r}.")
    made = accounts.add(_named(name), role=role, password=_hashed(password))
    if made is None:
        raise Usage(f"There is an account {name!r} already.")
    return made


def change_password(accounts: Accounts, account: Account, password: str) -> None:
    """A new password; whoever is signed in with the old one is signed out. Raises Usage."""
    accounts.change(account.id, password=_hashed(password))


def proven(accounts: Accounts, name: str, password: str) -> Account | None:
    """The account whose password that is. It takes as long for a name that does not exist."""
    account = accounts.named(name)
    try:
        _hasher.verify(account.password if account else _NOBODY, password)
    except (VerifyMismatchError, VerificationError):
        return None
    return account if account and account.enabled else None


def _named(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 60:
        raise Usage("A name has 1 to 60 characters.")
    return name


def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Usage(f"A password has at least {SHORTEST_PASSWORD} characters.")
    return _hasher.hash(password)
