"""Where everything of the vertical map stands: one row after the other, as tall as its words need."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, radians, sin
from typing import TYPE_CHECKING

from headrace.report.drawing.lettering import shortened, width, wrapped
from headrace.report.drawing.placement import Box, Label, Run, label
from headrace.report.maps.amounts import amounts
from headrace.report.maps.captions import (
    block_said,
    in_use,
    outcome_words,
    return_said,
    return_words,
    wall_said,
)
from headrace.report.maps.ladder_picture import Ladder
from headrace.report.maps.map_layout import EMPHASISED, ladder
from headrace.report.wording.phrases import text
from headrace.report.words import count, percent, scale_for

if TYPE_CHECKING:
    from headrace.report.view import Block, MapView, Wall
    from headrace.report.words import Scale

_SIDE = 6.0
_SLANT = -60.0
_LEVEL = 15.0
_TALLEST_WALL = 26.0
_SQUARE = 15.0
_GAP = 9.0
_LONGEST_NAME = 150.0
_WIDEST_LANES = 172.0


@dataclass(frozen=True, slots=True)
class Row:
    """A wait, a stage or a return: its sign, and the space that leads to what is behind it."""

    kind: str  # wall, block, return
    key: str
    said: str
    mark: Box
    estimated: bool
    top: float
    bottom: float


@dataclass(slots=True)
class Course:
    """The whole vertical map in place."""

    width: float
    words: float  # x where words begin
    step: float
    columns: dict[str | None, float]  # x of each function; None is the customer
    scale: Scale
    ladder: Ladder
    lanes_top: float
    height: float = 0.0
    rows: list[Row] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    nodes: list[tuple[float, float]] = field(default_factory=list)  # the way of the work

    @property
    def room(self) -> float:
        """The px that words may take."""
        return self.width - self.words - _SIDE

    def x(self, function: str | None) -> float:
        """Return the x of a function's lane."""
        return self.columns.get(function, self.columns[None])


def course(view: MapView, width: float) -> Course:
    """Return the finished vertical layout of a view."""
    page = _start(view, width)
    y = _customer_row(page, text("picture.need", _customer(view)), page.lanes_top + 16)
    whole = max((wall.wait_days for wall in view.walls), default=0.0)
    insisted = {wall.key for wall in sorted(view.walls, key=lambda wall: -wall.wait_days)[:EMPHASISED]}
    for block in sorted(view.blocks, key=lambda each: (each.column, each.key)):
        for wall in view.walls:
            if wall.key == block.key:
                y = _wall_row(page, wall, y, whole, strong=wall.key in insisted)
        y = _block_row(page, block, y)
        for sent in view.returns:
            if sent.from_column == block.column:
                y = _return_row(
                    page, sent.key, return_words(sent, page.scale), return_said(sent, page.scale), y
                )
    y = _smaller_returns(page, view, y)
    y = _customer_row(page, in_use(view), y + 4)
    y = _lines(page, outcome_words(view), y - 2, "to", 600)
    page.height = y + 6
    return page


def _start(view: MapView, width: float) -> Course:
    names: list[str | None] = [None, *(lane.function for lane in view.lanes)]
    step = min(20.0, _WIDEST_LANES / len(names))
    columns = {name: _SIDE + step / 2 + 4 + step * at for at, name in enumerate(names)}
    words = _SIDE + 4 + step * len(names) + 10
    scale = scale_for(view.work_days + view.wait_days + view.blocked_days)
    top = 22.0
    steps = Ladder(ladder(view, 1, width - 1), top, scale, 1, width - 1, _LEVEL)
    heads = [shortened(_head(name), _LONGEST_NAME, 11, 600) for name in names]
    tallest = max(_reach(head) for head in heads)
    page = Course(width, words, step, columns, scale, steps, steps.bottom + 26 + tallest)
    page.labels += [label(text("picture.to_scale"), 0, 12, 12, cls="t2"), *_strip_labels(view, steps)]
    for name, head in zip(names, heads, strict=True):
        run = (Run(head, "t1", 600),)
        page.labels.append(Label(run, columns[name] + 2, page.lanes_top - 6, 11, slant=_SLANT))
    return page


def _head(name: str | None) -> str:
    return name or text("picture.customer")


def _reach(head: str) -> float:
    return width(head, 11, 600) * sin(radians(-_SLANT)) + 11 * cos(radians(-_SLANT))


def _strip_labels(view: MapView, steps: Ladder) -> list[Label]:
    found = []
    for each in steps.segments:
        if each.kind == "wait":
            run = (Run(steps.scale.number(each.days), "tw", 600),)
            there = Label(
                run, (each.left + each.right) / 2, steps.top + 11.5, 11, "middle", plate="f-wait-fill"
            )
            if there.wide + 12 <= each.right - each.left:
                found.append(there)
    y = steps.bottom + 14
    total = amounts(view)
    end = Label((Run(total.scale.with_unit(total.total), "t2"),), steps.right, y, 11, "end")
    return [*found, label("0", steps.left, y, 11, cls="t2"), end]


def _customer(view: MapView) -> dict[str, str]:
    return {"Customer": view.customer[:1].upper() + view.customer[1:], "value": view.value}


def _customer_row(page: Course, words: str, y: float) -> float:
    end = _lines(page, words, y, "t1", 400)
    page.nodes.append((page.x(None), y + 8))
    return end + _GAP


def _wall_row(page: Course, wall: Wall, y: float, longest: float, *, strong: bool) -> float:
    top = y
    est = f" {text('picture.est')}" if wall.estimated else ""
    size = 15.0 if strong else 13.0
    amount = text("picture.waiting", {"amount": page.scale.brief(wall.wait_days)}) + est
    page.labels.append(label(amount, page.words, y + size, size, cls="tw", weight=600))
    if wall.waiting_now:
        x, room = page.words + width(amount, size, 600) + 10, width(count(wall.waiting_now), 11) + 12
        if x + room > page.width - _SIDE:
            x, y = page.words, y + 15
        now = (Run(count(wall.waiting_now), "t2"),)
        page.labels.append(Label(now, x, y + size, 11, triangle=True))
    y += size + 4
    if wall.from_function is None:
        place = text("picture.from_customer", {"receiver": wall.to_function})
    elif wall.inside:
        place = text("picture.within", {"function": wall.to_function})
    else:
        place = text("picture.from_to", {"sender": wall.from_function, "receiver": wall.to_function})
    y = _lines(page, place, y, "t2", 400, 11.5)
    tall = max(1.5, _TALLEST_WALL * wall.wait_days / longest if longest else 0.0)
    bottom = max(y, top + tall)
    middle = (top + bottom) / 2
    ends = sorted((page.x(wall.from_function), page.x(wall.to_function)))
    reach = 7.0 if ends[0] == ends[1] else 8.0
    mark = Box(ends[0] - reach, middle - tall / 2, ends[1] + reach, middle + tall / 2)
    said = wall_said(wall, page.scale)
    page.rows.append(Row("wall", wall.key, said, mark, wall.estimated, top - 2, bottom + 4))
    page.nodes += [(page.x(wall.from_function), mark.top), (page.x(wall.to_function), mark.bottom)]
    return bottom + _GAP


def _block_row(page: Course, block: Block, y: float) -> float:
    top = y
    y = _lines(page, block.stage, y, "t1", 600, 13)
    est = f" {text('picture.est')}" if block.estimated else ""
    runs = [Run(text("picture.no_work"), "t2")]
    if block.work_days > 0:
        runs = [Run(text("picture.work", {"amount": page.scale.brief(block.work_days)}) + est, "ta", 600)]
    if block.right_first_time is not None:
        right = text("picture.right_first_time", {"share": percent(block.right_first_time)})
        right += " s" if block.surveyed else ""
        runs.append(Run(right, "tr" if block.right_first_time < 0.8 else "t2"))
    y = _runs(page, runs, y)
    if block.inside_wait_days:
        amount = page.scale.brief(block.inside_wait_days)
        y = _lines(page, text("picture.waiting", {"amount": amount}), y, "tw", 600, 11.5)
    if block.blocked_days:
        amount = page.scale.brief(block.blocked_days)
        y = _lines(page, text("picture.blocked", {"amount": amount}), y, "tb", 600, 11.5)
    middle, x = (top + y) / 2, page.x(block.function)
    half = min(_SQUARE, page.step - 2) / 2
    mark = Box(x - half, middle - half, x + half, middle + half)
    said = block_said(block, page.scale)
    page.rows.append(Row("block", block.key, said, mark, block.estimated, top - 2, y + 4))
    page.nodes += [(x, mark.top), (x, mark.bottom)]
    return y + _GAP


def _return_row(page: Course, key: str, words: str, said: str, y: float) -> float:
    top = y - 5
    bottom = _lines(page, words, y, "tr", 400, 11.5, indent=30)
    mark = Box(page.words, top, page.words + 26, top + 24)
    page.rows.append(Row("return", key, said, mark, False, top, max(bottom + 2, top + 24)))
    return max(bottom, top + 24) + _GAP


def _smaller_returns(page: Course, view: MapView, y: float) -> float:
    number, share = view.smaller_returns
    if not number:
        return y
    words = text("picture.smaller_returns", number=number)
    words += " " + text("picture.smaller_returns.share", {"share": percent(share)})
    return _lines(page, words, y, "tr", 400, 11.5) + _GAP


def _runs(page: Course, runs: list[Run], y: float) -> float:
    """Write runs on one line parted by a dot, or each on its own lines where they do not fit."""
    joined: list[Run] = []
    for run in runs:
        joined += [Run(" · ", "t2"), run] if joined else [run]
    there = Label(tuple(joined), page.words, y + 12, 11.5)
    if there.wide <= page.room:
        page.labels.append(there)
        return y + 15
    for run in runs:
        y = _lines(page, run.text, y, run.cls, run.weight, 11.5)
    return y


def _lines(  # noqa: PLR0913 - a text has its place, its look and its size
    page: Course, words: str, y: float, cls: str, weight: int, size: float = 12.5, *, indent: float = 0.0
) -> float:
    """Write ``words`` in as many lines as they need; return the y below them."""
    for line in wrapped(words, page.room - indent, size, weight):
        page.labels.append(label(line, page.words + indent, y + size, size, cls=cls, weight=weight))
        y += size + 3.5
    return y
