"""The first schema: mirror, outbox, people, problems, and the embedded books."""

import sqlalchemy as sa
from alembic import op

from sellerbridge.database import UTC

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "books_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("doctype", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False, comment="the name as ERPNext's database compares it"),
        sa.Column("key", sa.Text(), nullable=True, comment="empty once an amendment has taken it over"),
        sa.Column("docstatus", sa.SmallInteger(), nullable=False, comment="0 draft, 1 submitted, 2 cancelled"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="JSON, money as text, nothing personal"),
        sa.Column("personal", sa.Boolean(), nullable=False, comment="the rest of the body is in books_people"),
        sa.Column(
            "brought",
            sa.LargeBinary(),
            nullable=True,
            comment="the last body from Amazon, where a person has set another",
        ),
        sa.Column("created_at", UTC(), nullable=False),
        sa.Column("modified_at", UTC(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_books_documents")),
        sa.UniqueConstraint("doctype", "folded", name=op.f("uq_books_documents_doctype_folded")),
        sa.UniqueConstraint("key", "doctype", name=op.f("uq_books_documents_key_doctype")),
    )
    op.create_table(
        "books_people",
        sa.Column("doctype", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("erase_after", UTC(), nullable=False),
        sa.PrimaryKeyConstraint("doctype", "name", name=op.f("pk_books_people")),
    )
    op.create_index(op.f("ix_books_people_erase_after"), "books_people", ["erase_after"], unique=False)
    op.create_table(
        "connections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("token_endpoint", sa.Text(), nullable=False),
        sa.Column(
            "marketplaces", sa.Text(), nullable=False, comment="ids, the home one first, separated by blanks"
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("secret_since", UTC(), nullable=False),
        sa.Column("authorised_since", UTC(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
        sa.UniqueConstraint("name", name=op.f("uq_connections_name")),
    )
    op.create_table(
        "item_codes",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False, comment="as the ERP compares names"),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_item_codes")),
        sa.UniqueConstraint("folded", name=op.f("uq_item_codes_folded")),
    )
    op.create_table(
        "mappings",
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="item: SKU to item code; fee: charge type to account"
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "source", name=op.f("pk_mappings")),
    )
    op.create_table(
        "origins",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column(
            "body", sa.LargeBinary(), nullable=False, comment="field to where its value comes from, as JSON"
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_origins")),
    )
    op.create_table(
        "rates",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False, comment="company currency for one unit, decimal text"),
        sa.PrimaryKeyConstraint("currency", "since", name=op.f("pk_rates")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False, comment="JSON"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "buckets",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="JSON: the throttle's own words"),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_buckets_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "operation", name=op.f("pk_buckets")),
    )
    op.create_table(
        "catalog",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("asin", sa.Text(), nullable=False),
        sa.Column(
            "body", sa.LargeBinary(), nullable=True, comment="empty: Amazon's catalogue does not know the ASIN"
        ),
        sa.Column("fetched_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_catalog_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "asin", name=op.f("pk_catalog")),
    )
    op.create_table(
        "cursors",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("position", UTC(), nullable=True, comment="everything up to here is known"),
        sa.Column(
            "resume", sa.LargeBinary(), nullable=True, comment="an unfinished reading: how to go on, as JSON"
        ),
        sa.Column("read_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_cursors_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "stream", name=op.f("pk_cursors")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("time", UTC(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_events_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_about"), "events", ["about"], unique=False)
    op.create_table(
        "listings",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("marketplace_id", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("asin", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_listings_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "marketplace_id", "sku", name=op.f("pk_listings")),
    )
    op.create_index("ix_listings_connection_sku", "listings", ["connection_id", "sku"], unique=False)
    op.create_table(
        "orders",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("marketplace_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("purchased_at", UTC(), nullable=False),
        sa.Column("updated_at", UTC(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column(
            "total_minor", sa.BigInteger(), nullable=True, comment="Amazon's grand total in the smallest unit"
        ),
        sa.Column("buyer_key", sa.Text(), nullable=False, comment="pseudonym; stays when the person is erased"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="the order without personal data, as JSON"),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False, comment="of the body with its people"),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting, translated or held"),
        sa.Column("first_seen", UTC(), nullable=False),
        sa.Column("changed_at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_orders_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "order_id", name=op.f("pk_orders")),
    )
    op.create_index(
        "ix_orders_waiting",
        "orders",
        ["connection_id", "order_id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False, comment="what others refer to goes first"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column(
            "body", sa.LargeBinary(), nullable=True, comment="empty when personal: then it lies sealed in people"
        ),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="of what is wanted"),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="due, sending, delivered, cancelled, refused or held"
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("erp_name", sa.Text(), nullable=False, comment="the name it goes by there"),
        sa.Column("message", sa.Text(), nullable=False, comment="why it was refused"),
        sa.Column("wanted_at", UTC(), nullable=False),
        sa.Column("first_delivered_at", UTC(), nullable=True),
        sa.Column("delivered_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_outbox_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["origins"], ["origins.mark"], name=op.f("fk_outbox_origins_origins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("connection_id", "kind", "key", name=op.f("uq_outbox_connection_id_kind_key")),
    )
    op.create_index("ix_outbox_about", "outbox", ["about"], unique=False)
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["connection_id", "rank", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'sending')"),
        postgresql_where=sa.text("state IN ('due', 'sending')"),
    )
    op.create_table(
        "people",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="order: as Amazon said; else the document's kind"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("erase_after", UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_people_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "kind", "key", name=op.f("pk_people")),
        comment="The only place of buyers' personal data: erasing is deleting rows.",
    )
    op.create_index(op.f("ix_people_erase_after"), "people", ["erase_after"], unique=False)
    op.create_table(
        "problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False, comment="JSON; free of personal data"),
        sa.Column("since", UTC(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("closed_at", UTC(), nullable=True),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_problems_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
        sa.UniqueConstraint("connection_id", "kind", "about", name=op.f("uq_problems_connection_id_kind_about")),
    )
    op.create_index("ix_problems_about", "problems", ["about"], unique=False)
    op.create_index(
        "ix_problems_open",
        "problems",
        ["connection_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "products",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting, translated or held"),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_products_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "sku", name=op.f("pk_products")),
    )
    op.create_index("ix_products_sku", "products", ["sku"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("started", UTC(), nullable=False),
        sa.Column("finished", UTC(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column(
            "counts", sa.Text(), nullable=False, comment="JSON: requests by operation, seen, created, updated, …"
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_runs_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index("ix_runs_last", "runs", ["connection_id", "flow", "id"], unique=False)
    op.create_table(
        "secrets",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_secrets_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("connection_id", "name", name=op.f("pk_secrets")),
    )


def downgrade() -> None:
    op.drop_table("secrets")
    op.drop_index("ix_runs_last", table_name="runs")
    op.drop_table("runs")
    op.drop_index("ix_products_sku", table_name="products")
    op.drop_table("products")
    op.drop_index(
        "ix_problems_open",
        table_name="problems",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index("ix_problems_about", table_name="problems")
    op.drop_table("problems")
    op.drop_index(op.f("ix_people_erase_after"), table_name="people")
    op.drop_table("people")
    op.drop_index(
        "ix_outbox_due",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('due', 'sending')"),
        postgresql_where=sa.text("state IN ('due', 'sending')"),
    )
    op.drop_index("ix_outbox_about", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(
        "ix_orders_waiting",
        table_name="orders",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("orders")
    op.drop_index("ix_listings_connection_sku", table_name="listings")
    op.drop_table("listings")
    op.drop_index(op.f("ix_events_about"), table_name="events")
    op.drop_table("events")
    op.drop_table("cursors")
    op.drop_table("catalog")
    op.drop_table("buckets")
    op.drop_table("settings")
    op.drop_table("rates")
    op.drop_table("origins")
    op.drop_table("mappings")
    op.drop_table("item_codes")
    op.drop_table("connections")
    op.drop_index(op.f("ix_books_people_erase_after"), table_name="books_people")
    op.drop_table("books_people")
    op.drop_table("books_documents")
