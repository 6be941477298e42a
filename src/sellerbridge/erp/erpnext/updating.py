"""What to do next about a document that is never submitted: Item, Item Price, Customer, Address, Contact.

Decides, does nothing. A field is written where the site holds what we wrote last, or nothing; what a person set
stays, and where Amazon says something else by now, the person is told and nothing is written: what was delivered
last stays true of the whole document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sellerbridge.erp.erpnext import told
from sellerbridge.erp.erpnext.comparing import differing, empty, same
from sellerbridge.erp.erpnext.found import Create, Found, Put, Read, Settled, Step
from sellerbridge.erp.erpnext.keys import KEY_FIELDS, There
from sellerbridge.erp.erpnext.wanted import Wanted

OWN_FIELDS = "amazon_"
"""Our own custom fields begin so; nobody else writes them."""

_NAMED_BY = frozenset({"item_code"})
"""What a document is named by is changed by renaming it there, never by writing the field."""


def next_step(wanted: Wanted, there: There, *, user: str, tried: bool) -> Step:
    """The next step. Raises Refused where a person set something else."""
    found = there.live
    if found is None:
        return Create(wanted.new)
    if tried or wanted.stands_in:
        return _marked(wanted, found)
    if wanted.kind == "Item":
        return _item(wanted, found, user)
    if found.last_saved_by(user):
        return _overwritten(wanted, found)
    if wanted.kind == "Item Price":
        return _by_field(wanted, found, wanted.body) if wanted.known_name else Settled(found.name)
    return _another_persons(wanted, found)


def _marked(wanted: Wanted, found: Found) -> Step:
    """It stays as it is, but for the key if it has none: by that it is found next time."""
    field = KEY_FIELDS.get(wanted.kind, "")
    if field in wanted.body and field in found.doc and empty(found.doc[field]):
        return Put(found=found, fields={field: wanted.body[field]})
    return Settled(found.name)


def _item(wanted: Wanted, found: Found, user: str) -> Step:
    """Ours is kept up to date. In one that somebody else made only our own fields are.

    One that an interrupted run may have made is ours if it had its key from the start.
    """
    if found.made_by(user) and wanted.known_name:
        return _by_field(wanted, found, wanted.body)
    keyed = not empty(found.doc.get(KEY_FIELDS["Item"]))
    if wanted.delivery.doubtful and not wanted.known_name and keyed and found.untouched_since_made_by(user):
        return _overwritten(wanted, found)
    return _own_fields(wanted, found)


def _own_fields(wanted: Wanted, found: Found) -> Step:
    """Filled in where they are empty; later kept up to date like any other."""
    own = {field: value for field, value in wanted.body.items() if field.startswith(OWN_FIELDS)}
    if wanted.known_name:
        return _by_field(wanted, found, own)
    return _put(found, {field: value for field, value in own.items() if empty(found.doc.get(field))})


def _overwritten(wanted: Wanted, found: Found) -> Step:
    """Nobody has touched it since we saved it last. Rows are looked at only where it was told before."""
    without = frozenset[str]() if found.whole else wanted.tables
    changed = differing(found.doc, wanted.body, without=without | _NAMED_BY)
    if wanted.tables and wanted.known_name and not found.whole:
        return Read(found.name)
    return _put(found, {field: wanted.body[field] for field in changed})


def _another_persons(wanted: Wanted, found: Found) -> Step:
    """A person saved it last. What we wrote before is not kept of personal data, so all of it counts as theirs."""
    changed = differing(found.doc, wanted.body, without=wanted.tables)
    if changed:
        raise told.changed_by_person(wanted, [(field, found.doc.get(field)) for field in changed])
    return Settled(found.name)


def _by_field(wanted: Wanted, found: Found, body: Mapping[str, Any]) -> Step:
    """Field by field: ours is written, a person's kept; what Amazon changed of a person's is a conflict."""
    before = wanted.body if wanted.before is None else wanted.before
    if not found.whole and any(not same(before.get(table), body[table]) for table in wanted.tables & body.keys()):
        return Read(found.name)
    write, conflicts = dict[str, Any](), list[str]()
    for field in _to_look_at(found, body):
        here = found.doc.get(field)
        if same(here, before.get(field)) if field in before else empty(here):
            write[field] = body[field]
        elif not same(before.get(field), body[field]):
            conflicts.append(field)
    if conflicts:
        raise told.changed_by_person(wanted, [(field, found.doc.get(field)) for field in conflicts])
    return _put(found, write)


def _to_look_at(found: Found, body: Mapping[str, Any]) -> Iterable[str]:
    """The fields that differ; rows only where they were read."""
    differ = differing(found.doc, body, without=_NAMED_BY)
    return [field for field in differ if found.whole or not isinstance(body[field], list)]


def _put(found: Found, fields: Mapping[str, Any]) -> Step:
    return Put(found=found, fields=fields) if fields else Settled(found.name)
