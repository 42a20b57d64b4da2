"""Quality of a stream's work: right first time, defects that got through, what came back and what was undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.flow import aftermath
from headrace.flow.proportion import rate
from headrace.report.dimensions.profile_lines import likely, line, missing, share, weekly, weekly_share
from headrace.report.dimensions.profile_view import Dimension
from headrace.report.profile.product import signal_lines
from headrace.report.view import Window
from headrace.report.wording.phrases import text
from headrace.report.words import grouped
from headrace.value_streams.aftermath import defects_told

if TYPE_CHECKING:
    from headrace.flow.aftermath import Marked
    from headrace.report.dimensions.profile_view import MeasureLine, ProfileAsked

_PER = 100
_FEWEST = 5
"""Items at a stage below which its share, and so the product of all, says nothing."""


def quality(asked: ProfileAsked) -> Dimension:
    """Return the quality dimension of a stream."""
    start = asked.selection.start
    window = Window(start, max(min(asked.selection.end, asked.around.data_to + 1), start + 1))
    reopened = aftermath.reopened(asked.engine, asked.stream, asked.selection)
    lines = (
        _right(asked, window),
        _escaped(asked, window),
        share("quality", "reopened", reopened, window),
        _marked("reverted", aftermath.commits(asked.engine, asked.stream), window),
        _marked("failed_builds", aftermath.builds(asked.engine, asked.stream), window),
    )
    told = signal_lines(asked, "quality")
    return Dimension("quality", text("quality.name"), text("quality.question"), told + lines)


def _right(asked: ProfileAsked, window: Window) -> MeasureLine:
    key = "right_first_time"
    found = aftermath.right_first_time(asked.engine, asked.stream, asked.selection)
    if found is None:
        return missing("quality", key, "share", text(f"quality.none.{key}"), "")
    fewest = int(found.rolled.of)
    if fewest < _FEWEST:
        return missing("quality", key, "share", text(f"quality.few.{key}", number=fewest), "")
    surveyed = text("quality.surveyed", number=found.surveyed) if found.surveyed else ""
    note = " · ".join(filter(None, (text("quality.fewest", {"number": grouped(fewest)}), surveyed)))
    called = text(f"quality.c.{key}")
    return line(
        "quality", key, likely(found.rolled), "share", asked.finished, window=window, called=called, note=note
    )


def _escaped(asked: ProfileAsked, window: Window) -> MeasureLine:
    unit = text("quality.u.escaped")
    told, linked = defects_told(asked.engine)
    if not linked:
        # defects that are linked to nothing may be of anybody's work: that is no zero
        why = text("quality.unlinked.escaped", number=told) if told else text("quality.unread.escaped")
        return missing("quality", "escaped", unit, why, text("quality.mend.escaped"))
    if not asked.finished:
        return missing("quality", "escaped", unit, text("quality.none.escaped"), "")
    times = aftermath.escapes(asked.engine)
    inside = int(((times >= window.start) & (times < window.end)).sum())
    found = rate(inside, asked.finished / _PER)
    series = weekly("escaped", times, window)
    value = likely(found) if found else None
    return line("quality", "escaped", value, unit, asked.finished, window=window, series=series)


def _marked(key: str, found: Marked, window: Window) -> MeasureLine:
    within = found.within(window.start, window.end)
    if not len(within.times):
        return missing("quality", key, "share", text(f"quality.none.{key}"), text(f"quality.mend.{key}"))
    return share("quality", key, within.share(), window, series=weekly_share(key, found, window))
