"""The preflight: everything our documents need is on the site and fits, found out without writing anything."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from sellerbridge.erp.erpnext import demands, house_rules, ledger, own_fields, places, rights
from sellerbridge.erp.erpnext.advice import fault, fine, settings_command, warning
from sellerbridge.erp.erpnext.client import Client, method
from sellerbridge.erp.erpnext.desk_words import listed, named
from sellerbridge.erp.erpnext.refusals import NOT_PERMITTED
from sellerbridge.erp.erpnext.survey import Closed, Survey
from sellerbridge.erp.erpnext.switched import only, switch_of, switched_on
from sellerbridge.erp.port import Finding
from sellerbridge.sentences import N_, Sentence, joined

_TRIED = "15"
"""The ERPNext whose answers were recorded."""

_APPS = ("erpnext", "dokos")

_Check: TypeAlias = Callable[[Survey], Iterable[Finding]]

_CHECKS: tuple[_Check, ...] = (
    places.warehouses,
    places.groups,
    places.units,
    places.price_lists,
    places.accounts,
    ledger.receivable,
    ledger.income,
    ledger.payout,
    ledger.cost_center,
    ledger.currencies,
)
_HOUSE_RULES: tuple[_Check, ...] = (
    house_rules.decimals,
    house_rules.exchange_rates,
    house_rules.fiscal_years,
    house_rules.selling,
    house_rules.stock,
)

_LOOK_YOURSELF: Mapping[str, str] = {
    "Selling Settings": N_("is 'Allow Item to be Added Multiple Times in a Transaction' ticked?"),
    "Stock Settings": N_("is 'Item Naming By' set to Item Code, and are both boxes that write prices unticked?"),
    "Accounts Settings": N_("is 'Allow multi-currency invoices against single party account' ticked?"),
    "Fiscal Year": N_("is there one for today?"),
    "Currency Exchange": N_("is there a rate for each currency you sell in?"),
}
"""What can be looked up by hand where the API user may not, and nothing is written wrongly meanwhile."""


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What runs there: "ERPNext" or "Dokos", and its version."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


def product(client: Client) -> Product:
    """What runs there (frappe.utils.change_log.get_versions, open to every signed-in user).

    Dokos keeps the application's name "erpnext" and gives its own title. Raises as Client does.
    """
    told = client.read(method("frappe.utils.change_log.get_versions"))
    apps = told if isinstance(told, dict) else {}
    found: Mapping[str, Any] = next((apps[name] for name in _APPS if name in apps), {})
    return Product(
        name=str(found.get("title") or N_("a site without ERPNext")), version=str(found.get("version") or "")
    )


def findings(survey: Survey) -> list[Finding]:
    """All findings, in the order in which a person would mend them.

    Raises Refused (erp-login) where the key is not accepted, Unreachable when the site does not answer.
    """
    checks = [*_by_doctype(own_fields.own_fields, survey), *_CHECKS]
    checks += [*_by_doctype(rights.rights, survey), *_by_doctype(demands.demands, survey), *_HOUSE_RULES]
    return [*_sign_in(survey), *_company(survey), *(each for check in checks for each in _told(check, survey))]


def _by_doctype(check: Callable[..., Iterable[Finding]], survey: Survey) -> Iterator[_Check]:
    """A check of what is always written, then of each doctype that is switched on; a closed one ends alone."""
    for switch in ("", *switched_on(survey.settings)):
        yield functools.partial(check, switch=switch)


def _sign_in(survey: Survey) -> Iterator[Finding]:
    yield fine(Sentence("{host} knows us as {user}", host=survey.client.login.host, user=survey.site.user))
    runs = product(survey.client)
    known = runs.name == "ERPNext" and runs.version.partition(".")[0] == _TRIED
    yield fine(str(runs)) if known else warning(str(runs), "other-version", version=str(runs))


def _company(survey: Survey) -> Iterator[Finding]:
    what = Sentence("company {name!r}", name=survey.settings.company)
    try:
        company, there = survey.company, ", ".join(each.name for each in survey.companies)
    except Closed as closed:
        yield _closed(closed)
        return
    if company is None:
        only = there if there and len(survey.companies) == 1 else "NAME"
        yield fault(what, "no-company", there=there or "-", command=settings_command("company", only))
    else:
        yield fine(
            Sentence(
                "{what}, in {currency}",
                what=joined((what, f"({company.abbr})"), by=" "),
                currency=company.currency,
            )
        )


def _told(check: Callable[[Survey], Iterable[Finding]], survey: Survey) -> Iterator[Finding]:
    """A check's findings; what the site does not show is one itself, and ends this check only."""
    try:
        yield from check(survey)
    except Closed as closed:
        yield _closed(closed)


def _closed(closed: Closed) -> Finding:
    doctype, exc_type = closed.doctype, closed.exc_type
    if doctype == rights.RIGHTS:
        roles = listed(rights.all_roles())
        return warning(Sentence("what the API user may do"), "rights-not-asked", exc_type=exc_type, roles=roles)
    facts = {"doctype": named(doctype), "exc_type": exc_type}
    what = Sentence("{doctype} can be read", doctype=named(doctype))
    if doctype in _LOOK_YOURSELF:
        return warning(what, "not-asked", **facts, question=Sentence(_LOOK_YOURSELF[doctype]))
    told = {**facts, "role": named(rights.role(doctype))}
    if exc_type not in NOT_PERMITTED:
        return warning(what, "not-readable", **told)
    return fault(what, "not-readable", only=only(switch_of(doctype)), **told)
