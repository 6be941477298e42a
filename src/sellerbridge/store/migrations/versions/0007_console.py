"""The console's people, sessions, tokens and deeds; pauses and wishes of the clock."""

import json
import zlib
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

from sellerbridge.database import UTC

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False, comment="the name whatever its case"),
        sa.Column("role", sa.Text(), nullable=False, comment="viewer, operator or administrator"),
        sa.Column("password", sa.Text(), nullable=False, comment="argon2id"),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTC(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("folded", name=op.f("uq_accounts_folded")),
    )
    op.create_table(
        "deeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("time", UTC(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deeds")),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", UTC(), nullable=False),
        sa.Column("used_at", UTC(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
    )
    op.create_table(
        "pauses",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False, comment="a flow, or * for all of them"),
        sa.Column("since", UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_pauses_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "flow", name=op.f("pk_pauses")),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="of the cookie's secret"),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", UTC(), nullable=False, comment="to within minutes"),
        sa.Column("ends_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    op.create_table(
        "first_keys",
        sa.Column(
            "digest", sa.LargeBinary(), nullable=False, comment="of the secret that makes the first account"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_first_keys")),
    )
    op.create_table(
        "periods",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False, comment="between two runs, where not the usual"),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_periods_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "flow", name=op.f("pk_periods")),
    )
    op.create_table(
        "wishes",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("since", UTC(), nullable=False, comment="when somebody asked for it to run now"),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_wishes_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "flow", name=op.f("pk_wishes")),
    )
    op.add_column(
        "settlements",
        sa.Column(
            "sums", sa.LargeBinary(), nullable=True, comment="its lines added up by Amazon's words, as JSON"
        ),
    )
    _add_up(op.get_bind())
    _find_orders()
    _find_products()
    delivered = sa.text("delivered_at IS NOT NULL")
    op.create_index(
        "ix_outbox_delivered",
        "outbox",
        ["connection_id", "delivered_at", "kind"],
        sqlite_where=delivered,
        postgresql_where=delivered,
    )
    op.create_index("ix_problems_closed_at", "problems", ["closed_at"])


def _find_orders() -> None:
    """By date, status and state, by number, by SKU, and by who bought (of those that are read from now on)."""
    newest = ["purchased_at", "order_id"]
    op.create_index("ix_orders_purchased", "orders", [*newest, "connection_id", "marketplace_id", "status"])
    op.create_index("ix_orders_order_id", "orders", ["order_id"])
    unusual, unsettled = sa.text("status != 'SHIPPED'"), sa.text("state != 'translated'")
    op.create_index(
        "ix_orders_unshipped", "orders", ["status", *newest], sqlite_where=unusual, postgresql_where=unusual
    )
    op.create_index(
        "ix_orders_unsettled", "orders", ["state", *newest], sqlite_where=unsettled, postgresql_where=unsettled
    )
    refused = sa.text("state = 'refused'")
    op.create_index(
        "ix_outbox_refused", "outbox", ["connection_id", "about"], sqlite_where=refused, postgresql_where=refused
    )
    for who, what in (
        ("name", "a buyer is found by the whole name: its pseudonym"),
        ("email", "or by the e-mail address"),
        ("purchase", "or by the number of the own purchase order"),
    ):
        mark = f"{who}_mark"
        op.add_column("people", sa.Column(mark, sa.Text(), nullable=True, comment=what))
        known = sa.text(f"{mark} IS NOT NULL")
        op.create_index(f"ix_people_{mark}", "people", [mark], sqlite_where=known, postgresql_where=known)
    op.create_table(
        "order_skus",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("purchased_at", UTC(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_order_skus_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sku", "purchased_at", "order_id", "connection_id", name=op.f("pk_order_skus")),
        comment="By which SKUs an order is found.",
        sqlite_with_rowid=False,
    )
    transaction, names = op.get_bind(), ("sku", "purchased_at", "order_id", "connection_id")
    orders = sa.table(
        "orders",
        *(sa.column(name) for name in names[1:]),
        sa.column("body", sa.LargeBinary),
    )
    found = sa.table("order_skus", *(sa.column(name) for name in names))
    for rows in transaction.execute(sa.select(orders)).partitions(5_000):
        skus = [
            {
                "sku": sku,
                "purchased_at": row.purchased_at,
                "order_id": row.order_id,
                "connection_id": row.connection_id,
            }
            for row in rows
            for sku in sorted({line["sku"] for line in json.loads(row.body).get("lines", ())} - {""})
        ]
        if skus:
            transaction.execute(sa.insert(found), skus)


def _find_products() -> None:
    """By ASIN and by how the title begins; and those that are not on sale."""
    for column in (
        sa.Column("status", sa.Text(), nullable=False, server_default=""),
        sa.Column(
            "title", sa.Text(), nullable=False, server_default="", comment="whatever its case, to be found by"
        ),
    ):
        op.add_column("listings", column)
    transaction, key = op.get_bind(), ("connection_id", "marketplace_id", "sku")
    table = sa.table(
        "listings",
        *(sa.column(name) for name in (*key, "status", "title")),
        sa.column("body", sa.LargeBinary),
    )
    listings = [(row, json.loads(row.body)) for row in transaction.execute(sa.select(table)).all()]
    for row, listing in listings:
        transaction.execute(
            sa.update(table)
            .where(*(table.c[name] == getattr(row, name) for name in key))
            .values(status=listing.get("status", ""), title=listing.get("title", "").casefold())
        )
    op.create_index("ix_listings_asin", "listings", ["asin"])
    op.create_index("ix_listings_title", "listings", ["title"])
    asleep = sa.text("status != 'Active'")
    op.create_index(
        "ix_listings_asleep", "listings", ["sku", "connection_id"], sqlite_where=asleep, postgresql_where=asleep
    )


def _add_up(transaction: sa.Connection) -> None:
    """Add up the settlements that are there, as those to come are when they are read."""
    table = sa.table(
        "settlements",
        *(sa.column(name) for name in ("connection_id", "settlement_id")),
        *(sa.column(name, sa.LargeBinary) for name in ("body", "sums")),
    )
    keys = transaction.execute(sa.select(table.c.connection_id, table.c.settlement_id)).all()
    for key in keys:
        mine = table.c.connection_id == key.connection_id, table.c.settlement_id == key.settlement_id
        body = transaction.execute(sa.select(table.c.body).where(*mine)).scalar_one()
        sums = json.dumps(_sums(json.loads(zlib.decompress(body)).get("lines", ()))).encode()
        transaction.execute(sa.update(table).where(*mine).values(sums=sums))


def _sums(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = ("transaction_type", "amount_type", "description", "marketplace_name")
    found: dict[tuple[Any, ...], list[Decimal]] = {}
    for line in lines:
        key = (*(line.get(name, "") for name in names), bool(line.get("order_id")))
        found.setdefault(key, []).append(Decimal(line["amount"]))
    return [
        dict(zip(names, words, strict=True))
        | {"of_orders": of_orders, "amount": str(sum(amounts)), "lines": len(amounts)}
        for (*words, of_orders), amounts in sorted(found.items())
    ]


def downgrade() -> None:
    for name in ("asin", "title", "asleep"):
        op.drop_index(f"ix_listings_{name}", "listings")
    for name in ("status", "title"):
        op.drop_column("listings", name)
    op.drop_table("order_skus")
    for name in ("name_mark", "email_mark", "purchase_mark"):
        op.drop_index(f"ix_people_{name}", "people")
        op.drop_column("people", name)
    op.drop_index("ix_outbox_refused", "outbox")
    for name in ("purchased", "order_id", "unshipped", "unsettled"):
        op.drop_index(f"ix_orders_{name}", "orders")
    op.drop_index("ix_problems_closed_at", "problems")
    op.drop_index("ix_outbox_delivered", "outbox")
    op.drop_column("settlements", "sums")
    op.drop_table("wishes")
    op.drop_table("periods")
    op.drop_table("first_keys")
    op.drop_table("sessions")
    op.drop_table("pauses")
    op.drop_table("tokens")
    op.drop_table("deeds")
    op.drop_table("accounts")
