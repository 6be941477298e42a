"""People who may use the console, their sessions, tokens for programs, and the audit trail of who did what."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from sellerbridge.clock import Clock
from sellerbridge.database import Database
from sellerbridge.errors import Usage
from sellerbridge.store import tables

SESSION_LIVES = timedelta(days=14)
"""A session ends after that, or when its person signs out."""
SESSION_IDLES = timedelta(days=2)
"""Or when nobody has used it for so long: a weekend's rest is none of it."""
_SEEN_EVERY = timedelta(minutes=5)


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person's account. `role` is viewer, operator or administrator; `password` is an argon2 hash."""

    id: int
    name: str
    role: str
    password: str
    language: str
    enabled: bool
    created_at: datetime

    def __repr__(self) -> str:
        return f"Account({self.name!r}, {self.role})"


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A program's token, without its secret. `scopes` are the words of the API: read, act, administer."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    used_at: datetime | None


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the audit trail: who did what about what. Free of secrets and buyers' data."""

    id: int
    time: datetime
    who: str
    what: str
    about: str


class Accounts:
    """Accounts, sessions, tokens, deeds. Secrets are kept as digests only."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def any(self) -> bool:
        """Whether the first administrator exists."""
        with self._database.reading() as transaction:
            return transaction.execute(sa.select(tables.accounts.c.id).limit(1)).first() is not None

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._database.reading() as transaction:
            rows = transaction.execute(sa.select(tables.accounts).order_by(tables.accounts.c.name)).all()
        return [_account(row) for row in rows]

    def named(self, name: str) -> Account | None:
        """The account of that name, whatever its case."""
        with self._database.reading() as transaction:
            folded = tables.accounts.c.folded == name.casefold()
            row = transaction.execute(sa.select(tables.accounts).where(folded)).first()
        return _account(row) if row else None

    def new_first_key(self) -> str:
        """The secret that lets its holder make the first account; it takes the place of the one before."""
        secret = secrets.token_urlsafe(24)
        with self._database.transaction() as transaction:
            transaction.execute(sa.delete(tables.first_keys))
            transaction.execute(sa.insert(tables.first_keys).values(digest=_digest(secret)))
        return secret

    def is_first_key(self, secret: str) -> bool:
        """Whether it lets its holder make the first account."""
        with self._database.reading() as transaction:
            mine = tables.first_keys.c.digest == _digest(secret)
            return transaction.execute(sa.select(tables.first_keys).where(mine)).first() is not None

    def add(self, name: str, *, role: str, password: str, first_key: str | None = None) -> Account | None:
        """A new account; None where the name is taken.

        With `first_key`, which is used up by it: None where that is another, or where there is an account already.
        """
        values = {
            "name": name,
            "folded": name.casefold(),
            "role": role,
            "password": password,
            "language": "",
            "enabled": True,
            "created_at": self._clock.now(),
        }
        with self._database.transaction() as transaction:
            taken = sa.select(tables.accounts.c.id)
            if first_key is None:
                taken = taken.where(tables.accounts.c.folded == name.casefold())
            if transaction.execute(taken.limit(1)).first():
                return None
            if first_key is not None:
                mine = tables.first_keys.c.digest == _digest(first_key)
                if not transaction.execute(sa.delete(tables.first_keys).where(mine)).rowcount:
                    return None
            key = transaction.execute(sa.insert(tables.accounts).values(values)).inserted_primary_key
        return Account(id=key[0], **{k: v for k, v in values.items() if k != "folded"})  # type: ignore[index, arg-type]

    def change(self, account_id: int, **values: object) -> None:
        """Change role, password, language or enabled; but for the language, the sessions there are end.

        Raises Usage where no administrator would be left.
        """
        with self._database.transaction() as transaction:
            mine = tables.accounts.c.id == account_id
            transaction.execute(sa.update(tables.accounts).where(mine).values(values))
            if values.keys() & {"password", "role", "enabled"}:
                transaction.execute(sa.delete(tables.sessions).where(tables.sessions.c.account_id == account_id))
            if values.keys() & {"role", "enabled"}:
                _demand_an_administrator(transaction)

    def begin_session(self, account_id: int) -> str:
        """A new session's secret, for the cookie; only its digest is kept."""
        secret, now = secrets.token_urlsafe(32), self._clock.now()
        with self._database.transaction() as transaction:
            ended = sa.or_(tables.sessions.c.ends_at < now, tables.sessions.c.seen_at < now - SESSION_IDLES)
            transaction.execute(sa.delete(tables.sessions).where(ended))
            values = {
                "digest": _digest(secret),
                "account_id": account_id,
                "seen_at": now,
                "ends_at": now + SESSION_LIVES,
            }
            transaction.execute(sa.insert(tables.sessions).values(values))
        return secret

    def of_session(self, secret: str) -> Account | None:
        """Whose session it is; None where it ended or the account is switched off. Notes that it was used."""
        now, mine = self._clock.now(), tables.sessions.c.digest == _digest(secret)
        with self._database.reading() as transaction:
            row = transaction.execute(
                sa.select(tables.accounts, tables.sessions.c.seen_at)
                .join(tables.sessions)
                .where(
                    mine,
                    tables.sessions.c.ends_at > now,
                    tables.sessions.c.seen_at > now - SESSION_IDLES,
                    tables.accounts.c.enabled,
                )
            ).first()
        if row is None:
            return None
        if now - row.seen_at > _SEEN_EVERY:
            with self._database.transaction() as transaction:
                transaction.execute(sa.update(tables.sessions).where(mine).values(seen_at=now))
        return _account(row)

    def end_session(self, secret: str) -> None:
        """Sign out."""
        with self._database.transaction() as transaction:
            transaction.execute(sa.delete(tables.sessions).where(tables.sessions.c.digest == _digest(secret)))

    def make_token(self, name: str, scopes: Sequence[str]) -> str:
        """A new token's secret, shown once; only its digest is kept."""
        secret = f"sb_{secrets.token_urlsafe(32)}"
        values = {
            "name": name,
            "digest": _digest(secret),
            "scopes": " ".join(scopes),
            "created_at": self._clock.now(),
        }
        with self._database.transaction() as transaction:
            transaction.execute(sa.insert(tables.tokens).values(values))
        return secret

    def of_token(self, secret: str) -> Token | None:
        """The token of that secret; notes its use, at most every five minutes."""
        now = self._clock.now()
        with self._database.reading() as transaction:
            mine = tables.tokens.c.digest == _digest(secret)
            row = transaction.execute(sa.select(tables.tokens).where(mine)).first()
        if row is None:
            return None
        if row.used_at is None or now - row.used_at > _SEEN_EVERY:
            with self._database.transaction() as transaction:
                transaction.execute(
                    sa.update(tables.tokens).where(tables.tokens.c.id == row.id).values(used_at=now)
                )
        return _token(row)

    def tokens(self) -> list[Token]:
        """Every token, newest first."""
        with self._database.reading() as transaction:
            rows = transaction.execute(sa.select(tables.tokens).order_by(tables.tokens.c.id.desc())).all()
        return [_token(row) for row in rows]

    def end_token(self, token_id: int) -> None:
        """Take a token back."""
        with self._database.transaction() as transaction:
            transaction.execute(sa.delete(tables.tokens).where(tables.tokens.c.id == token_id))

    def did(self, who: str, what: str, about: str = "") -> None:
        """Write a line of the audit trail."""
        values = {"time": self._clock.now(), "who": who, "what": what, "about": about}
        with self._database.transaction() as transaction:
            transaction.execute(sa.insert(tables.deeds).values(values))

    def deeds(self, *, before: int | None = None, limit: int = 50) -> list[Deed]:
        """The trail, newest first, from before that line on."""
        found = sa.select(tables.deeds).order_by(tables.deeds.c.id.desc()).limit(limit)
        if before is not None:
            found = found.where(tables.deeds.c.id < before)
        with self._database.reading() as transaction:
            rows = transaction.execute(found).all()
        return [Deed(id=r.id, time=r.time, who=r.who, what=r.what, about=r.about) for r in rows]


def _demand_an_administrator(transaction: sa.Connection) -> None:
    """Raises Usage, which takes back what was changed, where nobody could change it again."""
    left = sa.and_(tables.accounts.c.role == "administrator", tables.accounts.c.enabled)
    if transaction.execute(sa.select(tables.accounts.c.id).where(left).limit(1)).first() is None:
        raise Usage("This is the last administrator. Make another one first.")


def _account(row: sa.Row[tuple[object, ...]]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        role=row.role,
        password=row.password,
        language=row.language,
        enabled=row.enabled,
        created_at=row.created_at,
    )


def _token(row: sa.Row[tuple[object, ...]]) -> Token:
    return Token(
        id=row.id, name=row.name, scopes=tuple(row.scopes.split()), created_at=row.created_at, used_at=row.used_at
    )


def _digest(secret: str) -> bytes:
    """Enough for what is random: a password needs argon2, 32 random bytes do not."""
    return hashlib.sha256(secret.encode()).digest()
