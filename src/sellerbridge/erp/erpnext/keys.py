"""By what a document of each kind is known for ever, and what a site holds under it, looked up in bulk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from sellerbridge.documents.item import fold
from sellerbridge.erp.erpnext import lists, record
from sellerbridge.erp.erpnext.client import Client
from sellerbridge.erp.erpnext.custom_fields import CUSTOM_FIELDS
from sellerbridge.erp.erpnext.desk_words import named
from sellerbridge.erp.erpnext.found import Found
from sellerbridge.erp.erpnext.masters import MASTERS, Masters
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.erp.erpnext.wanted import BOOKED, Wanted
from sellerbridge.errors import Refused
from sellerbridge.sentences import Sentence

KEY_FIELDS = {field.doctype: field.fieldname for field in CUSTOM_FIELDS if field.key}
"""The unique field that carries the key, by doctype."""

_DECIDING = frozenset({"amazon_fulfilled_by", "status", *BOOKED.values()})
"""What is asked of booked documents; not every kind or site has each field."""

_PRICED = ("item_code", "price_list", "currency", "uom")
_RETIRED = re.compile(r"(?P<key>.+)~(?P<number>\d+)")
_FEW = 50
"""So many patterns in one question."""


class There(msgspec.Struct, frozen=True, kw_only=True):
    """What a site holds of one key. `live` carries it; `retired` is the last one that gave it up to be amended."""

    live: Found | None = None
    retired: Found | None = None

    def next_retired(self, key_field: str) -> int:
        """The number that the next one to be retired gets."""
        return _number(self.retired.doc[key_field]) + 1 if self.retired else 1


def retired(key: str, number: int) -> str:
    """What stands in the key field of a document that was cancelled to be amended: <key>~<number>.

    A cancelled document keeps its value in a unique field for ever, and the amendment needs it.
    """
    return f"{key}~{number}"


def is_retired(value: str) -> bool:
    """Whether a key field's value is that of a document that another has taken the place of."""
    return _RETIRED.fullmatch(value) is not None


class LookUp:
    """Asks a site what it holds of what is wanted. Raises as Client does."""

    def __init__(self, client: Client, site: Site, masters: Masters) -> None:
        self._client = client
        self._site = site
        self._masters = masters

    def key_field(self, kind: str) -> str | None:
        """The field that carries the key there, or None."""
        field = KEY_FIELDS.get(kind)
        return field if field in self._site.meta(kind).fields else None

    def check_key(self, kind: str) -> None:
        """The check was passed once, but the field may be gone since, or its values may repeat.

        Raises Refused (erp-not-ready): names alone do not keep documents apart, for most sites choose them.
        """
        field = self._site.meta(kind).fields.get(KEY_FIELDS.get(kind, ""))
        if kind in KEY_FIELDS and not (field and field.unique):
            reason = Sentence(
                "field {field} of {kind} is not there, or not unique", field=KEY_FIELDS[kind], kind=named(kind)
            )
            sentence = Sentence("Nothing more is written to the ERP: {reason}", reason=reason)
            raise Refused(sentence, kind="erp-not-ready", doctype=Sentence("document"), reason=reason)

    def there(self, wanted: Sequence[Wanted], *, sure: bool = False) -> dict[int, There]:
        """What is there of each, by row; all of one kind.

        Documents that gave up their key are looked for where there can be one: what was told or tried before, or
        `sure`.
        """
        kind = wanted[0].kind
        if kind in MASTERS:
            masters = self._masters.there(wanted)
            return {one.row: There(live=masters.get(one.row)) for one in wanted}
        live = self._prices(wanted) if kind == "Item Price" else self._keyed(wanted)
        live |= self._by_name([one for one in wanted if one.row not in live])
        gone = self._retired([one for one in wanted if sure or one.known_name or one.delivery.doubtful])
        return {one.row: There(live=live.get(one.row), retired=gone.get(one.row)) for one in wanted}

    def whole(self, kind: str, name: str) -> Found:
        """One document with its rows."""
        return Found(doc=record.whole(self._client, kind, name), whole=True)

    def _keyed(self, wanted: Sequence[Wanted]) -> dict[int, Found]:
        """By key to the letter: another SKU may be the same one to the site's database."""
        kind = wanted[0].kind
        field = KEY_FIELDS[kind]
        values = {one.row: _key_values(one) for one in wanted}
        rows = lists.rows_by(self._client, kind, field, _flat(values.values()), fields=self._asked(wanted, kind))
        holders = {row[field].strip(): Found(doc=row) for row in rows}
        found = {
            row: next((holders[v.strip()] for v in mine if v.strip() in holders), None)
            for row, mine in values.items()
        }
        return {row: one for row, one in found.items() if one}

    def _by_name(self, wanted: Sequence[Wanted]) -> dict[int, Found]:
        """By the name it had last, or where anything of that name will do; not one with another key."""
        names = {one.row: one.known_name or (one.name if one.stands_in else "") for one in wanted}
        found = self._named(wanted, names)
        field = self.key_field(wanted[0].kind) if found else None
        return {row: one for row, one in found.items() if field is None or not one.doc.get(field)}

    def _named(self, wanted: Sequence[Wanted], names: Mapping[int, str]) -> dict[int, Found]:
        if not any(names.values()):
            return {}
        kind = wanted[0].kind
        rows = lists.rows_by(self._client, kind, "name", names.values(), fields=self._asked(wanted, kind))
        holders = {fold(row["name"]): Found(doc=row) for row in rows}
        return {row: holders[fold(name)] for row, name in names.items() if fold(name) in holders}

    def _prices(self, wanted: Sequence[Wanted]) -> dict[int, Found]:
        """Of several the one for everybody that holds from the latest day."""
        rows = lists.rows_by(
            self._client,
            "Item Price",
            "item_code",
            (one.body["item_code"] for one in wanted),
            fields=[*self._asked(wanted, "Item Price"), *_PRICED, "customer", "valid_from"],
            filters=[["price_list", "in", sorted({one.body["price_list"] for one in wanted})]],
        )
        common = sorted((row for row in rows if not row.get("customer")), key=lambda row: row["valid_from"] or "")
        holders = {_price_key(row): Found(doc=row) for row in common}
        return {one.row: holders[_price_key(one.body)] for one in wanted if _price_key(one.body) in holders}

    def _retired(self, wanted: Sequence[Wanted]) -> dict[int, Found]:
        kind = wanted[0].kind if wanted else ""
        field = self.key_field(kind) if kind in BOOKED else None
        if field is None:
            return {}
        found: dict[str, Found] = {}
        for start in range(0, len(wanted), _FEW):
            patterns = [[field, "like", f"{one.key}~%"] for one in wanted[start : start + _FEW]]
            for row in lists.rows(self._client, kind, fields=[*lists.MARKS, field], any_of=patterns):
                _keep_last(found, row, field)
        return {one.row: found[one.key] for one in wanted if one.key in found}

    def _asked(self, wanted: Sequence[Wanted], kind: str) -> list[str]:
        """The fields that a decision may rest on: who saved it, what is booked, what is wanted of others."""
        field = self.key_field(kind)
        key = [field] if field else []
        if kind in BOOKED:
            return [*lists.MARKS, *key, *sorted(_DECIDING & self._site.meta(kind).fields.keys())]
        return [*lists.MARKS, *key, *sorted({name for one in wanted for name in one.body.keys() - one.tables})]


def _key_values(wanted: Wanted) -> list[str]:
    """What may be in the key field: the key, or of a SKU that the site takes for another one its item code."""
    return [wanted.name, wanted.key] if wanted.kind == "Item" else [wanted.key]


def _price_key(fields: Any) -> tuple[str, ...]:
    return tuple(fold(fields.get(field) or "") for field in _PRICED)


def _keep_last(found: dict[str, Found], row: dict[str, Any], field: str) -> None:
    parts = _RETIRED.fullmatch(row[field])
    if parts is None:
        return
    other = found.get(parts["key"])
    if other is None or int(parts["number"]) > _number(other.doc[field]):
        found[parts["key"]] = Found(doc=row)


def _number(value: str) -> int:
    """Which of the retired ones of a key it is; 0 for none."""
    parts = _RETIRED.fullmatch(value)
    return int(parts["number"]) if parts else 0


def _flat(values: Iterable[Iterable[str]]) -> Iterable[str]:
    return (value for mine in values for value in mine)
