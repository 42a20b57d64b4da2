"""How old the work in progress is, stage by stage, against how long work takes: on a scale of logarithms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from headrace.report.drawing.axes import Logarithmic, around_all
from headrace.report.drawing.lettering import shortened
from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.svg import number, tag, words
from headrace.report.wording.phrases import text
from headrace.report.words import count, scale_for

if TYPE_CHECKING:
    from headrace.report.flow.flow_view import AgeLine, Ages, Times

_ROW = 28.0
_HEAD = 26.0
_FOOT = 22.0
_NARROW = 700


class Aged(Protocol):
    """A view that knows how old open work is, and how long work takes."""

    @property
    def ages(self) -> Ages:
        """Open work by stage."""
        ...

    @property
    def times(self) -> Times | None:
        """Flow times with open items counted."""
        ...


def age_picture(view: Aged, *, width: int, prefix: str) -> str:
    """Return the picture as an ``<svg>`` element; empty when nothing is in progress."""
    stages = view.ages.stages
    if not stages:
        return ""
    narrow = width < _NARROW
    names, beside = (96.0, 44.0) if narrow else (180.0, 150.0)
    lines = [each for each in (view.times.half, view.times.p85) if each.days] if view.times else []
    every = [age for stage in stages for age in stage.ages] + [each.days or 1.0 for each in lines]
    least, most = around_all([*every, view.ages.oldest or 1.0])
    across = Logarithmic(least, most, names, width - beside)
    bottom = _HEAD + _ROW * len(stages)
    shapes = _ticks(across, bottom)
    limit = view.times.p85.days if view.times else None
    for row, stage in enumerate(stages):
        shapes += _stage(stage, across, _HEAD + _ROW * (row + 0.5), limit, narrow=narrow)
    shapes += "".join(_limit(each.days or 0.0, each.share, across, bottom, narrow=narrow) for each in lines)
    height = bottom + _FOOT
    return tag(
        "svg",
        shapes,
        cls="pic ages",
        id=prefix,
        viewBox=f"0 0 {width} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=said(view),
    )


def said(view: Aged) -> str:
    """Return what a screen reader says of the picture: every stage with its oldest."""
    each = [
        text(
            "flow.picture.age.said",
            {
                "stage": stage.stage,
                "items": f"{stage.items:,}",
                "oldest": scale_for(max(stage.ages)).words(max(stage.ages)),
            },
        )
        for stage in view.ages.stages
    ]
    return f"{text('flow.picture.age')}. {'; '.join(each)}."


def _stage(stage: AgeLine, across: Logarithmic, y: float, limit: float | None, *, narrow: bool) -> str:
    name = shortened(stage.stage, across.low - 14, 12, 500)
    shapes = _words(name, 0, y + 4, weight=500)
    shapes += tag("line", cls="s-rule", x1=across.low, x2=across.high, y1=y, y2=y, stroke_width=1)
    for age in stage.ages:
        x = across.at(max(age, across.least))
        if limit is not None and age > limit:
            # a second sign besides the colour
            shapes += tag("rect", cls="f-wait", x=x - 3, y=y - 3, width=6, height=6)
        else:
            shapes += tag("circle", cls="f-ink", cx=x, cy=y, r=2.6)
    total = count(stage.items) if narrow else text("flow.items", number=stage.items)
    if stage.older and not narrow:
        total += f", {text('flow.picture.age.older', {'number': count(stage.older)})}"
    return shapes + _words(total, across.high + 10, y + 4, cls="t2")


def _limit(days: float, share: float, across: Logarithmic, bottom: float, *, narrow: bool) -> str:
    x = across.at(days)
    key = "half" if share < 0.8 else "p85"
    label = text(f"flow.picture.{key}")
    if not narrow:
        label += f" {scale_for(days).brief(days)}"
    line = tag(
        "line", cls="s-ink", x1=x, x2=x, y1=_HEAD - 6, y2=bottom, stroke_dasharray="4 3", stroke_width=1
    )
    wide = text_width(label, 11)
    # half stands left of its line and 85 % right of it, so that they never meet
    left = x - wide - 4 if key == "half" else x + 4
    return line + _words(label, left, _HEAD - 8, size=11)


def _ticks(across: Logarithmic, bottom: float) -> str:
    shapes = tag("line", cls="s-axis", x1=across.low, x2=across.high, y1=bottom, y2=bottom, stroke_width=1)
    for x, name in across.ticks(52.0):
        shapes += tag("line", cls="s-axis", x1=x, x2=x, y1=bottom, y2=bottom + 4, stroke_width=1)
        shapes += _words(name, x - text_width(name, 11) / 2, bottom + 17, cls="t3", size=11)
    return shapes


def _words(
    said: str, x: float, y: float, *, cls: str = "t1", size: float = 12, weight: int | None = None
) -> str:
    return tag("text", words(said), cls=cls, x=x, y=y, font_size=size, font_weight=weight)
