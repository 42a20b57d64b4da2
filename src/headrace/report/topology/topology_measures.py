"""A stream by its teams as tables: each team's time, what lies between two, the hand-offs there, and the moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.table import Cell, Table
from headrace.report.topology.topology_sentences import (
    MISSING,
    likely_words,
    looks_words,
    mode_words,
    move_each,
    share_words,
    type_words,
)
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, listed, percent, scale_for

if TYPE_CHECKING:
    from headrace.report.flow.flow_view import Likely
    from headrace.report.topology.topology_view import InteractionLine, TeamLine, TeamWait, TopologyView
    from headrace.report.words import Scale

MOST_ROWS = 20


def teams_table(view: TopologyView) -> Table:
    """Return every team with its time, in the order of declaration, adding up to the flow time."""
    names = ("team", "type", "functions", "items", "working", "waiting", "blocked", "share", "likely")
    scale = scale_for(view.flow_days)
    rows = [_team_row(each, scale) for each in view.teams]
    empty = Cell("")
    between = Cell(scale.exact(view.between_days))
    share = Cell(share_words(view.between_share)), Cell(likely_words(view.between_share))
    rows.append((Cell(text("topology.row.between")), empty, empty, empty, empty, between, empty, *share))
    sums = [
        scale.exact(sum(getattr(each, name) for each in view.teams) + more)
        for name, more in (("working_days", 0.0), ("waiting_days", view.between_days), ("blocked_days", 0.0))
    ]
    whole = Cell(text("topology.row.total")), empty, empty, Cell(grouped(view.n_finished))
    totals = (*whole, *map(Cell, sums), Cell(percent(1.0) if view.flow_days else MISSING), empty)
    head = tuple(text(f"topology.head.{name}") for name in names)
    caption = text("topology.caption.teams", {"name": view.name})
    return Table(caption, head, tuple(rows), totals, frozenset({3, 4, 5, 6, 7}), narrow=True)


def interactions_table(view: TopologyView) -> Table:
    """Return what lies between each two teams, in the order of declaration."""
    names = (
        "between", "declared", "looks", "items", "times", "mean", "likely", "p85", "rounds", "sent_back",
    )  # fmt: skip
    rows = tuple(_interaction_row(each) for each in view.interactions)
    head = tuple(text(f"topology.head.{name}") for name in names)
    caption = text("topology.caption.interactions", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset({3, 4, 5, 7, 8}), narrow=True)


def crossings_table(view: TopologyView) -> Table:
    """Return the hand-offs that lie between teams; each leads to its items."""
    scale = scale_for(1.0)
    rows = tuple(
        (
            Cell(
                text("handoffs.pair", {"sender": each.sender, "receiver": each.receiver}),
                ("handoff", each.key),
            ),
            Cell(text("topology.pair", {"one": each.one, "other": each.other})),
            Cell(grouped(each.items)),
            Cell(grouped(each.times)),
            Cell(scale.exact(each.days)),
        )
        for each in view.crossings[:MOST_ROWS]
    )
    head = tuple(text(f"topology.head.{name}") for name in ("crossing", "between", "items", "times", "days"))
    caption = text("topology.caption.crossings", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset({2, 3, 4}), narrow=True)


def moves_table(view: TopologyView) -> Table:
    """Return for each number of functions those whose moving into the aligned team goes with most of the waits."""
    rows = tuple(
        (
            Cell(listed(each.functions)),
            *map(Cell, move_each(each)),
            Cell(share_words(each.kept)),
            Cell(likely_words(each.kept)),
        )
        for each in view.moves
    )
    head = tuple(text(f"topology.head.{name}") for name in ("with", "each", "likely", "kept", "likely"))
    caption = text("topology.caption.moves", {"team": view.into or ""})
    return Table(caption, head, rows, numeric=frozenset({1, 3}), narrow=True)


def streams_table(views: tuple[TopologyView, ...]) -> Table:
    """Return all value streams by their teams, in the order of the file."""
    rows = tuple(
        (
            Cell(each.name, ("stream", each.stream)),
            Cell(listed([team.name for team in each.teams if team.aligned]) or each.into or MISSING),
            Cell(share_words(each.inside)),
            Cell(share_words(each.between_share) if each.teams and each.n_finished else MISSING),
            Cell(grouped(sum(team.key is not None and not team.aligned for team in each.teams))),
            Cell(grouped(sum(line.verdict == "drift" for line in each.interactions))),
            Cell(grouped(each.n_finished)),
        )
        for each in views
    )
    names = ("stream", "aligned", "inside", "on_the_way", "others", "drift", "items")
    head = tuple(text(f"topology.head.{name}") for name in names)
    return Table(text("topology.streams.caption"), head, rows, numeric=frozenset({2, 3, 4, 5, 6}))


def p85_words(wait: TeamWait) -> str:
    """Return within how long 85 % of the waits are over, or that it is not reached."""
    if wait.p85 is not None:
        return scale_for(wait.p85).words(wait.p85)
    if wait.longest is None:
        return MISSING
    return text("flow.not_reached", {"longest": scale_for(wait.longest).words(wait.longest)})


def mean_words(wait: TeamWait) -> str:
    """Return how long an item waits on the way, on average."""
    return MISSING if wait.mean is None else scale_for(wait.mean).words(wait.mean)


def _team_row(line: TeamLine, scale: Scale) -> tuple[Cell, ...]:
    kind = type_words(line.type)
    if line.aligned:
        kind = text("topology.aligned", {"type": kind})
    return (
        Cell(line.name),
        Cell(kind),
        Cell(listed(line.functions)),
        Cell(grouped(line.items)),
        *(Cell(scale.exact(each)) for each in (line.working_days, line.waiting_days, line.blocked_days)),
        Cell(share_words(line.share)),
        Cell(likely_words(line.share)),
    )


def _interaction_row(line: InteractionLine) -> tuple[Cell, ...]:
    wait = line.wait
    return (
        Cell(text("topology.pair", {"one": line.one, "other": line.other})),
        Cell(mode_words(line.declared)),
        Cell(looks_words(line)),
        Cell(grouped(wait.items)),
        Cell(grouped(wait.times)),
        Cell(mean_words(wait)),
        Cell(_range_of(wait)),
        Cell(p85_words(wait)),
        Cell(_number(line.rounds)),
        Cell(share_words(line.sent_back)),
    )


def _range_of(wait: TeamWait) -> str:
    if wait.mean is None or wait.low is None or wait.high is None:
        return ""
    scale = scale_for(wait.mean)
    return text("flow.likely", {"low": scale.number(wait.low), "high": scale.number(wait.high)})


def _number(likely: Likely | None) -> str:
    if likely is None:
        return MISSING
    if likely.low is None or likely.high is None or likely.low == likely.high:
        return f"{likely.value:.1f}"
    return f"{likely.value:.1f} ({likely.low:.1f} – {likely.high:.1f})"
