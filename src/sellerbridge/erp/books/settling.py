"""Where money may be posted: the accounts of invoices and entries, and what an entry may settle.

As ERPNext's controllers of Sales Invoice and Journal Entry do it. Pure: everything that is compared is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sellerbridge.commerce.money import ZERO
from sellerbridge.erp.books.checks import Doc, refused, row_of
from sellerbridge.erp.books.decisions import Known
from sellerbridge.erp.books.naming import folded
from sellerbridge.erp.books.posting import Against
from sellerbridge.erp.books.selling import SALES_INVOICE, SALES_ORDER
from sellerbridge.sentences import Sentence

_RECEIVABLE = "Receivable"
_CHOOSE = Sentence("Run: sellerbridge settings set receivable_account=ACCOUNT")


def check_invoice(doc: Doc, accounts: Mapping[str, Doc]) -> None:
    """An invoice's accounts take postings, and what is owed goes to a receivable one. Raises Refused."""
    debit_to = _account(accounts, doc["debit_to"], field="debit_to")
    if debit_to.get("account_type") != _RECEIVABLE:
        raise refused(
            "debit_to {debit_to} is no account of type {type}. {advice}",
            debit_to=doc["debit_to"],
            type=_RECEIVABLE,
            advice=_CHOOSE,
        )
    for number, row in enumerate(doc["items"], start=1):
        _account(accounts, row["income_account"], row=row_of(number, "items"), field="income_account")
    for number, row in enumerate(doc["taxes"], start=1):
        _account(accounts, row["account_head"], row=row_of(number, "taxes"), field="account_head")


def check_entry(doc: Doc, accounts: Mapping[str, Doc], sources: Mapping[Against, Known]) -> None:
    """An entry's accounts take its rows, and its rows fit what they settle. Raises Refused."""
    for number, row in enumerate(doc["accounts"], start=1):
        place = row_of(number, "accounts")
        account = _account(accounts, row["account"], row=place, field="account")
        if account.get("account_type") == _RECEIVABLE and not row.get("party"):
            raise refused(
                "{place}party is empty, and {account} is an account of type {type}.",
                place=place,
                account=row["account"],
                type=_RECEIVABLE,
            )
        theirs, ours = account.get("account_currency"), row.get("account_currency")
        if theirs and ours and theirs != ours:
            raise refused(
                "{place}account_currency is {ours}, but {account} is in {theirs}.",
                place=place,
                ours=ours,
                account=row["account"],
                theirs=theirs,
            )
        if row.get("reference_name"):
            _check_source(row, sources[row["reference_type"], row["reference_name"]], place=place)


def _account(accounts: Mapping[str, Doc], name: str, *, field: str, row: str = "") -> Doc:
    account = accounts[folded(name)]
    if account.get("is_group"):
        raise refused(
            "{row}{field} {name} is a group, and only its accounts take postings. Name one of these.",
            row=row,
            field=field,
            name=name,
        )
    return account


def _check_source(row: Doc, source: Known, *, place: str) -> None:
    named = Sentence("the {kind} {name}", kind=source.kind, name=source.name)
    if row.get("party") != source.doc["customer"]:
        raise refused(
            "{place}party is {party}, but {named} is that of {customer}.",
            place=place,
            party=row.get("party"),
            named=named,
            customer=source.doc["customer"],
        )
    if source.kind == SALES_INVOICE and folded(row["account"]) != folded(source.doc["debit_to"]):
        raise refused(
            "{place}account is {account}, but {named} stands on {debit_to}.",
            place=place,
            account=row["account"],
            named=named,
            debit_to=source.doc["debit_to"],
        )
    if source.kind == SALES_ORDER and not row["credit"]:
        raise refused(
            "{place}a debit cannot refer to {named}: only what is paid in advance does.", place=place, named=named
        )


def settled(doc: Doc) -> Mapping[Against, Decimal]:
    """What an entry changes of each invoice and order it refers to, the rows of one added up."""
    sums: dict[Against, Decimal] = {}
    for row in doc["accounts"]:
        if row.get("reference_name"):
            against = row["reference_type"], row["reference_name"]
            sums[against] = sums.get(against, ZERO) + row["debit"] - row["credit"]
    return sums


def check_outstanding(doc: Doc, sources: Mapping[Against, Known], posted: Mapping[Against, Decimal]) -> None:
    """Nothing is settled beyond what is open of it, given what is posted against it. Raises Refused."""
    for against, change in settled(doc).items():
        source, stands = sources[against], posted.get(against, ZERO)
        left = stands + source.doc["base_grand_total"] if source.kind == SALES_ORDER else stands
        if change and not (-left <= change < 0 or 0 < change <= -left):
            raise refused(
                "It settles {amount} of the {kind} {name}, of which {left} is open. If a person settled it in"
                " another way, undo that; otherwise report this text.",
                amount=-change,
                kind=source.kind,
                name=source.name,
                left=left,
            )
