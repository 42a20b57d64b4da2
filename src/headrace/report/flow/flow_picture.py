"""The flow page's main picture: what is in progress, what comes and is done a week, and how long that took.

Three panels on one axis of time. Dots are weeks or items, grey is the usual range, rings are the points that a rule
singles out. It draws summaries only, so it has as much ink for ten items as for a million.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.report.drawing.axes import Across, Logarithmic, Upward, around_all, rounded_up
from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.svg import number, tag, words
from headrace.report.flow.flow_sentences import plain
from headrace.report.wording.phrases import text
from headrace.report.words import decimal, scale_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from headrace.report.flow.flow_view import Behaviour, FlowView, Within

    _Place = Callable[[float], float]

_WEEK = 7 * 86_400_000_000
_TALL = {"present": 96.0, "weekly": 96.0, "times": 150.0}
_HEAD = 30.0  # px above a panel for its name
_FOOT = 24.0  # px below the last panel for the days
_NARROW = 700.0


@dataclass(frozen=True, slots=True)
class _Frame:
    """The room of a picture: across, and where direct labels begin at its right."""

    across: Across
    width: float
    narrow: bool

    @property
    def beside(self) -> float:
        return self.across.right + 8


def flow_picture(view: FlowView, *, width: int, prefix: str) -> str:
    """Return the picture as an ``<svg>`` element."""
    narrow = width < _NARROW
    across = Across(view.observed.start, view.observed.end, 44.0, width - (8.0 if narrow else 128.0))
    frame = _Frame(across, width, narrow)
    shapes: list[str] = []
    top = 0.0
    for name, draw in (("present", _present), ("weekly", _weekly), ("times", _times)):
        top += _HEAD
        shapes.append(_name(name, frame, top))
        shapes.append(draw(view, frame, top, top + _TALL[name]))
        top += _TALL[name] + 14
    shapes.append(_days(frame, top - 14))
    height = top - 14 + _FOOT
    return tag(
        "svg",
        "".join(shapes),
        cls="pic flow",
        id=prefix,
        viewBox=f"0 0 {width} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=said(view),
    )


def said(view: FlowView) -> str:
    """Return what a screen reader says of the picture."""
    path = view.path
    slots = {
        "name": view.name,
        "present": decimal(path.mean_present or 0.0) if path else "",
        "arrived": _rate(view, "arrived"),
        "done": _rate(view, "done"),
    }
    return text("flow.picture", slots)


def _rate(view: FlowView, which: str) -> str:
    known = view.arrived if which == "arrived" else view.done
    if known is not None:
        return plain(known.value)
    path = view.path
    rate = path.arrival_rate if which == "arrived" and path else path.departure_rate if path else None
    return plain(rate or 0.0)


def _name(panel: str, frame: _Frame, top: float) -> str:
    label = text(f"flow.picture.{panel}")
    shown = _words(label, 0, top - 14, weight=600)
    left = text_width(label, 12, 600) + 16
    if panel == "weekly":
        for sign, key in (("no-fill s-ink2", "arrived"), ("f-ink", "done")):
            shown += tag("circle", cls=sign, cx=left + 4, cy=top - 18, r=3.2, stroke_width=1.3)
            name = text(f"flow.picture.{key}")
            shown += _words(name, left + 12, top - 14, cls="t2")
            left += 12 + text_width(name, 12) + 16
        if not frame.narrow:
            shown += tag("rect", cls="f-rule", x=left, y=top - 23, width=18, height=10)
            shown += _words(text("flow.picture.usual"), left + 24, top - 14, cls="t2")
    if panel == "times" and not frame.narrow:
        shown += _words(text("flow.picture.marks"), left, top - 14, cls="t2")
    return shown


def _present(view: FlowView, frame: _Frame, top: float, bottom: float) -> str:
    diagram = view.diagram
    if diagram is None:
        return ""
    counts = [came - left for came, left in zip(diagram.arrived, diagram.left, strict=True)]
    up = Upward(rounded_up(max(counts, default=0)), top, bottom)
    points = [(frame.across.x(at), up.y(n)) for at, n in zip(diagram.days, counts, strict=True)]
    shapes = _grid(up.ticks(), frame)
    if points:
        edge = " ".join(f"{number(x)} {number(y)}" for x, y in points)
        area = f"M{number(points[0][0])} {number(bottom)} L{edge} L{number(points[-1][0])} {number(bottom)}z"
        shapes += tag("path", cls="f-rule", d=area)
        shapes += tag("path", cls="no-fill s-ink", d=f"M{edge}", stroke_width=1.4, stroke_linejoin="round")
    mean = view.path.mean_present if view.path else None
    if mean is not None:
        label = text("flow.picture.average", {"number": decimal(mean)})
        shapes += _level(up.y(mean), label, frame)
    return shapes


def _weekly(view: FlowView, frame: _Frame, top: float, bottom: float) -> str:
    chart = next((each for each in view.behaviour if each.what == "done"), None)
    counts = [n for each in view.weeks for n in (each.arrived, each.done)]
    up = Upward(rounded_up(max([*counts, chart.high if chart else 0.0], default=0)), top, bottom)
    shapes = _usual(chart, frame, up.y) + _grid(up.ticks(), frame)
    middle = [frame.across.x(each.start + _WEEK / 2) for each in view.weeks]
    for cls, line, values in (
        ("no-fill s-ink2", "no-fill s-axis", [each.arrived for each in view.weeks]),
        ("f-ink", "no-fill s-ink", [each.done for each in view.weeks]),
    ):
        points = [(x, up.y(n)) for x, n in zip(middle, values, strict=True)]
        shapes += _joined(points, line)
        small = len(points) * 8 > frame.across.right - frame.across.left
        shapes += _dots(points, cls, 1.6 if small else 3.0)
    return shapes + _rings(chart, frame, up.y)


def _times(view: FlowView, frame: _Frame, top: float, bottom: float) -> str:
    lines = (view.times.half, view.times.p85) if view.times else ()
    known = [each.days for each in lines if each.days]
    least, most = around_all([*(d for each in view.finished for d in each.days), *known])
    up = Logarithmic(least, most, bottom, top)
    shapes = _grid(up.ticks(), frame)
    points = []
    for each in view.finished:
        room = frame.across.x(each.start + each.weeks * _WEEK) - frame.across.x(each.start)
        for place, days in enumerate(each.days):
            # side by side within the week, so that equal times do not hide each other
            shift = ((place * 7) % len(each.days) + 0.5) / len(each.days)
            points.append((frame.across.x(each.start) + shift * room, up.at(max(days, least))))
    shapes += _dots(points, "f-active", 1.6)
    for found, key in zip(lines, ("half", "p85"), strict=False):
        shapes += _promise(found, key, up, frame)
    return shapes


def _promise(found: Within, key: str, up: Logarithmic, frame: _Frame) -> str:
    if found.days is None or found.days <= 0:
        return ""
    scale = scale_for(found.days)
    label = f"{text(f'flow.picture.{key}')} {scale.brief(found.days)}"
    return _level(up.at(found.days), label, frame)


def _level(y: float, label: str, frame: _Frame) -> str:
    """Return a dashed line across at a height, with its words beside it, or above its end where there is no room."""
    line = tag(
        "line",
        cls="s-ink",
        x1=frame.across.left,
        x2=frame.across.right,
        y1=y,
        y2=y,
        stroke_dasharray="4 3",
        stroke_width=1,
    )
    if not frame.narrow:
        return line + _words(label, frame.beside, y + 4)
    wide = text_width(label, 11)
    left = frame.across.right - wide - 2
    plate = tag("rect", cls="f-paper", x=left - 3, y=y - 15, width=wide + 6, height=13)
    return line + plate + _words(label, left, y - 5, size=11)


def _grid(ticks: Iterable[tuple[float, str]], frame: _Frame) -> str:
    shapes = ""
    for y, name in ticks:
        left, right = frame.across.left, frame.across.right
        shapes += tag("line", cls="s-rule", x1=left, x2=right, y1=y, y2=y, stroke_width=1)
        shapes += _words(name, left - 6 - text_width(name, 11), y + 4, cls="t3", size=11)
    return shapes


def _days(frame: _Frame, bottom: float) -> str:
    """Return the axis of days below all panels."""
    across = frame.across
    shapes = tag("line", cls="s-axis", x1=across.left, x2=across.right, y1=bottom, y2=bottom, stroke_width=1)
    for x, name in across.ticks(64.0 if frame.narrow else 84.0):
        shapes += tag("line", cls="s-axis", x1=x, x2=x, y1=bottom, y2=bottom + 4, stroke_width=1)
        wide = text_width(name, 11)
        left = min(max(x - wide / 2, 0.0), frame.width - wide)
        shapes += _words(name, left, bottom + 17, cls="t3", size=11)
    return shapes


def _usual(chart: Behaviour | None, frame: _Frame, y: _Place) -> str:
    if chart is None or not chart.starts:
        return ""
    left, right = frame.across.x(chart.starts[0]), frame.across.x(chart.starts[-1] + _WEEK)
    high, low = y(chart.high), y(chart.low)
    return tag("rect", cls="f-rule", x=left, y=high, width=max(right - left, 1), height=max(low - high, 1))


def _rings(chart: Behaviour | None, frame: _Frame, y: _Place) -> str:
    """Return a ring around every point that belongs to a signal."""
    if chart is None:
        return ""
    told = {at for each in chart.signals for at in chart.starts if each.first <= at <= each.last}
    points = [
        (frame.across.x(at + _WEEK / 2), y(value))
        for at, value in zip(chart.starts, chart.values, strict=True)
        if at in told
    ]
    return "".join(
        tag("circle", cls="no-fill s-blocked", cx=x, cy=y, r=5.4, stroke_width=1.4) for x, y in points
    )


def _joined(points: Sequence[tuple[float, float]], cls: str) -> str:
    if len(points) < 2:
        return ""
    edge = " ".join(f"{number(x)} {number(y)}" for x, y in points)
    return tag("path", cls=cls, d=f"M{edge}", stroke_width=0.7)


def _dots(points: Iterable[tuple[float, float]], cls: str, radius: float) -> str:
    hollow = "no-fill" in cls
    cls = cls.replace("no-fill", "f-paper")
    line = 1.3 if hollow else None
    return "".join(tag("circle", cls=cls, cx=x, cy=y, r=radius, stroke_width=line) for x, y in points)


def _words(
    said: str, x: float, y: float, *, cls: str = "t1", size: float = 12, weight: int | None = None
) -> str:
    return tag("text", words(said), cls=cls, x=x, y=y, font_size=size, font_weight=weight)
