"""Whether the ledger can take invoices and settlements: receivables, income, payouts, cost centre, currencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sellerbridge.erp.erpnext.advice import fault, fine, note, settings_command
from sellerbridge.erp.erpnext.survey import Row, Survey
from sellerbridge.erp.erpnext.switched import DELIVERY_NOTE, INVOICE, JOURNAL_ENTRY, switched_on
from sellerbridge.erp.port import Finding
from sellerbridge.sentences import Sentence, joined

_SHOWN = 4
_ONE_ACCOUNT = "allow_multi_currency_invoices_against_single_party_account"


def receivable(survey: Survey) -> Iterator[Finding]:
    """What buyers owe: an account of type Receivable, in the company's currency."""
    only = _on(survey, INVOICE, JOURNAL_ENTRY)
    if only and survey.company is not None:
        wrong = _wrong_kind(survey, "receivable_account", "account_type", "Receivable", only)
        yield wrong or _in_company_currency(survey, "receivable_account", only)


def income(survey: Survey) -> Iterator[Finding]:
    """What is sold: an account of income."""
    only = _on(survey, INVOICE)
    if only and survey.company is not None:
        wrong = _wrong_kind(survey, "income_account", "root_type", "Income", only)
        yield wrong or _in_company_currency(survey, "income_account", only)


def payout(survey: Survey) -> Iterator[Finding]:
    """Where deposits go: no account whose postings need a party. The first sync makes it if it is not there."""
    only, name = _on(survey, JOURNAL_ENTRY), survey.settings.payout_account
    if not only or survey.company is None:
        return
    there = survey.there("Account", name)
    if there is None:
        yield note(f"payout_account {name!r}", "made-payout", command=settings_command("payout_account", "NAME"))
    elif there["account_type"] in ("Receivable", "Payable") or there["root_type"] not in ("Asset", "Liability"):
        yield _misfit(survey, "payout_account", "payout-misfit", only, _banks(survey))
    else:
        yield _in_company_currency(survey, "payout_account", only)


def cost_center(survey: Survey) -> Iterator[Finding]:
    """Fees and income are booked to the company's usual one."""
    only = _on(survey, INVOICE, JOURNAL_ENTRY, DELIVERY_NOTE)
    company = survey.company
    if only and company is not None:
        what = Sentence("default cost center of {company}", company=company.name)
        if company.cost_center:
            yield fine(joined((what, company.cost_center), by=": "))
        else:
            yield fault(what, "no-cost-center", only=only, company=company.name)


def currencies(survey: Survey) -> Iterator[Finding]:
    """A customer's account in company currency takes invoices in others only if the site is told so."""
    company = survey.company
    if company is None or not _on(survey, INVOICE):
        return
    foreign = {str(each.body["currency"]) for each in survey.wanted("Price List") if "currency" in each.body}
    foreign -= {company.currency}
    if not foreign:
        return
    listed = ", ".join(sorted(foreign))
    what = Sentence("invoices in {currencies} on an account in {own}", currencies=listed, own=company.currency)
    allowed = survey.single("Accounts Settings").get(_ONE_ACCOUNT)
    # Each buyer is a new customer, so that every such invoice would be refused, one by one.
    yield fine(what) if allowed else fault(what, "one-currency-per-account", only=(INVOICE,), currencies=listed)


def _on(survey: Survey, *doctypes: str) -> tuple[str, ...]:
    on = switched_on(survey.settings)
    return tuple(doctype for doctype in doctypes if doctype in on)


def _wrong_kind(survey: Survey, setting: str, field: str, value: str, only: Sequence[str]) -> Finding | None:
    """The finding where the account is not there, or is of another kind; with those that would do."""
    fitting = [str(row["name"]) for row in _leaves(survey) if row[field] == value]
    there = survey.there("Account", getattr(survey.settings, setting))
    if there is None:
        return _misfit(survey, setting, "ledger-account-missing", only, fitting)
    if there["is_group"] or there["disabled"] or there[field] != value or not _is_ours(survey, there):
        return _misfit(survey, setting, "ledger-account-misfit", only, fitting)
    return None


def _misfit(survey: Survey, setting: str, entry: str, only: Sequence[str], fitting: Sequence[str]) -> Finding:
    name = getattr(survey.settings, setting)
    return fault(
        f"{setting} {name!r}",
        entry,
        only=only,
        fitting=", ".join(fitting[:_SHOWN]) or "-",
        command=settings_command(setting, fitting[0] if len(fitting) == 1 else "NAME"),
    )


def _in_company_currency(survey: Survey, setting: str, only: Sequence[str]) -> Finding:
    """Settlements are booked in company currency."""
    name, company = getattr(survey.settings, setting), survey.company
    there = survey.there("Account", name)
    currency = str(there["account_currency"] or "") if there else ""
    what = f"{setting} {name!r}"
    if company is not None and currency not in ("", company.currency):
        command = settings_command(setting, "NAME")
        return fault(what, "account-currency", only=only, there=currency, wanted=company.currency, command=command)
    return fine(what if there is None or there["name"] == name else f"{what} → {there['name']}")


def _leaves(survey: Survey) -> Iterator[Row]:
    for row in survey.rows("Account"):
        if _is_ours(survey, row) and not row["is_group"] and not row["disabled"]:
            yield row


def _banks(survey: Survey) -> list[str]:
    return [str(row["name"]) for row in _leaves(survey) if row["account_type"] in ("Bank", "Cash")]


def _is_ours(survey: Survey, row: Row) -> bool:
    return survey.company is not None and row["company"] == survey.company.name
