"""The small pictures of the portfolio: days worked and waited on one axis, what customers get, a course."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from headrace.report.drawing.svg import hatch, number, tag, words
from headrace.report.portfolio.portfolio_words import (
    course_words,
    outcome_name,
    outcome_trend,
    outcome_value,
    split_words,
    unsaid,
)
from headrace.report.words import scale_for

if TYPE_CHECKING:
    from headrace.report.portfolio.portfolio_view import (
        ObjectiveLine,
        OutcomeLine,
        PortfolioRow,
        PortfolioView,
    )
    from headrace.report.words import Scale

WIDTH, HEIGHT = 328.0, 26.0
_TAIL = 34.0
"""Room beside the longest whisker for its number."""

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000)
_CHART = (150.0, 34.0)
_WAY = (124.0, 12.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis for all streams, in one unit: ``longest`` days reach to its end."""

    longest: float
    scale: Scale

    def at(self, days: float) -> float:
        """Return where a number of days ends, in px."""
        return days / self.longest * (WIDTH - _TAIL)

    def ticks(self) -> tuple[float, ...]:
        """Return at most five days on which the axis has a number, zero first."""
        whole = self.scale.of(self.longest)
        step = next((each for each in _STEPS if whole / each <= 4.5), _STEPS[-1])
        return tuple(each * step / self.scale.per_day for each in range(int(whole / step) + 1))


def axis_of(view: PortfolioView) -> Axis | None:
    """Return the axis on which all streams fit; ``None`` where none has days to draw."""
    drawn = [row for row in view.streams if row.flow_days is not None and not unsaid(row)]
    reach = [max(row.flow_days.value, row.p85_within or 0.0) for row in drawn if row.flow_days]
    longest = max(reach, default=0.0)
    return Axis(longest, scale_for(longest)) if longest else None


def axis_head(axis: Axis) -> str:
    """Return the numbers over the bars as an ``<svg>`` element."""
    texts = "".join(
        tag(
            "text",
            words(f"{axis.scale.of(days):g}"),
            x=axis.at(days),
            y=11,
            cls="t2",
            font_size=12,
            text_anchor="start" if not days else "middle",
        )
        for days in axis.ticks()
    )
    return tag(
        "svg", texts, cls="pic", width=WIDTH, height=14, viewBox=f"0 0 {number(WIDTH)} 14", aria_hidden="true"
    )


def split_bar(row: PortfolioRow, axis: Axis, identity: str) -> str:
    """Return an average item's days, worked and waiting, with a whisker to where 85 % arrive."""
    flow, work = row.flow_days, row.work_days
    if flow is None or work is None:
        return ""
    whole, end = axis.at(flow.value), axis.at(row.p85_within or flow.value)
    worked, middle = axis.at(work), HEIGHT / 2
    shapes = tag("defs", hatch(identity))
    if end > whole:
        shapes += tag("line", cls="s-axis", x1=whole, x2=end, y1=middle, y2=middle, stroke_width=1.4)
        shapes += tag("line", cls="s-axis", x1=end, x2=end, y1=middle - 5, y2=middle + 5, stroke_width=1.4)
    shapes += tag(
        "rect", cls="s-wait", fill=f"url(#{identity})", x=worked, y=6, width=max(whole - worked, 0), height=14,
        stroke_width=".75",
    )  # fmt: skip
    shapes += tag("rect", cls="f-active", x=0, y=6, width=worked, height=14)
    shown = axis.scale.number(row.p85_within or flow.value)
    shapes += tag("text", words(shown), x=max(end, whole) + 6, y=17, cls="t2", font_size=12)
    return _svg(shapes, (WIDTH, HEIGHT), split_words(row))


def outcome_chart(found: OutcomeLine) -> str:
    """Return what customers get over time: readings as a line, the usual range behind, the goal dashed."""
    width, height = _CHART
    series = found.series
    points = [
        (at, value) for at, value in zip(series.starts, series.values, strict=True) if value is not None
    ]
    if len(points) < 2:
        return ""
    chart = series.behaviour
    values = [value for _, value in points]
    values += [chart.low, chart.high] if chart else []
    values += [] if found.goal is None else [found.goal]
    low, high = min(values), max(values)
    first, last = points[0][0], points[-1][0]

    def across(at: int) -> float:
        return 2 + (at - first) / max(last - first, 1) * (width - 14)

    def up(value: float) -> float:
        return height - 5 - (value - low) / ((high - low) or 1.0) * (height - 10)

    shapes = ""
    if chart is not None:
        top, bottom = up(chart.high), up(chart.low)
        shapes += tag("rect", cls="f-rule", x=0, y=top, width=width - 12, height=max(bottom - top, 1.0))
    if found.goal is not None:
        y = up(found.goal)
        shapes += tag(
            "line", cls="s-outcome", x1=0, x2=width, y1=y, y2=y, stroke_width=1.3, stroke_dasharray="4 3"
        )
    line = " ".join(f"{number(across(at))} {number(up(value))}" for at, value in points)
    shapes += tag("path", cls="no-fill s-ink", d=f"M{line}", stroke_width=1.4, stroke_linejoin="round")
    shapes += tag("circle", cls="f-outcome", cx=across(last), cy=up(points[-1][1]), r=3.6)
    said = f"{outcome_name(found)}: {outcome_value(found)}; {outcome_trend(found)}"
    return _svg(shapes, _CHART, said)


def course_bar(line: ObjectiveLine) -> str:
    """Return an objective's way from where it began to its goal, with a tick where on course would be."""
    width = _WAY[0]
    if line.course is None or line.start is None or line.goal is None or line.now is None:
        return ""
    way = line.goal - line.start

    start = line.start

    def placed(value: float) -> float:
        return min(max((value - start) / way, 0.0), 1.0) * (width - 4)

    tick = placed(line.course.expected)
    shapes = tag("rect", cls="f-rule", x=0, y=4, width=width - 4, height=4)
    shapes += tag("rect", cls="f-outcome", x=0, y=3, width=placed(line.now), height=6)
    shapes += tag("line", cls="s-ink", x1=tick, x2=tick, y1=0, y2=12, stroke_width=1.6)
    return _svg(shapes, _WAY, course_words(line))


def _svg(shapes: str, size: tuple[float, float], said: str) -> str:
    width, height = size
    return tag(
        "svg",
        shapes,
        cls="pic",
        width=width,
        height=ceil(height),
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_label=said,
    )
