"""The values of the portfolio, put together stream by stream from what is derived of each."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from headrace.engine import columns, rows
from headrace.flow.parts import days
from headrace.flow.selection import Selection
from headrace.flow.time import summarised
from headrace.flow.totals import totals
from headrace.report.absence import absence
from headrace.report.portfolio.current_objectives import objective_lines
from headrace.report.portfolio.outcome_series import Told, outcome_line, told_outcomes
from headrace.report.portfolio.portfolio_view import HandoffWait, PortfolioRow, PortfolioView
from headrace.report.signals.signals import signals_view
from headrace.report.surroundings import latest
from headrace.report.trust.gaps import undivided, untold
from headrace.report.view import Estimated, Latest, Window
from headrace.report.window import last_months
from headrace.value_streams.derivation import known_to
from headrace.value_streams.objectives import served_by
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.errors import HeadraceError
    from headrace.flow.totals import Totals
    from headrace.report.dimensions.signal_view import SignalLine
    from headrace.value_streams.contents import Catalogue
    from headrace.value_streams.definition import ValueStream

    Numbers = np.ndarray[Any, np.dtype[Any]]

_MONTHS = 6
_OUTCOME_MONTHS = 18


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside a stream's own derived tables: signals, what items' attributes say, and since when."""

    window: Window
    signals: Sequence[SignalLine]
    told: Told
    data_to: int

    @property
    def outcomes(self) -> Window:
        """The time over which outcomes are shown: eighteen months up to the end of the window or of the data."""
        until = min(self.window.end, (self.data_to // DAY + 1) * DAY)
        return Window(last_months(until - 1, _OUTCOME_MONTHS).start, until)


def portfolio_window(window: Window | Latest | None, data_to: int) -> Window:
    """Return the window asked for; without one, the last six months of the data, the same for all streams."""
    if isinstance(window, Latest):
        return latest(window, data_to)
    return window or last_months(data_to, _MONTHS)


def known_of(log: Engine, catalogue: Catalogue, window: Window | Latest | None) -> Known:
    """Return what the whole log tells every stream's row, for the window asked for."""
    data_to = known_to(log, log.table("happenings"))
    chosen = portfolio_window(window, data_to)
    signals = signals_view(log, catalogue, until=chosen.end).signals
    return Known(chosen, signals, told_outcomes(log, outcome_names(catalogue)), data_to)


def outcome_names(catalogue: Catalogue) -> frozenset[str]:
    """Return the attributes of items that are outcomes of some stream."""
    named = (name for stream in catalogue.value_streams.values() for name in stream.outcomes)
    return frozenset(named) - catalogue.signals.keys()


def nothing_read(catalogue: Catalogue) -> PortfolioView:
    """Return the portfolio of a workspace without records."""
    streams = tuple(bare(stream, catalogue) for stream in catalogue.value_streams.values())
    lines = objective_lines(catalogue, (), {}, 0)
    return PortfolioView(Window(0, 1), lines, streams, 0, 0, 0, catalogue.made_up, empty=True)


def bare(stream: ValueStream, catalogue: Catalogue, problem: HeadraceError | None = None) -> PortfolioRow:
    """Return a stream's row without what is measured; ``problem`` says why it cannot be read."""
    serves = served_by(stream, catalogue.value_streams)
    first = max(serves, key=lambda name: serves[name], default=None)
    return PortfolioRow(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        value=stream.value,
        parent=stream.parent,
        objective=first,
        share=None if first is None else serves[first],
        also=tuple((name, share) for name, share in serves.items() if name != first),
        inherited=bool(serves) and not stream.serves,
        agreed=bool(stream.outcomes) or any(stream.id in each.streams for each in catalogue.signals.values()),
        problem=None if problem is None else problem.fact,
        remedy="" if problem is None else " ".join(problem.remedies),
    )


def unread(stream: ValueStream, catalogue: Catalogue, problem: HeadraceError) -> tuple[PortfolioRow, Numbers]:
    """Return the row of a stream that cannot be derived, and no items."""
    return bare(stream, catalogue, problem), np.zeros(0, np.int64)


def stream_row(
    engine: Engine, stream: ValueStream, catalogue: Catalogue, known: Known
) -> tuple[PortfolioRow, Numbers]:
    """Return a stream's row, and the numbers of the items that it finished in the window."""
    window, shown = known.window, known.outcomes
    whole = Selection(min(window.start, shown.start), max(window.end, shown.end))
    found = columns(whole.finished(engine).select("item_no", "started_at", "ended_at"))
    ended_at = found["ended_at"]
    inside = (ended_at >= window.start) & (ended_at < window.end)
    row = bare(stream, catalogue)
    if not len(ended_at) and (why := absence(engine, stream)) is not None:
        return replace(row, problem=why.fact, remedy=why.remedy), found["item_no"]
    outcome = outcome_line(stream, known.signals, known.told, found["item_no"], ended_at, shown)
    row = replace(row, outcome=outcome)
    if inside.any():
        row = _measured(
            engine, stream, row, Selection(window.start, window.end), (ended_at - found["started_at"])[inside]
        )
    return row, found["item_no"][inside]


def _measured(
    engine: Engine, stream: ValueStream, row: PortfolioRow, selection: Selection, spans: Numbers
) -> PortfolioRow:
    time = summarised(spans)
    sums = totals(engine, selection, len(stream.stages))
    # what has both needs no look at all its time
    both = sums.working > 0 and sums.waiting + sums.blocked > 0
    divided = both or undivided(untold(engine)) is None
    return replace(
        row,
        finished=time.n,
        flow_days=None if time.mean is None else Estimated(time.mean, time.low, time.high, time.n),
        p85_within=time.p85_within,
        work_days=days(sums.working, time.n) if divided else None,
        wait_days=days(sums.waiting + sums.blocked, time.n) if divided else None,
        handoff=_longest(engine, sums, time.n),
        functions=len(sums.functions),
    )


def _longest(engine: Engine, sums: Totals, n: int) -> HandoffWait | None:
    if not sums.handoffs:
        return None
    names = json.loads(rows(engine.table("coding"))[0]["functions"])
    # of two equally long ones always the same
    sender, receiver = max(sums.handoffs, key=lambda pair: (sums.handoffs[pair], pair))
    return HandoffWait(names[sender], names[receiver], days(sums.handoffs[sender, receiver], n))


def current_portfolio(
    found: Sequence[tuple[PortfolioRow, Numbers]], catalogue: Catalogue, known: Known
) -> PortfolioView:
    """Return all streams with the objectives that they serve.

    Args:
        found: each stream's row with the numbers of its finished items, in the order of the file.
    """
    items = {row.stream: numbers for row, numbers in found}
    served = _together([numbers for row, numbers in found if row.objective is not None])
    every = _together(list(items.values()))
    at = min(known.data_to, known.window.end - 1)
    return PortfolioView(
        window=known.window,
        objectives=objective_lines(catalogue, known.signals, items, at),
        streams=tuple(row for row, _ in found),
        finished=len(every),
        unserved=len(np.setdiff1d(every, served, assume_unique=True)),
        data_to=known.data_to,
        made_up=catalogue.made_up,
    )


def _together(several: Sequence[Numbers]) -> Numbers:
    return np.unique(np.concatenate(several)) if several else np.zeros(0, np.int64)
