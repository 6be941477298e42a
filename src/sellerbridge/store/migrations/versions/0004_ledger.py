"""The ledger of the embedded books, and what refers to what in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_AGAINST = sa.text("against != ''")


def upgrade() -> None:
    """Add both tables; nothing that is in the books so far has been posted."""
    op.create_table(
        "books_references",
        sa.Column("to_doctype", sa.Text(), nullable=False),
        sa.Column("to_folded", sa.Text(), nullable=False),
        sa.Column("doctype", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False, comment="the document that refers"),
        sa.PrimaryKeyConstraint("to_doctype", "to_folded", "doctype", "folded", name=op.f("pk_books_references")),
    )
    op.create_table(
        "books_ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voucher_type", sa.Text(), nullable=False),
        sa.Column("voucher", sa.Text(), nullable=False, comment="the document that posts"),
        sa.Column("posting_date", sa.Date(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False, comment="the customer, on a receivable account"),
        sa.Column("against_type", sa.Text(), nullable=False),
        sa.Column("against", sa.Text(), nullable=False, comment="the invoice or order that it opens or settles"),
        sa.Column(
            "minor",
            sa.BigInteger(),
            nullable=False,
            comment="company currency in its smallest unit; credit is negative",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_books_ledger")),
    )
    op.create_index("ix_books_ledger_voucher", "books_ledger", ["voucher_type", "voucher"])
    op.create_index(
        "ix_books_ledger_against",
        "books_ledger",
        ["against_type", "against"],
        sqlite_where=_AGAINST,
        postgresql_where=_AGAINST,
    )


def downgrade() -> None:
    """Forget the postings; the documents stay."""
    op.drop_index(
        "ix_books_ledger_against", table_name="books_ledger", sqlite_where=_AGAINST, postgresql_where=_AGAINST
    )
    op.drop_index("ix_books_ledger_voucher", table_name="books_ledger")
    op.drop_table("books_ledger")
    op.drop_table("books_references")
