"""What sales order, delivery note and sales invoice do alike when they are saved."""

from __future__ import annotations

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Refusal, Thrown
from sellerbridge.simulator.erpnext.rules.exchange import company, demand_rate, set_rates
from sellerbridge.simulator.erpnext.rules.floats import summed
from sellerbridge.simulator.erpnext.rules.in_words import in_words
from sellerbridge.simulator.erpnext.rules.item_details import set_item_details
from sellerbridge.simulator.erpnext.rules.party_details import set_party_details
from sellerbridge.simulator.erpnext.rules.rounding import QUANTITY, ZERO, rounded, shown
from sellerbridge.simulator.erpnext.rules.totals import set_totals
from sellerbridge.simulator.erpnext.session import Rule, Session

CONTROLLER = "erpnext.controllers.accounts_controller"


class Sale(Rule):
    """Fills in what is missing, works out the totals and checks the rows, in ERPNext's order."""

    def validate(self, doc: Document, session: Session) -> None:
        """Raises Refusal: the first thing ERPNext would object to."""
        if not doc.get("is_return"):
            _demand_quantities(doc)
        self.fill(doc, session)
        demand_rate(doc, session)
        _demand_rows(doc)
        work_out(doc)
        self.demand_totals(doc, session)
        _demand_tax_accounts(doc, session)
        set_words(doc, session)
        for row in doc.rows("items"):
            row["stock_qty"] = rounded(row.number("qty") * row.number("conversion_factor"), QUANTITY)
            row["stock_uom_rate"] = rounded(row.number("rate") / (row.number("conversion_factor") or 1))

    def fill(self, doc: Document, session: Session) -> None:
        """Missing values from the customer, the price list and the items."""
        fill(doc, session)

    def demand_totals(self, doc: Document, session: Session) -> None:
        """What the type itself checks once the totals are there."""


def fill(doc: Document, session: Session) -> None:
    """Missing values from the customer, the rates and the items. Raises Refusal."""
    set_party_details(doc, session)
    set_rates(doc, session)
    set_item_details(doc, session)
    cost_center = company(doc, session).get("cost_center")
    for tax in doc.rows("taxes"):
        tax["cost_center"] = tax.get("cost_center") or doc.get("cost_center") or cost_center


def work_out(doc: Document) -> None:
    """The totals, and what a sales person would get a commission for."""
    set_totals(doc)
    set_commission(doc)


def set_commission(doc: Document) -> None:
    """The net amounts that count for a commission, added up but not rounded, as ERPNext leaves it."""
    eligible = [row.number("base_net_amount") for row in doc.rows("items") if row.get("grant_commission")]
    doc["amount_eligible_for_commission"] = summed(eligible)
    doc["total_commission"] = rounded(sum(eligible, ZERO) * doc.number("commission_rate") / 100)


def set_order_numbers(doc: Document, session: Session, *, link: str) -> None:
    """The customer's order numbers of the orders behind the rows, where the document names none itself."""
    if not doc.get("po_no"):
        orders = dict.fromkeys(row.get(link) for row in doc.rows("items"))
        numbers = (session.value("Sales Order", order, "po_no") for order in orders)
        doc["po_no"] = ", ".join(dict.fromkeys(number for number in numbers if number))


def set_words(doc: Document, session: Session) -> None:
    """The totals in words."""
    total = "grand_total" if doc.get("disable_rounded_total") else "rounded_total"
    doc["base_in_words"] = in_words(doc.number(f"base_{total}"), company(doc, session).text("default_currency"))
    doc["in_words"] = in_words(doc.number(total), doc.text("currency"))


def demand_whole_units(doc: Document, session: Session) -> None:
    """Raises Refusal: a part of a unit that is only sold whole."""
    for unit, quantity in (("stock_uom", "stock_qty"), ("uom", "qty")):
        for row in doc.rows("items"):
            qty = row.number(quantity)
            if qty != int(qty) and session.value("UOM", row.get(unit), "must_be_whole_number"):
                raise Thrown(
                    f"Row {row['idx']}: Quantity ({shown(qty)}) cannot be a fraction. To allow this, disable "
                    f"'<strong>Must be Whole Number</strong>' in UOM <strong>{row.get(unit)}</strong>.",
                    kind="UOMMustBeIntegerError",
                    module="erpnext.utilities.transaction_base",
                    source=ERPNEXT,
                )


def demand_open_orders(doc: Document, session: Session, *, link: str) -> None:
    """Raises Refusal: the order behind a row is closed or on hold."""
    for row in doc.rows("items"):
        status = session.value("Sales Order", row.get(link), "status")
        if status in ("Closed", "On Hold") and not doc.get("is_return"):
            raise Thrown(f"Sales Order {row[link]} is {status}", source=ERPNEXT)


def set_title(doc: Document) -> None:
    """The customer's name, where the form's default pattern still stands."""
    if doc.get("title") in (None, "", "{customer_name}"):
        doc["title"] = doc.get("customer_name")


def stock_rows(doc: Document, session: Session) -> list[Document]:
    """The rows whose items are kept in stock."""
    return [row for row in doc.rows("items") if session.value("Item", row.get("item_code"), "is_stock_item")]


def link_to(session: Session, doctype: str, name: str) -> str:
    """A link to a form, as messages have it."""
    page, place = doctype.lower().replace(" ", "-"), name.replace(" ", "%20")
    return f'<a href="{session.site.url}/app/{page}/{place}">{name}</a>'


def _demand_quantities(doc: Document) -> None:
    for row in doc.rows("items"):
        if not row.number("qty"):
            raise Thrown(
                f"Row #{row['idx']}: Quantity for Item <strong>{row.get('item_code')}</strong> cannot be zero.",
                kind="InvalidQtyError",
                module=CONTROLLER,
                title="Invalid Quantity",
                source=ERPNEXT,
            )


def _demand_rows(doc: Document) -> None:
    """Without rows nothing is worked out, and ERPNext trips over the total that is not there."""
    if not doc.rows("items") and doc.get("grand_total") is None:
        line = "TypeError: unsupported operand type(s) for *: 'NoneType' and 'float'"
        raise Refusal(kind="TypeError", exception=line, source=ERPNEXT)


def _demand_tax_accounts(doc: Document, session: Session) -> None:
    for tax in doc.rows("taxes"):
        name = tax.get("account_head")
        if name and session.value("Account", name, "company") != doc.get("company"):
            text = f"Row #{tax['idx']}: Account {name} does not belong to company {doc.get('company')}"
            raise Thrown(text, source=ERPNEXT)
