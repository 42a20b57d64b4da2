"""What the records of one type cover of a window: from the first of them until the data's time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.report.view import Window
from headrace.value_streams.concern import of_type

if TYPE_CHECKING:
    from headrace.report.dimensions.profile_view import ProfileAsked


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen of records of one type.

    Args:
        records: how many there are in the log; 0 also when the first came after the window.
        window: the part of the window that they cover, until the data's time, µs UTC.
    """

    records: int
    window: Window

    @property
    def now(self) -> int:
        """The last moment of the window that is known, µs UTC."""
        return self.window.end - 1


def in_sight(asked: ProfileAsked, object_type: str) -> Sight:
    """Return what the records of a type cover: nobody knows of incidents from before they were recorded."""
    start = asked.selection.start
    end = max(min(asked.selection.end, asked.around.data_to + 1), start + 1)
    engine = asked.engine
    records = rows(of_type(engine, object_type).select(n=nw.len()))[0]["n"]
    if not records:
        return Sight(0, Window(start, end))
    activities = engine.table("activities").filter(nw.col("object_type") == object_type).select("activity_no")
    happened = engine.table("happenings").join(activities, on="activity_no", how="semi")
    first = rows(happened.select(first=nw.col("occurred_at").min()))[0]["first"]
    if first is None or first >= end:
        return Sight(0, Window(start, end))
    return Sight(records, Window(max(start, first), end))
