"""A customer is booked in one currency, that of its first ledger entry."""

from __future__ import annotations

from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.session import Session


def booked_currency(session: Session, party: tuple[str, str]) -> str | None:
    """The currency of the party's entries; None as long as it has none."""
    party_type, name = party
    entries = session.scan("GL Entry", party=name, party_type=party_type)
    return next((entry["account_currency"] for entry in entries if not entry["is_cancelled"]), None)


def demand_currency(session: Session, party: tuple[str, str], currency: str) -> None:
    """Raises Refusal: InvalidAccountCurrency, where the party's entries are in another one."""
    booked = booked_currency(session, party)
    if booked not in (None, currency):
        raise Thrown(
            f"Accounting Entry for {party[0]}: {party[1]} can only be made in currency: {booked}",
            kind="InvalidAccountCurrency",
            module="erpnext.exceptions",
            source=ERPNEXT,
        )
