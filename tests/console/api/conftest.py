"""A small shop before the API: orders, products, a settlement, problems, documents in the books, a run each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.console.conftest import DE, FR, alone, connected
from tests.settlements import fee, line, price, settlement

from sellerbridge import installation
from sellerbridge.commerce.listing import Listing
from sellerbridge.commerce.order import Address, Buyer, Charge, Order, OrderLine
from sellerbridge.console.app import create_app
from sellerbridge.desk import accounts
from sellerbridge.flows import sync
from sellerbridge.flows.progress import Silent
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation

NAME, EMAIL = "Jana Beispiel", "abc123@marketplace.amazon.de"
SCOPES = {"viewer": "read", "operator": "act", "administrator": "administer"}

PRICE = Charge(type="ITEM", amount=Decimal("9.99"))

With = Callable[[str], TestClient]


def number(n: int) -> str:
    return f"302-0000000-{n:07}"


def order(n: int, **more: object) -> Order:
    moment = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2) + timedelta(minutes=n)
    told: dict[str, object] = {
        "order_id": number(n),
        "marketplace_id": DE,
        "status": "SHIPPED",
        "purchased_at": moment,
        "updated_at": moment,
        "currency": "EUR",
        "fulfilled_by": "AMAZON",
        "lines": (
            OrderLine(
                line_id=f"{n}", sku="MUG-RED", quantity=1, charges=(PRICE,), total=PRICE.amount,
                unit_price=PRICE.amount, quantity_fulfilled=1,
            ),
        ),
        "charges": (PRICE,),
        "total": PRICE.amount,
        "buyer": Buyer(key=f"k{n}", name=NAME, email=EMAIL, purchase_order="PO-77"),
        "recipient": Address(name=NAME, lines=("Musterweg 1",), city="Bonn", postal_code="53111", country="DE"),
    }  # fmt: skip
    return Order(**{**told, **more})  # type: ignore[arg-type]


def fill(opened: Installation) -> None:
    """Sixty orders of which one is held for its currency and one for its SKU; translated and delivered."""
    north = connected(opened, endpoint="https://amazon.invalid")
    opened.store.settings.put({"unknown_sku": "hold"})
    listing = Listing(
        sku="MUG-RED", marketplace_id=DE, asin="B0MUG", title="Red mug", price=Decimal("9.99"), currency="EUR",
        status="Active",
    )  # fmt: skip
    opened.store.products.keep(north, DE, Page(records=(listing,)))
    odd = (OrderLine(line_id="58", sku="UNHEARD-OF", quantity=1, total=PRICE.amount, charges=(PRICE,)),)
    different = order(57, currency="PLN"), order(58, lines=odd), order(59, marketplace_id=FR)
    told = (*(order(n) for n in range(57)), *different)
    opened.store.orders.keep(north, Page(records=told), cursor=None, keep_days=30)
    paid = settlement(
        *(price("9.99", number(n)) for n in range(3)),
        fee("-1.50", number(1)),
        line("other-transaction / Moon Fee / Moon Fee", "-1.00"),
    )
    reported = datetime(2026, 9, 17, tzinfo=UTC)
    opened.store.settlements.keep(north, paid, report_id="R1", reported_at=reported, summary=None)
    sync.sync(opened, sync.Plan(reading=False), progress=Silent())


@pytest.fixture(scope="session")
def filled_home(made_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shop in it; each test has its own copy."""
    home = shutil.copytree(made_home, tmp_path_factory.mktemp("shop") / "home")
    with pytest.MonkeyPatch.context() as patch:
        alone(patch, home)
        with installation.opened() as opened:
            fill(opened)
    return home


@pytest.fixture
def shop(filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    alone(monkeypatch, shutil.copytree(filled_home, tmp_path / "shop"))
    with installation.opened() as opened:
        yield opened


@pytest.fixture
def with_(shop: Installation) -> With:
    """A program whose token has that role's scope; "" has no token."""
    app = create_app(shop)

    def client(role: str) -> TestClient:
        token = accounts.make_token(shop.store.accounts, role, scope=SCOPES[role]) if role else ""
        headers = {"Authorization": f"Bearer {token}"} if role else {}
        return TestClient(app, base_url="http://127.0.0.1", headers=headers, raise_server_exceptions=False)

    return client
