"""People and programs that may use the console: make, change, prove."""

from __future__ import annotations

import threading

import argon2
from argon2.exceptions import VerificationError, VerifyMismatchError

from sellerbridge.errors import Usage
from sellerbridge.store.accounts import Account, Accounts, Token

ROLES = ("viewer", "operator", "administrator")
SCOPES = ("read", "act", "administer")
_SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 1000
"""Long enough for any sentence; hashing more would only be work for whoever sends it."""
_LONGEST_NAME = 60

_hasher = argon2.PasswordHasher()
_few_at_a_time = threading.BoundedSemaphore(2)
"""A hash takes 64 MiB on purpose: a crowd at the door must not take them all at once."""
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$d36e1LehoRhtFJSYaffWQQ$OCmvbNps3BIdnGeLQHqYXna49Ey6P1GkR+O9eZwKP8w"
"""Of a password that nobody knows: checking it takes as long as checking a real one. Written out, for making it
takes time and 64 MiB at each start.
"""


def first_administrator(accounts: Accounts, name: str, password: str, *, key: str) -> Account:
    """The account that opens a fresh installation, for whoever holds the key that was printed. Raises Usage."""
    made = accounts.add(_named(name), role="administrator", password=_hashed(password), first_key=key)
    if made is None and accounts.any():
        raise Usage("The administrator's account was made already. Sign in with it.")
    if made is None:
        raise Usage("That key does not open it. Take the link from the terminal in which sellerbridge serve runs.")
    return made


def add(accounts: Accounts, name: str, *, role: str, password: str) -> Account:
    """One more account. Raises Usage for a name that is taken or a password that is too short."""
    made = accounts.add(_named(name), role=_role(role), password=_hashed(password))
    if made is None:
        raise Usage("There is an account of that name already.")
    return made


def agreed(password: str, again: str) -> str:
    """The password that was typed twice. Raises Usage where the two differ."""
    if password != again:
        raise Usage("The two passwords differ.")
    return password


def named(accounts: Accounts, name: str) -> Account:
    """The account of that name. Raises Usage where there is none."""
    found = accounts.named(name.strip())
    if found is None:
        raise Usage("There is no account of that name.")
    return found


def numbered(accounts: Accounts, account_id: int) -> Account:
    """The account of that number: a name may hold what no address can. Raises Usage where there is none."""
    found = next((account for account in accounts.all() if account.id == account_id), None)
    if found is None:
        raise Usage("There is no such account.")
    return found


def change(
    accounts: Accounts,
    account: Account,
    *,
    role: str | None = None,
    enabled: bool | None = None,
    password: str | None = None,
) -> None:
    """Another role or password, let in no more or again: all of it or none; what is None stays as it is.

    Whoever is signed in by that account signs in again. Raises Usage, also for the last administrator.
    """
    asked = {
        "role": role if role is None else _role(role),
        "enabled": enabled,
        "password": password if password is None else _hashed(password),
    }
    if values := {name: value for name, value in asked.items() if value is not None}:
        accounts.change(account.id, **values)


def change_own_password(accounts: Accounts, account: Account, *, old: str, new: str) -> None:
    """The same by the person, who knows the old one. Raises Usage."""
    if proven(accounts, account.name, old) is None:
        raise Usage("The present password is another one.")
    change(accounts, account, password=new)


def proven(accounts: Accounts, name: str, password: str) -> Account | None:
    """The account whose password that is. It takes as long for a name that does not exist."""
    account = accounts.named(name.strip())
    try:
        with _few_at_a_time:
            _hasher.verify(account.password if account else _NOBODY, password[:_LONGEST_PASSWORD])
    except (VerifyMismatchError, VerificationError):
        return None
    return account if account and account.enabled else None


def make_token(accounts: Accounts, name: str, *, scope: str) -> str:
    """A new token's secret, to be shown once. A scope holds those before it. Raises Usage."""
    if scope not in SCOPES:
        raise Usage("A scope is one of {scopes}, not {scope!r}.", scopes=", ".join(SCOPES), scope=scope)
    return accounts.make_token(_named(name), SCOPES[: SCOPES.index(scope) + 1])


def end_token(accounts: Accounts, token_id: int) -> Token:
    """Take a token back; answers which it was. Raises Usage where there is no such token."""
    found = next((token for token in accounts.tokens() if token.id == token_id), None)
    if found is None:
        raise Usage("There is no such token any more.")
    accounts.end_token(token_id)
    return found


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise Usage("A name has 1 to 60 characters.")
    return name


def _role(role: str) -> str:
    if role not in ROLES:
        raise Usage("A role is one of {roles}, not {role!r}.", roles=", ".join(ROLES), role=role)
    return role


def _hashed(password: str) -> str:
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise Usage("A password has 10 to 1,000 characters.")
    with _few_at_a_time:
        return _hasher.hash(password)
