"""The map as a table: its waits and stages in the order of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.maps.amounts import adding_up
from headrace.report.maps.captions import return_words
from headrace.report.maps.folding import to_fit
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import NBSP, grouped, listed, percent, scale_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.view import Block, MapView, Return, Wall
    from headrace.report.words import Scale

_MISSING = "–"


def map_table(view: MapView) -> Table:
    """Return the map as a table: waits and stages in the order of the work, adding up to the whole."""
    view = adding_up(to_fit(view))
    whole = view.work_days + view.wait_days + view.blocked_days
    scale = scale_for(whole)
    back = {
        sent.from_column: [each for each in view.returns if each.from_column == sent.from_column]
        for sent in view.returns
    }
    rows: list[tuple[Cell, ...]] = []
    for block in sorted(view.blocks, key=lambda each: (each.column, each.key)):
        rows += [_wall_row(wall, scale, whole) for wall in view.walls if wall.key == block.key]
        rows += _block_rows(block, back.get(block.column, []), scale, whole)
    totals = (
        Cell(text("table.total")),
        Cell(""),
        Cell(scale.exact(whole)),
        Cell(percent(1.0) if whole else _MISSING),
        Cell(""),
        Cell(""),
        Cell(""),
        Cell(grouped(view.n_finished)),
    )
    head = tuple(text(f"table.{name}", {"Units": scale.many.capitalize()}) for name in _COLUMNS)
    caption = text("picture.title", {"name": view.name})
    return Table(caption, head, tuple(rows), totals, frozenset({2, 3, 4, 7}))


_COLUMNS = ("part", "where", "days", "share", "right", "back", "now", "items")


def _wall_row(wall: Wall, scale: Scale, whole: float) -> tuple[Cell, ...]:
    slots = {"sender": wall.from_function or "", "receiver": wall.to_function, "function": wall.to_function}
    key = "from_customer" if wall.from_function is None else "within" if wall.inside else "from_to"
    now = ""
    if wall.waiting_now:
        now = text("said.now", number=wall.waiting_now)
        if wall.oldest_days is not None:
            oldest = scale_for(wall.oldest_days).words(wall.oldest_days)
            now += ", " + text("said.oldest", {"days": oldest})
    return (
        Cell(_marked(text("table.wait", {"stage": wall.to_stage}), wall.estimated), ("wall", wall.key)),
        Cell(text(f"picture.{key}", slots)),
        Cell(scale.exact(wall.wait_days)),
        Cell(_share(wall.wait_days, whole)),
        Cell(""),
        Cell(""),
        Cell(now),
        Cell(grouped(wall.items)),
    )


def _block_rows(block: Block, back: list[Return], scale: Scale, whole: float) -> Iterator[tuple[Cell, ...]]:
    where = block.function
    if block.also_in:
        where += ", " + listed([f"{function} {percent(share)}" for function, share in block.also_in])
    right = _MISSING
    if block.right_first_time is not None:
        right = percent(block.right_first_time) + (f"{NBSP}s" if block.surveyed else "")
    yield (
        Cell(_marked(block.stage, block.estimated), ("block", block.key)),
        Cell(where),
        Cell(scale.exact(block.work_days) if block.work_days > 0 else _MISSING),
        Cell(_share(block.work_days, whole) if block.work_days > 0 else _MISSING),
        Cell(right),
        Cell("; ".join(return_words(sent, scale) for sent in back)),
        Cell(text("said.working", number=block.working_now) if block.working_now else ""),
        Cell(grouped(block.items)),
    )
    for key, days in (("inside", block.inside_wait_days), ("blocked", block.blocked_days)):
        if days:
            name = text(f"table.{key}", {"stage": block.stage})
            amount = (Cell(scale.exact(days)), Cell(_share(days, whole)))
            part = "blocked" if key == "blocked" else "block"
            yield (Cell(name, (part, block.key)), Cell(block.function), *amount, *[Cell("")] * 4)


def _marked(name: str, estimated: bool) -> str:
    return f"{name}, {text('said.estimated')}" if estimated else name


def _share(days: float, whole: float) -> str:
    return percent(days / whole) if whole else _MISSING
