"""One installation, opened: its home folder, database, key, store, books and the chosen ERP."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator
from pathlib import Path

from sellerbridge import vault as vaults
from sellerbridge.clock import Clock, SystemClock
from sellerbridge.database import Database
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.masters import master_documents
from sellerbridge.erp.books.adapter import Books
from sellerbridge.erp.erpnext.adapter import ERPNext
from sellerbridge.erp.erpnext.login import Login
from sellerbridge.erp.port import ERP
from sellerbridge.errors import Usage
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import N_
from sellerbridge.settings import Settings
from sellerbridge.store import Store
from sellerbridge.store.erp import BOOKS, ERPNEXT
from sellerbridge.store.migrate import BUYERS_ARE_MARKED, migrate
from sellerbridge.vault import Vault

HOME_VARIABLE = "SELLERBRIDGE_HOME"
DATABASE_VARIABLE = "SELLERBRIDGE_DATABASE"
DATABASE_FILE = "sellerbridge.db"
KEY_FILE = "sellerbridge.key"
NO_ERP = N_(
    "No ERP is chosen yet. For the embedded books run: sellerbridge erp books; for ERPNext or Dokos:"
    " sellerbridge erp erpnext --url https://… --api-key …"
)


class Installation:
    """What every command works on."""

    def __init__(self, *, home: Path, database: Database, vault: Vault, clock: Clock) -> None:
        _leave_the_long_lived_alone()
        self.home = home
        self.database = database
        self.vault = vault
        self.clock = clock
        self.store = Store(database, vault, clock)

    @contextlib.contextmanager
    def erp(self, *, at_once: bool = False) -> Iterator[ERP]:
        """The chosen ERP, opened; nothing is asked of it yet. Raises Usage before a choice.

        `at_once`: a person waits for what it answers, and sees soon that it does not.
        """
        chosen = self.store.erp.chosen()
        if chosen.kind == BOOKS:
            yield self.books
        elif chosen.kind == ERPNEXT:
            login = Login(url=chosen.url, api_key=chosen.api_key, api_secret=self.store.erp.secret())
            settings = self.store.settings.read()
            masters = self._masters(settings)
            with ERPNext(login, settings=settings, masters=masters, clock=self.clock, at_once=at_once) as opened:
                yield opened
        else:
            raise Usage(NO_ERP)

    def _masters(self, settings: Settings) -> tuple[Outgoing, ...]:
        """What the documents of all connections refer to."""
        mappings = [self.store.mappings.read(seller) for seller in self.store.connections.all()]
        wanted = [m for each in mappings or [Mappings()] for m in master_documents(settings, mapping=each)]
        return tuple({(master.kind, master.key): master for master in wanted}.values())

    @property
    def books(self) -> Books:
        """The embedded books, as the settings have them now."""
        return Books(self.database, self.vault, self.store.settings.read(), self.clock)


def home_folder() -> Path:
    """SELLERBRIDGE_HOME, else the operating system's place for a user's data."""
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs  # noqa: PLC0415 - only needed without a home of one's own

    return Path(platformdirs.user_data_dir("sellerbridge", appauthor=False))


@contextlib.contextmanager
def opened(*, clock: Clock | None = None) -> Iterator[Installation]:
    """Open the installation that the environment names; folder, database and key are made on first use.

    Raises Usage for a key that does not fit or a database of a newer version, Unreachable when the
    database does not answer.
    """
    home = home_folder()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    vault = _vault(home)
    database = Database(os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{home / DATABASE_FILE}")
    try:
        before = migrate(database)
        found = Installation(home=home, database=database, vault=vault, clock=clock or SystemClock())
        if before is not None and before < BUYERS_ARE_MARKED:
            found.store.mark_buyers()
        yield found
    finally:
        database.close()


def _vault(home: Path) -> Vault:
    """The key of the environment or the home folder; a new one only where nothing is there that it must open."""
    key = os.environ.get(vaults.KEY_VARIABLE)
    if key:
        return vaults.from_text(key)
    if not (home / KEY_FILE).exists() and (home / DATABASE_FILE).exists():
        raise Usage(
            "The key file {file} is missing, and without it the database beside it cannot be opened. Put"
            " the key back from your backup, or set {variable} to it.",
            file=home / KEY_FILE,
            variable=vaults.KEY_VARIABLE,
        )
    return vaults.from_file(home / KEY_FILE)


def _leave_the_long_lived_alone() -> None:
    """A run makes many objects that live for one batch: looking at all modules for them costs a fifth."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
