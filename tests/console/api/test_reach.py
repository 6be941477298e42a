"""Whatever a page does, a program can do; and each operation asks for the same role as the page."""

from __future__ import annotations

from collections.abc import Mapping

from tests.console.test_routes import SAFE, role_of, routes

from sellerbridge.console.api import SUBJECTS
from sellerbridge.console.doors.people import Role

PERSONAL = "it is about the person at the browser: a program has its token"
FIRST = "it opens a fresh installation, with the key that only the terminal shows"
PRACTICE = "it starts a practice seller beside this very process, for a person who practises"

SAME: Mapping[str, tuple[str, ...]] = {
    "/account/password": (),
    "/activity/pause": ("pause",),
    "/activity/resume": ("resume",),
    "/activity/run": ("run_now",),
    "/first-run": (),
    "/first-run/amazon": ("connect",),
    "/first-run/books": ("choose_erp",),
    "/first-run/check": ("check_erp",),
    "/first-run/details": ("change_settings", "offers"),
    "/first-run/erp": ("choose_erp",),
    "/first-run/fields": ("create_fields",),
    "/first-run/go": ("change_settings", "run_now"),
    "/first-run/practice": (),
    "/first-run/trial": ("begin_dry_run", "dry_run"),
    "/language": (),
    "/money/accounts": ("change_mapping",),
    "/orders/find": ("find_orders",),
    "/orders/{order_id}/buyer": ("buyer",),
    "/orders/{order_id}/decide": ("decide_order",),
    "/orders/{order_id}/hold": ("hold_order",),
    "/orders/{order_id}/release": ("release_order",),
    "/orders/{order_id}/retry": ("retry_order",),
    "/problems/account": ("change_mapping",),
    "/problems/decide": ("decide_problems",),
    "/problems/item": ("change_mapping",),
    "/problems/rate": ("set_rate",),
    "/problems/retry": ("retry_problems",),
    "/products/import": ("take_mapping_csv",),
    "/products/map": ("change_mapping",),
    "/products/preview": ("take_mapping_csv",),
    "/settings/clock": ("set_period",),
    "/settings/connection": ("connect",),
    "/settings/connection/{name}": ("connect",),
    "/settings/connection/{name}/enabled": ("switch_connection",),
    "/settings/connection/{name}/practice": (),
    "/settings/connection/{name}/remove": ("remove_connection",),
    "/settings/details": ("change_settings", "offers"),
    "/settings/enabled": ("change_settings",),
    "/settings/erp": ("choose_erp",),
    "/settings/erp/books": ("choose_erp",),
    "/settings/erp/check": ("check_erp",),
    "/settings/erp/fields": ("create_fields",),
    "/settings/marketplaces/places": ("change_mapping",),
    "/settings/marketplaces/vat": ("change_settings",),
    "/settings/people": ("add_person",),
    "/settings/people/password": ("change_person",),
    "/settings/people/role": ("change_person",),
    "/settings/people/switch": ("change_person",),
    "/settings/rates": ("set_rate",),
    "/settings/section/{section}": ("change_settings",),
    "/settings/sync/{flow}": ("run_now",),
    "/settings/tokens": ("make_token",),
    "/settings/tokens/end": ("end_token",),
    "/sign-in": (),
    "/sign-out": (),
}
"""Page's address → the operations that do the same; those without stand below with the reason."""
WITHOUT = {
    "/account/password": PERSONAL,
    "/language": PERSONAL,
    "/sign-in": PERSONAL,
    "/sign-out": PERSONAL,
    "/first-run": FIRST,
    "/first-run/practice": PRACTICE,
    "/settings/connection/{name}/practice": PRACTICE,
}
OPERATIONS = {operation.name: operation for subject in SUBJECTS for operation in subject.operations}


def _deeds() -> dict[str, Role | None]:
    return {route.path: role_of(route) for route in routes() if not (route.methods or set()) <= SAFE}


def test_every_deed_of_a_page_is_an_operation_too() -> None:
    assert set(SAME) == set(_deeds())
    assert {path for path, names in SAME.items() if not names} == set(WITHOUT)
    assert {name for names in SAME.values() for name in names} <= set(OPERATIONS)


def test_an_operation_asks_for_the_role_that_its_page_asks_for() -> None:
    # Who tries a whole installation out for the first time is its administrator; the deed alone needs less.
    for path, role in _deeds().items():
        for operation in (OPERATIONS[name] for name in SAME[path] if not path.startswith("/first-run")):
            assert operation.role == role, (path, operation.name)


def test_what_changes_something_is_for_operators_at_least() -> None:
    for operation in OPERATIONS.values():
        assert operation.is_safe or operation.role >= Role.OPERATOR or operation.name == "find_orders"


def test_every_operation_has_an_address_and_a_name_of_its_own() -> None:
    found = [operation for subject in SUBJECTS for operation in subject.operations]
    assert len({(operation.method, operation.path) for operation in found}) == len(found) == len(OPERATIONS)
