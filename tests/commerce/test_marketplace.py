from __future__ import annotations

from sellerbridge.commerce.marketplace import MARKETPLACES, code_of, find, known


def test_ids_and_codes_are_unique() -> None:
    assert len({m.id for m in MARKETPLACES}) == len({m.code for m in MARKETPLACES}) == len(MARKETPLACES) == 23


def test_found_by_id_by_code_and_by_the_iso_code_of_the_uk() -> None:
    assert find("A1PA6795UKMFR9") == find("de") == known("A1PA6795UKMFR9")
    assert find("GB") == find("UK")
    assert find("XX") is None


def test_an_unknown_marketplace_keeps_its_id() -> None:
    assert known("A38D8NSA03LJTC") is None
    assert code_of("A38D8NSA03LJTC") == "A38D8NSA03LJTC"
