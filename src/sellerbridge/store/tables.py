"""All tables of the store. Money inside bodies is text, moments are UTC, secrets and people are sealed."""

from __future__ import annotations

import sqlalchemy as sa

from sellerbridge.database import UTC, Told, metadata

connections = sa.Table(
    "connections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("seller_id", sa.Text, nullable=False),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("endpoint", sa.Text, nullable=False),
    sa.Column("token_endpoint", sa.Text, nullable=False),
    sa.Column("marketplaces", sa.Text, nullable=False, comment="ids, the home one first, separated by blanks"),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("secret_since", UTC, nullable=False),
    sa.Column("authorised_since", UTC, nullable=False),
)

secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)

erp = sa.Table(
    "erp",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False, comment="books or erpnext"),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("api_key", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, comment="the API secret"),
    sa.Column("passed", sa.Text, nullable=False, comment="digest of what was so when it passed its check"),
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False, comment="JSON"),
)

mappings = sa.Table(
    "mappings",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True, comment="item: SKU to item code; fee: charge type to account"),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("target", sa.Text, nullable=False),
)

rates = sa.Table(
    "rates",
    metadata,
    sa.Column("currency", sa.Text, primary_key=True),
    sa.Column("since", sa.Date, primary_key=True),
    sa.Column("rate", sa.Text, nullable=False, comment="company currency for one unit, decimal text"),
)

cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("position", UTC, comment="everything up to here is known"),
    sa.Column("resume", sa.LargeBinary, comment="an unfinished reading: how to go on, as JSON"),
    sa.Column("read_at", UTC, nullable=False),
)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("order_id", sa.Text, primary_key=True),
    sa.Column("marketplace_id", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("purchased_at", UTC, nullable=False),
    sa.Column("updated_at", UTC, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("total_minor", sa.BigInteger, comment="Amazon's grand total in the smallest unit"),
    sa.Column("buyer_key", sa.Text, nullable=False, comment="pseudonym; stays when the person is erased"),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="the order without personal data, as JSON"),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False, comment="of the body with its people"),
    sa.Column("state", sa.Text, nullable=False, comment="waiting, translated or held"),
    sa.Column("first_seen", UTC, nullable=False),
    sa.Column("changed_at", UTC, nullable=False),
    sa.Column("shipments", sa.LargeBinary, comment="the steps of its fulfilment so far, as JSON"),
)
sa.Index(
    "ix_orders_waiting",
    orders.c.connection_id,
    orders.c.order_id,
    sqlite_where=orders.c.state == "waiting",
    postgresql_where=orders.c.state == "waiting",
)
_NEWEST = (orders.c.purchased_at, orders.c.order_id)
sa.Index("ix_orders_purchased", *_NEWEST, orders.c.connection_id, orders.c.marketplace_id, orders.c.status)
sa.Index("ix_orders_order_id", orders.c.order_id)
_unusual = orders.c.status != sa.literal_column("'SHIPPED'")
sa.Index("ix_orders_unshipped", orders.c.status, *_NEWEST, sqlite_where=_unusual, postgresql_where=_unusual)
_unsettled = orders.c.state != sa.literal_column("'translated'")
sa.Index("ix_orders_unsettled", orders.c.state, *_NEWEST, sqlite_where=_unsettled, postgresql_where=_unsettled)

order_skus = sa.Table(
    "order_skus",
    metadata,
    sa.Column("sku", sa.Text, primary_key=True),
    sa.Column("purchased_at", UTC, primary_key=True),
    sa.Column("order_id", sa.Text, primary_key=True),
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    comment="By which SKUs an order is found.",
    sqlite_with_rowid=False,
)

order_days = sa.Table(
    "order_days",
    metadata,
    sa.Column("day", sa.Date, primary_key=True, comment="of the purchase, in UTC"),
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("marketplace_id", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, primary_key=True),
    sa.Column("currency", sa.Text, primary_key=True),
    sa.Column("orders", sa.Integer, nullable=False),
    sa.Column("total_minor", sa.BigInteger, nullable=False),
    comment="How many orders there are of a day, and what they come to.",
)

returns = sa.Table(
    "returns",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column(
        "mark", sa.Text, primary_key=True, comment="of the row in Amazon's report, the same at every reading"
    ),
    sa.Column("order_id", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="as JSON; no word of the customer's is in it"),
)
sa.Index("ix_returns_connection_order", returns.c.connection_id, returns.c.order_id)

listings = sa.Table(
    "listings",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("marketplace_id", sa.Text, primary_key=True),
    sa.Column("sku", sa.Text, primary_key=True),
    sa.Column("asin", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("status", sa.Text, nullable=False, server_default=""),
    sa.Column("title", sa.Text, nullable=False, server_default="", comment="whatever its case, to be found by"),
)
sa.Index("ix_listings_connection_sku", listings.c.connection_id, listings.c.sku)
sa.Index("ix_listings_asin", listings.c.asin)
sa.Index("ix_listings_title", listings.c.title)
_asleep = listings.c.status != sa.literal_column("'Active'")
sa.Index(
    "ix_listings_asleep", listings.c.sku, listings.c.connection_id, sqlite_where=_asleep, postgresql_where=_asleep
)

catalog = sa.Table(
    "catalog",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("asin", sa.Text, primary_key=True),
    sa.Column("body", sa.LargeBinary, comment="empty: Amazon's catalogue does not know the ASIN"),
    sa.Column("fetched_at", UTC, nullable=False),
)

products = sa.Table(
    "products",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sku", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False, comment="waiting, translated or held"),
)

sa.Index("ix_products_sku", products.c.sku)

item_codes = sa.Table(
    "item_codes",
    metadata,
    sa.Column("sku", sa.Text, primary_key=True),
    sa.Column("item_code", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False, unique=True, comment="as the ERP compares names"),
)

transactions = sa.Table(
    "transactions",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("transaction_id", sa.Text, primary_key=True),
    sa.Column("order_id", sa.Text, nullable=False, comment="empty: it belongs to no order"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("posted_at", UTC, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("total_minor", sa.BigInteger, comment="in the smallest unit; empty where it has fractions of it"),
    sa.Column("releases", sa.Text, nullable=False, comment="the deferred transaction that this one releases"),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="as Amazon said; it names no person"),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False, comment="of the body"),
    sa.Column("changed_at", UTC, nullable=False),
)
sa.Index("ix_transactions_order_id", transactions.c.order_id)
_releasing = transactions.c.releases != sa.literal_column("''")
sa.Index(
    "ix_transactions_releases",
    transactions.c.connection_id,
    transactions.c.releases,
    sqlite_where=_releasing,
    postgresql_where=_releasing,
)
_deferred = transactions.c.status == sa.literal_column("'DEFERRED'")
sa.Index(
    "ix_transactions_deferred",
    transactions.c.connection_id,
    transactions.c.currency,
    transactions.c.total_minor,
    sqlite_where=_deferred,
    postgresql_where=_deferred,
)
_released = transactions.c.status == sa.literal_column("'RELEASED'")
sa.Index(
    "ix_transactions_released",
    transactions.c.connection_id,
    transactions.c.currency,
    transactions.c.posted_at,
    transactions.c.kind,
    transactions.c.total_minor,
    sqlite_where=_released,
    postgresql_where=_released,
)

unpaid = sa.Table(
    "unpaid",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("order_id", sa.Text, primary_key=True),
    sa.Column("purchased_at", UTC, nullable=False),
    comment="Orders that left, cost something, and of which Amazon's finances know no money yet.",
)
sa.Index("ix_unpaid_oldest", unpaid.c.connection_id, unpaid.c.purchased_at, unpaid.c.order_id)

settlements = sa.Table(
    "settlements",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("settlement_id", sa.Text, primary_key=True),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("total", sa.Text, nullable=False, comment="decimal text"),
    sa.Column("started_at", UTC, nullable=False),
    sa.Column("ended_at", UTC, nullable=False),
    sa.Column("deposited_at", UTC, nullable=False),
    sa.Column("lines", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="with its lines, as deflated JSON"),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False, comment="of the body"),
    sa.Column("state", sa.Text, nullable=False, comment="waiting, translated or held"),
    sa.Column("reported_at", UTC, nullable=False, comment="when Amazon made the report it is from"),
    sa.Column("changed_at", UTC, nullable=False),
    sa.Column("booked_total", sa.Text, comment="the total before Amazon changed it, while it is translated so"),
    sa.Column("summary", sa.Text, comment="Amazon's own net proceeds (listSummary), where it told them"),
    sa.Column("sums", sa.LargeBinary, comment="its lines added up by Amazon's words, as JSON"),
)

settlement_orders = sa.Table(
    "settlement_orders",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("order_id", sa.Text, primary_key=True),
    sa.Column("settlement_id", sa.Text, primary_key=True),
    comment="Which orders a settlement has lines of.",
)
sa.Index("ix_settlement_orders_settlement", settlement_orders.c.connection_id, settlement_orders.c.settlement_id)

settlement_reports = sa.Table(
    "settlement_reports",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("report_id", sa.Text, primary_key=True),
    sa.Column("settlement_id", sa.Text, nullable=False, comment="empty: it could not be read"),
    sa.Column("read_at", UTC, nullable=False),
    comment="Reports that were fetched, so that none is fetched twice.",
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True, comment="order: as Amazon said; else the document's kind"),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("erase_after", UTC, nullable=False, index=True),
    sa.Column("name_mark", sa.Text, comment="a buyer is found by the whole name: its pseudonym"),
    sa.Column("email_mark", sa.Text, comment="or by the e-mail address"),
    sa.Column("purchase_mark", sa.Text, comment="or by the number of the own purchase order"),
    comment="The only place of buyers' personal data: erasing is deleting rows.",
)
for _mark in (people.c.name_mark, people.c.email_mark, people.c.purchase_mark):
    _known = _mark.is_not(None)
    sa.Index(f"ix_people_{_mark.name}", _mark, sqlite_where=_known, postgresql_where=_known)

origins = sa.Table(
    "origins",
    metadata,
    sa.Column("mark", sa.Text, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="field to where its value comes from, as JSON"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False, comment="what others refer to goes first"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("personal", sa.Boolean, nullable=False),
    sa.Column("body", sa.LargeBinary, comment="empty when personal: then it lies sealed in people"),
    sa.Column("before", sa.LargeBinary, comment="the body delivered last, while another one is wanted"),
    sa.Column("origins", sa.ForeignKey("origins.mark"), nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False, comment="of what is wanted"),
    sa.Column("state", sa.Text, nullable=False, comment="due, sending, delivered, cancelled, refused or ignored"),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("erp_name", sa.Text, nullable=False, comment="the name it goes by there"),
    sa.Column("message", Told, nullable=False, comment="why it was refused"),
    sa.Column("wanted_at", UTC, nullable=False),
    sa.Column("first_delivered_at", UTC),
    sa.Column("delivered_at", UTC),
    sa.UniqueConstraint("connection_id", "kind", "key"),
)
sa.Index(
    "ix_outbox_due",
    outbox.c.connection_id,
    outbox.c.rank,
    outbox.c.id,
    sqlite_where=outbox.c.state.in_(["due", "sending"]),
    postgresql_where=outbox.c.state.in_(["due", "sending"]),
)
sa.Index("ix_outbox_about", outbox.c.about)
_refused = outbox.c.state == sa.literal_column("'refused'")
sa.Index(
    "ix_outbox_refused", outbox.c.connection_id, outbox.c.about, sqlite_where=_refused, postgresql_where=_refused
)
_closed = outbox.c.state.in_([sa.literal_column("'cancelled'"), sa.literal_column("'ignored'")])
# Counted, as those above: what is delivered is the rest.
sa.Index("ix_outbox_closed", outbox.c.state, sqlite_where=_closed, postgresql_where=_closed)
_delivered = outbox.c.delivered_at.is_not(None)
# Only what was delivered: SQLite would take a whole one for what is due as well, and read everything.
sa.Index(
    "ix_outbox_delivered",
    outbox.c.connection_id,
    outbox.c.delivered_at,
    outbox.c.kind,
    sqlite_where=_delivered,
    postgresql_where=_delivered,
)
_renamed = sa.and_(outbox.c.erp_name != sa.literal_column("''"), outbox.c.erp_name != outbox.c.name)
sa.Index("ix_outbox_renamed", outbox.c.connection_id, sqlite_where=_renamed, postgresql_where=_renamed)

problems = sa.Table(
    "problems",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False, comment="JSON; free of personal data"),
    sa.Column("since", UTC, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("closed_at", UTC),
    sa.UniqueConstraint("connection_id", "kind", "about"),
)
sa.Index("ix_problems_about", problems.c.about)
sa.Index("ix_problems_closed_at", problems.c.closed_at)
sa.Index(
    "ix_problems_open",
    problems.c.connection_id,
    sqlite_where=problems.c.closed_at.is_(None),
    postgresql_where=problems.c.closed_at.is_(None),
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("about", sa.Text, primary_key=True),
    sa.Column("problem", sa.Text, primary_key=True, comment="mark of the complaint that was settled"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("choice", sa.Text, nullable=False, comment="cancel, keep or ignore"),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False, comment="mark of Amazon's record as it was then; empty: none"),
    sa.Column("decided_at", UTC, nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), nullable=False),
    sa.Column("about", sa.Text, nullable=False, index=True),
    sa.Column("time", UTC, nullable=False),
    sa.Column("what", Told, nullable=False),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), nullable=False),
    sa.Column("flow", sa.Text, nullable=False),
    sa.Column("started", UTC, nullable=False),
    sa.Column("finished", UTC, nullable=False),
    sa.Column("error", Told, nullable=False),
    sa.Column("counts", sa.Text, nullable=False, comment="JSON: requests by operation, seen, created, updated, …"),
)
sa.Index("ix_runs_last", runs.c.connection_id, runs.c.flow, runs.c.id)

buckets = sa.Table(
    "buckets",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("operation", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False, comment="JSON: the throttle's own words"),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False, unique=True, comment="the name whatever its case"),
    sa.Column("role", sa.Text, nullable=False, comment="viewer, operator or administrator"),
    sa.Column("password", sa.Text, nullable=False, comment="argon2id"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("created_at", UTC, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="of the cookie's secret"),
    sa.Column("account_id", sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    sa.Column("seen_at", UTC, nullable=False, comment="to within minutes"),
    sa.Column("ends_at", UTC, nullable=False),
)

first_keys = sa.Table(
    "first_keys",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="of the secret that makes the first account"),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("created_at", UTC, nullable=False),
    sa.Column("used_at", UTC),
)

deeds = sa.Table(
    "deeds",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("time", UTC, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", Told, nullable=False),
    sa.Column("about", Told, nullable=False),
)

pauses = sa.Table(
    "pauses",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("flow", sa.Text, primary_key=True, comment="a flow, or * for all of them"),
    sa.Column("since", UTC, nullable=False),
)

periods = sa.Table(
    "periods",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("flow", sa.Text, primary_key=True),
    sa.Column("minutes", sa.Integer, nullable=False, comment="between two runs, where not the usual"),
)

wishes = sa.Table(
    "wishes",
    metadata,
    sa.Column("connection_id", sa.ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("flow", sa.Text, primary_key=True),
    sa.Column("since", UTC, nullable=False, comment="when somebody asked for it to run now"),
)
