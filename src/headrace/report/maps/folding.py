"""Fewer blocks with the same days: runs of stages in one function's lane drawn as one block.

What waits between the folded stages stays in the picture, inside the block, so that all parts still add up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headrace.report.view import Block, ToolRun

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headrace.report.view import MapView, Return, Wall

MOST_BLOCKS = 15
_THRESHOLDS = (0.03, 0.06, 0.12, 1.0)


def by_function(view: MapView) -> MapView:
    """Return the view with each run of stages of one function folded into one block."""
    return replace(_folded(view, lambda block: True), detail="functions")  # noqa: ARG005


def to_fit(view: MapView, most: int = MOST_BLOCKS) -> MapView:
    """Return the view with consecutive small stages of one function folded while there are over ``most``.

    Small is under 3 % of the time, and more only if that is not enough.
    """
    whole = view.work_days + view.wait_days + view.blocked_days
    found = view
    for threshold in _THRESHOLDS:
        if len(found.blocks) <= most:
            break
        small = {
            block.key
            for block in view.blocks
            if block.work_days + block.blocked_days + _wait(view, block) < threshold * whole or threshold == 1
        }
        found = _folded(view, lambda block, small=small: block.key in small)  # type: ignore[misc]
    return found


def _wait(view: MapView, block: Block) -> float:
    return sum(wall.wait_days for wall in view.walls if wall.key == block.key)


def _folded(view: MapView, may: Callable[[Block], bool]) -> MapView:
    runs = _runs(sorted(view.blocks, key=lambda block: (block.column, block.key)), may)
    columns = _columns(runs)
    by_key = {wall.key: wall for wall in view.walls}
    blocks = tuple(replace(_merged(run, by_key), column=columns[run[0].column]) for run in runs)
    first = {run[0].key for run in runs}
    walls = tuple(
        replace(wall, column=columns[wall.column])
        for wall in view.walls
        if wall.key in first or wall.column == 0
    )
    returns = tuple(_moved(sent, columns) for sent in view.returns)
    kept = tuple(sent for sent in returns if sent.from_column != sent.to_column)
    return replace(view, blocks=blocks, walls=walls, returns=kept, tools=_tools(view.tools, columns))


def _runs(blocks: Sequence[Block], may: Callable[[Block], bool]) -> list[list[Block]]:
    alone = {block.column for block in blocks if sum(other.column == block.column for other in blocks) == 1}
    runs: list[list[Block]] = []
    for block in blocks:
        before = runs[-1][-1] if runs else None
        joins = (
            before is not None
            and before.function == block.function
            and {before.column, block.column} <= alone
            and may(before)
            and may(block)
        )
        if joins:
            runs[-1].append(block)
        else:
            runs.append([block])
    return runs


def _columns(runs: Sequence[Sequence[Block]]) -> dict[int, int]:
    """Return the new column of every old one."""
    columns: dict[int, int] = {}
    for run in runs:
        if run[0].column not in columns:
            new = 1 + max(columns.values(), default=-1)
            columns.update({block.column: new for block in run})
    return columns


def _merged(run: Sequence[Block], walls: dict[str, Wall]) -> Block:
    if len(run) == 1:
        return run[0]
    inner = [walls[block.key] for block in run[1:] if block.key in walls]
    return replace(
        run[0],
        stage=f"{run[0].stage} +{len(run) - 1}",
        work_days=sum(block.work_days for block in run),
        blocked_days=sum(block.blocked_days for block in run),
        right_first_time=None,  # how these overlap between stages is not known
        surveyed=False,
        visited_share=max(block.visited_share for block in run),
        items=max(block.items for block in run),
        working_now=sum(block.working_now for block in run),
        estimated=any(block.estimated for block in run),
        also_in=(),
        folded=tuple(name for block in run for name in (block.folded or (block.stage,))),
        inside_wait_days=sum(wall.wait_days for wall in inner) + sum(block.inside_wait_days for block in run),
        inside_waiting_now=sum(wall.waiting_now for wall in inner)
        + sum(block.inside_waiting_now for block in run),
    )


def _moved(sent: Return, columns: dict[int, int]) -> Return:
    return replace(sent, from_column=columns[sent.from_column], to_column=columns[sent.to_column])


def _tools(tools: Sequence[ToolRun], columns: dict[int, int]) -> tuple[ToolRun, ...]:
    """Return the runs of tools over the new columns; a block recorded in two tools names both."""
    names: dict[int, list[str]] = {}
    matched: dict[int, float | None] = {}
    for run in tools:
        for column in range(run.first_column, run.last_column + 1):
            new = columns.get(column)
            if new is None:
                continue
            if run.tool not in names.setdefault(new, []):
                names[new].append(run.tool)
            if column == run.first_column and column == min(c for c in columns if columns[c] == new):
                matched[new] = run.matched
    found: list[ToolRun] = []
    for column in sorted(names):
        tool = " + ".join(names[column])
        if found and found[-1].tool == tool and found[-1].last_column == column - 1:
            found[-1] = replace(found[-1], last_column=column)
        else:
            found.append(ToolRun(tool, column, column, matched.get(column)))
    return tuple(found)
