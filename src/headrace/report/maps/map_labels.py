"""The words in the horizontal map: measured, and each where nothing else stands."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from headrace.report.drawing.lettering import shortened, width, wrapped
from headrace.report.drawing.placement import Box, Label, Room, Run, label
from headrace.report.maps.captions import in_use, origin, outcome_words
from headrace.report.maps.map_layout import CUSTOMER, LANES, MARGIN
from headrace.report.wording.phrases import text
from headrace.report.words import count, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headrace.report.maps.map_layout import Frame, PlacedBlock, PlacedWall
    from headrace.report.maps.map_returns import Route
    from headrace.report.view import Block, Lane, MapView, ToolRun
    from headrace.report.words import Scale

_SMALLEST = 11.0
_MISSING = "–"
_WEAK_MATCH = 0.9
_OFTEN_SENT_BACK = 0.8


def block_labels(placed: PlacedBlock, grid: Frame) -> list[Label]:
    """Return a block's name and its numbers."""
    block, box = placed.block, placed.box
    left, room = box.left + (4 if grid.tight else 8), box.wide - (6 if grid.tight else 14)
    numbers = _block_numbers(block, grid, room)
    size = next((s for s in (13.0, 12.0) if width(block.stage, s, 600) <= room and not grid.tight), None)
    if size is not None:
        middle = box.middle[1]
        return [
            label(block.stage, left, middle - 4, size, weight=600),
            replace(numbers, x=left, y=middle + 11),
        ]
    lines = wrapped(block.stage, room, _SMALLEST, 600)
    if len(lines) > 2:
        lines = [lines[0], shortened(" ".join(lines[1:]), room, _SMALLEST, 600)]
    top = box.top + (12.5 if grid.block_height > 40 else 16)
    named = [label(line, left, top + 11.5 * at, _SMALLEST, weight=600) for at, line in enumerate(lines)]
    return [*named, replace(numbers, x=left, y=box.bottom - 7)]


def _block_numbers(block: Block, grid: Frame, room: float) -> Label:
    """Return working time and right first time, as long as they fit."""
    est = f" {text('picture.est')}" if block.estimated else ""
    shares: list[str] = []
    if block.right_first_time is not None:
        mark = " s" if block.surveyed else ""
        shares = [percent(block.right_first_time) + mark, percent(block.right_first_time, tight=True) + mark]
    often = block.right_first_time is not None and block.right_first_time < _OFTEN_SENT_BACK
    right = ("tr", 600) if often else ("t2", 400)
    for size, tight in ((11.5, False), (_SMALLEST, True)):
        if grid.tight and not tight:
            continue
        worked = grid.scale.brief(block.work_days, tight=tight) + est if block.work_days > 0 else _MISSING
        amount = Run(worked, "ta", 600)
        gap = " " if tight else "  "
        share = [Run(gap + shares[tight], *right)] if shares else []
        for runs in ((amount, *share), (amount,)) if tight else ((amount, *share),):
            if Label(runs, 0, 0, size).wide <= room:
                return Label(runs, 0, 0, size)
    return Label((Run(grid.scale.brief(block.work_days, tight=True), "ta", 600),), 0, 0, _SMALLEST)


def lane_labels(lane: Lane, top: float, grid: Frame) -> list[Label]:
    """Return a lane's name and the working time in it."""
    middle = top + grid.lane_height / 2
    works = text("picture.no_work")
    if lane.work_days > 0:
        works = text("picture.works", {"amount": grid.scale.brief(lane.work_days)})
    if width(lane.function, 13, 600) <= MARGIN - 14:
        return [
            label(lane.function, 8, middle - 1, 13, weight=600),
            label(works, 8, middle + 14, 11.5, cls="t2"),
        ]
    lines = wrapped(lane.function, MARGIN - 14, 12, 600)
    if len(lines) > 2:
        lines = [lines[0], shortened(" ".join(lines[1:]), MARGIN - 14, 12, 600)]
    named = [label(line, 8, middle - 8 + 14 * at, 12, weight=600) for at, line in enumerate(lines)]
    return [*named, label(works, 8, middle - 8 + 14 * len(lines), 11.5, cls="t2")]


def wall_labels(placed: PlacedWall, grid: Frame, room: Room) -> tuple[Label, ...]:
    """Return a wait's days and how many wait now, in the first free place."""
    return room.place(list(_wall_candidates(placed, grid)))


def _wall_candidates(placed: PlacedWall, grid: Frame) -> Iterator[tuple[Label, ...]]:
    wall, box = placed.wall, placed.box
    est = f" {text('picture.est')}" if wall.estimated else ""
    size, weight = (15.0, 600) if placed.emphasised else (13.0, 600)
    amount = Label((Run(grid.scale.brief(wall.wait_days) + est, "tw", weight),), 0, 0, size)
    number = count(wall.waiting_now)
    long = text("picture.waiting_now", {"count": number})
    forms = [number] if grid.tight else [long, number]
    if not wall.waiting_now:
        forms = [""]
    if wall.column == 0 or wall.inside:
        middle, half = grid.middle(wall.to_function), grid.block_height / 2
        x = box.right + 4 + amount.wide / 2 if wall.column == 0 else box.middle[0]
        over = middle - 8 if wall.column == 0 else middle - half - 5
        under = middle + 15 if wall.column == 0 else middle + half + 11
        small = replace(amount, size=12.0, x=x, anchor="middle")
        for amount_y, now_y in ((over, under), (under, under + 13), (over - 13, over)):
            yield (replace(small, y=amount_y), *_now(forms[-1], x, now_y, "middle"))
    for lane in _lanes_beside(placed, grid):
        y = grid.middle(lane) + 1
        for form in forms:
            right, left = box.right + 7, box.left - 6
            yield (replace(amount, x=right, y=y), *_now(form, right, y + 14, "start"))
            if lane != placed.sender:
                yield (replace(amount, x=left, y=y, anchor="end"), *_now(form, left, y + 14, "end"))


def _now(form: str, x: float, y: float, anchor: str) -> tuple[Label, ...]:
    return (Label((Run(form, "t2"),), x, y, _SMALLEST, anchor, triangle=True),) if form else ()


def _lanes_beside(placed: PlacedWall, grid: Frame) -> list[str]:
    """Return the lanes a wall passes, the sender's first and the receiver's last."""
    wall = placed.wall
    if placed.sender not in grid.lanes or wall.to_function not in grid.lanes:
        return [wall.to_function]
    start, end = grid.lanes.index(placed.sender or ""), grid.lanes.index(wall.to_function)
    step = 1 if end >= start else -1
    return [grid.lanes[at] for at in range(start, end + step, step)]


def return_labels(routes: Sequence[Route], scale: Scale, room: Room) -> list[Label]:
    """Return the words on each way back, in the longest form that fits, clear of the others' lines."""
    found: list[Label] = []
    for route in routes:
        to_same = sum(each.sent.to_column == route.sent.to_column for each in routes)
        found += room.place(list(_return_candidates(route, scale, told_apart=to_same > 1)))
    return [replace(each, plate="f-paper") for each in found]


def _return_candidates(route: Route, scale: Scale, *, told_apart: bool) -> Iterator[tuple[Label, ...]]:
    sent = route.sent
    left, right = sorted((route.leave, route.arrive))
    slots = {"share": percent(sent.share), "stage": sent.to_stage, "origin": origin(sent), "days": ""}
    name = "picture.return.from" if told_apart else "picture.return"
    briefest = text("picture.return.from.briefest", slots) if told_apart else slots["share"]
    forms = [text(f"{name}.no_days", slots), briefest, slots["share"]]
    if sent.days_each is not None:
        slots["days"] = scale.brief(sent.days_each)
        forms = [text(name, slots), text(f"{name}.brief", slots), briefest, slots["share"]]
    for form in forms:
        there = Label((Run(form, "tr", 500),), 0, route.y + 4, 11.5, "middle")
        slack = (right - left - there.wide - 14) / 2
        if slack < 0:
            continue
        for share in (0.0, -0.5, 0.5, -1.0, 1.0):
            yield (replace(there, x=(left + right) / 2 + share * slack),)


def smaller_returns(view: MapView, grid: Frame) -> list[Label]:
    """Return the line that says how many more returns there are, in the margin of their band."""
    number, share = view.smaller_returns
    if not number:
        return []
    return [
        label(text("picture.smaller_returns", number=number), 8, grid.bottom + 18, _SMALLEST, cls="tr"),
        label(
            text("picture.smaller_returns.share", {"share": percent(share)}),
            8,
            grid.bottom + 32,
            _SMALLEST,
            cls="tr",
        ),
    ]


def tool_labels(tools: Sequence[ToolRun], grid: Frame) -> list[Label]:
    """Return where each run of stages is recorded, and how well a weak link between two tools matches."""
    found = [label(text("picture.recorded_in"), 8, 12, 11.5, cls="t3")]
    for at, run in enumerate(tools):
        x = grid.x(run.first_column)
        weak = at > 0 and run.matched is not None and run.matched < _WEAK_MATCH
        beside = weak and (grid.tight or grid.gap < 34)
        end = grid.x(tools[at + 1].first_column) if at + 1 < len(tools) else grid.width
        share = percent(run.matched or 0.0, tight=True)
        space = end - x - 10 - (width(f" {share}", _SMALLEST) if beside else 0.0)
        name = shortened(run.tool, space, 11.5)
        found.append(label(f"{name} {share}" if beside else name, x, 12, 11.5, cls="t3"))
        if weak and not beside:
            middle = x - grid.gap / 2
            found.append(Label((Run(share, "t3"),), middle, 22, _SMALLEST, "middle"))
    return found


def customer_labels(view: MapView, grid: Frame, start: float, end: float) -> list[Label]:
    """Return the words on the customer's line: who needs it, how long it takes, what comes of it."""
    slots = {"Customer": view.customer[:1].upper() + view.customer[1:], "value": view.value}
    outcome = outcome_words(view)
    y = CUSTOMER + 4.5
    total = (
        text("picture.average", {"total": grid.scale.words(view.flow_days.value)}) if view.flow_days else ""
    )
    spread = ""
    if view.half_within is not None and view.p85_within is not None:
        both = (view.half_within, view.p85_within)
        scales = [grid.scale.seen(days) for days in both]
        alike = scales == [grid.scale, grid.scale]  # else each says its unit
        half, p85 = (s.number(d) if alike else s.brief(d) for s, d in zip(scales, both, strict=True))
        spread = "   " + text("picture.percentiles", {"half": half, "p85": p85})
    middle = [(Run(total, "t1", 600), Run(spread, "t2")), (Run(total, "t1", 600),)]
    use = (Run(in_use(view) + "  ", "t1"), Run(outcome, "to", 600))
    for centre, right in ((middle[0], use), (middle[0], use[1:]), (middle[1], use), (middle[1], use[1:])):
        for need in (text("picture.need", slots), ""):
            left = Label((Run(need),), start + 17, y, 12.5)
            end_label = Label(right, end - 17, y, 12.5, "end")
            free = (left.box.right + end_label.box.left) / 2
            for x in ((start + end) / 2, free):
                found = [left, Label(centre, x, y, 13, "middle"), end_label]
                found = [each for each in found if each.text.strip()]
                if not any(a.box.overlaps(b.box, 24) for a, b in pairwise(found)):
                    return [replace(each, plate="f-paper") for each in found]
    return [replace(Label(middle[1], (start + end) / 2, y, 13, "middle"), plate="f-paper")]


def customer_name() -> Label:
    """Return the name of the customer's lane."""
    return label(text("picture.customer"), 8, CUSTOMER + 4, 13, weight=600)


def lane_tops(grid: Frame) -> list[float]:
    """Return the top of each lane."""
    return [LANES + at * grid.lane_height for at in range(len(grid.lanes))]


def margin_box(grid: Frame) -> Box:
    """Return the box of the lanes' names, which nothing else may enter."""
    return Box(0, LANES, MARGIN - 2, grid.bottom)
