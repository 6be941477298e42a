"""Receipts, and the sentences in them. Nothing of a person's data gets into one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sellerbridge.erp.erpnext.comparing import differing
from sellerbridge.erp.erpnext.desk_words import named
from sellerbridge.erp.erpnext.refusals import NOT_PERMITTED, SiteRefused
from sellerbridge.erp.erpnext.wanted import Wanted
from sellerbridge.erp.erpnext.ways_out import way_out
from sellerbridge.errors import Refused
from sellerbridge.outgoing import Outcome, Receipt, plain
from sellerbridge.sentences import N_, Sentence, joined

_NAMES_A_PERSON = frozenset({"customer", "party"})
"""Links to what a site may name after a person."""


class Declined(Refused):
    """A no of our own: the site was not asked, or it holds what we must not touch."""


def receipt(wanted: Wanted, outcome: Outcome, name: str = "") -> Receipt:
    """The answer to a delivery that needs no person."""
    return Receipt(row=wanted.row, outcome=outcome, name=name)


def refusal(wanted: Wanted, error: Refused, *, name: str = "") -> Receipt:
    """The answer to a delivery that does; `name` if the site holds something of it."""
    message = _sentence(wanted, error) if isinstance(error, SiteRefused) else error.sentence
    return Receipt(row=wanted.row, outcome=Outcome.REFUSED, name=name, kind=error.kind, message=message)


def declined(kind: str, message: str) -> Declined:
    """A no of our own. `kind` is one of `problems.py`."""
    return Declined(message, kind=kind, reason=message)


def taken(wanted: Wanted, error: SiteRefused) -> Declined:
    """Another document has the name or the value of a unique field, and not our key."""
    sentence = Sentence(
        "{why}. Another {kind} there has that name or key, and is not known to be this one. Rename it, or give it"
        " the key that sellerbridge looks for.",
        why=_sentence(wanted, error),
        kind=named(wanted.kind),
    )
    return declined("erp-refused", sentence)


def changed_by_person(wanted: Wanted, fields: Iterable[tuple[str, Any]]) -> Declined:
    """What a person set and Amazon says otherwise: (field, value there); no values of personal data."""
    both = (
        _both(wanted, field, there, N_("{field} is {there} there, Amazon says {told}")) for field, there in fields
    )
    return declined("changed-by-person", joined(both))


def changed_after_booking(wanted: Wanted, there: Mapping[str, Any], fields: Iterable[str]) -> Declined:
    """What Amazon changed of a submitted document that cannot change there."""
    both = (_both(wanted, field, there.get(field), N_("{field} was {there}, now {told}")) for field in fields)
    return declined("changed-after-booking", joined(both))


def other_total(kind: str, wanted: Wanted, there: Any) -> Declined:
    """The grand total there is another than Amazon's."""
    currency = wanted.delivery.outgoing.body.get("currency", "")
    sentence = Sentence(
        "its grand total is {there} {currency} there, Amazon's is {told} {currency}",
        there=_shown(there),
        told=wanted.total,
        currency=currency,
    )
    return declined(kind, sentence)


def _sentence(wanted: Wanted, error: SiteRefused) -> str:
    """The site's own, but for a personal document, which it may quote."""
    if error.exc_type in NOT_PERMITTED:
        return Sentence(
            "The API user may not write {kind} ({exc_type}). Give it the role for that in the ERP (sellerbridge"
            " erp check says which), or make {one} there by hand.",
            kind=named(wanted.kind),
            exc_type=error.exc_type,
            one=Sentence("one") if wanted.personal else repr(wanted.name),
        )
    if wanted.personal:
        return Sentence(
            "{exc_type} (its text is not shown, for it may quote personal data)", exc_type=error.exc_type
        )
    both = (_without_customers(wanted, error.text), way_out(wanted.kind, error.exc_type))
    return joined(filter(None, both), by=" ")


def _without_customers(wanted: Wanted, text: str) -> str:
    """A customer may be named by a person's name there: the one we asked for stands for it."""
    both = zip(_customers(wanted.body), _customers(wanted.delivery.outgoing.body), strict=True)
    for there, asked in sorted(set(both), key=lambda pair: -len(pair[0])):  # "Ann Lee" before "Ann"
        text = text.replace(there, asked)
    return text


def _customers(body: Mapping[str, Any]) -> list[str]:
    postings = (row for row in body.get("accounts", ()) if row.get("party"))
    return [name for name in (body.get("customer", ""), *(row["party"] for row in postings)) if name]


def _both(wanted: Wanted, field: str, there: Any, sentence: str) -> str:
    """Both values of a field, or of the rows' fields; of what is or names a person the field alone."""
    told = wanted.body.get(field)
    if wanted.personal or field in _NAMES_A_PERSON:
        return Sentence("{field} (personal data is not shown)", field=field)
    if isinstance(told, list) and isinstance(there, list) and len(told) == len(there):
        return joined(
            Sentence(
                sentence,
                field=Sentence("{field} of row {number}", field=name, number=number),
                there=_shown(mine.get(name)),
                told=_shown(row[name]),
            )
            for number, (mine, row) in enumerate(zip(there, told, strict=True), start=1)
            for name in differing(mine, row)
            if name not in _NAMES_A_PERSON
        )
    return Sentence(sentence, field=field, there=_shown(there), told=_shown(told))


def _shown(value: Any) -> str:
    shown = plain(value)
    if isinstance(shown, list):
        return Sentence("{number} rows", number=len(shown))
    return Sentence("empty") if shown in (None, "") else str(shown)
