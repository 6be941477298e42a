"""What we must know of a site before we write: its company, fields, time zone, user; each read once."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from sellerbridge.documents.item import fold
from sellerbridge.erp.erpnext.client import Client, method, resource
from sellerbridge.erp.erpnext.refusals import NOT_PERMITTED, SiteRefused
from sellerbridge.errors import Unreachable, Usage
from sellerbridge.settings import Settings

T = TypeVar("T")

_LAYOUT = frozenset({"Section Break", "Column Break", "Tab Break", "Fold", "Heading", "HTML", "Button", "Image"})
"""Field types that hold no value."""

_USUAL_PRECISION = 2


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a doctype as the site has it, custom ones and changes by Customize Form included."""

    fieldname: str
    label: str = ""
    fieldtype: str = "Data"
    options: str = ""
    reqd: bool = False
    unique: bool = False
    default: str = ""
    length: int = 0
    precision: str = ""
    allow_on_submit: bool = False
    read_only: bool = False
    permlevel: int = 0
    custom: bool = False
    fetch_from: str = ""


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """A doctype as the site has it; `fields` by fieldname, sections and columns left out."""

    name: str
    fields: Mapping[str, Field]
    submittable: bool = False
    table: bool = False
    autoname: str = ""


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """The company that the settings name. `abbr` ends the names of its accounts and warehouses; `cost_center` is
    what postings get that name none.
    """

    name: str
    abbr: str
    currency: str
    country: str = ""
    cost_center: str = ""


class Site:
    """The site as one user sees it. Each answer is asked for once and kept; threads may share it.

    Raises as Client does; `company` raises Usage when the site has none of that name.
    """

    def __init__(self, client: Client, settings: Settings) -> None:
        self.client = client
        self.settings = settings
        self._kept: dict[str, Any] = {}
        self._metas: dict[str, Meta] = {}
        self._lock = threading.RLock()

    def meta(self, doctype: str) -> Meta:
        """The doctype's fields (frappe.desk.form.load.getdoctype, which is open to everybody who may read it).

        The answer brings the child tables along; they are kept as well. A doctype that the site does not have, and
        one that we may not read, are the same refusal there: SiteRefused with PermissionError.
        """
        with self._lock:
            if doctype not in self._metas:
                self._metas |= self._metas_of(doctype)
            return self._metas[doctype]

    @property
    def company(self) -> Company:
        """The company that the settings name."""
        name = self.settings.company
        for company in self.companies:
            if fold(company.name) == fold(name):
                return company
        there = ", ".join(company.name for company in self.companies) or "none that its user may see"
        raise Usage(
            "The ERP has no company {name}, but {there}. Run: sellerbridge settings set company=NAME",
            name=name,
            there=there,
        )

    @property
    def companies(self) -> tuple[Company, ...]:
        """Every company that we may see there."""
        return self._once("companies", self._companies)

    @property
    def user(self) -> str:
        """Who we are there, as `modified_by` names us."""
        return self._once("user", lambda: str(self._asked("frappe.auth.get_logged_user")))

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone of `modified` and `creation`, which carry no offset. Raises Usage for one nobody knows."""
        return self._once("time_zone", self._time_zone)

    @property
    def versions(self) -> Mapping[str, str]:
        """Installed application → version ("erpnext" → "15.65.1"; Dokos has "dokos")."""
        return self._once("versions", self._versions)

    @property
    def currency_precision(self) -> int:
        """Decimals of money; 2 where the site does not tell a plain user."""
        return self._once("currency_precision", self._currency_precision)

    def _metas_of(self, doctype: str) -> dict[str, Meta]:
        told = self.client.read(method("frappe.desk.form.load.getdoctype"), {"doctype": doctype})
        docs = [doc for doc in told if "name" in doc] if isinstance(told, list) else []
        metas = {doc["name"]: _meta(doc) for doc in docs}
        if doctype in metas:
            return metas
        raise Unreachable(
            "The ERP at {host} gave no usable answer about its document types. Nothing is lost; run it"
            " again later.",
            host=self.client.login.host,
        )

    def _once(self, name: str, ask: Callable[[], T]) -> T:
        """Other threads wait instead of asking too."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = ask()
            return cast("T", self._kept[name])

    def _asked(self, dotted: str) -> Any:
        return self.client.read(method(dotted))

    def _companies(self) -> tuple[Company, ...]:
        fields = ["name", "abbr", "default_currency", "country", "cost_center"]
        query = {"fields": fields, "limit_page_length": 0, "order_by": "name asc"}
        return tuple(
            Company(
                name=row["name"],
                abbr=_text(row["abbr"]),
                currency=_text(row["default_currency"]),
                country=_text(row["country"]),
                cost_center=_text(row.get("cost_center")),
            )
            for row in self.client.read(resource("Company"), query)
        )

    def _time_zone(self) -> ZoneInfo:
        told = self._asked("frappe.client.get_time_zone")
        name = _text(told.get("time_zone")) if isinstance(told, dict) else ""
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise Usage(
                "The ERP's time zone is {name!r}: choose another in its System Settings.", name=name
            ) from error

    def _versions(self) -> dict[str, str]:
        told = self._asked("frappe.utils.change_log.get_versions")
        return {app: _text(about.get("version")) for app, about in dict(told or {}).items()}

    def _currency_precision(self) -> int:
        """As Frappe reckons it: the setting, else the decimals of the number format."""
        try:
            told = self.client.read(resource("System Settings", "System Settings"))
        except SiteRefused as refused:
            if refused.exc_type in NOT_PERMITTED:
                return _USUAL_PRECISION
            raise
        if precision := _text(told.get("currency_precision")):
            return int(precision)
        return _decimals(_text(told.get("number_format")))


def _meta(doc: Mapping[str, Any]) -> Meta:
    fields = (_field(row) for row in doc.get("fields") or () if row.get("fieldtype") not in _LAYOUT)
    return Meta(
        name=doc["name"],
        fields={field.fieldname: field for field in fields},
        submittable=bool(doc.get("is_submittable")),
        table=bool(doc.get("istable")),
        autoname=_text(doc.get("autoname")),
    )


def _field(row: Mapping[str, Any]) -> Field:
    return Field(
        fieldname=row["fieldname"],
        label=_text(row.get("label")),
        fieldtype=row["fieldtype"],
        options=_text(row.get("options")),
        reqd=bool(row.get("reqd")),
        unique=bool(row.get("unique")),
        default=_text(row.get("default")),
        length=int(row.get("length") or 0),
        precision=_text(row.get("precision")),
        allow_on_submit=bool(row.get("allow_on_submit")),
        read_only=bool(row.get("read_only")),
        permlevel=int(row.get("permlevel") or 0),
        custom=bool(row.get("is_custom_field")),
        fetch_from=_text(row.get("fetch_from")),
    )


def _decimals(number_format: str) -> int:
    """Of a form such as #,###.## (2) or #.### (none): only a second kind of sign separates decimals."""
    signs = re.findall(r"[^#]", number_format)
    if not signs:
        return _USUAL_PRECISION
    return len(number_format.rpartition(signs[-1])[2]) if len(set(signs)) > 1 else 0


def _text(value: Any) -> str:
    return "" if value is None else str(value)
