"""Security of what a stream delivers: how long weaknesses that were found stay, and how many are found and fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.proportion import rate
from headrace.flow.survival import flow_survival
from headrace.flow.weeks import WEEK
from headrace.report.dimensions.profile_lines import likely, line, until, weekly, weekly_typical
from headrace.report.flow.flow_view import Likely
from headrace.report.profile.episode_dimension import episode_dimension
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, scale_for
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.episodes import Episodes
    from headrace.flow.spans import Times
    from headrace.report.dimensions.profile_sight import Sight
    from headrace.report.dimensions.profile_view import Dimension, MeasureLine, ProfileAsked

_MEASURES = (
    ("exposure_half", "days"),
    ("exposure_p85", "days"),
    ("open", "items"),
    ("oldest", "days"),
    ("found", "a week"),
    ("fixed", "a week"),
)
_SEVERITIES = (
    "critical", "blocker", "high", "error", "major", "medium", "moderate", "warning", "low", "minor", "note", "info",
)  # fmt: skip
_FEWEST_OF_A_SEVERITY = 5


def security(asked: ProfileAsked) -> Dimension:
    """Return the security dimension of a stream, from measured series and findings of scans that concern it."""
    return episode_dimension(asked, "security", "vulnerability", _MEASURES, _lines, in_repositories=True)


def _lines(found: Episodes, sight: Sight) -> tuple[MeasureLine, ...]:
    window = sight.window
    curve = flow_survival(found.spans, window.start, sight.now)
    still = found.open_at(sight.now)
    alone = int((~found.linked).sum())
    exposure = weekly_typical("exposure_half", found.spans, window)
    return (
        until("security", "exposure_half", curve, 0.5, window, note=_halves(found, sight), series=exposure),
        until("security", "exposure_p85", curve, 0.85, window),
        line(
            "security",
            "open",
            Likely(len(still), None, None),
            "items",
            len(found),
            as_of=sight.now,
            note=_counts(still),
        ),
        _oldest(still, sight.now),
        _weekly("found", found.spans.starts, sight, _beside(alone, "security.by_repository")),
        _weekly("fixed", found.spans.ends[found.spans.done], sight, _dismissed(found, sight)),
    )


def _oldest(still: Episodes, now: int) -> MeasureLine:
    if not len(still):
        return line("security", "oldest", None, "days", 0, as_of=now, said=text("security.none.oldest"))
    age = (now - int(still.spans.starts.min())) / DAY
    return line("security", "oldest", Likely(age, None, None), "days", len(still), as_of=now)


def _weekly(key: str, times: Times, sight: Sight, note: str) -> MeasureLine:
    window = sight.window
    inside = int(((times >= window.start) & (times < window.end)).sum())
    found = rate(inside, (window.end - window.start) / WEEK)
    value = likely(found) if found else None
    series = weekly(key, times, window)
    return line("security", key, value, "a week", inside, window=window, note=note, series=series)


def _beside(number: int, key: str) -> str:
    return text(key, number=number) if number else ""


def _dismissed(found: Episodes, sight: Sight) -> str:
    ends = found.spans.ends[found.spans.left & ~found.spans.done]
    number = int(((ends >= sight.window.start) & (ends < sight.window.end)).sum())
    return _beside(number, "security.dismissed")


def _counts(still: Episodes) -> str:
    """Return how many are open of each severity, the most severe first."""
    counted = [(each, still.severities.count(each)) for each in _ordered(still.severities)]
    return ", ".join(
        text("security.severity", {"severity": each or text("security.unrated"), "words": grouped(number)})
        for each, number in counted
    )


def _halves(found: Episodes, sight: Sight) -> str:
    """Return within how many days half of each severity is fixed, where there are enough of it."""
    said = []
    for each in _ordered(found.severities):
        of = found.only(np.array([one == each for one in found.severities]))
        curve = flow_survival(of.spans, sight.window.start, sight.now)
        half = curve.quantile(0.5).days
        if curve.n >= _FEWEST_OF_A_SEVERITY and half is not None:
            slots = {"severity": each or text("security.unrated"), "days": scale_for(half).words(half)}
            said.append(text("security.severity.half", {**slots, "number": grouped(curve.n)}))
    return ", ".join(said)


def _ordered(severities: tuple[str, ...]) -> list[str]:
    """Return the severities that there are, the most severe first; what tools call otherwise comes last."""

    def place(each: str) -> tuple[int, str]:
        known = each.lower()
        return (_SEVERITIES.index(known) if known in _SEVERITIES else len(_SEVERITIES), each)

    return sorted(set(severities), key=place)
