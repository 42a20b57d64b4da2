"""A stream by its teams as one picture: its own team along the top, the others below it, lines between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.svg import hatch, number, tag, words
from headrace.report.topology.topology_shapes import (
    BAR,
    LINE,
    NODE,
    Box,
    labels,
    link,
    picture_words,
    routed,
    team,
    waiting,
    written,
)
from headrace.report.topology.topology_vertical import vertical
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.topology.topology_view import InteractionLine, TeamLine, TopologyView

MOST_TEAMS = 6
"""Teams drawn besides the stream's own, in the order of declaration; all are in the table."""

_WIDE = (("pic-l", 1344), ("pic-m", 1180))
_NARROW = (("pic-s", 358), ("pic-xs", 288))
_GAP, _EDGE, _INSET = 20.0, 1.0, 12.0
_LINK = 14.0
"""From a team's left edge to its line."""

_ARC = 44.0
_MOST_ARCS = 5


def topology_figure(view: TopologyView) -> str:
    """Return the picture as a ``<figure>`` in all layouts; ``""`` where there is no team to draw."""
    if not view.teams or not view.flow_days:
        return ""
    name, shown = text("topology.picture", {"name": view.name}), []
    for cls, width in _WIDE:
        drawing = horizontal(view, width=width, prefix=f"teams-{cls}")
        shown.append(tag("div", drawing, cls=f"scroll {cls}", tabindex="0", role="region", aria_label=name))
    for cls, width in _NARROW:
        shown.append(tag("div", vertical(view, width=width, prefix=f"teams-{cls}"), cls=cls))
    return f'<figure class="map">{"".join(shown)}</figure>'


def horizontal(view: TopologyView, *, width: int, prefix: str) -> str:
    """Return the picture as an ``<svg>`` element."""
    own = [each for each in view.teams if each.aligned]
    others = [each for each in view.teams if not each.aligned][:MOST_TEAMS]
    drawing = _Drawing(view, own, others, float(width), f"url(#{prefix}-hatch)")
    shapes = tag("defs", hatch(f"{prefix}-hatch")) + drawing.shapes()
    return tag(
        "svg", shapes, cls="pic", id=prefix, viewBox=f"0 0 {width} {number(drawing.tall)}", width=width,
        height=drawing.tall, role="img", aria_label=picture_words(view),
    )  # fmt: skip


class _Drawing:
    def __init__(
        self,
        view: TopologyView,
        own: Sequence[TeamLine],
        others: Sequence[TeamLine],
        width: float,
        hatched: str,
    ) -> None:
        self._view, self._width, self._hatched = view, width, hatched
        self._own = {
            each.key: Box(_EDGE, _EDGE + at * (NODE + 8), width - 2 * _EDGE) for at, each in enumerate(own)
        }
        column = (width - 2 * _EDGE - _GAP * max(len(others) - 1, 0)) / max(len(others), 1)
        self._column = min(column, 420.0)
        self._ways = {self._other(each): each for each in view.interactions if self._touches(each)}
        top = max((box.bottom for box in self._own.values()), default=0.0)
        lines = [len(labels(each, self._room)) for each in self._ways.values()]
        between = max(lines, default=0) * LINE + BAR + 22 if own else 0.0
        self._others = {}
        for at, each in enumerate(others):
            # a platform lies beneath the others
            below = (
                NODE / 2 if each.type == "platform" and any(one.type != "platform" for one in others) else 0.0
            )
            left = _EDGE + at * (self._column + _GAP)
            self._others[each.key] = Box(left, top + between + below, self._column)
        bottom = max((box.bottom for box in self._others.values()), default=top)
        self._arcs = [
            each
            for each in view.interactions
            if each.one_key in self._others and each.other_key in self._others
        ][:_MOST_ARCS]  # fmt: skip
        self._arcs_top = bottom + 16
        self.tall = (self._arcs_top + _ARC * len(self._arcs) if self._arcs else bottom) + 4
        self._unit = self._scale(own, others)
        self._teams = {each.key: each for each in (*own, *others)}

    @property
    def _room(self) -> float:
        return self._column - _LINK - 26

    def _touches(self, line: InteractionLine) -> bool:
        return (line.one_key in self._own) != (line.other_key in self._own)

    def _other(self, line: InteractionLine) -> str | None:
        return line.other_key if line.one_key in self._own else line.one_key

    def _scale(self, own: Sequence[TeamLine], others: Sequence[TeamLine]) -> float:
        """Return px for a day, the same for all bars."""
        room = self._column - 2 * _INSET
        bars = [(each.days, room) for each in others] + [(each.days, self._width * 0.6) for each in own]
        bars += [(each.wait.days, self._room) for each in self._view.interactions]
        return min((wide / days for days, wide in bars if days > 0), default=0.0)

    def shapes(self) -> str:
        """Return all shapes: ways first, so that teams stand before them."""
        shapes = "".join(self._way(key, each) for key, each in self._ways.items() if key in self._others)
        arcs = [self._arc(at, each) for at, each in enumerate(self._arcs)]
        # what stands under a line hides the lines behind it, never another's words
        shapes += "".join(path for path, _ in arcs) + "".join(under for _, under in arcs)
        for key, box in {**self._own, **self._others}.items():
            shapes += team(self._teams[key], box, self._unit, self._hatched)
        return shapes

    def _way(self, key: str | None, line: InteractionLine) -> str:
        """Return the line from the stream's own team to another, with its words and the bar of what waits on it."""
        box = self._others[key]
        own = self._own[line.one_key if line.one_key in self._own else line.other_key]
        x, said = box.left + _LINK, labels(line, self._room)
        shapes = link(line, (x, own.bottom), (x, box.top))
        shapes += written(said, x + 14, own.bottom + 8)
        return shapes + waiting(
            line.wait.days, x + 14, own.bottom + 12 + len(said) * LINE, self._unit, self._hatched
        )

    def _arc(self, at: int, line: InteractionLine) -> tuple[str, str]:
        """Return the line between two other teams, below them, and what stands under it."""
        one, other = sorted(
            (self._others[line.one_key], self._others[line.other_key]), key=lambda box: box.left
        )
        y = self._arcs_top + _ARC * at
        ends = one.centre + 12 * at, other.centre - 12 * at - 12
        path = f"M{number(ends[0])} {number(one.bottom)}V{number(y)}H{number(ends[1])}V{number(other.bottom)}"
        said = " · ".join(each for each, _ in labels(line, 10_000.0))
        wide = text_width(said, 12)
        left = max(min(ends[0] + 10, self._width - wide - 8), 4.0)
        under = tag("rect", cls="f-paper", x=left - 3, y=y + 4, width=wide + 6, height=LINE + BAR + 4)
        under += tag("text", words(said), cls="t2", x=left, y=y + LINE, font_size=12)
        under += waiting(line.wait.days, left, y + LINE + 5, self._unit, self._hatched)
        return routed(line, path), under
