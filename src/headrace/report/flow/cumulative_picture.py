"""The cumulative flow diagram: what has left at the bottom, the stages above it; the top is what has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.axes import Across, Upward, rounded_up
from headrace.report.drawing.lettering import shortened
from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.svg import number, tag, words
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.flow.flow_view import Diagram, FlowView

_TOP = 8.0
_TALL = 220.0
_FOOT = 24.0
_LETTER = 13.0
_NARROW = 700


def cumulative_picture(view: FlowView, *, width: int, prefix: str) -> str:
    """Return the diagram as an ``<svg>`` element; empty without one."""
    diagram = view.diagram
    if diagram is None or len(diagram.days) < 2:
        return ""
    right = width - (104.0 if width < _NARROW else 168.0)
    across = Across(view.observed.start, diagram.days[-1], 44.0, right)
    up = Upward(rounded_up(max(diagram.arrived)), _TOP, _TOP + _TALL)
    shapes, below = "", list(diagram.left)
    labels = [(text("flow.picture.left"), 0, below[-1])]
    shapes += _band(across, up, diagram.days, [0] * len(below), below, 0)
    for place, stage in enumerate(reversed(range(len(diagram.stages)))):
        above = [low + here for low, here in zip(below, diagram.in_stage[stage], strict=True)]
        shapes += _band(across, up, diagram.days, below, above, place + 1)
        labels.append((diagram.stages[stage], below[-1], above[-1]))
        below = above
    shapes += _grid(across, up) + _named(labels, up, right + 8, width - right - 10)
    height = _TOP + _TALL + _FOOT
    return tag(
        "svg",
        shapes,
        cls="pic cumulative",
        id=prefix,
        viewBox=f"0 0 {width} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=said(diagram),
    )


def said(diagram: Diagram) -> str:
    """Return what a screen reader says of the diagram: what came, what left, what is in each stage at its end."""
    inside = ", ".join(
        f"{name} {each[-1]:,}"
        for name, each in zip(diagram.stages, diagram.in_stage, strict=True)
        if each[-1]
    )
    slots = {"came": f"{diagram.arrived[-1]:,}", "left": f"{diagram.left[-1]:,}", "inside": inside or "–"}
    return text("flow.picture.cumulative.said", slots)


def _band(
    across: Across, up: Upward, days: Sequence[int], low: Sequence[int], high: Sequence[int], place: int
) -> str:
    """Return one band; shades of one hue alternate, so that neighbours can be told apart without colour."""
    there = [f"{number(across.x(at))} {number(up.y(n))}" for at, n in zip(days, high, strict=True)]
    back = [f"{number(across.x(at))} {number(up.y(n))}" for at, n in zip(days, low, strict=True)]
    shade = None if place == 0 else 0.35 if place % 2 else 0.75
    cls = "f-rule s-paper" if place == 0 else "f-active s-paper"
    path = f"M{' '.join(there)} L{' '.join(reversed(back))}z"
    return tag("path", cls=cls, d=path, fill_opacity=shade and f"{shade}", stroke_width=0.6)


def _named(labels: Sequence[tuple[str, int, int]], up: Upward, x: float, room: float) -> str:
    """Return the bands' names at their right end, each beside its band as far as there is room for all."""
    there = [(name, low, high) for name, low, high in reversed(labels) if high > low]
    places: list[float] = []
    for _, low, high in there:
        middle = (up.y(low) + up.y(high)) / 2 + 4
        places.append(max(middle, places[-1] + _LETTER if places else _TOP + 4))
    free = up.bottom + _LETTER
    for at in reversed(range(len(places))):
        places[at] = min(places[at], free - _LETTER)
        free = places[at]
    return "".join(
        tag("text", words(_counted(name, f"{high - low:,}", room)), cls="t1", x=x, y=y, font_size=12)
        for (name, low, high), y in zip(there, places, strict=True)
    )


def _counted(name: str, count: str, room: float) -> str:
    """Return a band's name and count; where both do not fit, the name is shortened and the count stays."""
    return f"{shortened(name, room - text_width(f' {count}', 12), 12)} {count}"


def _grid(across: Across, up: Upward) -> str:
    shapes = tag(
        "line", cls="s-axis", x1=across.left, x2=across.right, y1=up.bottom, y2=up.bottom, stroke_width=1
    )
    for y, name in up.ticks():
        shapes += tag(
            "text", words(name), cls="t3", x=across.left - 6, y=y + 4, font_size=11, text_anchor="end"
        )
    for x, name in across.ticks(64.0):
        shapes += tag("line", cls="s-axis", x1=x, x2=x, y1=up.bottom, y2=up.bottom + 4, stroke_width=1)
        left = min(max(x - text_width(name, 11) / 2, 0.0), across.right - 20)
        shapes += tag("text", words(name), cls="t3", x=left, y=up.bottom + 17, font_size=11)
    return shapes
