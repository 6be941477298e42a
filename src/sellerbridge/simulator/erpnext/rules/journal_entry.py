"""Journal Entry: postings by hand, such as a settlement against invoices."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sellerbridge.simulator.erpnext.document import DRAFT, Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.currencies import money
from sellerbridge.simulator.erpnext.rules.exchange import ONE, company, exchange_rate
from sellerbridge.simulator.erpnext.rules.fiscal_years import written
from sellerbridge.simulator.erpnext.rules.floats import summed
from sellerbridge.simulator.erpnext.rules.in_words import in_words
from sellerbridge.simulator.erpnext.rules.journal_references import advance, demand_references
from sellerbridge.simulator.erpnext.rules.ledger import Posting, post, reverse
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, rounded, shown
from sellerbridge.simulator.erpnext.session import Rule, Session


class JournalEntry(Rule):
    """An unbalanced one is kept as a draft and refused at submit."""

    unlinked_by = frozenset({"GL Entry"})

    def validate(self, doc: Document, session: Session) -> None:
        """Raises Refusal."""
        doc["is_opening"] = doc.get("is_opening") or "No"
        _demand_parties(doc, session)
        for row in doc.rows("accounts"):
            _set_row(row, doc, session)
        _demand_one_currency(doc, session)
        _set_totals(doc)
        demand_references(doc, session)
        if doc.docstatus == DRAFT:
            _set_against_accounts(doc)
        _set_remark(doc, session)
        _set_print_amount(doc, session)
        first = doc.rows("accounts")[0].get("account") if doc.rows("accounts") else None
        doc["title"] = doc.get("title") or doc.get("pay_to_recd_from") or first

    def before_submit(self, doc: Document, session: Session) -> None:  # noqa: ARG002 - a hook
        """Raises Refusal: debit and credit differ."""
        if doc.number("difference"):
            left = shown(doc.number("difference"))
            text = f"Total Debit must be equal to Total Credit. The difference is {left}"
            raise Thrown(text, source=ERPNEXT)

    def on_submit(self, doc: Document, session: Session) -> None:
        """Raises Refusal: a group account, FiscalYearError."""
        post(session, doc, [_posting(row) for row in doc.rows("accounts")])
        advance(doc, session)

    def on_cancel(self, doc: Document, session: Session) -> None:
        """The invoices it paid are open again."""
        reverse(session, doc)
        advance(doc, session)


def _demand_parties(doc: Document, session: Session) -> None:
    for row in doc.rows("accounts"):
        kind = session.value("Account", row.get("account"), "account_type")
        if kind in ("Receivable", "Payable") and not (row.get("party_type") and row.get("party")):
            raise Thrown(
                f"Row {row['idx']}: Party Type and Party is required for Receivable / Payable account "
                f"{row['account']}",
                source=ERPNEXT,
            )


def _set_row(row: Document, doc: Document, session: Session) -> None:
    own = company(doc, session)
    account = session.load("Account", row.get("account"))
    row["account_type"] = account.text("account_type")
    row["account_currency"] = account.get("account_currency") or own["default_currency"]
    row["cost_center"] = row.get("cost_center") or own.get("cost_center")
    row["is_advance"] = row.get("is_advance") or "No"
    if row["account_currency"] == own["default_currency"]:
        row["exchange_rate"] = ONE
    elif row.number("exchange_rate") in (ZERO, ONE):
        day = doc.text("posting_date")
        row["exchange_rate"] = exchange_rate(session, row["account_currency"], own["default_currency"], day=day)
    for side in ("debit", "credit"):
        row[f"{side}_in_account_currency"] = rounded(row.number(f"{side}_in_account_currency"))
        row[side] = rounded(row[f"{side}_in_account_currency"] * row.number("exchange_rate"))
    _demand_one_side(row)


def _demand_one_side(row: Document) -> None:
    if row["debit"] and row["credit"]:
        raise Thrown("You cannot credit and debit same account at the same time", source=ERPNEXT)
    if not row["debit"] and not row["credit"]:
        text = f"Row {row['idx']}: Both Debit and Credit values cannot be zero"
        raise Thrown(text, source=ERPNEXT)


def _demand_one_currency(doc: Document, session: Session) -> None:
    own = company(doc, session)["default_currency"]
    foreign = any(row["account_currency"] != own for row in doc.rows("accounts"))
    if foreign and not doc.get("multi_currency"):
        text = "Please check Multi Currency option to allow accounts with other currency"
        raise Thrown(text, source=ERPNEXT)


def _set_totals(doc: Document) -> None:
    debit = summed(row.number("debit") for row in doc.rows("accounts"))
    credit = summed(row.number("credit") for row in doc.rows("accounts"))
    doc["total_debit"], doc["total_credit"] = debit, credit
    doc["difference"] = rounded(Decimal(repr(debit))) - rounded(Decimal(repr(credit)))


def _set_against_accounts(doc: Document) -> None:
    """On each row the parties or accounts of the other side."""
    sides = {
        side: ", ".join(
            dict.fromkeys(
                row.get("party") or row["account"] for row in doc.rows("accounts") if row.number(side) > 0
            )
        )
        for side in ("debit", "credit")
    }
    for row in doc.rows("accounts"):
        row["against_account"] = sides["credit" if row.number("debit") > 0 else "debit"]


def _set_remark(doc: Document, session: Session) -> None:
    own = company(doc, session)["default_currency"]
    lines = [f"Note: {doc['user_remark']}"] if doc.get("user_remark") else []
    if doc.get("cheque_no") and doc.get("cheque_date"):
        lines.append(f"Reference #{doc['cheque_no']} dated {written(session, doc['cheque_date'])}")
    for row in doc.rows("accounts"):
        if row.get("reference_type") in ("Sales Invoice", "Sales Order") and row.number("credit"):
            against = f"{row['reference_type']} {row['reference_name']}"
            lines.append(f"{money(row.number('credit'), own)} against {against}")
    doc["remark"] = "\n".join(lines) or doc.get("remark")


def _set_print_amount(doc: Document, session: Session) -> None:
    """What was paid to or by the first party: what went over the bank, else the party's own rows."""
    party = next(
        (row for row in doc.rows("accounts") if row.get("party_type") == "Customer" and row.get("party")), None
    )
    amount, currency = ZERO, None
    if party is not None:
        doc["pay_to_recd_from"] = session.value("Customer", party["party"], "customer_name")
        bank = [
            row for row in doc.rows("accounts") if row["account_type"] in ("Bank", "Cash") and not row.get("party")
        ]
        rows = bank or [row for row in doc.rows("accounts") if row.get("party") == party["party"]]
        amount = sum((_either_side(row) for row in rows), ZERO)
        currency = rows[-1]["account_currency"]
    doc["total_amount"], doc["total_amount_currency"] = amount, currency
    doc["total_amount_in_words"] = in_words(amount, currency or company(doc, session)["default_currency"])


def _either_side(row: Document) -> Decimal:
    return row.number("debit_in_account_currency") or row.number("credit_in_account_currency")


def _posting(row: Document) -> Posting:
    in_account = row.number("debit_in_account_currency") - row.number("credit_in_account_currency")
    reference = (row["reference_type"], row["reference_name"]) if row.get("reference_name") else None
    return Posting(
        account=row["account"],
        amount=row.number("debit") - row.number("credit"),
        transaction=in_account,
        in_account=in_account,
        party=(row["party_type"], row["party"]) if row.get("party") else None,
        cost_center=row.get("cost_center"),
        against=reference,
    )


RULES: Mapping[str, Rule] = {"Journal Entry": JournalEntry()}
