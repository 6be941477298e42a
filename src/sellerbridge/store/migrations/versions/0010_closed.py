"""What is to be told no more, by its state: it is counted without reading what was delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    closed = sa.text("state IN ('cancelled', 'ignored')")
    op.create_index("ix_outbox_closed", "outbox", ["state"], sqlite_where=closed, postgresql_where=closed)


def downgrade() -> None:
    op.drop_index("ix_outbox_closed", "outbox")
