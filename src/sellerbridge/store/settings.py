"""What the user set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from sellerbridge import settings as catalogue
from sellerbridge.database import Database, upsert
from sellerbridge.store import tables, waiting


class StoredSettings:
    """The settings that differ from their defaults."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stored(self) -> dict[str, Any]:
        """By name, as JSON values; only those that were set."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(tables.settings.c.name, tables.settings.c.value)).all()
        return {name: msgspec.json.decode(value) for name, value in rows}

    def read(self) -> catalogue.Settings:
        """All settings, defaults included."""
        return catalogue.from_stored(self.stored())

    def put(self, values: Mapping[str, Any]) -> None:
        """Change settings, all or none; None goes back to the default. What was held is looked at again."""
        kept = [{"name": n, "value": msgspec.json.encode(v).decode()} for n, v in values.items() if v is not None]
        gone = [name for name, value in values.items() if value is None]
        with self._database.transaction() as connection:
            upsert(connection, tables.settings, kept, key=["name"])
            connection.execute(sa.delete(tables.settings).where(tables.settings.c.name.in_(gone)))
            waiting.look_again(connection)
