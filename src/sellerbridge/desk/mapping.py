"""Read and change where things land in the ERP: all of a change or nothing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.desk import mapping_lines, targets
from sellerbridge.desk.mapping_lines import Fault, Line
from sellerbridge.desk.pairs import pair
from sellerbridge.documents.item import fold
from sellerbridge.documents.mapping import KINDS, PRICE_LIST, Mappings
from sellerbridge.documents.price_list import price_lists
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.sentences import Sentence, enumerated
from sellerbridge.store import Store

_EXAMPLES = {
    "item": "map item RED-MUG=MUG-01",
    "fee": "map fee SHIPPING='Freight Income'",
    "customer": "map customer DE='Amazon Germany'",
    "price-list": "map price-list UK='Amazon Pounds'",
    "warehouse": "map warehouse FR='Stores Lyon'",
    "fba-warehouse": "map fba-warehouse UK='Amazon FBA UK'",
}


class Mapped(msgspec.Struct, frozen=True, kw_only=True):
    """What a person mapped, source → target.

    `item` is by SKU, `fee` by charge or fee type (in one marketplace as DE:TAX), all others by country code.
    """

    item: Mapping[str, str] = {}
    fee: Mapping[str, str] = {}
    customer: Mapping[str, str] = {}
    price_list: Mapping[str, str] = {}
    warehouse: Mapping[str, str] = {}
    fba_warehouse: Mapping[str, str] = {}

    def rows(self) -> list[tuple[str, str, str]]:
        """Kind, source and target of each."""
        by_kind = zip(KINDS, msgspec.structs.astuple(self), strict=True)
        return [(kind, source, target) for kind, pairs in by_kind for source, target in pairs.items()]


def mapped(store: Store) -> Mapped:
    """Everything mapped."""
    return Mapped(**{kind.replace("-", "_"): pairs for kind, pairs in store.mappings.all().items()})


def put(
    installation: Installation,
    kind: str,
    words: Sequence[str],
    *,
    check: bool = True,
    make: bool = False,
    dry_run: bool = False,
) -> list[Line]:
    """Map SOURCE=TARGET pairs of one kind; answers them as they are kept. An empty target removes.

    Raises as `keep` does.
    """
    pairs = [_pair(kind, word) for word in words]
    lines = [Line(kind=kind, source=source, target=target) for source, target in pairs]
    return keep(installation, lines, check=check, make=make, failing="Nothing was mapped", dry_run=dry_run)


def _pair(kind: str, word: str) -> tuple[str, str]:
    if word.count("=") > 1:
        raise Usage("{word!r} has more than one equals sign. Use a file: sellerbridge map import FILE", word=word)
    return pair(word, example=_EXAMPLES[kind])


def keep(
    installation: Installation,
    lines: Sequence[Line],
    *,
    check: bool,
    make: bool,
    failing: str,
    faults: Sequence[Fault] = (),
    dry_run: bool = False,
) -> list[Line]:
    """Map all of the lines or none; answers them as they are kept.

    With `check` the targets must be in the chosen ERP, or with `make` be such as the next sync makes. `faults`
    are those known before; a dry run only looks. Raises Usage that begins with `failing` and tells all faults;
    Unreachable when the ERP does not answer.
    """
    right, wrong = mapping_lines.plain(lines)
    if check:
        right, missing = _in_the_erp(installation, right, make=make)
        wrong += missing
    wrong += [*faults, *_in_two_currencies(installation.store, right)]
    if wrong:
        raise Usage("{failing}: {why}", failing=failing, why=mapping_lines.told(wrong))
    if not dry_run:
        installation.store.mappings.put(
            {kind: {line.source: line.target for line in right if line.kind == kind} for kind in KINDS}
        )
    return right


def _in_the_erp(installation: Installation, lines: list[Line], *, make: bool) -> tuple[list[Line], list[Fault]]:
    """As `targets.found` says; before an ERP is chosen there is none to ask."""
    if not installation.store.erp.chosen().kind or not any(line.target for line in lines):
        return lines, []
    with installation.erp() as erp:
        return targets.found(erp, lines, make=make)


def _in_two_currencies(store: Store, lines: Sequence[Line]) -> list[Fault]:
    """Price lists that would have to serve marketplaces of two currencies, which ERPNext cannot."""
    wanted = {line.source: line for line in lines if line.kind == PRICE_LIST}
    chosen = store.mappings.all()[PRICE_LIST] | {code: line.target for code, line in wanted.items()}
    served = _served(store, {code: name for code, name in chosen.items() if name}) if wanted else {}
    return [
        Fault(number=line.number, why=_needs(line.target, currencies))
        for line in wanted.values()
        if len(currencies := served.get(fold(line.target), {})) > 1
    ]


def _served(store: Store, chosen: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Price list → currency → one marketplace that needs it in that currency, with these mapped."""
    served: dict[str, dict[str, str]] = {}
    known = [store.mappings.read(seller) for seller in store.connections.all()] or [Mappings()]
    for each in known:
        mapping = msgspec.structs.replace(each, price_lists=chosen)
        for marketplace_id, listed in price_lists(settings=store.settings.read(), mapping=mapping).items():
            code = marketplace.code_of(marketplace_id)
            served.setdefault(fold(listed.name), {}).setdefault(listed.currency, code)
    return served


def _needs(name: str, currencies: Mapping[str, str]) -> Sentence:
    needs = [
        Sentence("{currency} for {marketplace}", currency=currency, marketplace=code)
        for currency, code in currencies.items()
    ]
    return Sentence(
        "the price list {name!r} would have to be in {currencies}, and ERPNext keeps one currency per list",
        name=name,
        currencies=enumerated(needs),
    )
