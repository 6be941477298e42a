"""Orders: found, told from end to end, tried again, decided, held, released."""

from __future__ import annotations

from typing import Literal

import msgspec

from sellerbridge.commerce.order import Address, Buyer
from sellerbridge.console.api.kinds import Asked, ConnectionName, Day, Number, OrderId, Reason, Text
from sellerbridge.console.api.operation import Subject
from sellerbridge.console.api.reading import named
from sellerbridge.console.doors.people import Role
from sellerbridge.console.page import Forbidden, Page
from sellerbridge.console.taking_up import taken_up
from sellerbridge.console.words import of_deeds
from sellerbridge.desk import decide as decisions
from sellerbridge.desk import hold as holds
from sellerbridge.desk import orders as desk
from sellerbridge.desk import problems
from sellerbridge.desk.decide import Decided
from sellerbridge.desk.explain import Explanation, explain
from sellerbridge.desk.orders import Filter, OrderPage
from sellerbridge.desk.without_people import without_people
from sellerbridge.errors import Usage

subject = Subject("Orders", "Which orders there are, and what happened to each.")
Choice = Literal["cancel", "keep", "ignore"]


class Wanted(Asked, frozen=True, kw_only=True):
    """Which orders. `marketplace` is a country code, `until` the last day; `number` is how the number begins, and
    stands alone. The next page comes with `after`, as the answer tells it.
    """

    state: Literal["settled", "waits", "held", "refused", "question", "nothing"] | None = None
    status: Text = ""
    marketplace: Text = ""
    connection: ConnectionName | None = None
    since: Day | None = None
    until: Day | None = None
    sku: Text = ""
    number: Text = ""
    after: Text = ""


class Told(Asked, frozen=True, kw_only=True):
    """`ask` the ERP what it holds now, however long it takes; else the documents are those that it was told."""

    ask: bool = False


class Word(Asked, frozen=True, kw_only=True):
    """An order's number or its beginning, a whole SKU, or for operators a buyer's name or e-mail address."""

    word: Text


class Because(Asked, frozen=True, kw_only=True):
    """Why, for whoever reads the order's story later."""

    reason: Reason


class Choosing(Asked, frozen=True, kw_only=True):
    """One of the order's problems, settled by a choice that it offers; the reason may be missing for cancel."""

    problem: Number
    choice: Choice
    reason: Reason | None = None
    dry_run: bool = False


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """Who bought, and where it goes; null where Amazon never told, or it was erased."""

    buyer: Buyer | None
    recipient: Address | None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a word meant, and the first orders of it; more of a number or SKU come from the list of orders."""

    meant: Literal["number", "sku", "buyer"]
    found: OrderPage


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """How many problems are looked at again, and when, in a sentence."""

    retried: int
    when: str = ""


@subject.on("GET", "/orders")
def orders(page: Page, query: Wanted) -> OrderPage:
    """Orders by filter, the newest first, fifty at a time; `after` is empty at the end."""
    store = page.installation.store
    if query.number:
        return desk.numbered(store, query.number, after=query.after)
    if query.connection and query.connection not in {one.name for one in store.connections.all()}:
        return OrderPage(orders=())
    wanted = Filter(
        state=query.state or "",
        status=query.status,
        marketplace=query.marketplace,
        connection=query.connection or "",
        since=query.since,
        until=query.until,
        sku=query.sku,
    )
    return desk.page(store, wanted, after=query.after)


@subject.on("POST", "/orders/find")
def find_orders(page: Page, body: Word) -> Found:
    """Orders by a word, which may be a buyer's and so stands in no address."""
    store = page.installation.store
    meant = desk.search(store, body.word)
    if number := meant.number or meant.start:
        return Found(meant="number", found=desk.numbered(store, number))
    if meant.sku:
        return Found(meant="sku", found=desk.page(store, Filter(sku=meant.sku)))
    if not page.may(Role.OPERATOR):
        raise Forbidden(page.say("Nothing was found. Only operators can search by buyer."))
    page.did("searched for a buyer's orders")
    return Found(meant="buyer", found=desk.bought_by(store, body.word))


@subject.on("GET", "/orders/{order_id}")
def order(page: Page, order_id: OrderId, query: Told) -> Explanation:
    """One order from end to end, without its buyer."""
    with named():
        return without_people(explain(page.installation, order_id, asking=query.ask))


@subject.on("POST", "/orders/{order_id}/buyer", Role.OPERATOR)
def buyer(page: Page, order_id: OrderId) -> Who:
    """Who bought, and where it goes; that somebody looked is written into the audit trail."""
    with named():
        bought, goes_to = desk.buyer(page.installation.store, order_id)
    page.did("saw the buyer", order_id)
    return Who(buyer=bought, recipient=goes_to)


@subject.on("POST", "/orders/{order_id}/retry", Role.OPERATOR)
def retry_order(page: Page, order_id: OrderId) -> Tried:
    """Look at the order and its refused documents once more, at once where syncs run."""
    store = page.installation.store
    _seen(page, order_id)
    found = store.problems.open(order_id)
    if not found:
        return Tried(retried=0)
    problems.retry(store, [problem.id for problem in found])
    page.did("retried", order_id)
    return Tried(retried=len(found), when=taken_up(page, found))


@subject.on("POST", "/orders/{order_id}/decide", Role.OPERATOR)
def decide_order(page: Page, order_id: OrderId, body: Choosing) -> tuple[Decided, ...]:
    """Settle one of its problems by a choice; with `dry_run` it is only said what that would mean."""
    store = page.installation.store
    _seen(page, order_id)
    if body.problem not in {found.id for found in store.problems.open(order_id)}:
        raise Usage(page.say("That problem was settled already."))
    made = decisions.decide(store, [body.problem], body.choice, reason=body.reason or "", dry_run=body.dry_run)
    if not body.dry_run:
        for one in made:
            page.did(of_deeds.of_choice(one.choice), of_deeds.of_problem(order_id, one.kind))
    return made


@subject.on("PUT", "/orders/{order_id}/hold", Role.OPERATOR)
def hold_order(page: Page, order_id: OrderId, body: Because) -> Explanation:
    """Make nothing new of it until it is released."""
    _seen(page, order_id)
    holds.hold(page.installation.store, order_id, reason=body.reason)
    page.did("held", order_id)
    return without_people(explain(page.installation, order_id, asking=False))


@subject.on("DELETE", "/orders/{order_id}/hold", Role.OPERATOR)
def release_order(page: Page, order_id: OrderId) -> Explanation:
    """Let it go on with the next sync."""
    _seen(page, order_id)
    holds.release(page.installation.store, order_id)
    page.did("released", order_id)
    return without_people(explain(page.installation, order_id, asking=False))


def _seen(page: Page, order_id: str) -> None:
    """Raises Missing for an order that was never read."""
    with named():
        desk.standing(page.installation.store, order_id)
