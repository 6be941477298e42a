"""What came back to Amazon's warehouses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mirror of the FBA customer returns."""
    op.create_table(
        "returns",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column(
            "mark", sa.Text(), nullable=False, comment="of the row in Amazon's report, the same at every reading"
        ),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="as JSON; no word of the customer's is in it"),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_returns_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "mark", name=op.f("pk_returns")),
    )
    op.create_index("ix_returns_connection_order", "returns", ["connection_id", "order_id"], unique=False)


def downgrade() -> None:
    """Forget them; they are read again from Amazon."""
    op.drop_index("ix_returns_connection_order", table_name="returns")
    op.drop_table("returns")
    op.execute("DELETE FROM cursors WHERE stream = 'returns'")
