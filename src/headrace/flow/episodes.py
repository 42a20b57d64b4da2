"""Episodes beside the flow: trouble until it was ended, weaknesses until they were fixed, open ones counted.

Each is a span like an item's, so the measures of flow hold for them: arrivals and departures a week, and the time
until the end by Kaplan & Meier's estimate (see :mod:`.survival`). What was dropped (no problem after all, a finding
dismissed) left without being mended: it counts until then and says nothing about how long mending takes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headrace.engine import columns
from headrace.flow.proportion import proportion
from headrace.flow.spans import NEVER, Spans
from headrace.value_streams.concern import LINKED, concerning
from headrace.value_streams.episodes import episodes

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.proportion import Counted
    from headrace.flow.spans import Flags, Times
    from headrace.value_streams.definition import ValueStream

NO_CAUSE = -1
"""In place of a cause's number where none is told."""


@dataclass(frozen=True)
class Episodes:
    """Records of one type that concern a stream, one entry each, in the order in which they began.

    Args:
        spans: from when to when; ``done`` is mended, what left otherwise was dropped.
        taken_up: when somebody took it up, µs UTC; :data:`.NEVER` where that is not told.
        again: whether it had ended before and was open again.
        causes: number of the record that is named as its cause; :data:`NO_CAUSE` without one.
        severities: as its tool says it, ``""`` where that is not told.
        linked: whether it is linked to the stream's work; else only its service or repository says so.
    """

    spans: Spans
    taken_up: Times
    again: Flags
    causes: Times
    severities: tuple[str, ...]
    linked: Flags

    def __len__(self) -> int:
        return len(self.spans)

    def open_at(self, moment: int) -> Episodes:
        """Return those that had begun and not ended at a moment."""
        return self.only((self.spans.starts <= moment) & (self.spans.ends > moment))

    def only(self, which: Flags) -> Episodes:
        """Return some of them."""
        return Episodes(
            Spans(self.spans.starts[which], self.spans.ends[which], self.spans.done[which]),
            self.taken_up[which],
            self.again[which],
            self.causes[which],
            tuple(said for said, kept in zip(self.severities, which, strict=True) if kept),
            self.linked[which],
        )

    @property
    def until_taken_up(self) -> Spans:
        """The spans until somebody took them up; what ended without that was watched until its end."""
        taken = (self.taken_up != NEVER) & (self.taken_up <= self.spans.ends)
        return Spans(self.spans.starts, np.where(taken, self.taken_up, self.spans.ends), taken)

    @property
    def repeated(self) -> Flags:
        """Which came back: open again after their end, or with a cause that an earlier one has as well."""
        seen: dict[int, int] = defaultdict(int)
        before = np.zeros(len(self), dtype=np.bool_)
        for at, cause in enumerate(self.causes.tolist()):
            if cause != NO_CAUSE:
                before[at] = seen[cause] > 0
                seen[cause] += 1
        return np.asarray(before | self.again)

    def repeats(self) -> Counted | None:
        """Return the share that came back, with Wilson's range; ``None`` of none."""
        return proportion(int(self.repeated.sum()), len(self))

    def caused(self) -> Counted | None:
        """Return the share with a declared cause, with Wilson's range; ``None`` of none."""
        return proportion(int((self.causes != NO_CAUSE).sum()), len(self))


def read_episodes(
    engine: Engine, stream: ValueStream, object_type: str, *, in_repositories: bool = False
) -> Episodes:
    """Return the episodes of a type that concern the stream; see :func:`headrace.value_streams.concern.concerning`."""
    concerned = engine.once(concerning(engine, stream, object_type, in_repositories=in_repositories))
    frame = episodes(engine, object_type, concerned.select("object_no")).join(
        concerned, on="object_no", how="inner"
    )
    found = columns(
        frame.select(
            "began_at",
            nw.col("taken_up_at").fill_null(NEVER),
            nw.col("ended_at").fill_null(NEVER),
            "dropped",
            "again",
            nw.col("cause_no").fill_null(NO_CAUSE),
            nw.col("severity").fill_null(""),
            "object_no",
            linked=nw.col("way") == LINKED,
        ).sort("began_at", "object_no")
    )
    ends = found["ended_at"].astype(np.int64)
    spans = Spans(
        found["began_at"].astype(np.int64), ends, (ends != NEVER) & ~found["dropped"].astype(np.bool_)
    )
    return Episodes(
        spans,
        found["taken_up_at"].astype(np.int64),
        found["again"].astype(np.bool_),
        found["cause_no"].astype(np.int64),
        tuple(str(each) for each in found["severity"]),
        found["linked"].astype(np.bool_),
    )
