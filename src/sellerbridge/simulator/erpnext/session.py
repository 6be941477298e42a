"""One user's request at a site: the life of a document, and where the rule of its type steps in."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from sellerbridge.simulator.erpnext import checks, linked, naming, permissions
from sellerbridge.simulator.erpnext.document import CANCELLED, SUBMITTED, Document
from sellerbridge.simulator.erpnext.refusal import Refusal
from sellerbridge.simulator.erpnext.site import Site, User
from sellerbridge.simulator.erpnext.transaction import Taken, Transaction
from sellerbridge.simulator.erpnext.values import as_columns, cast, completed, defaults


class Rule:
    """What a document type does at the turns of a document's life. Override what is needed.

    The order of an insert: before_insert, autoname, before_validate, validate, before_save or before_submit; then
    mandatory fields and lengths are checked, the document is stored; after_insert, on_update, on_submit. A hook
    may change the document; once it is stored, use `session.db_set`. Hooks refuse by raising Refusal.
    """

    def before_insert(self, doc: Document, session: Session) -> None:
        """After defaults, links and permission; before it has a name."""

    def autoname(self, doc: Document, session: Session) -> str | None:
        """A name, or None for the type's own way (series, field, hash)."""

    def before_validate(self, doc: Document, session: Session) -> None:
        """Before every save but a cancel."""

    def validate(self, doc: Document, session: Session) -> None:
        """Before every save and submit; missing values are filled in here."""

    def before_save(self, doc: Document, session: Session) -> None:
        """After validate, when it stays a draft."""

    def before_submit(self, doc: Document, session: Session) -> None:
        """After validate, when it is submitted."""

    def before_cancel(self, doc: Document, session: Session) -> None:
        """Before it is stored as cancelled."""

    def before_update_after_submit(self, doc: Document, session: Session) -> None:
        """Before a submitted one is stored again."""

    def after_insert(self, doc: Document, session: Session) -> None:
        """It is stored for the first time."""

    def on_update(self, doc: Document, session: Session) -> None:
        """It is stored, as a draft or just submitted."""

    def on_submit(self, doc: Document, session: Session) -> None:
        """It is stored and submitted."""

    def on_cancel(self, doc: Document, session: Session) -> None:
        """It is stored as cancelled; links to it are looked for after this."""

    def on_update_after_submit(self, doc: Document, session: Session) -> None:
        """A submitted one is stored again."""

    def on_trash(self, doc: Document, session: Session) -> None:
        """It is about to be deleted."""

    unlinked_by: frozenset[str] = frozenset()
    """Types whose documents do not stop a cancel or delete by linking to this one."""


Method = Callable[..., Any]
"""A whitelisted method: `method(session, **arguments)`, arguments as they came (JSON where it was JSON)."""

_PLAIN = Rule()

_BEFORE_THE_NAME, _BEFORE_STORING, _AFTER_STORING = 0.16, 0.64, 0.20
"""The parts of the work of storing a document. A series' counter is held from the name on, stock rows from the
storing on: so little do series scale, and so seldom do orders deadlock.
"""


class Session(Transaction):
    """A user's transaction. `messages` are what the site tells the user along with the answer."""

    def __init__(self, site: Site, user: User, *, rules: Mapping[str, Rule]) -> None:
        super().__init__(site)
        self.user = user
        self.rules = rules
        self.messages: list[dict[str, Any]] = []
        self._written: set[str] = set()
        self._computed, self._owed = time.thread_time(), 0.0

    @property
    def today(self) -> str:
        """The site's date, YYYY-MM-DD."""
        return self.site.now().date().isoformat()

    def now(self) -> str:
        """The site's time as `modified` has it: its own zone, no offset."""
        return self.site.now().strftime("%Y-%m-%d %H:%M:%S.%f")

    def tell(self, text: str, *, title: str = "Message", **more: Any) -> None:
        """A message to the user, as frappe.msgprint leaves it in `_server_messages`."""
        self.messages.append({"message": text, "title": title, **more})

    def work(self, seconds: float) -> None:
        """Time of the server's, while the rows that are held stay held and others have their turn.

        What this process itself has computed for the request counts in.
        """
        computed = time.thread_time()
        self._owed += seconds - (computed - self._computed)
        self._computed = computed
        if self._owed > 0:
            self.site.pace.work(self.site.locks, self._owed)
            self._owed = 0.0

    def rule(self, doctype: str) -> Rule:
        """The rule of a type."""
        return self.rules.get(doctype, _PLAIN)

    def new(self, doctype: str, values: Mapping[str, Any]) -> Document:
        """A document in memory from what came in: unknown fields dropped, numbers made numbers, rows made rows."""
        return cast(self, doctype, values)

    def insert(self, doc: Document, *, may: bool = False) -> Document:
        """Store a new document, and submit it when it comes with docstatus 1. `may`: without asking permission.

        Raises Refusal.
        """
        rule = self.rule(doc.doctype)
        doc.is_new = True
        completed(self, doc)
        self._stamp(doc)
        action = self._action(doc, may=may)
        checks.links(self, doc)
        seconds = self._work_begun(doc, action)
        if not may:
            permissions.demand(self.user, "create", doc.doctype)
        rule.before_insert(doc, self)
        naming.name(self, doc, lambda: rule.autoname(doc, self))
        self._validated(doc, rule, action)
        self.work(seconds * _BEFORE_STORING)
        self._store(doc, self.insert_row)
        rule.after_insert(doc, self)
        self._stored(doc, rule, action)
        self.work(seconds * _AFTER_STORING)
        return doc

    def save(self, doc: Document, *, may: bool = False) -> Document:
        """Store a changed document: save, submit, cancel or update after submit, as its docstatus says.

        Raises Refusal.
        """
        if not may:
            permissions.demand(self.user, "write", doc.doctype)
        rule = self.rule(doc.doctype)
        doc.before = self.load(doc.doctype, doc.name)
        sent = doc.get("modified")
        for row in doc.children():
            if row.is_new:
                defaults(self, row)
                row["__unsaved"] = 1
        self._stamp(doc)
        action = self._action(doc, may=may, sent=sent)
        naming.name_rows(self, doc)
        seconds = self._work_begun(doc, action)
        if action != "cancel":
            checks.links(self, doc)
        self._validated(doc, rule, action)
        self.work(seconds * _BEFORE_STORING)
        self._store(doc, self.update_row)
        self._stored(doc, rule, action)
        self.work(seconds * _AFTER_STORING)
        return doc

    def put_record(self, doc: Document) -> None:
        """Store a new document as it is, with defaults and a name of its own: no rule, no check."""
        completed(self, doc)
        self._stamp(doc)
        self._store(doc, self.insert_row)

    def submit(self, doc: Document) -> Document:
        """Submit a draft."""
        doc["docstatus"] = SUBMITTED
        return self.save(doc)

    def cancel(self, doc: Document) -> Document:
        """Cancel a submitted document."""
        doc["docstatus"] = CANCELLED
        return self.save(doc)

    def delete(self, doctype: str, name: str) -> None:
        """Delete a draft or a cancelled document. Raises Refusal."""
        doc = self.load(doctype, name)
        permissions.demand(self.user, "delete", doctype)
        rule = self.rule(doctype)
        linked.may_go(doc)
        rule.on_trash(doc, self)
        linked.demand_none(self, doc, ignored=rule.unlinked_by, deleting=True)
        self.delete_row(doctype, doc.name)

    def db_set(self, doc: Document, **values: Any) -> None:
        """Change fields of a stored document, here and in the database; a row's document may be given as well."""
        doc.update(values)
        if "parenttype" not in doc:
            self.set_value(doc.doctype, doc.name, **values)
            return
        parent = self.get(doc["parenttype"], doc["parent"])
        if parent is not None:
            for row in parent.rows(doc["parentfield"]):
                if row["name"] == doc["name"]:
                    row.update(values)
            self.update_row(parent)

    def _validated(self, doc: Document, rule: Rule, action: str) -> None:
        if action == "cancel":
            rule.before_cancel(doc, self)
        elif action == "update_after_submit":
            rule.before_update_after_submit(doc, self)
        else:
            rule.before_validate(doc, self)
            rule.validate(doc, self)
            (rule.before_save if action == "save" else rule.before_submit)(doc, self)
        if action != "cancel":
            self._demand_mandatory(doc)
            checks.content(self, doc)
        if action == "update_after_submit":
            checks.unchanged_after_submit(self, doc)
        for row in doc.children():
            row["docstatus"] = doc.docstatus

    def _store(self, doc: Document, write: Callable[[Document], None]) -> None:
        """Rows added on the way get what the others have."""
        for row in doc.children():
            row.setdefault("creation", None)
            if row["creation"] is None:
                row["creation"] = row["modified"] = self.now()
                row["owner"] = row["modified_by"] = self.user.name
        naming.name_rows(self, doc)
        stored = as_columns(self, doc)
        try:
            write(stored)
        except Taken as taken:
            raise checks.told_taken(self, doc, taken) from None
        for one in doc.whole():
            one.is_new = False

    def _stored(self, doc: Document, rule: Rule, action: str) -> None:
        doc.pop("__unsaved", None)
        if action in ("save", "submit"):
            rule.on_update(doc, self)
        if action == "submit":
            rule.on_submit(doc, self)
        elif action == "cancel":
            rule.on_cancel(doc, self)
            linked.demand_none(self, doc, ignored=rule.unlinked_by)
        elif action == "update_after_submit":
            rule.on_update_after_submit(doc, self)

    def _work_begun(self, doc: Document, action: str) -> float:
        """The first part of the work of storing a document, and how many seconds the whole is."""
        first = doc.doctype not in self._written
        self._written.add(doc.doctype)
        seconds = self.site.pace.writing(doc.doctype, first=first, submitted=action != "save")
        self.work(seconds * _BEFORE_THE_NAME)
        return seconds

    def _action(self, doc: Document, *, may: bool, sent: Any = None) -> str:
        action = checks.action(doc, sent=sent)
        if action != "save" and not may:
            permissions.demand(self.user, "cancel" if action == "cancel" else "submit", doc.doctype)
        return action

    def _demand_mandatory(self, doc: Document) -> None:
        missing = list(checks.mandatory(self, doc))
        for _, message in missing:
            self.tell(message)
        if missing:
            fieldnames = ", ".join(fieldname for fieldname, _ in missing)
            raise Refusal(f"[{doc.doctype}, {doc.name}]: {fieldnames}", kind="MandatoryError")

    def _stamp(self, doc: Document) -> None:
        now = self.now()
        for one in doc.whole():
            one["modified"] = now
            one["modified_by"] = self.user.name
            one["creation"] = one.get("creation") or doc.get("creation") or now
            one["owner"] = one.get("owner") or doc.get("owner") or self.user.name
            one["docstatus"] = doc.docstatus
