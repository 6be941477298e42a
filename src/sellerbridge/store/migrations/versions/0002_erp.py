"""The chosen ERP with its sealed secret, and what a document was before it changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_RENAMED = sa.text("erp_name != '' AND erp_name != name")


def upgrade() -> None:
    """Move the choice of an ERP out of the settings."""
    op.create_table(
        "erp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="books or erpnext"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("api_key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True, comment="the API secret"),
        sa.Column("passed", sa.Text(), nullable=False, comment="digest of what was so when it passed its check"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp")),
    )
    op.execute(
        "INSERT INTO erp (id, kind, url, api_key, passed)"
        " SELECT 1, 'books', '', '', '' FROM settings WHERE name = 'erp' AND value = '\"books\"'"
    )
    op.execute("DELETE FROM settings WHERE name = 'erp'")
    op.add_column(
        "outbox",
        sa.Column(
            "before",
            sa.LargeBinary(),
            nullable=True,
            comment="the body delivered last, while another one is wanted",
        ),
    )
    op.create_index(
        "ix_outbox_renamed", "outbox", ["connection_id"], sqlite_where=_RENAMED, postgresql_where=_RENAMED
    )


def downgrade() -> None:
    """Put the choice back among the settings; another ERP than the books is chosen again then."""
    op.drop_index("ix_outbox_renamed", table_name="outbox", sqlite_where=_RENAMED, postgresql_where=_RENAMED)
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("before")
    op.execute("INSERT INTO settings (name, value) SELECT 'erp', '\"books\"' FROM erp WHERE kind = 'books'")
    op.drop_table("erp")
