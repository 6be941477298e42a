"""What to do next about a document that is submitted, given what the site holds of it. Decides, does nothing.

A submitted document is not edited: it gives up its key, is cancelled, and one that is amended from it takes the
key over. Each step leaves the site so that the next one follows from what is there alone, whoever was interrupted.
What somebody else made, changed or went on with is left to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sellerbridge.erp.erpnext import told
from sellerbridge.erp.erpnext.comparing import differing, same
from sellerbridge.erp.erpnext.continued import continued
from sellerbridge.erp.erpnext.found import Cancel, Create, Found, Put, Read, Retire, Settled, Step
from sellerbridge.erp.erpnext.keys import There, retired
from sellerbridge.erp.erpnext.site import Meta
from sellerbridge.erp.erpnext.wanted import BOOKED, CANCELLED, DRAFT, SUBMITTED, Wanted
from sellerbridge.sentences import Sentence, joined

_HALTED = frozenset({"Closed", "On Hold"})
_MARK = "amazon_fulfilled_by"
"""Of an order nobody but us fills this in; the keys of the other kinds are of our own making themselves."""
_FREE_TEXT = frozenset({"Text Editor", "Text", "Small Text", "Long Text", "HTML Editor", "Code"})


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What a site lets us do with its documents of a kind.

    `user` is who we are there; `key_field` holds the key, None where the site lacks it; `mark` is a field that
    nobody but us fills in; `late` and `late_rows` may change after submit, in the document and in its rows;
    `texts` are fields that the site rewrites as HTML.
    """

    user: str
    key_field: str | None
    mark: str = _MARK
    late: frozenset[str]
    late_rows: frozenset[str]
    texts: frozenset[str]

    @property
    def amends(self) -> bool:
        """Whether a submitted document can give up its key."""
        return self.key_field is not None and self.key_field in self.late


def rules(document: Meta, row: Meta, *, user: str, key_field: str | None) -> Rules:
    """The rules that the fields of a doctype and of its rows make."""

    def late(meta: Meta) -> frozenset[str]:
        return frozenset(name for name, field in meta.fields.items() if field.allow_on_submit)

    texts = frozenset(
        name for meta in (document, row) for name, field in meta.fields.items() if field.fieldtype in _FREE_TEXT
    )
    mark = _MARK if document.name == "Sales Order" else key_field or ""
    return Rules(user=user, key_field=key_field, mark=mark, late=late(document), late_rows=late(row), texts=texts)


def next_step(wanted: Wanted, there: There, *, rules: Rules, tried: bool) -> Step:
    """The next step. `tried`: we sent this very document already. Raises Refused where a person must act."""
    if wanted.docstatus == CANCELLED:
        return _cancelled(wanted, there)
    if there.live is None:
        return _made(wanted, there.retired)
    if there.live.docstatus == CANCELLED:
        raise told.declined(
            "changed-by-person",
            Sentence("{name} is cancelled there. Delete it there if it is to be made anew.", name=there.live.name),
        )
    if tried or _is_ours(wanted, there.live, rules):
        return _kept(wanted, there, there.live, rules, tried=tried)
    return _settled(wanted, there.live, otherwise="adopted-differs")


def _cancelled(wanted: Wanted, there: There) -> Step:
    held = there.live or there.retired
    if held is None or held.docstatus == CANCELLED:
        return Settled(held.name if held else wanted.known_name)
    if held.docstatus == DRAFT:
        raise told.declined(
            "erp-refused",
            Sentence(
                "{name} is a draft, and only a submitted one can be cancelled. Delete it there.", name=held.name
            ),
        )
    return Cancel(found=held)


def _made(wanted: Wanted, gone: Found | None) -> Step:
    """A new one, or the one that takes the place of a document which gave up its key."""
    if gone is None:
        return Create(wanted.new)
    if gone.docstatus == SUBMITTED:
        return Cancel(found=gone, retired=True)
    return Create({**wanted.body, "amended_from": gone.name, "docstatus": wanted.docstatus})


def _is_ours(wanted: Wanted, live: Found, rules: Rules) -> bool:
    """Told before, or in doubt; and it bears our mark, or is of our own user's making.

    Of orders in doubt the user does not tell: an older connector may have used the same one. It names its orders
    by the site's series, as most sites name ours too, whatever name is asked for.
    """
    if live.doc.get(rules.mark):
        return bool(wanted.known_name) or wanted.delivery.doubtful
    if wanted.known_name:
        return live.made_by(rules.user)
    return wanted.delivery.doubtful and live.made_by(rules.user) and live.name.startswith(wanted.name)


def _settled(wanted: Wanted, live: Found, *, otherwise: str) -> Settled:
    """It stays as it is, if its total is right. Raises Refused with both, of the kind `otherwise`."""
    there = live.doc.get(BOOKED[wanted.kind])
    if wanted.total is not None and not same(there, wanted.total):
        raise told.other_total(otherwise, wanted, there)
    return Settled(live.name)


def _kept(wanted: Wanted, there: There, live: Found, rules: Rules, *, tried: bool) -> Step:
    """One of ours: as it should be, or changed since."""
    if tried and live.docstatus == DRAFT:
        raise told.declined(
            "erp-refused", Sentence("the site kept {name} as a draft; submit it there.", name=live.name)
        )
    again = wanted.before is None and wanted.known_name
    if tried or again or live.docstatus == DRAFT:
        return _settled(wanted, live, otherwise="erp-total-differs")
    if not live.whole:
        return Read(live.name)
    if not _differences(wanted, live, rules):
        return _settled(wanted, live, otherwise="erp-total-differs")
    _check_untouched(wanted, live, rules)
    return _late_change(wanted, live, rules) or _retired(wanted, there, live, rules)


def _other_rows(live: Found, body: Mapping[str, Any], rules: Rules) -> list[str]:
    """The tables whose rows are not so there, texts apart."""
    return [
        table
        for table, rows in body.items()
        if isinstance(rows, list) and _row_changes(live.doc.get(table) or [], rows, rules) != [[]] * len(rows)
    ]


def _row_changes(there: list[Any], rows: list[Any], rules: Rules) -> list[list[str]] | None:
    """By row the fields that differ; None where the rows are not as many."""
    if len(there) != len(rows):
        return None
    return [differing(mine, row, without=rules.texts) for mine, row in zip(there, rows, strict=True)]


def _differences(wanted: Wanted, live: Found, rules: Rules) -> list[str]:
    head = differing(live.doc, wanted.body, without=rules.texts | wanted.tables)
    return head + _other_rows(live, wanted.body, rules)


def _check_untouched(wanted: Wanted, live: Found, rules: Rules) -> None:
    """Nobody else changed it. Raises Refused with what they did."""
    changed = _differences(wanted, live, rules)
    if wanted.before is None:
        by_hand = [] if live.last_saved_by(rules.user) else changed
    else:
        other_rows = _other_rows(live, wanted.before, rules)
        by_hand = [
            field
            for field in changed
            if (
                field in other_rows
                if field in wanted.tables
                else not same(live.doc.get(field), wanted.before.get(field))
            )
        ]
    if by_hand:
        raise told.changed_by_person(wanted, [(field, live.doc.get(field)) for field in by_hand])


def _late_change(wanted: Wanted, live: Found, rules: Rules) -> Put | None:
    """The change in place, where all that differs may change after submit; rows go back whole."""
    head = differing(live.doc, wanted.body, without=rules.texts | wanted.tables)
    fields: dict[str, Any] = {field: wanted.body[field] for field in head}
    for table in _other_rows(live, wanted.body, rules):
        there, rows = live.doc[table], wanted.body[table]
        changes = _row_changes(there, rows, rules)
        if changes is None or not rules.late_rows.issuperset(field for row in changes for field in row):
            return None
        fields[table] = [
            {**mine, **{field: row[field] for field in changed}}
            for mine, row, changed in zip(there, rows, changes, strict=True)
        ]
    return Put(found=live, fields=fields) if rules.late.issuperset(head) else None


def _retired(wanted: Wanted, there: There, live: Found, rules: Rules) -> Retire:
    facts = [
        Sentence("{field} is {value}", field=field, value=live.doc[field])
        for field in continued(wanted.kind, live.doc)
    ]
    if facts:
        documents = joined(facts, by=", ")
        sentence = Sentence("{name} was gone on with ({documents}).", name=live.name, documents=documents)
        raise told.declined("linked-in-erp", sentence)
    if live.doc.get("status") in _HALTED:
        raise told.changed_by_person(wanted, [("status", live.doc["status"])])
    if not same(live.doc.get("company"), wanted.body.get("company")):
        raise told.changed_after_booking(wanted, live.doc, ["company"])
    if not rules.amends:
        raise told.changed_after_booking(wanted, live.doc, _differences(wanted, live, rules))
    return Retire(found=live, value=retired(wanted.key, there.next_retired(rules.key_field or "")))
