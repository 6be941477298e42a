"""Some lines of a settlement, opened without the others: the same lines, whatever Amazon's texts hold."""

from __future__ import annotations

import pytest
from tests.store.test_settlements import kept, line, settlement

from sellerbridge.store import Store
from sellerbridge.store.connections import Connection


@pytest.mark.parametrize("text", ["},{", '},{"', "}]}", '"lines":[{"', '},{"transaction_type":"', "\\", 'a\\"},{'])
def test_texts_that_look_like_the_space_between_lines_are_texts(
    store: Store, seller: Connection, text: str
) -> None:
    told = (
        line("1.00", description=text),
        line("2.00", sku=text, order_id=text),
        line("3.00", transaction_type=text, promotion_id=text),
    )
    kept(store, seller, settlement(lines=told))
    assert list(store.settlement_lines.some("77")) == list(enumerate(told, start=1))
    assert list(store.settlement_lines.some("77", order_id=text)) == [(2, told[1])]
    assert list(store.settlement_lines.some("77", after=2)) == [(3, told[2])]


def test_a_settlement_without_lines_has_none(store: Store, seller: Connection) -> None:
    kept(store, seller, settlement(lines=()))
    assert list(store.settlement_lines.some("77")) == []
