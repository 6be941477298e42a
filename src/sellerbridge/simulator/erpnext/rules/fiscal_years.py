"""Which fiscal year a date is in."""

from __future__ import annotations

from datetime import date

from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Refusal
from sellerbridge.simulator.erpnext.session import Session

_PATTERNS = {
    "mm-dd-yyyy": "%m-%d-%Y",
    "dd-mm-yyyy": "%d-%m-%Y",
    "dd/mm/yyyy": "%d/%m/%Y",
    "dd.mm.yyyy": "%d.%m.%Y",
}


def fiscal_year(session: Session, day: str, company: str) -> str:
    """The name of the year. Raises Refusal: FiscalYearError."""
    for year in session.scan("Fiscal Year", disabled=0):
        of = {row["company"] for row in year.rows("companies")}
        if year["year_start_date"] <= day <= year["year_end_date"] and (not of or company in of):
            return year.name
    text = f"Date {written(session, day)} is not in any active Fiscal Year for <strong>{company}</strong>"
    message = {"message": text, "title": "Message"}
    raise Refusal(text, kind="FiscalYearError", module="erpnext.accounts.utils", source=ERPNEXT, message=message)


def written(session: Session, day: str) -> str:
    """A date as the site's settings write it."""
    pattern = _PATTERNS.get(session.single("System Settings").text("date_format"))
    return date.fromisoformat(day).strftime(pattern) if pattern else day
