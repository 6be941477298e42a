"""One choice settles a problem: it is cancelled in the ERP, kept as it is there, or left alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sellerbridge.desk.decide import decide
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Outcome, Outgoing, Receipt
from sellerbridge.problems import CHOICES, KINDS, Problem
from sellerbridge.store.connections import Connection

ORDER = "302-0000000-0000001"


def item(title: str) -> Outgoing:
    return Outgoing(kind="Item", key="RED-MUG", name="RED-MUG", body={"item_name": title}, about="RED-MUG")


def document(kind: str, number: str = "", *, docstatus: int = 1) -> Outgoing:
    key = f"{ORDER}{number}"
    return Outgoing(kind=kind, key=key, name=key, body={"docstatus": docstatus}, about=ORDER)


def put(opened: Installation, seller: Connection, *wanted: Outgoing) -> None:
    with opened.database.transaction() as transaction:
        opened.store.outbox.put(transaction, seller.id, wanted, keep_days=30)


def told(
    opened: Installation, seller: Connection, *wanted: Outgoing, refused: str = "", held: bool = True
) -> None:
    put(opened, seller, *wanted)
    while batch := opened.store.outbox.due(seller.id, limit=9):
        receipts = [
            Receipt(
                row=delivery.row,
                outcome=Outcome.REFUSED if refused else Outcome.CREATED,
                name=delivery.outgoing.name if held else "",
                kind=refused,
                message="it is another one there" if refused else "",
            )
            for delivery in batch
        ]
        opened.store.outbox.settle(seller.id, batch, receipts)
        if refused:
            return


def reported(opened: Installation, seller: Connection, kind: str, about: str = ORDER) -> int:
    opened.store.report(seller, Problem(kind=kind, about=about, facts={"name": about}))
    return opened.store.problems.open(about)[-1].id


def due(opened: Installation, seller: Connection) -> Sequence[tuple[str, str, object]]:
    found: list[tuple[str, str, object, int]] = []
    while batch := opened.store.outbox.due(seller.id, limit=9, after=found[-1][3] if found else 0):
        found += [(d.outgoing.kind, d.outgoing.key, d.outgoing.body["docstatus"], d.row) for d in batch]
    return [row[:3] for row in found]


def test_what_is_kept_stays_until_something_else_is_wanted(opened: Installation, seller: Connection) -> None:
    store = opened.store
    told(opened, seller, item("Red mug"))
    told(opened, seller, item("Crimson mug"), refused="changed-by-person")
    (problem,) = store.problems.open()
    (made,) = decide(store, [problem.id], "keep", reason="our own title")
    assert (made.about, made.documents) == ("RED-MUG", ())
    assert store.problems.open() == []
    assert store.outbox.counts()["failed"] == 0
    assert store.outbox.news(seller.id, [item("Crimson mug")]) == []
    assert len(store.outbox.news(seller.id, [item("Scarlet mug")])) == 1
    (event,) = store.events.about("RED-MUG")
    assert event.what == "a person: it stays as the ERP has it (changed-by-person: our own title)"


def test_what_the_erp_refused_and_is_ignored_is_not_tried_again(opened: Installation, seller: Connection) -> None:
    store = opened.store
    told(opened, seller, document("Sales Order"), refused="erp-refused", held=False)
    (problem,) = store.problems.open()
    decide(store, [problem.id], "ignore", reason="entered by hand")
    assert store.problems.open() == []
    assert store.retry(None) == 0
    assert (due(opened, seller), store.outbox.counts()["delivered"]) == ([], 0)
    (row,) = store.outbox.about(ORDER)
    assert (row.state, row.message) == ("ignored", "ignore: entered by hand")


def test_cancelling_takes_what_hangs_on_the_order_too(opened: Installation, seller: Connection) -> None:
    store = opened.store
    told(opened, seller, document("Sales Order"), document("Delivery Note", "-1"), document("Sales Invoice", "-1"))
    put(opened, seller, document("Sales Invoice", "-2"))  # not told yet: it is given up
    number = reported(opened, seller, "cancelled-after-booking")
    shown = decide(store, [number], "cancel", dry_run=True)
    assert [problem.id for problem in store.problems.open()] == [number]
    assert decide(store, [number], "cancel") == shown
    named = {(one.doctype, one.key) for one in shown[0].documents}
    assert named == {(kind, key) for kind, key, docstatus in due(opened, seller) if docstatus == 2}
    assert len(named) == 3
    assert store.problems.open() == []


def test_what_could_not_be_cancelled_once_is_cancelled_when_a_person_says_so(
    opened: Installation, seller: Connection
) -> None:
    store = opened.store
    told(opened, seller, document("Sales Order"))
    told(opened, seller, document("Sales Order", docstatus=2), refused="linked-in-erp")
    (problem,) = store.problems.open()
    decide(store, [problem.id], "keep", reason="goods are out")
    assert due(opened, seller) == []
    told(opened, seller, document("Sales Invoice", "-1"))
    number = reported(opened, seller, "cancelled-after-booking")
    decide(store, [number], "cancel")
    assert {kind for kind, _, _ in due(opened, seller)} == {"Sales Order", "Sales Invoice"}


def test_deciding_the_same_again_changes_nothing(opened: Installation, seller: Connection) -> None:
    number = reported(opened, seller, "total-differs")
    assert decide(opened.store, [number, number], "ignore", reason="entered by hand")
    assert decide(opened.store, [number], "ignore", reason="entered by hand") == ()
    assert len(opened.store.events.about(ORDER)) == 1
    with pytest.raises(Usage, match="There is no open problem"):
        decide(opened.store, [number], "keep", reason="why not")


def test_of_two_who_decide_at_once_the_first_one_counts(
    opened: Installation, seller: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened.store
    told(opened, seller, item("Red mug"))
    told(opened, seller, item("Crimson mug"), refused="changed-by-person")
    seen = store.problems.open()
    decide(store, [seen[0].id], "keep", reason="our own title")
    monkeypatch.setattr(store.problems, "open", lambda: seen)  # as the other one read it a moment before
    with pytest.raises(Usage, match="settled already"):
        decide(store, [seen[0].id], "keep", reason="it may stay")
    assert [(one.choice, one.reason) for one in store.decisions.standing(seller.id, ["RED-MUG"])] == [
        ("keep", "our own title")
    ]
    assert len(store.events.about("RED-MUG")) == 1


def test_a_wrong_choice_changes_nothing(opened: Installation, seller: Connection) -> None:
    store = opened.store
    number = reported(opened, seller, "total-differs")
    with pytest.raises(Usage, match="total-differs: it can be settled by ignore, not by keep"):
        decide(store, [number], "keep", reason="why not")
    with pytest.raises(Usage, match=r"Say why.*--reason WHY"):
        decide(store, [number], "ignore", reason=" ")
    with pytest.raises(Usage, match="There is no open problem 99"):
        decide(store, [number, 99], "ignore", reason="why not")
    booked = reported(opened, seller, "cancelled-after-booking", "302-2")
    with pytest.raises(Usage, match="The ERP holds nothing of 302-2"):
        decide(store, [booked], "cancel")
    login = reported(opened, seller, "wrong-secret", "north")
    with pytest.raises(Usage, match="wrong-secret: it is mended, not settled by ignore"):
        decide(store, [login], "ignore", reason="why not")
    assert len(store.problems.open()) == 3
    assert store.events.about(ORDER) == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_remedy_names_the_command_of_each_choice(kind: object) -> None:
    entry = KINDS[kind.name]  # type: ignore[attr-defined]
    assert set(entry.choices) <= set(CHOICES)
    remedy = Problem(kind=entry.name, about="302-1", id=7).remedy
    for choice in CHOICES:
        assert (f"sellerbridge decide 7 {choice}" in remedy) == (choice in entry.choices)
