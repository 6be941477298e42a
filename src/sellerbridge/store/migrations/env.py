"""Runs the migrations on the connection that `migrate` hands over."""

from alembic import context

import sellerbridge.erp.books.tables
import sellerbridge.store.tables  # noqa: F401 - their tables join the metadata
from sellerbridge.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
