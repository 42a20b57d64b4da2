"""The small chart of one measure: weeks as dots, its usual range in grey, rings where a rule asks for a reaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.svg import number, tag

if TYPE_CHECKING:
    from headrace.report.dimensions.profile_view import Series

WIDTH, HEIGHT = 220.0, 40.0
_EDGE = 5.0
_MOST_DOTS = 60


def profile_chart(series: Series, said: str) -> str:
    """Return a measure's small chart as an ``<svg>`` element; ``""`` below two points.

    Args:
        said: what a screen reader says of it.
    """
    points = _points(series)
    if len(points) < 2:
        return ""
    chart = series.behaviour
    heights = [value for _, value in points] + ([chart.low, chart.high] if chart else [])
    high = max(heights)
    # zero is on the scale where that leaves room for what moves: availability lies far from it
    low = min(heights) if min(heights) > high / 2 else min(0.0, *heights)
    span = (high - low) or 1.0
    first, last = series.starts[0], series.starts[-1]

    def place(start: int, value: float) -> tuple[float, float]:
        across = (start - first) / max(last - first, 1)
        up = (value - low) / span
        return _EDGE + across * (WIDTH - 2 * _EDGE), HEIGHT - _EDGE - up * (HEIGHT - 2 * _EDGE)

    shapes = ""
    if chart is not None:
        top, bottom = place(first, chart.high)[1], place(first, chart.low)[1]
        shapes += tag("rect", cls="f-rule", x=0, y=top, width=WIDTH, height=max(bottom - top, 1.0))
        middle = place(first, chart.centre)[1]
        shapes += tag("line", cls="s-axis", x1=0, x2=WIDTH, y1=middle, y2=middle, stroke_width=0.8)
    placed = [place(*point) for point in points]
    line = " ".join(f"{number(x)} {number(y)}" for x, y in placed)
    shapes += tag("path", cls="no-fill s-ink2", d=f"M{line}", stroke_width=0.8, stroke_linejoin="round")
    shapes += _dots(points, placed, _singled_out(series))
    return tag(
        "svg",
        shapes,
        cls="pic spark",
        viewBox=f"0 0 {number(WIDTH)} {number(HEIGHT)}",
        width=WIDTH,
        height=HEIGHT,
        role="img",
        aria_label=said,
    )


def _points(series: Series) -> list[tuple[int, float]]:
    pairs = zip(series.starts, series.values, strict=True)
    return [(start, value) for start, value in pairs if value is not None]


def _singled_out(series: Series) -> set[int]:
    """Return the starts of the points that a rule singles out."""
    if series.behaviour is None:
        return set()
    return {
        start
        for signal in series.behaviour.signals
        for start in series.behaviour.starts
        if signal.first <= start <= signal.last
    }


def _dots(points: list[tuple[int, float]], placed: list[tuple[float, float]], rung: set[int]) -> str:
    """Return dots while they fit, and always the last; points that ask for a reaction are rings."""
    shapes = ""
    few = len(points) <= _MOST_DOTS
    for at, ((start, _), (x, y)) in enumerate(zip(points, placed, strict=True)):
        last = at == len(points) - 1
        if start in rung and (few or last):
            shapes += tag("circle", cls="f-paper s-ink", cx=x, cy=y, r=2.6, stroke_width=1.3)
        elif few or last:
            shapes += tag("circle", cls="f-ink", cx=x, cy=y, r=2.6 if last else 1.4)
    return shapes
