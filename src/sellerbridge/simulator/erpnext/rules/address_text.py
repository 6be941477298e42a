"""An address as it is printed: the country's template where the site has one, else the general one."""

from __future__ import annotations

from sellerbridge.simulator.erpnext.document import Document


def address_text(address: Document) -> str:
    """The address in lines, `<br>` between them."""
    street = _lines(address, "address_line1", "address_line2")
    city, state, code = (address.text(fieldname) for fieldname in ("city", "state", "pincode"))
    match address.get("country"):
        case "United States":
            return f"{street}{city}, {state}{' ' if code else ''}{code}<br>\n"
        case "Germany":
            return f"{street}{code} {city.upper()}<br>\nGERMANY"
        case _:
            return street + _lines(address, "city", "state", "pincode", "country")


def _lines(address: Document, *fieldnames: str) -> str:
    return "".join(f"{address.text(fieldname)}<br>\n" for fieldname in fieldnames if address.get(fieldname))
