"""Whether what documents will refer to is on the site and fits, or is made by the first sync."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Iterator

from sellerbridge.documents.item import fold
from sellerbridge.erp.erpnext.advice import fault, fine, note, settings_command, warning
from sellerbridge.erp.erpnext.desk_words import named
from sellerbridge.erp.erpnext.survey import OWN_NAME, PARENT, Row, Survey
from sellerbridge.erp.port import Finding
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import Sentence, joined
from sellerbridge.settings import Settings

_NEAR = 0.75
"""How alike two names must be, of 1, for one to be a slip of the other."""
_SHOWN = 4
_MAP = {"Account": "fee", "Price List": "price-list", "Warehouse": "warehouse"}
"""The command that maps what no setting names."""
_OF_THE_LEDGER = frozenset({"receivable_account", "income_account", "payout_account"})


def warehouses(survey: Survey) -> Iterator[Finding]:
    """Leaves of the company, and the merchant's stock apart from Amazon's."""
    if survey.company is None:
        return
    for wanted in survey.wanted("Warehouse"):
        yield _warehouse(survey, wanted)
    settings = survey.settings
    both = [_resolved(survey, "Warehouse", name) for name in (settings.warehouse, settings.fba_warehouse)]
    what = Sentence("own stock and Amazon's stock are two warehouses")
    yield fine(what) if both[0] != both[1] else fault(what, "warehouses-same")


def _warehouse(survey: Survey, wanted: Outgoing) -> Finding:
    there, what, command = survey.there("Warehouse", wanted.name), _what(wanted), _command(wanted)
    if there is None:
        return _made(survey, wanted)
    if _is_elsewhere(survey, there):
        return _elsewhere("warehouse-elsewhere", survey, there, wanted)
    if there["is_group"]:
        return fault(what, "warehouse-group", command=command)
    if there["disabled"]:
        return fault(what, "warehouse-disabled", name=there["name"], command=command)
    return _found(wanted, there)


def accounts(survey: Survey) -> Iterator[Finding]:
    """The group, then the accounts of the charges; those that are to be made in one line.

    Those of the ledger itself are looked at more closely (ledger.py).
    """
    if survey.company is None:
        return
    to_make = []
    for wanted in survey.wanted("Account"):
        if _setting(wanted) in _OF_THE_LEDGER:
            continue
        if survey.there("Account", wanted.name) is None and not wanted.body["is_group"]:
            to_make.append(wanted)
        else:
            yield _account(survey, wanted)
    if to_make:
        names = ", ".join(wanted.name for wanted in to_make)
        group = _resolved(survey, "Account", survey.settings.account_group)
        yield note(Sentence("accounts for charges: {names}", names=names), "made-all", below=_below(group))


def _account(survey: Survey, wanted: Outgoing) -> Finding:
    there, what, command = survey.there("Account", wanted.name), _what(wanted), _command(wanted)
    if there is None:
        company = survey.settings.company
        chart = survey.root("Account", root_type="Expense")
        return _made(survey, wanted) if chart else fault(what, "no-chart", company=company, command=command)
    if _is_elsewhere(survey, there):
        return _elsewhere("account-elsewhere", survey, there, wanted)
    if there["disabled"]:
        return fault(what, "account-disabled", name=str(there["name"]), command=command)
    return _group(wanted, there) if wanted.body["is_group"] else _leaf(survey, wanted, there)


def _group(wanted: Outgoing, there: Row) -> Finding:
    what, name = _what(wanted), str(there["name"])
    if there["is_group"]:
        return fine(joined((what, f"{name} ({there['root_type']})"), by=" → "))
    return fault(what, "account-group-leaf", name=name, command=_command(wanted))


def _leaf(survey: Survey, wanted: Outgoing, there: Row) -> Finding:
    what, command, company = _what(wanted), _command(wanted), survey.company
    currency = str(there["account_currency"] or "")
    if there["is_group"]:
        return fault(what, "account-is-group", command=command)
    if company and currency not in ("", company.currency):
        return warning(what, "account-currency", there=currency, wanted=company.currency, command=command)
    return _found(wanted, there)


def price_lists(survey: Survey) -> Iterator[Finding]:
    """In the marketplace's currency, enabled, for selling; before any connection, the setting's alone."""
    wanted = survey.wanted("Price List") or (_price_list_of_setting(survey.settings),)
    for each in wanted:
        yield _price_list(survey, each)


def _price_list_of_setting(settings: Settings) -> Outgoing:
    name = settings.price_list
    return Outgoing(
        kind="Price List", key=fold(name), name=name, body={}, origins={"price_list_name": "setting price_list"}
    )


def _price_list(survey: Survey, wanted: Outgoing) -> Finding:
    there, what, command = survey.there("Price List", wanted.name), _what(wanted), _command(wanted)
    if there is None:
        return _made(survey, wanted)
    currency, name = wanted.body.get("currency"), str(there["name"])
    if currency and there["currency"] != currency:
        return fault(what, "price-list-currency", there=there["currency"], wanted=currency, command=command)
    if not there["enabled"]:
        return fault(what, "price-list-disabled", name=name)
    if not there["selling"]:
        return fault(what, "price-list-not-selling", name=name, command=command)
    return fine(Sentence("{what}, in {currency}", what=what, currency=there["currency"]))


def groups(survey: Survey) -> Iterator[Finding]:
    """Item group and customer group, a leaf each; the territory may be the whole world."""
    for doctype in ("Item Group", "Customer Group"):
        for wanted in survey.wanted(doctype):
            there = survey.there(doctype, wanted.name)
            if there is None:
                yield _made(survey, wanted)
            elif there["is_group"]:
                yield warning(_what(wanted), "group-of-groups", command=_command(wanted))
            else:
                yield _found(wanted, there)
    for wanted in survey.wanted("Territory"):
        yield _territory(survey, wanted)


def _territory(survey: Survey, wanted: Outgoing) -> Finding:
    """The default is the English name of the root, which has another one on a site in another language."""
    there, root = survey.there("Territory", wanted.name), survey.root("Territory")
    if there is not None:
        return _found(wanted, there)
    if root and fold(wanted.name) == fold(Settings().territory):
        below, command = _below(root), settings_command("territory", root)
        return warning(_what(wanted), "other-language", near=root, command=command, below=below)
    return _made(survey, wanted)


def units(survey: Survey) -> Iterator[Finding]:
    """Amazon counts pieces."""
    for wanted in survey.wanted("UOM"):
        there = survey.there("UOM", wanted.name)
        if there is None:
            yield _made(survey, wanted)
        elif not there["must_be_whole_number"]:
            yield warning(_what(wanted), "unit-in-parts", name=str(there["name"]))
        else:
            yield _found(wanted, there)


def to_make(survey: Survey) -> frozenset[str]:
    """Doctypes of which the first sync has to make something."""
    return frozenset(each.kind for each in survey.masters if survey.there(each.kind, each.name) is None)


def _made(survey: Survey, wanted: Outgoing) -> Finding:
    """Not there yet, which is right; a name that is nearly the same may be what was meant."""
    root_type = "Expense" if wanted.kind == "Account" else None
    root = survey.root(wanted.kind, root_type=root_type) if wanted.kind in PARENT else ""
    near = _near(survey, wanted)
    if near and (command := _command(wanted, near[0])):
        return note(_what(wanted), "made-near", near=", ".join(near), command=command, below=_below(root))
    if others := _own_stock(survey) if _setting(wanted) == "warehouse" else []:
        listed, command = ", ".join(others[:_SHOWN]), _command(wanted)
        return note(_what(wanted), "made-others", near=listed, command=command, below=_below(root))
    return note(_what(wanted), "made", below=_below(root))


def _own_stock(survey: Survey) -> list[str]:
    """Where the merchant's goods may lie already; the default is an English name."""
    mine = (row for row in survey.rows("Warehouse") if not _is_elsewhere(survey, row))
    return [str(row["name"]) for row in mine if not row["is_group"] and not row["disabled"]]


def _near(survey: Survey, wanted: Outgoing) -> list[str]:
    """Names of the site that could be the one meant, the likeliest first."""
    own, company = OWN_NAME.get(wanted.kind), survey.company
    rows = [
        row for row in survey.rows(wanted.kind) if own is None or company is None or not _is_elsewhere(survey, row)
    ]
    names = {fold(str(row[own or "name"])): str(row["name"]) for row in rows}
    return [names[near] for near in difflib.get_close_matches(fold(wanted.name), names, n=3, cutoff=_NEAR)]


def _below(root: str) -> str:
    return Sentence(" below {group}", group=root) if root else ""


def _is_elsewhere(survey: Survey, there: Row) -> bool:
    return survey.company is not None and there["company"] != survey.company.name


def _elsewhere(entry: str, survey: Survey, there: Row, wanted: Outgoing) -> Finding:
    ours = survey.settings.company
    return fault(_what(wanted), entry, other=str(there["company"]), company=ours, command=_command(wanted))


def _found(wanted: Outgoing, there: Row) -> Finding:
    name = str(there["name"])
    return fine(_what(wanted) if name == wanted.name else joined((_what(wanted), name), by=" → "))


def _resolved(survey: Survey, doctype: str, name: str) -> str:
    there = survey.there(doctype, name)
    return str(there["name"]) if there else name


def _what(wanted: Outgoing) -> str:
    """By its setting ("warehouse 'Stores'"), else with its origin ("Warehouse 'A' (mapped for DE by hand)")."""
    setting, origin = _setting(wanted), next(iter(wanted.origins.values()), "")
    if setting:
        return f"{setting} {wanted.name!r}"
    return Sentence("{kind} {name!r} ({origin})", kind=named(wanted.kind), name=wanted.name, origin=origin)


def _setting(wanted: Outgoing) -> str:
    """The setting that names it and nothing else; "" where a mapping or our own default does."""
    found = re.fullmatch(r"setting (\w+)", next(iter(wanted.origins.values()), ""))
    return found[1] if found else ""


def _command(wanted: Outgoing, name: str = "NAME") -> str:
    """How another one is chosen; "" where nothing chooses it."""
    if setting := _setting(wanted):
        return settings_command(setting, name)
    word = _MAP.get(wanted.kind)
    mapped = re.search(r"(?:mapped|usual account) for (\S+)", next(iter(wanted.origins.values()), ""))
    source = mapped[1] if mapped else "COUNTRY"
    return f"sellerbridge map {word} {shlex.quote(f'{source}={name}')}" if word else ""
