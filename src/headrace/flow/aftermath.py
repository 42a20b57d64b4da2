"""What came of work after it was handed on: right first time, reopened, defects that got through, what was undone.

Right first time (%C&A, percent complete and accurate: Martin & Osterling, *Value Stream Mapping*, 2014) of a stage is
the share of its items that were not sent back to it; rolled over a stream it is the product of its stages' shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headrace.engine import columns, rows
from headrace.flow.parts import stage_parts
from headrace.flow.proportion import product, proportion
from headrace.flow.returns import returns
from headrace.value_streams import aftermath
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.proportion import Counted
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Flags, Times
    from headrace.value_streams.definition import ValueStream


@dataclass(frozen=True)
class Marked:
    """Moments in order (µs UTC), each with whether it went wrong."""

    times: Times
    wrong: Flags

    def within(self, start: int, end: int) -> Marked:
        """Return those from ``start`` to before ``end``."""
        kept = (self.times >= start) & (self.times < end)
        return Marked(self.times[kept], self.wrong[kept])

    def share(self) -> Counted | None:
        """Return the share that went wrong, with Wilson's range; ``None`` of none."""
        return proportion(int(self.wrong.sum()), len(self.times))


@dataclass(frozen=True, slots=True)
class RightFirstTime:
    """Rolled %C&A with its range, and how many stages were measured and how many surveyed."""

    rolled: Counted
    measured: int
    surveyed: int


def right_first_time(engine: Engine, stream: ValueStream, selection: Selection) -> RightFirstTime | None:
    """Return the product of the stages' shares right first time; ``None`` when no item finished in the window.

    A stage's share is that of the map: surveyed where the definition says so, else measured; stages that are only
    estimated are left out.
    """
    sent = returns(engine, selection).returned_to
    shares, surveyed = [], []
    for number, (stage, part) in enumerate(
        zip(stream.stages, stage_parts(engine, selection, len(stream.stages)), strict=True)
    ):
        said = stage.estimate.right_first_time if stage.estimate else None
        if said is not None:
            surveyed.append(said)
        elif part.items and not part.estimated:
            shares.append(proportion(part.items - sent.get(number, 0), part.items))
    rolled = product([each for each in shares if each is not None])
    if rolled is None:
        return None
    factor = float(np.prod(surveyed)) if surveyed else 1.0
    by_survey = type(rolled)(
        rolled.value * factor, rolled.low * factor, rolled.high * factor, rolled.events, rolled.of
    )
    return RightFirstTime(by_survey, len(shares), len(surveyed))


def reopened(engine: Engine, stream: ValueStream, selection: Selection) -> Counted | None:
    """Return the share of the items that were done in the window which came back later, whatever they are now.

    An end that an item came back from is kept as that alone: it counts whether it was done or given up then.
    """
    kinds = engine.table("items").select("item_no", "kind")
    ends = engine.table("visits").filter(nw.col("from_stage") == len(stream.stages))
    came_back = ends.select("item_no", day=nw.col("entered_at") // DAY).join(kinds, on="item_no", how="inner")
    back = engine.once(selection.in_window(came_back).select("item_no").unique())
    ever = nw.concat([back, selection.finished(engine).select("item_no")]).unique()
    return proportion(rows(back.select(n=nw.len()))[0]["n"], rows(ever.select(n=nw.len()))[0]["n"])


def escapes(engine: Engine) -> Times:
    """Return when defects that got through began, in order, µs UTC."""
    found = columns(aftermath.escaped(engine).select("began_at").sort("began_at"))
    return np.asarray(found["began_at"].astype(np.int64))


def commits(engine: Engine, stream: ValueStream) -> Marked:
    """Return the stream's commits, and which were taken back."""
    return _marked(aftermath.commits(engine, stream), "reverted")


def builds(engine: Engine, stream: ValueStream) -> Marked:
    """Return the runs of the stream's builds, and which failed."""
    return _marked(aftermath.build_runs(engine, stream), "failed")


def _marked(frame: nw.LazyFrame[Any], wrong: str) -> Marked:
    found = columns(frame.select("object_no", "at", wrong=nw.col(wrong)).sort("at", "object_no"))
    return Marked(found["at"].astype(np.int64), found["wrong"].astype(np.bool_))
