"""Transactions and settlements, and the steps of an order's fulfilment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sellerbridge.database import UTC

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_RELEASING = sa.text("releases != ''")
_DEFERRED = sa.text("status = 'DEFERRED'")


def upgrade() -> None:
    """Make room for the money."""
    op.add_column(
        "orders",
        sa.Column(
            "shipments", sa.LargeBinary(), nullable=True, comment="the steps of its fulfilment so far, as JSON"
        ),
    )
    _transactions()
    _settlements()


def downgrade() -> None:
    """Forget the money; Amazon tells it again."""
    op.drop_table("settlement_reports")
    op.drop_table("settlement_orders")
    op.drop_table("settlements")
    op.drop_table("transactions")
    with op.batch_alter_table("orders") as batch:
        batch.drop_column("shipments")


def _owner(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_connection_id_connections")
    return (
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["connection_id"], ["connections.id"], name=name, ondelete="CASCADE"),
    )


def _transactions() -> None:
    op.create_table(
        "transactions",
        *_owner("transactions"),
        sa.Column("transaction_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False, comment="empty: it belongs to no order"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("posted_at", UTC(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column(
            "total_minor",
            sa.BigInteger(),
            nullable=True,
            comment="in the smallest unit; empty where it has fractions of it",
        ),
        sa.Column(
            "releases", sa.Text(), nullable=False, comment="the deferred transaction that this one releases"
        ),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="as Amazon said; it names no person"),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False, comment="of the body"),
        sa.Column("changed_at", UTC(), nullable=False),
        sa.PrimaryKeyConstraint("connection_id", "transaction_id", name=op.f("pk_transactions")),
    )
    op.create_index("ix_transactions_order_id", "transactions", ["order_id"])
    op.create_index(
        "ix_transactions_releases",
        "transactions",
        ["connection_id", "releases"],
        sqlite_where=_RELEASING,
        postgresql_where=_RELEASING,
    )
    op.create_index(
        "ix_transactions_deferred",
        "transactions",
        ["connection_id"],
        sqlite_where=_DEFERRED,
        postgresql_where=_DEFERRED,
    )


def _settlements() -> None:
    op.create_table(
        "settlements",
        *_owner("settlements"),
        sa.Column("settlement_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total", sa.Text(), nullable=False, comment="decimal text"),
        sa.Column("started_at", UTC(), nullable=False),
        sa.Column("ended_at", UTC(), nullable=False),
        sa.Column("deposited_at", UTC(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="with its lines, as deflated JSON"),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False, comment="of the body"),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting, translated or held"),
        sa.Column("reported_at", UTC(), nullable=False, comment="when Amazon made the report it is from"),
        sa.Column("changed_at", UTC(), nullable=False),
        sa.Column(
            "booked_total",
            sa.Text(),
            nullable=True,
            comment="the total before Amazon changed it, while it is translated so",
        ),
        sa.Column(
            "summary",
            sa.Text(),
            nullable=True,
            comment="Amazon's own net proceeds (listSummary), where it told them",
        ),
        sa.PrimaryKeyConstraint("connection_id", "settlement_id", name=op.f("pk_settlements")),
    )
    op.create_table(
        "settlement_orders",
        *_owner("settlement_orders"),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("settlement_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("connection_id", "order_id", "settlement_id", name=op.f("pk_settlement_orders")),
        comment="Which orders a settlement has lines of.",
    )
    op.create_index("ix_settlement_orders_settlement", "settlement_orders", ["connection_id", "settlement_id"])
    op.create_table(
        "settlement_reports",
        *_owner("settlement_reports"),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("settlement_id", sa.Text(), nullable=False, comment="empty: it could not be read"),
        sa.Column("read_at", UTC(), nullable=False),
        sa.PrimaryKeyConstraint("connection_id", "report_id", name=op.f("pk_settlement_reports")),
        comment="Reports that were fetched, so that none is fetched twice.",
    )
