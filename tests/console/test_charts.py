"""The geometry of charts: nothing leaves its frame, and lengths say what the figures say."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.console.charts import shares, spark, stacked

_AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2)


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_a_spark_stays_in_its_frame_and_goes_to_the_right(values: list[int]) -> None:
    drawn = spark(values)
    points = [tuple(map(float, point.split(","))) for point in drawn.line.split()]
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in points)
    assert [x for x, _ in points] == sorted(x for x, _ in points)


def test_the_highest_value_is_the_highest_point() -> None:
    points = [point.split(",") for point in spark([1, 9, 4]).line.split()]
    assert min(points, key=lambda point: float(point[1])) == points[1]


def test_no_orders_at_all_are_a_level_line_at_the_bottom() -> None:
    assert {point.split(",")[1] for point in spark([0, 0, 0]).line.split()} == {"45.0"}


def test_bars_are_as_long_as_their_share_of_the_largest() -> None:
    assert shares([Decimal(-10), 5, 0]) == [100.0, 50.0, 0.0]
    assert shares([]) == []
    assert shares([0]) == [0.0]


@given(st.lists(st.lists(_AMOUNTS, min_size=3, max_size=3), max_size=14))
def test_stacked_bars_stand_on_each_other_in_their_frame(columns: list[list[Decimal]]) -> None:
    for middle, bars in stacked(columns):
        assert 0 < middle < 600
        bottom = 160.0
        for bar in bars:
            assert abs(bar.y + bar.height - bottom) <= 0.2
            assert bar.y >= -0.2
            bottom = bar.y
