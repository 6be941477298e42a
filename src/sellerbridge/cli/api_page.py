"""The documentation page of the JSON API: how to ask, and every operation, made from the code."""

from __future__ import annotations

_TEXT = """# The JSON API

{made}
A program can ask and do all that the pages of the console show and do, at the same address. The answers are the
documents that the commands give with `--json`: money is text beside its currency, times are ISO 8601 in UTC
with `Z`.

## A token, and the first call

`sellerbridge serve` runs the API together with the console. Make a token on the page Settings → Programs; it is
shown once. A scope holds those before it:

| scope | what the program may do |
|---|---|
| `read` | ask what every page shows, but for buyers |
| `act` | also sync, try again, decide, map; see the buyer of an order |
| `administer` | also settings, connections, the ERP, people, tokens, the audit trail |

```sh
curl -H 'Authorization: Bearer sb_…' http://127.0.0.1:8400/api/v1/overview
curl -H 'Authorization: Bearer sb_…' 'http://127.0.0.1:8400/api/v1/orders?state=held&marketplace=DE'
curl -H 'Authorization: Bearer sb_…' -H 'Content-Type: application/json' -d '{{"flow": "orders"}}' \\
  http://127.0.0.1:8400/api/v1/clock/my-shop/run
```

Whoever is signed in may ask with the cookie of the session instead, from a page of the console only. What a
program does is written into the audit trail under the name of its token. Secrets go in and never come out;
buyers' data comes only from the two calls that say so, and each is written down.

The OpenAPI document, for tools that make a client of it, is at `/api/openapi.json`, for whoever may read
anything.

## Pages of a list

Long lists come a page at a time. The answer tells how to go on: the value of its `after` (or `before`) is what
to ask the next page with; empty or 0 means that there is no more. What comes in meanwhile shifts nothing.

## What was refused, and why

Anything else than a 2xx has one document, its sentence in the language of `Accept-Language` (English, French,
German, Thai). `faults` says by name which values cannot be; that one is of another type than it should be, it says
in English:

```json
{{"error": "This does not fit, so nothing was done: sync_every: …", "faults": {{"sync_every": "…"}}}}
```

| status | meaning |
|---|---|
{statuses}

A change is kept whole or not at all. Most may be sent twice: what is so already stays so. What takes long
answers 202 and where to look.

## Operations

The addresses are below `{root}`.

{table}
## For a monitor

| address | who may ask | answer |
|---|---|---|
| `/health` | anybody | `yes` while the process lives |
| `/ready` | anybody | `yes`; 503 and `no` while the database does not answer or fit, or the clock stopped |
| `/metrics` | scope `read` | figures for Prometheus, from kept counts |

A scrape for Prometheus, and three alerts:

```yaml
scrape_configs:
  - job_name: sellerbridge
    authorization:
      credentials_file: /etc/prometheus/sellerbridge.token
    static_configs:
      - targets: ["127.0.0.1:8400"]
```

```yaml
groups:
  - name: sellerbridge
    rules:
      - alert: OrdersAreLate
        expr: sellerbridge_lag_seconds{{stream="orders"}} > 3600
        for: 10m
      - alert: SomethingNeedsAPerson
        expr: sum(sellerbridge_problems) > 0
        for: 1h
      - alert: CredentialLapses
        expr: sellerbridge_credential_days_left < 14
```

| metric | labels | meaning |
|---|---|---|
{metrics}
"""

_METRICS = (
    ("documents", "state", "documents that are due or failed, and orders that are held"),
    ("orders", "connection, status", "orders read from Amazon"),
    ("problems", "kind", "problems that need a person; 0 for a kind there is none of"),
    ("lag_seconds", "connection, stream", "what lies between the last that is known of a stream and now"),
    ("credential_days_left", "connection, credential", "until it lapses, at the latest"),
    ("last_run_timestamp_seconds", "connection, flow", "when the last run of a flow ended"),
    ("last_run_duration_seconds", "connection, flow", "how long it took"),
    ("last_run_failed", "connection, flow", "1 where an error ended it"),
    ("requests_total", "connection, operation", "requests to Amazon since the first scrape of this process"),
    ("throttled_total", "connection", "those that Amazon refused for their pace"),
    ("turn_overdue_seconds", "connection, flow", "how long a flow is due and does not run"),
)


def api_page(made: str) -> str:
    """The page; `made` is the line that says what it is made with."""
    from sellerbridge.console.api.openapi import WHY
    from sellerbridge.console.api.operation import ROOT
    from sellerbridge.console.api.table import table

    return _TEXT.format(
        made=made,
        root=ROOT,
        table=table(),
        statuses="\n".join(f"| {status} | {why} |" for status, why in WHY.items()),
        metrics="\n".join(f"| `sellerbridge_{name}` | {labels} | {told} |" for name, labels, told in _METRICS),
    )
