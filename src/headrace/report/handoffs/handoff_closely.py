"""One hand-off looked at closely, as two pictures: what goes with a long wait there, and its waits week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.axes import Across, Logarithmic, around_all
from headrace.report.drawing.lettering import shortened
from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.svg import number, tag, words
from headrace.report.handoffs.handoff_words import goes_words, known_words, shown_lines
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, scale_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.report.handoffs.handoffs_view import BoundaryLine, ChosenHandoff, GoesWithLine, HandoffsView

_LAYOUTS = (("pic-l", 760), ("pic-m", 760), ("pic-s", 358), ("pic-xs", 288))
_NARROW = 500
_ROW, _TALL_ROW, _FOOT = 34.0, 50.0, 30.0
_LABEL = 250.0
_WEEK = 7 * 86_400_000_000
_HIGH = 150.0


def goes_figure(view: HandoffsView) -> str:
    """Return what goes with a long wait at the chosen hand-off as a ``<figure>``; ``""`` where nothing was compared."""
    chosen = view.chosen
    if chosen is None or not chosen.goes_with:
        return ""
    return _figure(lambda width: _goes(chosen, width))


def trend_figure(view: HandoffsView, line: BoundaryLine) -> str:
    """Return a hand-off's waits week by week as a ``<figure>``; ``""`` where there are too few weeks."""
    return "" if line.behaviour is None else _figure(lambda width: _trend(view, line, width))


def _figure(draw: Callable[[int], str]) -> str:
    drawn = "".join(tag("div", draw(width), cls=cls) for cls, width in _LAYOUTS)
    return f'<figure class="map">{drawn}</figure>'


def _goes(chosen: ChosenHandoff, width: int) -> str:
    lines = shown_lines(chosen)
    narrow = width < _NARROW
    row, left = (_TALL_ROW, 8.0) if narrow else (_ROW, _LABEL)
    far = _far(lines)
    middle, half = (left + width - 16) / 2, (width - 16 - left) / 2

    def x(days: float) -> float:
        return middle + max(-1.0, min(1.0, days / far)) * half

    bottom = row * len(lines) + 4
    shapes = ""
    for place, line in enumerate(lines):
        # beside the words where there is room, below them where there is none
        top, foot = (place * row + 32, (place + 1) * row - 2) if narrow else (place * row, (place + 1) * row)
        shapes += tag("line", cls="s-axis", x1=middle, x2=middle, y1=top, y2=foot, stroke_width=1)
        shapes += _interval(line, chosen, (place * row, left), x, narrow=narrow)
    scale = scale_for(far)
    for days in (-far, 0.0, far):
        name = scale.words(abs(days)) if days else "0"
        name = f"−{name}" if days < 0 else f"+{name}" if days else name
        wide = text_width(name, 11)
        at = min(max(x(days) - wide / 2, 0.0), width - wide)
        shapes += _words(name, at, bottom + 16, cls="t3", size=11)
    return tag(
        "svg", shapes, cls="pic", viewBox=f"0 0 {width} {number(bottom + _FOOT)}", width=width,
        height=bottom + _FOOT, role="img", aria_label="; ".join(goes_words(each, chosen) for each in lines),
    )  # fmt: skip


def _far(lines: tuple[GoesWithLine, ...]) -> float:
    """Return how far the axis reaches: to the ends of what is clear; what is not may go on beyond it."""
    kept = [each for each in lines if each.clear] or list(lines)
    return max((max(abs(each.low), abs(each.high)) for each in kept), default=1.0) or 1.0


def _interval(
    line: GoesWithLine,
    chosen: ChosenHandoff,
    room: tuple[float, float],
    x: Callable[[float], float],
    *,
    narrow: bool,
) -> str:
    top, left = room
    beside = text("handoffs.goes.of", {"n": grouped(line.n), "of": grouped(chosen.n)})
    name = known_words(line)
    if narrow:
        shapes = _words(f"{name}", 0, top + 14, weight=600) + _words(beside, 0, top + 27, cls="t2", size=11)
    else:
        fitting = shortened(name, left - 16, 12, 600)
        shapes = _words(fitting, 0, top + 15, weight=600) + _words(beside, 0, top + 28, cls="t2", size=11)
    y = top + (40 if narrow else 17)
    shapes += tag("line", cls="s-wait", x1=x(line.low), x2=x(line.high), y1=y, y2=y, stroke_width=1.6)
    dot = "f-wait" if line.clear else "f-paper s-wait"
    return shapes + tag("circle", cls=dot, cx=x(line.days), cy=y, r=4, stroke_width=1.4)


def _trend(view: HandoffsView, line: BoundaryLine, width: int) -> str:
    chart = line.behaviour
    if chart is None:
        return ""
    across = Across(view.observed.start, view.observed.end, 44.0, width - 8.0)
    least, most = around_all([*chart.values, chart.low, chart.high])
    up = Logarithmic(least, most, _HIGH, 8.0)
    first, last = across.x(chart.starts[0]), across.x(chart.starts[-1] + _WEEK)
    top, foot = up.at(chart.high), up.at(chart.low)
    shapes = tag("rect", cls="f-rule", x=first, y=top, width=max(last - first, 1), height=max(foot - top, 1))
    for y, name in up.ticks():
        shapes += tag("line", cls="s-rule", x1=across.left, x2=across.right, y1=y, y2=y, stroke_width=1)
        shapes += _words(name, across.left - 6 - text_width(name, 11), y + 4, cls="t3", size=11)
    centre = up.at(chart.centre)
    shapes += tag("line", cls="s-axis", x1=first, x2=last, y1=centre, y2=centre, stroke_width=1)
    points = [
        (across.x(start + _WEEK / 2), up.at(max(value, least)))
        for start, value in zip(chart.starts, chart.values, strict=True)
    ]
    edge = " ".join(f"{number(x)} {number(y)}" for x, y in points)
    shapes += tag("path", cls="no-fill s-wait", d=f"M{edge}", stroke_width=0.7)
    told = {at for each in chart.signals for at in chart.starts if each.first <= at <= each.last}
    for start, (x, y) in zip(chart.starts, points, strict=True):
        shapes += tag("circle", cls="f-wait", cx=x, cy=y, r=2.6)
        if start in told:
            shapes += tag("circle", cls="no-fill s-blocked", cx=x, cy=y, r=5.4, stroke_width=1.4)
    for x, name in across.ticks(64.0 if width < _NARROW else 84.0):
        wide = text_width(name, 11)
        shapes += tag("line", cls="s-axis", x1=x, x2=x, y1=_HIGH, y2=_HIGH + 4, stroke_width=1)
        shapes += _words(name, min(max(x - wide / 2, 0.0), width - wide), _HIGH + 17, cls="t3", size=11)
    return tag(
        "svg", shapes, cls="pic", viewBox=f"0 0 {width} {number(_HIGH + 24)}", width=width, height=_HIGH + 24,
        role="img", aria_label=text("handoffs.trend.said"),
    )  # fmt: skip


def _words(
    said: str, x: float, y: float, *, cls: str = "t1", size: float = 12, weight: int | None = None
) -> str:
    return tag("text", words(said), cls=cls, x=x, y=y, font_size=size, font_weight=weight)
