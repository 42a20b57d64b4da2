"""What teams and interactions are drawn as: a shape for each type of team, a line for each mode, bars of time to scale.

The shapes follow Team Topologies: what is aligned with the stream lies along it, a platform beneath, a complicated
subsystem has cut corners, an enabling team round ends. Colour says what time is spent on, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.report.drawing.lettering import shortened, wrapped
from headrace.report.drawing.svg import number, tag, words
from headrace.report.topology.topology_measures import mean_words, p85_words
from headrace.report.topology.topology_sentences import MISSING, mode_words, share_words, type_words
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, listed, scale_for

if TYPE_CHECKING:
    from headrace.report.topology.topology_view import InteractionLine, TeamLine, TopologyView

LINE = 16.0
BAR = 8.0
NODE = 4 * LINE + BAR + 18
"""Height of a team: name, type, functions, share, and its bar."""

_CUT, _TIP, _INSET = 14.0, 22.0, 12.0


@dataclass(frozen=True, slots=True)
class Box:
    """Where a team stands."""

    left: float
    top: float
    wide: float
    tall: float = NODE

    @property
    def centre(self) -> float:
        """The middle between left and right."""
        return self.left + self.wide / 2

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.tall


def team(line: TeamLine, box: Box, unit: float, hatched: str) -> str:
    """Return a team with its name, type, functions, and its time.

    Args:
        unit: px for a day of all finished items together.
        hatched: paint for waiting.
    """
    kind = type_words(line.type)
    room = box.wide - 2 * _INSET - (_TIP if line.aligned else 0)
    said = [
        (line.name, 13, 600, "t1"),
        (text("topology.aligned", {"type": kind}) if line.aligned else kind, 12, 400, "t2"),
        (listed(line.functions), 12, 400, "t2"),
        (_time(line), 12, 400, "t2"),
    ]
    left, shapes = box.left + _INSET, _outline(line, box)
    for row, (each, size, weight, cls) in enumerate(said):
        short = shortened(each, room, size, weight)
        shapes += _text(short, left, box.top + 6 + LINE * (row + 1) - 4, size, cls, weight)
    return shapes + _bars(line, left, box.top + 4 * LINE + 8, unit, hatched)


def waiting(days: float, left: float, top: float, unit: float, hatched: str) -> str:
    """Return the bar of what waits on the way."""
    if days <= 0:
        return ""
    return tag(
        "rect", cls="s-wait", x=left, y=top, width=max(days * unit, 1.5), height=BAR, fill=hatched, stroke_width="0.75"
    )  # fmt: skip


def link(line: InteractionLine, start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return the line of an interaction, drawn as it is declared: double, with a tip, dotted, or thin and dashed."""
    path = f"M{number(start[0])} {number(start[1])}L{number(end[0])} {number(end[1])}"
    return routed(line, path) + (_tip(start, end) if line.declared == "x-as-a-service" else "")


def routed(line: InteractionLine, path: str) -> str:
    """Return a path in the line of an interaction."""
    match line.declared:
        case "collaboration":
            outer = tag("path", cls="no-fill s-ink2", d=path, stroke_width=6)
            return outer + tag("path", cls="no-fill s-paper", d=path, stroke_width=3)
        case "x-as-a-service":
            return tag("path", cls="no-fill s-ink2", d=path, stroke_width=2)
        case "facilitating":
            return tag(
                "path", cls="no-fill s-ink2", d=path, stroke_width=3, stroke_linecap="round", stroke_dasharray="0.1 6"
            )  # fmt: skip
        case _:
            return tag("path", cls="no-fill s-axis", d=path, stroke_width=1.5, stroke_dasharray="5 4")


def labels(line: InteractionLine, room: float) -> list[tuple[str, int]]:
    """Return what stands beside an interaction, in lines of at most ``room`` px, each with its weight."""
    found = [
        (each, 600 if line.verdict == "drift" else 400)
        for each in wrapped(verdict_words(line), room, 12, 600)
    ]
    volume = text("topology.picture.passed", number=line.wait.items)
    found += [(each, 400) for each in wrapped(volume, room, 12)]
    if line.wait.mean is not None:
        wait = text("topology.picture.wait", {"mean": mean_words(line.wait)})
        found += [(each, 400) for each in wrapped(wait, room, 12)]
    if (within := p85_words(line.wait)) != MISSING and line.wait.days > 0:
        found += [(each, 400) for each in wrapped(text("topology.picture.p85", {"p85": within}), room, 12)]
    return found


def written(lines: list[tuple[str, int]], left: float, top: float) -> str:
    """Return lines of text, one below the other."""
    return "".join(
        _text(each, left, top + LINE * (row + 1) - 4, 12, "t1" if weight > 400 else "t2", weight)
        for row, (each, weight) in enumerate(lines)
    )


def verdict_words(line: InteractionLine) -> str:
    """Return in a few words what two teams declare and what it looks like."""
    mode, looks = mode_words(line.declared), mode_words(line.looks, short=True)
    slots = {"mode": mode, "looks": looks}
    if line.verdict == "drift":
        return text("topology.picture.drift", slots)
    if line.verdict == "as-declared":
        return text("topology.picture.as_declared", slots)
    if line.declared is None:
        return text("topology.picture.undeclared" + ("" if line.looks else ".open"), slots)
    return text("topology.picture.open", slots)


def picture_words(view: TopologyView) -> str:
    """Return what a screen reader says of the picture."""
    said = [text("topology.picture", {"name": view.name})]
    said += [f"{each.name}, {type_words(each.type)}: {_time(each)}" for each in view.teams]
    for each in view.interactions:
        pair = text("topology.pair", {"one": each.one, "other": each.other})
        volume = text("topology.picture.passed", number=each.wait.items)
        said.append(f"{pair}: {verdict_words(each)}; {volume}, {mean_words(each.wait)}")
    return ". ".join(said)


def _time(line: TeamLine) -> str:
    work = scale_for(line.working_days)
    slots = {
        "share": share_words(line.share),
        "work": work.with_unit(grouped(round(work.of(line.working_days)))),
    }
    return text("topology.picture.share", slots)


def _outline(line: TeamLine, box: Box) -> str:
    left, top, right, bottom = box.left, box.top, box.left + box.wide, box.bottom
    if line.aligned:
        middle = (top + bottom) / 2
        d = f"M{number(left)} {number(top)}H{number(right - _TIP)}L{number(right)} {number(middle)}"
        d += f"L{number(right - _TIP)} {number(bottom)}H{number(left)}Z"
        return tag("path", cls="f-lane s-ink2", d=d, stroke_width=1.5, stroke_linejoin="round")
    if line.type == "complicated-subsystem":
        d = f"M{number(left + _CUT)} {number(top)}H{number(right - _CUT)}L{number(right)} {number(top + _CUT)}"
        d += f"V{number(bottom - _CUT)}L{number(right - _CUT)} {number(bottom)}H{number(left + _CUT)}"
        d += f"L{number(left)} {number(bottom - _CUT)}V{number(top + _CUT)}Z"
        return tag("path", cls="f-lane s-ink2", d=d)
    round_ends = {"enabling": 22.0, "stream-aligned": 10.0}.get(line.type or "", 0.0)
    dashed = "4 3" if line.type is None else None
    return tag(
        "rect", cls="f-lane s-ink2", x=left, y=top, width=box.wide, height=box.tall, rx=round_ends,
        stroke_dasharray=dashed,
    )  # fmt: skip


def _bars(line: TeamLine, left: float, top: float, unit: float, hatched: str) -> str:
    shapes, at = "", left
    for days, cls in ((line.working_days, "f-active"), (line.blocked_days, "f-blocked")):
        if days > 0:
            shapes += tag("rect", cls=cls, x=at, y=top, width=max(days * unit, 1.0), height=BAR)
            at += max(days * unit, 1.0)
    return shapes + waiting(line.waiting_days, at, top, unit, hatched)


def _tip(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return the triangle of a service, pointing to whom it is for: the start of the line."""
    x, y = start
    along = (0, 1 if end[1] > y else -1) if end[1] != y else (1 if end[0] > x else -1, 0)
    corners = [
        (x + 10 * along[0] + 6 * side * along[1], y + 10 * along[1] + 6 * side * along[0]) for side in (-1, 1)
    ]
    points = " ".join(f"{number(across)},{number(down)}" for across, down in ((x, y), *corners))
    return tag("polygon", cls="f-ink", points=points)


def _text(said: str, left: float, y: float, size: int, cls: str, weight: int) -> str:
    heavy = weight if weight != 400 else None
    return tag("text", words(said), cls=cls, x=left, y=y, font_size=size, font_weight=heavy)
