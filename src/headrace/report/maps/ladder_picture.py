"""The ladder under the map: waiting and blocked on the upper level, work on the lower, all to one scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.placement import Label, Run
from headrace.report.drawing.svg import number, tag
from headrace.report.maps.amounts import amounts
from headrace.report.maps.map_layout import ticks
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.maps.map_layout import Segment
    from headrace.report.view import MapView
    from headrace.report.words import Scale

LEVEL = 25.0


@dataclass(frozen=True, slots=True)
class Ladder:
    """The segments and where they stand."""

    segments: list[Segment]
    top: float
    scale: Scale
    left: float
    right: float
    level: float = LEVEL

    @property
    def middle(self) -> float:
        """The y between the two levels."""
        return self.top + self.level

    @property
    def bottom(self) -> float:
        """The y below both levels."""
        return self.top + 2 * self.level

    @property
    def days(self) -> float:
        """The whole, in days."""
        return sum(each.days for each in self.segments)

    def of(self, part: str, *kinds: str) -> list[Segment]:
        """Return the segments of one part of the map."""
        return [each for each in self.segments if each.part == part and each.kind in kinds]

    def outline(self) -> str:
        """Return the stepping line around both levels."""
        if not self.segments:
            return ""
        path = [f"M{number(self.left)} {number(self.middle)}"]
        for each in self.segments:
            y = self.bottom if each.kind == "work" else self.top
            path.append(f"V{number(y)}H{number(each.right)}V{number(self.middle)}H{number(each.left)}")
            path.append(f"M{number(each.right)} {number(self.middle)}")
        return tag("path", cls="no-fill s-ink", d=" ".join(path), stroke_width="1.1", pointer_events="none")

    def axis(self) -> str:
        """Return the ticks below."""
        marks = (
            tag("line", cls="s-axis", x1=x, x2=x, y1=self.bottom + 2, y2=self.bottom + 6)
            for x, _ in self.at()
        )
        return "".join(marks)

    def at(self) -> list[tuple[float, str]]:
        """Return the x and the number of every tick, clear of the right end."""
        wide = (self.right - self.left) / self.scale.of(self.days) if self.segments else 0.0
        found = ((self.left + value * wide, f"{value:,g}") for value in ticks(self.days, self.scale))
        return [(x, said) for x, said in found if x + max(4, text_width(said, 11) / 2) <= self.right]


def ladder_shapes(ladder: Ladder, part: str, kinds: tuple[str, ...], prefix: str) -> str:
    """Return the pieces of the ladder that belong to one part of the map."""
    return "".join(_piece(each, ladder, prefix) for each in ladder.of(part, *kinds))


def _piece(each: Segment, ladder: Ladder, prefix: str) -> str:
    y = ladder.middle if each.kind == "work" else ladder.top
    paint = {"work": "f-active", "blocked": "f-blocked"}.get(each.kind)
    shape = tag(
        "rect",
        cls=f"lift {paint}" if paint else "lift",
        fill=None if paint else f"url(#{prefix}-hatch)",
        x=each.left,
        y=y,
        width=each.right - each.left,
        height=ladder.level,
        stroke_dasharray="4 2.5" if each.estimated else None,
    )
    if each.kind == "blocked" and each.right - each.left > 9 and ladder.level >= LEVEL:
        x = (each.left + each.right) / 2 - 3
        shape += tag("rect", cls="f-paper", x=x, y=y + 4, width=6, height=6)
    return shape


def ladder_labels(ladder: Ladder, view: MapView) -> list[Label]:
    """Return the words on the map's ladder, its totals in the margin and its axis."""
    if not ladder.segments:
        return []
    unit = Run(text("picture.axis", {"units": ladder.scale.many}), "t2")
    axis = Label((unit,), ladder.left - 10, ladder.bottom + 17, 11, "end")
    return [*piece_labels(ladder), *_totals(ladder, view), axis, *axis_labels(ladder)]


def piece_labels(ladder: Ladder) -> list[Label]:
    """Return the words on the pieces that have room for any."""
    return [found for each in ladder.segments for found in _piece_label(each, ladder)]


def axis_labels(ladder: Ladder, unit: str = "") -> list[Label]:
    """Return the numbers under the ladder, and the unit at its right end if given and if there is room."""
    y = ladder.bottom + 17
    found = [
        Label(
            (Run(said, "t2"),), x, y, 11, "middle" if x > ladder.left + 4 else "start" if unit else "middle"
        )
        for x, said in ladder.at()
    ]
    if unit:
        end = Label((Run(unit, "t2"),), ladder.right, y, 11, "end")
        found = [each for each in found if not each.box.overlaps(end.box, 6)] + [end]
    return found


def _piece_label(each: Segment, ladder: Ladder) -> Iterator[Label]:
    """Yield the longest form that fits into a segment, if any does."""
    room = each.right - each.left - 8
    amount = ladder.scale.brief(each.days)
    upper = each.kind != "work"
    if each.kind == "work":
        forms, cls = [f"{each.stage} {amount}", amount], "tp"
    elif each.kind == "blocked":
        forms, cls = [amount], "tp"
    elif each.kind == "inside":
        forms, cls = [amount], "tw"
    else:
        forms, cls = [text("picture.for", {"amount": amount, "stage": each.stage}), amount], "tw"
    y = (ladder.top if upper else ladder.middle) + 17
    size = 12.0
    if each.kind == "blocked":  # its square mark stands above
        y, size = ladder.top + 21, 11.0
    plate = "f-wait-fill" if cls == "tw" else None
    for form in forms:
        there = Label((Run(form, cls, 600),), (each.left + each.right) / 2, y, size, "middle", plate=plate)
        if there.wide <= room:
            yield there
            return


def _totals(ladder: Ladder, view: MapView) -> list[Label]:
    said = amounts(view)
    x = ladder.left - 10

    def total(key: str, amount: str) -> str:
        return text(key, {"amount": f"{amount}\u00a0{said.scale.short}"})

    def least(written: str, days: float) -> str:
        return (
            said.scale.number(days) if written == "0" else written
        )  # what there is a trace of is not nothing

    upper = [
        Run(total(f"picture.{key}", least(written, days)), cls, 600)
        for key, written, days, cls in (
            ("waits", said.wait, view.wait_days, "tw"),
            ("blocked", said.blocked, view.blocked_days, "tb"),
        )
        if days > 0
    ]
    worked = Run(text("picture.no_work"), "t2")
    if view.work_days > 0:
        worked = Run(total("picture.worked", least(said.work, view.work_days)), "ta", 600)
    heights = (ladder.top + 17,) if len(upper) == 1 else (ladder.top + 10, ladder.top + 24)
    found = [Label((run,), x, y, 12, "end") for run, y in zip(upper, heights, strict=False)]
    return [*found, Label((worked,), x, ladder.middle + (17 if len(upper) < 2 else 19), 12, "end")]
