"""How long single visits take, stage by stage and hand-off by hand-off: the lines of that table, and its CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.flow.spells import spells
from headrace.report.flow.flow_measures import Line
from headrace.report.flow.flow_view import SpellLine, Within
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, scale_for
from headrace.value_streams.consistency import slug
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.survival import Survival
    from headrace.report.flow.flow_view import FlowView
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import ValueStream

_WHAT = {Mode.WAITING: "wait", Mode.WORKING: "work", Mode.BLOCKED: "blocked"}
MOST_PAIRS = 20
"""Hand-offs shown, those with most waits first."""


def spell_lines(
    engine: Engine, stream: ValueStream, selection: Selection, around: Surroundings, start: int, end: int
) -> tuple[SpellLine, ...]:
    """Return how long visits took between ``start`` and ``end`` (µs UTC), unfinished ones counted."""
    lines, pairs = [], 0
    for each in spells(engine, selection, start, end):
        if each.stage is not None:
            stage = stream.stages[each.stage].name
            what = _WHAT[each.mode]
            lines.append(_line(f"{what}:{slug(stage)}", what, stage, None, None, each.curve))
        elif each.sender is not None and each.receiver is not None and pairs < MOST_PAIRS:
            pairs += 1
            sender, receiver = around.functions[each.sender], around.functions[each.receiver]
            key = f"handoff:{slug(sender)}~{slug(receiver)}"
            lines.append(_line(key, "handoff", None, sender, receiver, each.curve))
    return tuple(lines)


def _line(
    key: str, what: str, stage: str | None, sender: str | None, receiver: str | None, curve: Survival
) -> SpellLine:
    half, p85 = (curve.quantile(share) for share in (0.5, 0.85))
    return SpellLine(
        key, what, stage, sender, receiver, curve.n, curve.finished,
        Within(half.share, half.days, half.low, half.high),
        Within(p85.share, p85.days, p85.low, p85.high),
        curve.longest,
    )  # fmt: skip


def spells_table(view: FlowView) -> Table:
    """Return them as a table: the part, within how long half and 85 % are over, likely, and how many visits."""
    heads = ("part", "half", "half_likely", "p85", "p85_likely", "visits")
    rows = tuple(
        (
            Cell(_named(each), ("items", each.key) if each.stage else None),
            *(cell for found in (each.half, each.p85) for cell in _cells(found, each.longest or 0.0)),
            Cell(grouped(each.visits)),
        )
        for each in view.spells
    )
    head = tuple(text(f"flow.spells.{name}") for name in heads)
    return Table(text("flow.spells"), head, rows, numeric=frozenset({1, 2, 3, 4, 5}), narrow=True)


def spell_measures(view: FlowView) -> Iterator[Line]:
    """Yield each part's half and 85 % as measures."""
    for each in view.spells:
        for name, found in (("half", each.half), ("p85", each.p85)):
            shown, likely = (cell.text for cell in _cells(found, each.longest or 0.0))
            said = text(f"flow.spells.{name}.of", {"part": _named(each)})
            yield Line(
                f"{name}:{each.key}", said, shown, likely, "", found.days, found.low, found.high, "days"
            )


def _named(line: SpellLine) -> str:
    slots = {"stage": line.stage or "", "sender": line.sender or "", "receiver": line.receiver or ""}
    return text(f"flow.spells.{line.what}", slots)


def _cells(found: Within, longest: float) -> tuple[Cell, Cell]:
    scale = scale_for(longest if found.days is None else found.days)
    if found.days is None:
        shown = text("flow.not_reached", {"longest": scale.words(longest)})
    else:
        shown = scale.words(found.days)
    if found.low is None:
        return Cell(shown), Cell("")
    low = scale.number(found.low)
    if found.high is None:
        return Cell(shown), Cell(text("flow.facts.or_more", {"low": low}))
    return Cell(shown), Cell(text("flow.likely", {"low": low, "high": scale.number(found.high)}))
