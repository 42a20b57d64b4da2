"""Reliability of what a stream delivers: incidents a week, how soon they end, and whether they come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.flow.proportion import proportion, rate
from headrace.flow.spans import NEVER
from headrace.flow.survival import flow_survival
from headrace.flow.weeks import WEEK
from headrace.report.dimensions.profile_lines import (
    likely,
    line,
    missing,
    share,
    until,
    weekly,
    weekly_typical,
)
from headrace.report.profile.episode_dimension import episode_dimension
from headrace.report.wording.phrases import text
from headrace.report.words import scale_for
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.episodes import Episodes
    from headrace.report.dimensions.profile_sight import Sight
    from headrace.report.dimensions.profile_view import Dimension, MeasureLine, ProfileAsked

_MEASURES = (
    ("load", "a week"),
    ("recovery_half", "days"),
    ("recovery_p85", "days"),
    ("acknowledged", "days"),
    ("repeated", "share"),
    ("caused", "share"),
)


def reliability(asked: ProfileAsked) -> Dimension:
    """Return the reliability dimension of a stream, from measured series and the incidents that concern it."""
    return episode_dimension(asked, "reliability", "incident", _MEASURES, _lines)


def _lines(found: Episodes, sight: Sight) -> tuple[MeasureLine, ...]:
    window = sight.window
    inside = (found.spans.starts >= window.start) & (found.spans.starts < window.end)
    began = found.only(inside)
    load = rate(len(began), (window.end - window.start) / WEEK)
    curve = flow_survival(found.spans, window.start, sight.now)
    alone = int((~began.linked).sum())
    beside = text("reliability.by_service", number=alone) if alone else ""
    return (
        line(
            "reliability",
            "load",
            likely(load) if load else None,
            "a week",
            len(began),
            window=window,
            note=beside,
            series=weekly("load", found.spans.starts, window),
        ),
        until(
            "reliability",
            "recovery_half",
            curve,
            0.5,
            window,
            note=_open(found, sight.now),
            series=weekly_typical("recovery_half", found.spans, window),
        ),
        until("reliability", "recovery_p85", curve, 0.85, window),
        _acknowledged(found, sight),
        share("reliability", "repeated", proportion(int(found.repeated[inside].sum()), len(began)), window),
        share("reliability", "caused", began.caused(), window),
    )


def _acknowledged(found: Episodes, sight: Sight) -> MeasureLine:
    if not (found.taken_up != NEVER).any():
        why, mend = text("reliability.none.acknowledged"), text("reliability.mend.acknowledged")
        return missing("reliability", "acknowledged", "days", why, mend)
    curve = flow_survival(found.until_taken_up, sight.window.start, sight.now)
    return until("reliability", "acknowledged", curve, 0.5, sight.window)


def _open(found: Episodes, now: int) -> str:
    still = found.open_at(now)
    if not len(still):
        return ""
    days = (now - int(still.spans.starts.min())) / DAY
    return text("reliability.open", {"oldest": scale_for(days).words(days)}, number=len(still))
