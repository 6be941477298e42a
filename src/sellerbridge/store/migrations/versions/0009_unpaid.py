"""Orders that left and were not paid for yet: kept, so that nobody has to look through all the others."""

import sqlalchemy as sa
from alembic import op

from sellerbridge.database import UTC

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEPT = ("connection_id", "order_id", "purchased_at")


def upgrade() -> None:
    unpaid = op.create_table(
        "unpaid",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("purchased_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_unpaid_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "order_id", name=op.f("pk_unpaid")),
        comment="Orders that left, cost something, and of which Amazon's finances know no money yet.",
    )
    op.create_index("ix_unpaid_oldest", "unpaid", ["connection_id", "purchased_at", "order_id"])
    orders = sa.table("orders", *(sa.column(name) for name in (*_KEPT, "status", "total_minor")))
    money = sa.table("transactions", sa.column("connection_id"), sa.column("order_id"))
    paid = sa.exists().where(
        money.c.connection_id == orders.c.connection_id, money.c.order_id == orders.c.order_id
    )
    left = sa.select(*(orders.c[name] for name in _KEPT)).where(
        orders.c.status.in_(["PARTIALLY_SHIPPED", "SHIPPED"]), orders.c.total_minor > 0, ~paid
    )
    op.execute(sa.insert(unpaid).from_select(list(_KEPT), left))


def downgrade() -> None:
    op.drop_table("unpaid")
