"""What the other documents refer to: groups, territory, unit, warehouses, price lists, accounts."""

from __future__ import annotations

from collections.abc import Iterator

from sellerbridge.commerce import marketplace
from sellerbridge.documents.chart import ACCOUNTS, ASSET, INCOME
from sellerbridge.documents.item import UNIT, fold
from sellerbridge.documents.mapping import DEFAULT_ACCOUNTS, Mappings, by_hand, of_setting
from sellerbridge.documents.price_list import price_lists
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import Sentence
from sellerbridge.settings import Settings


def master_documents(settings: Settings, *, mapping: Mappings) -> tuple[Outgoing, ...]:
    """Each once, parents first, under the names that the settings, the mapping and the marketplaces give."""
    found: dict[tuple[str, str], Outgoing] = {}
    for document in (
        *_groups(settings),
        *_warehouses(settings, mapping),
        *_price_lists(settings, mapping),
        *_accounts(settings, mapping),
    ):
        found.setdefault((document.kind, document.key), document)
    return tuple(found.values())


def _master(kind: str, field: str, name: str, origin: str, **more: object) -> Outgoing:
    """A document named by one of its fields; keyed by what the ERP compares: two spellings are one name."""
    return Outgoing(
        kind=kind, key=fold(name), name=name, body={field: name, **more}, origins={field: origin}, about=name
    )


def _groups(settings: Settings) -> Iterator[Outgoing]:
    yield _master("UOM", "uom_name", UNIT, Sentence("Amazon counts pieces"), must_be_whole_number=1)
    yield _master("Item Group", "item_group_name", settings.item_group, Sentence("setting item_group"))
    yield _master(
        "Customer Group", "customer_group_name", settings.customer_group, Sentence("setting customer_group")
    )
    yield _master("Territory", "territory_name", settings.territory, Sentence("setting territory"))


def _warehouses(settings: Settings, mapping: Mappings) -> Iterator[Outgoing]:
    named = [(getattr(settings, setting), of_setting(setting)) for setting in ("warehouse", "fba_warehouse")]
    for mapped in (mapping.warehouses, mapping.fba_warehouses):
        named += [(name, by_hand(code)) for code, name in mapped.items()]
    for name, origin in named:
        yield _master("Warehouse", "warehouse_name", name, origin, company=settings.company)


def _price_lists(settings: Settings, mapping: Mappings) -> Iterator[Outgoing]:
    for marketplace_id, listed in price_lists(settings=settings, mapping=mapping).items():
        code = marketplace.code_of(marketplace_id)
        usual = Sentence("setting price_list, one list per marketplace")
        yield _master(
            "Price List",
            "price_list_name",
            listed.name,
            by_hand(code) if code in mapping.price_lists else usual,
            currency=listed.currency,
            enabled=1,
            selling=1,
        )


def _accounts(settings: Settings, mapping: Mappings) -> Iterator[Outgoing]:
    """The group, and below it what documents post to; an ERP with a chart of its own has some of it already.

    `root_type` and `account_type` are ERPNext's; where the parent is of another root type, its receiver finds a
    better one.
    """
    group, company = settings.account_group, settings.company
    yield _master("Account", "account_name", group, Sentence("setting account_group"), company=company, is_group=1)
    below = {"company": company, "parent_account": group, "is_group": 0}
    for setting, kind in _chosen(settings):
        yield _master("Account", "account_name", getattr(settings, setting), of_setting(setting), **below, **kind)
    roots = {account.name: {"root_type": account.root} for account in ACCOUNTS}
    mapped = {account: by_hand(kind) for kind, account in mapping.accounts.items()}
    for name, origin in (_usual(settings) | mapped).items():
        yield _master("Account", "account_name", name, origin, **below, **roots.get(name, {}))


def _chosen(settings: Settings) -> Iterator[tuple[str, dict[str, str]]]:
    """The accounts that settings name, as far as something is posted there, and what they must be."""
    invoiced, settled = settings.switch("invoices") != "off", settings.taxes_and_charges == "settlement"
    if invoiced or settled:
        yield "receivable_account", {"root_type": ASSET, "account_type": "Receivable"}
    if invoiced:
        yield "income_account", {"root_type": INCOME, "account_type": "Income Account"}
    if settled:
        yield "payout_account", {"root_type": ASSET, "account_type": "Bank"}


def _usual(settings: Settings) -> dict[str, str]:
    """The account of each charge type and, unless Amazon's fees go nowhere, of whatever else Amazon moves."""
    usual: dict[str, str] = {
        account: Sentence("usual account for {charge}", charge=kind) for kind, account in DEFAULT_ACCOUNTS.items()
    }
    if settings.taxes_and_charges != "off":
        usual |= {
            account.name: Sentence("usual account for {charge}", charge=Sentence(account.holds))
            for account in ACCOUNTS
        }
    return usual
