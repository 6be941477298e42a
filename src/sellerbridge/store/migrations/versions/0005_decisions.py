"""What a person decided about problems."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sellerbridge.database import UTC

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for decisions; a document that the ERP refused may be ignored from now on."""
    op.create_table(
        "decisions",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False, comment="mark of the complaint that was settled"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False, comment="cancel, keep or ignore"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "record", sa.Text(), nullable=False, comment="mark of Amazon's record as it was then; empty: none"
        ),
        sa.Column("decided_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_decisions_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "about", "problem", name=op.f("pk_decisions")),
    )
    _describe_state(before="refused or held", now="refused or ignored")


def downgrade() -> None:
    """Forget the decisions; what was ignored is refused again."""
    op.execute("UPDATE outbox SET state = 'refused' WHERE state = 'ignored'")
    _describe_state(before="refused or ignored", now="refused or held")
    op.drop_table("decisions")


def _describe_state(*, before: str, now: str) -> None:
    """SQLite keeps no comments."""
    if op.get_bind().dialect.name != "postgresql":
        return
    states = "due, sending, delivered, cancelled, {}"
    op.alter_column(
        "outbox",
        "state",
        existing_type=sa.Text(),
        existing_nullable=False,
        comment=states.format(now),
        existing_comment=states.format(before),
    )
