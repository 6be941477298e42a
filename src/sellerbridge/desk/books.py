"""What a person does in the embedded books: own stock and prices, the balance, and the documents as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeAlias

from sellerbridge.erp.books import balance as balances
from sellerbridge.erp.books import export as exports
from sellerbridge.erp.books import stock
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation

Balance: TypeAlias = balances.TrialBalance


def set_stock(installation: Installation, sku: str, quantity: str, *, warehouse: str | None) -> str:
    """Set what is in stock; answers what is so now, in a sentence. Raises Usage."""
    found = stock.set_stock(installation.books, sku, qty=_number(quantity), warehouse=warehouse or "")
    return f"{found['item_code']}: {found['actual_qty']:f} in {found['warehouse']}"


def set_price(installation: Installation, sku: str, amount: str, *, price_list: str | None) -> str:
    """Set the selling price; answers what is so now, in a sentence. Raises Usage."""
    found = stock.set_price(installation.books, sku, amount=_number(amount), price_list=price_list or "")
    return f"{found['item_code']}: {found['price_list_rate']:f} {found['currency']} in {found['price_list']}"


def balance(installation: Installation) -> Balance:
    """What was debited and credited to every account, and what is open of the invoices."""
    return balances.trial_balance(installation.books)


def export(installation: Installation, folder: Path, *, doctypes: Sequence[str]) -> list[Path]:
    """Write the documents as CSV files for ERPNext's Data Import; answers their paths. Raises Usage."""
    return exports.export(installation.books, folder, doctypes=doctypes or None)


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Usage("{typed!r} is not a number; write it with a point, such as 12.50.", typed=text) from None
