"""What is to be done about a Sales Order, from what the site holds of it; no site behind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.erp.erpnext.wanting import ELSE, ORDER, US, order, order_body, order_there

from sellerbridge.erp.erpnext.booking import Rules, next_step
from sellerbridge.erp.erpnext.found import Cancel, Create, Found, Put, Read, Retire, Settled, Step
from sellerbridge.erp.erpnext.keys import There
from sellerbridge.erp.erpnext.wanted import Wanted
from sellerbridge.errors import Refused

RULES = Rules(
    user=US,
    key_field="amazon_order_id",
    late=frozenset({"po_no", "delivery_date", "amazon_order_id"}),
    late_rows=frozenset({"delivery_date"}),
    texts=frozenset({"description"}),
)
RIGID = msgspec.structs.replace(RULES, late=RULES.late - {"amazon_order_id"})


def step(wanted: Wanted, there: There, *, rules: Rules = RULES, tried: bool = False) -> Step:
    return next_step(wanted, there, rules=rules, tried=tried)


def refusal(wanted: Wanted, there: There, *, rules: Rules = RULES, tried: bool = False) -> Refused:
    with pytest.raises(Refused) as caught:
        step(wanted, there, rules=rules, tried=tried)
    return caught.value


def test_a_new_order_is_made_and_submitted_in_one_request() -> None:
    made = step(order(), There())

    assert isinstance(made, Create)
    assert (made.body["name"], made.body["docstatus"], made.body["items"][0]["qty"]) == (ORDER, 1, 2)


def test_after_the_request_only_the_total_is_looked_at() -> None:
    assert step(order(), There(live=order_there()), tried=True) == Settled(ORDER)


def test_another_total_than_amazons_is_told_with_both() -> None:
    no = refusal(order(), There(live=order_there("18.00")), tried=True)

    assert no.kind == "erp-total-differs"
    assert "36.00" in str(no)
    assert "39.98" in str(no)


def test_a_site_that_keeps_a_draft_did_not_do_it() -> None:
    no = refusal(order(), There(live=order_there(docstatus=0)), tried=True)

    assert no.kind == "erp-refused"
    assert "draft" in str(no)


@pytest.mark.parametrize("docstatus", [pytest.param(0, id="a draft"), pytest.param(1, id="submitted")])
def test_an_order_of_somebody_else_is_adopted_as_it_is(docstatus: int) -> None:
    there = order_there(name="SAL-ORD-2026-00007", owner=ELSE, by=ELSE, docstatus=docstatus, whole=False)

    assert step(order(), There(live=there)) == Settled("SAL-ORD-2026-00007")


def test_an_older_connector_may_have_used_our_user() -> None:
    there = order_there(name="SAL-ORD-2026-00007", whole=False)

    assert step(order(doubtful=True), There(live=there)) == Settled("SAL-ORD-2026-00007")


class TestBearingOurMark:
    """Most sites name an order by their own series, whatever name is asked for."""

    NAMED = "SAL-ORD-2026-00008"

    def there(self, rate: str = "19.99", **more: Any) -> Found:
        return order_there(rate, name=self.NAMED, amazon_fulfilled_by="MERCHANT", **more)

    def test_what_an_interrupted_run_made_is_brought_up_to_date(self) -> None:
        """Of the same total, but with other goods in it."""
        wanted = order(doubtful=True)
        wanted.body["items"][0]["item_code"] = "SKU-2"

        assert isinstance(step(wanted, There(live=self.there())), Retire)

    def test_it_stays_ours_when_another_api_user_takes_over(self) -> None:
        wanted = order("20.00", known=self.NAMED, before=order_body())

        assert isinstance(step(wanted, There(live=self.there(owner=ELSE, by=ELSE))), Retire)

    def test_but_for_a_first_sight_it_is_somebodys(self) -> None:
        assert refusal(order(), There(live=self.there("18.00"))).kind == "adopted-differs"


def test_an_order_never_moves_into_another_company() -> None:
    wanted = order(known=ORDER, before=order_body(company="Acme"))
    wanted.body.update(company="Acme Deutschland")  # type: ignore[attr-defined]
    no = refusal(wanted, There(live=order_there(company="Acme")))

    assert no.kind == "changed-after-booking"
    assert "company was Acme, now Acme Deutschland" in str(no)


def test_an_adopted_order_with_another_total_is_told() -> None:
    no = refusal(order(), There(live=order_there("18.00", owner=ELSE, whole=False)))

    assert no.kind == "adopted-differs"
    assert "36.00" in str(no)


def test_one_that_a_person_cancelled_stays_so() -> None:
    assert refusal(order(), There(live=order_there(docstatus=2))).kind == "changed-by-person"


class TestInDoubt:
    def test_what_is_there_is_read_before_it_is_taken_for_this_version(self) -> None:
        assert step(order(doubtful=True), There(live=order_there(whole=False))) == Read(ORDER)

    def test_the_very_same_is_settled(self) -> None:
        assert step(order(doubtful=True), There(live=order_there())) == Settled(ORDER)

    def test_an_earlier_version_of_ours_is_amended(self) -> None:
        made = step(order("20.00", doubtful=True), There(live=order_there()))

        assert isinstance(made, Retire)
        assert made.value == f"{ORDER}~1"

    def test_unless_a_person_saved_it_since(self) -> None:
        no = refusal(order("20.00", doubtful=True), There(live=order_there(by=ELSE)))

        assert no.kind == "changed-by-person"


class TestAmending:
    def told(self, rate: str = "20.00", **more: Any) -> Wanted:
        return order(rate, known=ORDER, before=order_body(), **more)

    def test_the_rows_are_read_first(self) -> None:
        assert step(self.told(), There(live=order_there(whole=False))) == Read(ORDER)

    def test_it_gives_up_its_key(self) -> None:
        made = step(self.told(), There(live=order_there()))

        assert made == Retire(found=order_there(), value=f"{ORDER}~1")

    def test_is_cancelled(self) -> None:
        gone = order_there(amazon_order_id=f"{ORDER}~1")

        assert step(self.told(), There(retired=gone)) == Cancel(found=gone, retired=True)

    def test_and_followed_by_one_with_the_key(self) -> None:
        made = step(self.told(), There(retired=order_there(amazon_order_id=f"{ORDER}~1", docstatus=2)))

        assert isinstance(made, Create)
        assert (made.body["amended_from"], made.body["amazon_order_id"]) == (ORDER, ORDER)
        assert made.body["docstatus"] == 1
        assert "name" not in made.body

    def test_a_second_time_under_another_number(self) -> None:
        there = There(
            live=order_there(name=f"{ORDER}-1"), retired=order_there(amazon_order_id=f"{ORDER}~1", docstatus=2)
        )
        made = step(self.told(), there)

        assert isinstance(made, Retire)
        assert made.value == f"{ORDER}~2"

    def test_what_is_already_so_is_settled(self) -> None:
        assert step(self.told(), There(live=order_there("20.00"))) == Settled(ORDER)

    def test_a_title_is_no_reason(self) -> None:
        wanted = self.told("19.99")
        wanted.body["items"][0]["description"] = "Now with a lid"

        assert step(wanted, There(live=order_there())) == Settled(ORDER)

    def test_without_allow_on_submit_both_are_told(self) -> None:
        no = refusal(self.told(), There(live=order_there()), rules=RIGID)

        assert no.kind == "changed-after-booking"
        assert str(no) == "rate of row 1 was 19.99, now 20.00"

    def test_a_persons_change_stays(self) -> None:
        no = refusal(self.told(), There(live=order_there(po_no="by hand")))

        assert no.kind == "changed-by-person"
        assert "by hand" in str(no)

    def test_a_customer_named_after_a_person_is_not_shown(self) -> None:
        no = refusal(self.told(), There(live=order_there(customer="Jane Muster")))

        assert no.kind == "changed-by-person"
        assert "customer" in str(no)
        assert "Jane" not in str(no)

    @pytest.mark.parametrize("field", ["per_delivered", "per_billed", "advance_paid"])
    def test_what_was_gone_on_with_stays(self, field: str) -> None:
        gone_on: dict[str, Any] = {field: Decimal(50)}
        no = refusal(self.told(), There(live=order_there(**gone_on)))

        assert no.kind == "linked-in-erp"
        assert field in str(no)

    def test_a_closed_order_stays(self) -> None:
        assert refusal(self.told(), There(live=order_there(status="Closed"))).kind == "changed-by-person"


class TestLateChange:
    def test_what_may_change_after_submit_is_changed_in_place(self) -> None:
        later = [{**order_body()["items"][0], "delivery_date": "2026-03-09"}]
        wanted = order(known=ORDER, before=order_body())
        wanted.body.update(delivery_date="2026-03-09", items=later)  # type: ignore[attr-defined]

        made = step(wanted, There(live=order_there()), rules=RIGID)

        assert isinstance(made, Put)
        row = made.fields["items"][0]
        assert made.fields["delivery_date"] == "2026-03-09"
        assert (row["name"], row["conversion_factor"], row["delivery_date"]) == ("row1", 1, "2026-03-09")

    def test_not_where_a_person_set_another(self) -> None:
        wanted = order(known=ORDER, before=order_body())
        wanted.body.update(po_no="B")  # type: ignore[attr-defined]

        assert refusal(wanted, There(live=order_there(po_no="by hand"))).kind == "changed-by-person"


class TestCancelling:
    def test_what_is_submitted(self) -> None:
        there = order_there()

        assert step(order(docstatus=2, known=ORDER), There(live=there)) == Cancel(found=there)

    def test_what_was_on_its_way_to_be_amended(self) -> None:
        gone = order_there(amazon_order_id=f"{ORDER}~1")

        assert step(order(docstatus=2, known=ORDER), There(retired=gone)) == Cancel(found=gone)

    @pytest.mark.parametrize(
        "there", [pytest.param(There(), id="gone"), pytest.param(There(live=order_there(docstatus=2)), id="done")]
    )
    def test_not_what_is_none(self, there: There) -> None:
        assert step(order(docstatus=2, known=ORDER), there) == Settled(ORDER)

    def test_not_a_draft(self) -> None:
        no = refusal(order(docstatus=2, known=ORDER), There(live=order_there(docstatus=0)))

        assert no.kind == "erp-refused"


def test_trying_again_after_a_persons_mending_looks_at_the_total() -> None:
    there = There(live=order_there(customer="Jane's shop", whole=False))

    assert step(order(known=ORDER), there) == Settled(ORDER)
    assert refusal(order("20.00", known=ORDER), there).kind == "erp-total-differs"
