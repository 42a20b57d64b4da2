"""How functions work together on a stream's items: hand-offs, what is sent back, how long changes wait for review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.engine import columns, rows
from headrace.flow.efficiency import ratio_of_sums
from headrace.flow.proportion import proportion
from headrace.flow.spans import NEVER, Spans
from headrace.value_streams.definition import Mode
from headrace.value_streams.handovers import CUSTOMER

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.efficiency import Efficiency
    from headrace.flow.proportion import Counted
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Times

_ASKED_FOR = ("opened", "ready", "review requested")
_ENDED = ("merged", "closed")
_REVIEWED = "reviewed"


def handoffs(engine: Engine, selection: Selection) -> Efficiency | None:
    """Return how often work was handed from one function to another, per item that finished in the window.

    Hand-overs are those of the hand-offs page (see :mod:`.handovers`): from the last work in one function to the next
    function that has the item. The range is that of a ratio estimator with the days of the ends as clusters (see
    :mod:`.efficiency`).
    """
    finished = columns(selection.finished(engine).group_by("day").agg(items=nw.len()).sort("day"))
    if not len(finished["day"]):
        return None
    crossed = selection.in_window(engine.table("handovers").with_columns(day=nw.col("last_day"))).filter(
        nw.col("done"), nw.col("sender") != CUSTOMER, nw.col("sender") != nw.col("receiver")
    )
    handed = columns(crossed.group_by("day").agg(times=nw.len()))
    days = finished["day"].astype(np.int64)
    times = np.zeros(len(days))
    times[np.searchsorted(days, handed["day"].astype(np.int64))] = handed["times"]
    return ratio_of_sums(times, finished["items"].astype(np.float64), np.inf)


def sent_back(engine: Engine, selection: Selection) -> Counted | None:
    """Return the share of the items finished in the window that were sent back at least once."""
    finished = rows(selection.finished(engine).select(n=nw.len()))[0]["n"]
    back = selection.in_window(engine.table("returns")).filter(nw.col("outcome") == int(Mode.DONE))
    return proportion(rows(back.select("item_no").unique().select(n=nw.len()))[0]["n"], finished)


def first_seen(engine: Engine, object_type: str) -> Times:
    """Return when each record of a type that passes through the stream was first told of, in order, µs UTC."""
    passing = engine.table("passing").filter(nw.col("object_type") == object_type).select("object_no")
    happened = engine.table("happenings").join(passing.unique(), on="object_no", how="semi")
    found = columns(happened.group_by("object_no").agg(at=nw.col("occurred_at").min()).sort("at"))
    return np.asarray(found["at"].astype(np.int64))


def reviews(engine: Engine) -> Spans:
    """Return how long each change of the stream waited for its first review, from when it could be reviewed.

    It begins when the change was opened, ready, or review was asked for, whichever came last before the review; what
    was merged or closed without a review left without one.
    """
    told = engine.table("activities").filter(
        nw.col("object_type") == "change", nw.col("event_type").is_in([*_ASKED_FOR, *_ENDED, _REVIEWED])
    )
    passing = engine.table("passing").filter(nw.col("object_type") == "change").select("object_no").unique()
    happened = (
        engine.table("happenings")
        .join(told.select("activity_no", "event_type"), on="activity_no", how="inner")
        .join(passing, on="object_no", how="semi")
    )
    first = happened.group_by("object_no", "event_type").agg(at=nw.col("occurred_at").min())
    found = columns(first.sort("object_no", "event_type"))
    changes: dict[int, dict[str, int]] = {}
    for number, event, at in zip(found["object_no"], found["event_type"], found["at"], strict=True):
        changes.setdefault(int(number), {})[str(event)] = int(at)
    return _spans([each for each in changes.values() if "opened" in each])


def _spans(changes: list[dict[str, int]]) -> Spans:
    starts, ends, done = [], [], []
    for told in changes:
        reviewed = told.get(_REVIEWED, NEVER)
        ended = min((told[each] for each in _ENDED if each in told), default=NEVER)
        until = min(reviewed, ended)
        asked = [told[each] for each in _ASKED_FOR if each in told and told[each] <= until]
        if not asked:  # reviewed before it was opened: its stamps say nothing
            continue
        starts.append(max(asked))
        ends.append(until)
        done.append(reviewed <= ended and reviewed != NEVER)
    return Spans(
        np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64), np.array(done, dtype=np.bool_)
    )
