"""Orders counted by day; and money that was not paid out yet, found without a look at all the rest."""

from datetime import UTC as ZULU

import sqlalchemy as sa
from alembic import op

from sellerbridge.database import UTC

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_COUNTED = ("connection_id", "marketplace_id", "status", "currency")


def upgrade() -> None:
    days = op.create_table(
        "order_days",
        sa.Column("day", sa.Date(), nullable=False, comment="of the purchase, in UTC"),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("marketplace_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_order_days_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "day", "connection_id", "marketplace_id", "status", "currency", name=op.f("pk_order_days")
        ),
        comment="How many orders there are of a day, and what they come to.",
    )
    _count(op.get_bind(), days)
    op.drop_index("ix_transactions_deferred", "transactions")
    summed = ["connection_id", "currency", "total_minor"]
    deferred, released = sa.text("status = 'DEFERRED'"), sa.text("status = 'RELEASED'")
    op.create_index(
        "ix_transactions_deferred", "transactions", summed, sqlite_where=deferred, postgresql_where=deferred
    )
    op.create_index(
        "ix_transactions_released",
        "transactions",
        ["connection_id", "currency", "posted_at", "kind", "total_minor"],
        sqlite_where=released,
        postgresql_where=released,
    )


def _count(transaction: sa.Connection, days: sa.Table) -> None:
    """Count the orders that are there, as those to come are when they are read."""
    orders = sa.table(
        "orders",
        *(sa.column(name) for name in (*_COUNTED, "total_minor")),
        sa.column("purchased_at", UTC),
    )
    found: dict[tuple[object, ...], list[int]] = {}
    for row in transaction.execute(sa.select(orders)):
        key = row.purchased_at.astimezone(ZULU).date(), *(getattr(row, name) for name in _COUNTED)
        sums = found.setdefault(key, [0, 0])
        sums[0] += 1
        sums[1] += row.total_minor or 0
    names = ("day", *_COUNTED)
    rows = [
        dict(zip(names, key, strict=True)) | {"orders": orders, "total_minor": minor}
        for key, (orders, minor) in found.items()
    ]
    if rows:
        transaction.execute(sa.insert(days), rows)


def downgrade() -> None:
    op.drop_index("ix_transactions_released", "transactions")
    op.drop_index("ix_transactions_deferred", "transactions")
    deferred = sa.text("status = 'DEFERRED'")
    op.create_index(
        "ix_transactions_deferred",
        "transactions",
        ["connection_id"],
        sqlite_where=deferred,
        postgresql_where=deferred,
    )
    op.drop_table("order_days")
