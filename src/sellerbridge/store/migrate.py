"""Brings a database to the schema of this version, step by step, and leaves a current one alone."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from sellerbridge.database import Database
from sellerbridge.errors import Usage

HEAD = "0010"
"""The newest migration; a test holds it to the folder."""

BUYERS_ARE_MARKED = "0007"
"""From this migration on a buyer is found by marks; those of older databases need the key to be made."""

_FOLDER = Path(__file__).with_name("migrations")


def migrate(database: Database) -> str | None:
    """Make or upgrade the tables; answers the migration that the database was at before, None for an empty one.

    Raises Usage for a database of a newer version.
    """
    before = version(database)
    if before == HEAD:
        return before
    # Alembic takes 0.2 s to import, which a command with nothing to migrate need not pay.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    with database.lock("the database's schema", wait_seconds=60), database.transaction() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise Usage(
                "This database belongs to a newer sellerbridge ({error}). Update sellerbridge, or put back a"
                " backup.",
                error=error,
            ) from None
    return before


def version(database: Database) -> str | None:
    """The migration that the database is at; None for an empty one."""
    with database.reading() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
