"""A stream by its teams on a narrow page: one below the other, each hung on the stream's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.lettering import wrapped
from headrace.report.drawing.svg import hatch, number, tag
from headrace.report.topology.topology_shapes import (
    BAR,
    LINE,
    NODE,
    Box,
    labels,
    link,
    picture_words,
    team,
    verdict_words,
    waiting,
    written,
)
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.topology.topology_view import InteractionLine, TopologyView

_TRUNK, _LEFT, _EDGE = 8.0, 34.0, 1.0
_INSET = 12.0


def vertical(view: TopologyView, *, width: int, prefix: str) -> str:
    """Return the picture as an ``<svg>`` element, top to bottom."""
    own = [each for each in view.teams if each.aligned]
    others = [each for each in view.teams if not each.aligned]
    keys = {each.key for each in own}
    ways = {
        (each.other_key if each.one_key in keys else each.one_key): each
        for each in view.interactions
        if (each.one_key in keys) != (each.other_key in keys)
    }
    room = width - _LEFT - _EDGE - 2 * _INSET
    days = [each.days for each in view.teams] + [each.wait.days for each in view.interactions]
    unit, hatched = room / max(days, default=1.0), f"url(#{prefix}-hatch)"
    shapes, y, last = "", _EDGE, 0.0
    for each in own:
        shapes += team(each, Box(_EDGE, y, width - 2 * _EDGE), unit, hatched)
        y += NODE + 8
    bottom = y - 8
    for each in others:
        line = ways.get(each.key)
        if line is not None:
            said = labels(line, width - _LEFT - 4)
            shapes += written(said, _LEFT, y) + waiting(
                line.wait.days, _LEFT, y + len(said) * LINE + 4, unit, hatched
            )
            y += len(said) * LINE + BAR + 12
            shapes += link(line, (_TRUNK, y + NODE / 2), (_LEFT, y + NODE / 2))
            last = y + NODE / 2
        shapes += team(
            each, Box(_LEFT if own else _EDGE, y, width - (_LEFT if own else _EDGE) - _EDGE), unit, hatched
        )
        y += NODE + 12
    if last:
        shapes = (
            tag("line", cls="s-axis", x1=_TRUNK, y1=bottom, x2=_TRUNK, y2=last, stroke_width=1.5) + shapes
        )
    shapes, y = _among_others(view, keys, shapes, y, width)
    return tag(
        "svg", tag("defs", hatch(f"{prefix}-hatch")) + shapes, cls="pic", id=prefix,
        viewBox=f"0 0 {width} {number(y)}", width=width, height=y, role="img", aria_label=picture_words(view),
    )  # fmt: skip


def _among_others(
    view: TopologyView, own: set[str | None], shapes: str, y: float, width: int
) -> tuple[str, float]:
    """Add in words what lies between teams that are not the stream's own; return the shapes and where they end."""
    rest = [each for each in view.interactions if (each.one_key in own) == (each.other_key in own)]
    if not rest:
        return shapes, y
    shapes += written([(text("topology.between_others"), 600)], _EDGE, y)
    y += LINE
    for each in rest:
        said = [(line, 400) for line in wrapped(_said(each), width - 2 * _EDGE, 12)]
        shapes += written(said, _EDGE, y)
        y += LINE * len(said) + 4
    return shapes, y + 4


def _said(line: InteractionLine) -> str:
    pair = text("topology.pair", {"one": line.one, "other": line.other})
    return f"{pair}: {verdict_words(line)}; {text('topology.picture.passed', number=line.wait.items)}"
