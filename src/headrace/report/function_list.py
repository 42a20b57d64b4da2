"""Which functions work in a stream, and what rules would move from one to another, for a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.report.wording.phrases import text
from headrace.report.words import grouped
from headrace.value_streams.function_moves import FunctionRule, Move, moves, with_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.report.screen import Screen
    from headrace.value_streams.definition import ValueStream


@dataclass(frozen=True, slots=True)
class FunctionsView:
    """Functions of a stream by events and items; with rules, where each event would count."""

    stream: str
    rules: tuple[str, ...]
    moves: tuple[Move, ...]

    @property
    def moved(self) -> int:
        """How many events would count for another function."""
        return sum(move.events for move in self.moves if move.before != move.after)


def functions_view(engine: Engine, stream: ValueStream, rules: Sequence[str]) -> FunctionsView:
    """Return what rules would move; raises :class:`.BadRequest` for one that is none."""
    after = with_rules(stream, [FunctionRule.parse(rule) for rule in rules])
    return FunctionsView(stream.id, tuple(rules), moves(engine, stream, after))


def function_lines(view: FunctionsView, screen: Screen) -> list[str]:
    """Return the table of functions: those now, or before and after with what moves first."""
    if not view.moves:
        return screen.paragraph(text("functions.none"))
    counts = [text("terminal.events"), text("terminal.items")]
    if not view.rules:
        rows = [[move.before, grouped(move.events), grouped(move.items)] for move in view.moves]
        return screen.columns([text("functions.function"), *counts], rows, frozenset({1, 2}))
    ordered = sorted(view.moves, key=lambda move: move.before == move.after)
    rows = [[move.before, move.after, grouped(move.events), grouped(move.items)] for move in ordered]
    head = [text("functions.now"), text("functions.then"), *counts]
    said = "functions.moved" if view.moved else "functions.unmoved"
    return [
        *screen.paragraph(text(said, {"events": grouped(view.moved)})),
        "",
        *screen.columns(head, rows, frozenset({2, 3})),
    ]
