"""One ERPNext site: its documents, counters, users and clock, for as long as the process lives."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.locks import Locks
from sellerbridge.simulator.erpnext.meta import Field, Meta, standard_metas
from sellerbridge.simulator.erpnext.pace import Pace
from sellerbridge.simulator.erpnext.table import Table

CUSTOMIZING = frozenset({"Custom Field", "Property Setter"})
"""Types whose documents change what other types are."""

_APP_OF = {"Ecommerce Integrations": ("ecommerce_integrations",)}
"""The application that a module's types come with, where it is not ERPNext itself."""

_FRAPPE = {True: "15.72.4", False: "15.44.2"}
"""A version by whether it keeps the names that are sent."""

_ALPHABET = "0123456789abcdefghijklmnopqrstuv"


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Who may sign in. `name` is the e-mail address; the administrator's is "Administrator"."""

    name: str
    api_key: str
    api_secret: str
    roles: frozenset[str] = frozenset()


class Site:
    """The state that requests share. Only whoever has `locks.turn` may touch it.

    `apps` are installed beside ERPNext. `own_names`: a name that is sent is kept. `clock` tells the time in UTC;
    the site writes its own zone's, without an offset. `defaults` are what new documents get in Link fields of that
    name. `conf` is site_config.json. `url` stands in links inside messages.
    """

    def __init__(
        self,
        *,
        zone: str,
        users: Iterable[User],
        apps: Iterable[str] = (),
        own_names: bool = True,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.zone = ZoneInfo(zone)
        self.apps = frozenset(apps)
        self.own_names = own_names
        self.users = tuple(users)
        self.clock = clock or _utc
        self.locks = Locks()
        self.tables: dict[str, Table] = defaultdict(Table)
        self.series: dict[str, int] = {}
        self.defaults: dict[str, str] = {}
        self.conf: dict[str, Any] = {}
        self.pace = Pace()
        self.url = "http://site.example"
        self._metas: dict[str, Meta] = {}
        self._last = datetime.min.replace(tzinfo=UTC)
        self._chance = random.Random(0)

    @property
    def versions(self) -> dict[str, Any]:
        """The installed applications, as get_versions tells them."""
        frappe = "Full stack web framework with Python, Javascript, MariaDB, Redis, Node"
        told = {
            "frappe": {
                "title": "Frappe Framework",
                "description": frappe,
                "branch": "",
                "version": _FRAPPE[self.own_names],
            },
            "erpnext": {"title": "ERPNext", "description": "ERP made simple", "branch": "", "version": "15.65.1"},
        }
        more = {"title": "", "description": "", "branch": "", "version": "15.0.0"}
        return told | {app: {**more, "title": app} for app in sorted(self.apps)}

    @property
    def administrator(self) -> User:
        """The user who may do everything."""
        return next(user for user in self.users if user.name == "Administrator")

    def now(self) -> datetime:
        """The site's local time, never the same twice."""
        self._last = max(self.clock(), self._last + timedelta(microseconds=1))
        return self._last.astimezone(self.zone)

    def hash_name(self) -> str:
        """A name of ten letters and digits, as rows and hash-named types get."""
        return "".join(self._chance.choices(_ALPHABET, k=10))

    def meta(self, doctype: str) -> Meta | None:
        """The type as it is here, with custom fields and changed properties; None where there is no such type."""
        standard = standard_metas().get(doctype)
        if standard is None or not self.apps.issuperset(_APP_OF.get(standard.module, ())):
            return None
        if doctype not in self._metas:
            self._metas[doctype] = self._customized(standard)
        return self._metas[doctype]

    def forget_metas(self) -> None:
        """Custom fields or properties have changed."""
        self._metas.clear()

    def _customized(self, meta: Meta) -> Meta:
        fields = list(meta.fields)
        for _, told in self.tables["Custom Field"].having("dt", meta.name):
            place = next((at for at, field in enumerate(fields, 1) if field.fieldname == told["insert_after"]), 0)
            fields.insert(place, _custom_field(told))
        for _, told in self.tables["Property Setter"].having("doc_type", meta.name):
            fields = [_with_property(field, told) for field in fields]
        return msgspec.structs.replace(meta, fields=tuple(fields))


def _custom_field(told: Document) -> Field:
    return Field(
        fieldname=told["fieldname"],
        fieldtype=told["fieldtype"],
        options=told.text("options"),
        label=told.text("label"),
        reqd=bool(told["reqd"]),
        unique=bool(told["unique"]),
        no_copy=bool(told["no_copy"]),
        allow_on_submit=bool(told["allow_on_submit"]),
        length=int(told["length"] or 0),
        default=told.text("default"),
        fetch_from=told.text("fetch_from"),
        fetch_if_empty=bool(told["fetch_if_empty"]),
        custom=True,
    )


def _with_property(field: Field, told: Document) -> Field:
    known = told["property"] in Field.__struct_fields__
    if not known or told["field_name"] != field.fieldname:
        return field
    now = getattr(field, told["property"])
    value = told.text("value")
    kinds: dict[type, Callable[[str], Any]] = {bool: lambda text: text not in ("", "0"), int: int, str: str}
    return msgspec.structs.replace(field, **{told["property"]: kinds[type(now)](value)})


def _utc() -> datetime:
    return datetime.now(UTC)
