"""A stream by its teams as data: every field with ISO times, and each team and interaction as a line of CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.report.comma_separated import csv_of
from headrace.report.topology.topology_sentences import (
    interaction_words,
    move_words,
    topology_facts,
    topology_headline,
)
from headrace.report.view_record import view_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.comma_separated import Value
    from headrace.report.flow.flow_view import Likely
    from headrace.report.topology.topology_view import InteractionLine, TeamLine, TopologyView

_HEAD = (
    "stream", "row", "team", "other_team", "type", "aligned", "functions", "items", "working_days", "waiting_days",
    "blocked_days", "share_of_flow_time", "share_low_95", "share_high_95", "declared", "verdict", "looks", "rule",
    "hand_overs", "wait_days", "wait_mean", "wait_low_95", "wait_high_95", "wait_p85", "passed_share", "again_share",
    "once_share", "rounds_mean", "sent_back_share", "returns",
)  # fmt: skip


def topology_record(view: TopologyView) -> dict[str, Any]:
    """Return a stream by its teams as plain values for JSON: days, shares and ISO times; missing is null."""
    plain = view_record(view, topology_headline(view), topology_facts(view))
    for line, shown in zip(view.interactions, plain["interactions"], strict=True):
        shown["sentence"] = interaction_words(line)
    plain["moves_said"] = move_words(view)
    return plain


def topology_csv(*views: TopologyView) -> bytes:
    """Return one row per team, one for what lies between teams, and one per interaction; missing is an empty cell."""
    return csv_of(_HEAD, [(*row, *[None] * (len(_HEAD) - len(row))) for view in views for row in _rows(view)])


def _rows(view: TopologyView) -> Iterator[tuple[Value, ...]]:
    for team in view.teams:
        yield (view.stream, "team", *_team(team))
    between = (None, None, None, None, None, view.n_finished, None, view.between_days, None)
    yield (view.stream, "between teams", *between, *_likely(view.between_share))
    for line in view.interactions:
        yield (view.stream, "interaction", *_interaction(line))


def _team(line: TeamLine) -> tuple[Value, ...]:
    return (
        line.name, None, line.type, int(line.aligned), "; ".join(line.functions), line.items, line.working_days,
        line.waiting_days, line.blocked_days, *_likely(line.share),
    )  # fmt: skip


def _interaction(line: InteractionLine) -> tuple[Value, ...]:
    wait = line.wait
    shares = (line.passed, line.again, line.once, line.rounds, line.sent_back)
    return (
        line.one, line.other, None, None, None, wait.items, None, None, None, None, None, None, line.declared,
        line.verdict, line.looks, line.why, wait.times, wait.days, wait.mean, wait.low, wait.high, wait.p85,
        *(None if each is None else each.value for each in shares), line.returns,
    )  # fmt: skip


def _likely(likely: Likely | None) -> tuple[float | None, ...]:
    return (None, None, None) if likely is None else (likely.value, likely.low, likely.high)
