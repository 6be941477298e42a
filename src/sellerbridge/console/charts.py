"""The geometry of the charts that the pages draw as SVG: pure numbers, no words and no colours."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

Amount = int | Decimal


class Spark(msgspec.Struct, frozen=True, kw_only=True):
    """A line over `width` by `height`: the points of its stroke, of the area below it, and its last point."""

    width: int
    height: int
    line: str
    area: str
    end: tuple[float, float]


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A rectangle, and which series it belongs to, counted from 0."""

    x: float
    y: float
    width: float
    height: float
    series: int = 0


def spark(values: Sequence[Amount], *, width: int = 300, height: int = 48) -> Spark:
    """A line through the values, nought at the bottom. One value alone is a level line."""
    drawn: list[Amount] = list(values) if len(values) > 1 else [*values, *values] or [0, 0]
    top: Amount = max(1, *drawn)
    edge = 3
    points = [
        (_round(edge + i * (width - 2 * edge) / (len(drawn) - 1)), _y(value, top, height, edge))
        for i, value in enumerate(drawn)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    area = f"{points[0][0]},{height} {line} {points[-1][0]},{height}"
    return Spark(width=width, height=height, line=line, area=area, end=points[-1])


def shares(values: Sequence[Amount], *, width: int = 100) -> list[float]:
    """How long the bar of each value is, the largest being `width`; the sign makes no difference."""
    sizes = [abs(Decimal(value)) for value in values]
    top = max(sizes, default=Decimal(0))
    return [_round(float(size / top) * width) if top else 0.0 for size in sizes]


def stacked(
    columns: Sequence[Sequence[Amount]], *, width: int = 600, height: int = 160
) -> list[tuple[float, list[Bar]]]:
    """For each column where its middle is, and its bars from the bottom up. Below nought is nought."""
    top = max((sum(max(value, 0) for value in column) for column in columns), default=0)
    if not columns or not top:
        return []
    step = width / len(columns)
    return [
        (_round((i + 0.5) * step), _pile(column, i * step, step, height, top)) for i, column in enumerate(columns)
    ]


def _pile(column: Sequence[Amount], left: float, step: float, height: int, top: Amount) -> list[Bar]:
    bars, bottom, broad = [], float(height), min(step * 0.7, 48)
    for series, value in enumerate(column):
        tall = float(max(value, 0) / top) * height
        if tall:
            bottom -= tall
            bars.append(
                Bar(
                    x=_round(left + (step - broad) / 2),
                    y=_round(bottom),
                    width=_round(broad),
                    height=_round(tall),
                    series=series,
                )
            )
    return bars


def _y(value: Amount, top: Amount, height: int, edge: int) -> float:
    return _round(height - edge - float(max(value, 0) / top) * (height - 2 * edge))


def _round(value: float) -> float:
    return round(value, 1)
