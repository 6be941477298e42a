"""What is to be done about a document that is never submitted, from what the site holds; no site behind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import pytest
from tests.erp.erpnext.wanting import ELSE, US, found, wanted

from sellerbridge.erp.erpnext.found import Create, Found, Put, Read, Settled, Step
from sellerbridge.erp.erpnext.keys import There
from sellerbridge.erp.erpnext.updating import next_step
from sellerbridge.erp.erpnext.wanted import Wanted
from sellerbridge.errors import Refused

KETTLE: dict[str, Any] = {
    "item_code": "K-1",
    "item_name": "Kettle",
    "brand": "Acme",
    "amazon_sku": "K-1",
    "amazon_status": "Active",
}
LATER = "2026-03-03 10:00:00.1"


def step(wanted: Wanted, live: Found | None, *, tried: bool = False) -> Step:
    return next_step(wanted, There(live=live), user=US, tried=tried)


def item(told: dict[str, Any], **more: Any) -> Wanted:
    return wanted("Item", "K-1", told, **more)


class TestItem:
    def test_only_what_changed_is_written(self) -> None:
        made = step(
            item({**KETTLE, "item_name": "Kettle 2 l"}, known="K-1", before=KETTLE), found("K-1", **KETTLE)
        )

        assert isinstance(made, Put)
        assert made.fields == {"item_name": "Kettle 2 l"}

    def test_what_a_person_set_stays(self) -> None:
        there = found("K-1", by=ELSE, **{**KETTLE, "brand": "Bolt"})
        made = step(item({**KETTLE, "item_name": "Kettle 2 l"}, known="K-1", before=KETTLE), there)

        assert isinstance(made, Put)
        assert made.fields == {"item_name": "Kettle 2 l"}

    def test_where_amazon_says_another_both_are_told_and_nothing_is_written(self) -> None:
        there = found("K-1", by=ELSE, **{**KETTLE, "brand": "Bolt"})
        told = item({**KETTLE, "brand": "Acme Pro", "amazon_status": "Inactive"}, known="K-1", before=KETTLE)

        with pytest.raises(Refused, match="brand is Bolt there, Amazon says Acme Pro") as caught:
            step(told, there)
        assert caught.value.kind == "changed-by-person"
        assert "amazon_status" not in str(caught.value)

    def test_a_new_field_is_written_where_none_is(self) -> None:
        told = {**KETTLE, "image": "https://images.example/k.jpg"}

        filled = step(item(told, known="K-1", before=KETTLE), found("K-1", **KETTLE, image=None))

        assert isinstance(filled, Put)
        assert filled.fields == {"image": "https://images.example/k.jpg"}
        with pytest.raises(Refused, match=r"own\.jpg"):
            step(item(told, known="K-1", before=KETTLE), found("K-1", **KETTLE, image="/files/own.jpg"))

    def test_the_same_again_leaves_a_persons_change(self) -> None:
        made = step(item(KETTLE, known="K-1"), found("K-1", **{**KETTLE, "brand": "Bolt"}))

        assert made == Settled("K-1")

    def test_rows_are_read_only_when_they_change(self) -> None:
        codes: dict[str, Any] = {**KETTLE, "barcodes": [{"barcode": "4006381333931"}]}
        told = item({**codes, "barcodes": [{"barcode": "4006381333948"}]}, known="K-1", before=codes)

        assert step(told, found("K-1", **KETTLE)) == Read("K-1")
        whole = step(told, found("K-1", whole=True, **codes))
        assert isinstance(whole, Put)
        assert whole.fields == {"barcodes": [{"barcode": "4006381333948"}]}

    def test_an_adopted_one_gets_our_own_empty_fields_and_no_other(self) -> None:
        there = found("KETTLE-OLD", owner=ELSE, by=ELSE, item_name="Bouilloire", amazon_sku=None, amazon_status="")
        made = step(item(KETTLE), there)

        assert isinstance(made, Put)
        assert made.fields == {"amazon_sku": "K-1", "amazon_status": "Active"}

    def test_an_adopted_one_keeps_its_own_when_amazon_changes(self) -> None:
        there = found("KETTLE-OLD", owner=ELSE, **{**KETTLE, "item_name": "Bouilloire"})
        told = item(
            {**KETTLE, "item_name": "Kettle 2 l", "amazon_status": "Inactive"}, known="KETTLE-OLD", before=KETTLE
        )
        made = step(told, there)

        assert isinstance(made, Put)
        assert made.fields == {"amazon_status": "Inactive"}

    def test_what_an_interrupted_run_made_is_brought_up_to_date(self) -> None:
        made = step(item({**KETTLE, "brand": "Acme Pro"}, doubtful=True), found("K-1", **KETTLE))

        assert isinstance(made, Put)
        assert made.fields == {"brand": "Acme Pro"}

    def test_what_the_site_named_by_a_series_keeps_its_code(self) -> None:
        there = {**KETTLE, "item_code": "STO-ITEM-2026-00001"}
        of_an_interrupted_run = step(
            item({**KETTLE, "brand": "Acme Pro"}, doubtful=True), found("STO-ITEM-2026-00001", **there)
        )
        with_another_code_now = step(
            item({**KETTLE, "item_code": "K-1~0a1b2c3d", "brand": "Acme Pro"}, known="K-1", before=KETTLE),
            found("K-1", **KETTLE),
        )

        for made in (of_an_interrupted_run, with_another_code_now):
            assert isinstance(made, Put)
            assert made.fields == {"brand": "Acme Pro"}

    def test_what_it_only_adopted_is_not(self) -> None:
        there = found("K-1", **{**KETTLE, "item_name": "Bouilloire"}, modified=LATER)

        assert step(item(KETTLE, doubtful=True), there) == Settled("K-1")

    def test_one_that_stands_in_is_left_as_it_is(self) -> None:
        there = found("K-1", **{**KETTLE, "item_name": "Bouilloire"})

        assert step(item(KETTLE, only_if_missing=True), there) == Settled("K-1")

    def test_one_that_a_person_deleted_is_made_anew(self) -> None:
        made = step(item(KETTLE, known="K-1", before=KETTLE), None)

        assert isinstance(made, Create)


class TestPrice:
    def price(self, rate: str, **more: Any) -> Wanted:
        return wanted(
            "Item Price", "K-1|Amazon|EUR", {"item_code": "K-1", "price_list_rate": Decimal(rate)}, **more
        )

    def test_one_that_erpnext_wrote_by_our_hand_is_overwritten(self) -> None:
        made = step(self.price("24.99"), found("h4sh", item_code="K-1", price_list_rate=Decimal("21.00")))

        assert isinstance(made, Put)
        assert made.fields == {"price_list_rate": Decimal("24.99")}

    def test_a_persons_is_kept(self) -> None:
        there = found("h4sh", by=ELSE, item_code="K-1", price_list_rate=Decimal("21.00"))

        assert step(self.price("24.99"), there) == Settled("h4sh")

    def test_and_told_when_amazon_changes_it(self) -> None:
        there = found("h4sh", by=ELSE, item_code="K-1", price_list_rate=Decimal("21.00"))
        before = {"item_code": "K-1", "price_list_rate": Decimal("24.99")}

        with pytest.raises(Refused, match=r"21\.00 there, Amazon says 25\.99"):
            step(self.price("25.99", known="h4sh", before=before), there)


class TestPerson:
    BODY: ClassVar[dict[str, Any]] = {"customer_name": "Erika Beispiel", "customer_group": "Amazon Customers"}

    def customer(self, **more: Any) -> Wanted:
        return wanted("Customer", "b1", self.BODY, name="AMZ-b1", personal=True, **more)

    def test_what_we_saved_last_is_overwritten(self) -> None:
        there = found("AMZ-b1", customer_name="Buyer - b1", customer_group="Amazon Customers")
        made = step(self.customer(known="AMZ-b1"), there)

        assert isinstance(made, Put)
        assert made.fields == {"customer_name": "Erika Beispiel"}

    def test_what_a_person_saved_stays_and_no_value_is_told(self) -> None:
        there = found("AMZ-b1", by=ELSE, customer_name="Erika Muster", customer_group="Amazon Customers")

        with pytest.raises(Refused) as no:
            step(self.customer(known="AMZ-b1"), there)

        assert no.value.kind == "changed-by-person"
        assert "customer_name" in str(no.value)
        assert "Erika" not in str(no.value)

    def test_nothing_to_say_where_both_say_the_same(self) -> None:
        assert step(self.customer(known="AMZ-b1"), found("AMZ-b1", by=ELSE, **self.BODY)) == Settled("AMZ-b1")

    def test_rows_of_one_told_before_are_read(self) -> None:
        told = wanted(
            "Contact",
            "b1",
            {"first_name": "Erika", "email_ids": [{"email_id": "b@marketplace.example"}]},
            known="Erika",
            personal=True,
        )
        there: dict[str, Any] = {"first_name": "Erika", "email_ids": [{"email_id": "a@marketplace.example"}]}

        assert step(told, found("Erika", first_name="Erika")) == Read("Erika")
        made = step(told, found("Erika", whole=True, **there))
        assert isinstance(made, Put)
        assert made.fields == {"email_ids": [{"email_id": "b@marketplace.example"}]}

    def test_one_for_everybody_that_a_person_made_gets_the_key_only(self) -> None:
        told = wanted(
            "Customer",
            "Amazon DE",
            {"customer_name": "Amazon DE", "amazon_buyer_key": "Amazon DE"},
            only_if_missing=True,
        )
        made = step(told, found("Amazon DE", owner=ELSE, by=ELSE, amazon_buyer_key=None))

        assert isinstance(made, Put)
        assert made.fields == {"amazon_buyer_key": "Amazon DE"}
