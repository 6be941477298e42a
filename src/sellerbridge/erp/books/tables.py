"""The tables of the embedded books: documents in the clear, apart from them what is personal, and the ledger."""

from __future__ import annotations

import sqlalchemy as sa

from sellerbridge.database import UTC, metadata

documents = sa.Table(
    "books_documents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("doctype", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False, comment="the name as ERPNext's database compares it"),
    sa.Column("key", sa.Text, comment="empty once an amendment has taken it over"),
    sa.Column("docstatus", sa.SmallInteger, nullable=False, comment="0 draft, 1 submitted, 2 cancelled"),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="JSON, money as text, nothing personal"),
    sa.Column("personal", sa.Boolean, nullable=False, comment="the rest of the body is in books_people"),
    sa.Column("brought", sa.LargeBinary, comment="the last body from Amazon, where a person has set another"),
    sa.Column("created_at", UTC, nullable=False),
    sa.Column("modified_at", UTC, nullable=False),
    sa.UniqueConstraint("doctype", "folded"),
    sa.UniqueConstraint("key", "doctype"),
)
"""A cancelled document keeps its key until an amendment takes it over, so no key is ever there twice."""

people = sa.Table(
    "books_people",
    metadata,
    sa.Column("doctype", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("erase_after", UTC, nullable=False, index=True),
)
"""Erasing a person is deleting the row."""

references = sa.Table(
    "books_references",
    metadata,
    sa.Column("to_doctype", sa.Text, primary_key=True),
    sa.Column("to_folded", sa.Text, primary_key=True),
    sa.Column("doctype", sa.Text, primary_key=True),
    sa.Column("folded", sa.Text, primary_key=True, comment="the document that refers"),
)
"""Which notes and invoices were made of a document. They count while they are submitted."""

ledger = sa.Table(
    "books_ledger",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("voucher_type", sa.Text, nullable=False),
    sa.Column("voucher", sa.Text, nullable=False, comment="the document that posts"),
    sa.Column("posting_date", sa.Date, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("party", sa.Text, nullable=False, comment="the customer, on a receivable account"),
    sa.Column("against_type", sa.Text, nullable=False),
    sa.Column("against", sa.Text, nullable=False, comment="the invoice or order that it opens or settles"),
    sa.Column(
        "minor", sa.BigInteger, nullable=False, comment="company currency in its smallest unit; credit is negative"
    ),
)
"""What submitted invoices and entries post; a cancelled one's rows are gone."""
sa.Index("ix_books_ledger_voucher", ledger.c.voucher_type, ledger.c.voucher)
_against = ledger.c.against != sa.literal_column("''")
sa.Index(
    "ix_books_ledger_against",
    ledger.c.against_type,
    ledger.c.against,
    sqlite_where=_against,
    postgresql_where=_against,
)
