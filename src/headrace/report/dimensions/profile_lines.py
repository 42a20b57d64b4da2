"""The lines of a dimension, made from measures: named, dated, with a small chart, or with what keeps them missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from headrace.flow.weekly_times import weekly_times
from headrace.flow.weeks import mondays, weeks_of
from headrace.report.dimensions.profile_view import MeasureLine, Series
from headrace.report.flow.flow_series import charted
from headrace.report.flow.flow_view import Likely
from headrace.report.view import Window
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, scale_for

if TYPE_CHECKING:
    from headrace.diagnosis.process_behaviour import Scale
    from headrace.flow.aftermath import Marked
    from headrace.flow.proportion import Counted
    from headrace.flow.spans import Spans, Times
    from headrace.flow.survival import Quantile, Survival

_FEWEST_FOR_A_TIME = 5
"""Fewer than these say no half and no 85 %."""


def line(dimension: str, key: str, value: Likely | None, unit: str, n: int, **more: Any) -> MeasureLine:
    """Return a measure with its name and how it is computed from the catalogue; ``more`` are other fields."""
    for name, place in (("name", "m"), ("how", "how")):
        if name not in more:
            more[name] = text(f"{dimension}.{place}.{key}")
    return MeasureLine(key=key, value=value, unit=unit, n=n, **more)


def missing(dimension: str, key: str, unit: str, why: str, remedy: str) -> MeasureLine:
    """Return a measure that is missing, with the reason and what would mend it."""
    return line(dimension, key, None, unit, 0, missing=why, remedy=remedy)


def share(dimension: str, key: str, found: Counted | None, window: Window, **more: Any) -> MeasureLine:
    """Return a share with Wilson's range; missing where there was nothing to count."""
    if found is None:
        return line(
            dimension, key, None, "share", 0, window=window, missing=text(f"{dimension}.none.{key}"), **more
        )
    return line(dimension, key, likely(found), "share", int(found.of), window=window, **more)


def until(dimension: str, key: str, curve: Survival, of: float, window: Window, **more: Any) -> MeasureLine:
    """Return the time within which a share of episodes ended, open ones counted; said where it is not reached."""
    if curve.n < _FEWEST_FOR_A_TIME:
        why = text("profile.few", {"what": text(f"{dimension}.things"), "number": grouped(curve.n)})
        return line(dimension, key, None, "days", curve.n, window=window, missing=why, **more)
    found = curve.quantile(of)
    if found.days is None:
        longest = curve.longest or 0.0
        said = text("flow.not_reached", {"longest": scale_for(longest).words(longest)})
        return line(dimension, key, None, "days", curve.n, window=window, said=said, **more)
    return line(dimension, key, _within(found), "days", curve.n, window=window, **more)


def likely(found: Counted, times: float = 1.0) -> Likely:
    """Return a share or rate with its range."""
    return Likely(found.value * times, found.low * times, found.high * times)


def _within(found: Quantile) -> Likely:
    return Likely(found.days or 0.0, found.low, found.high)


def weekly(key: str, times: Times, window: Window) -> Series | None:
    """Return how many a week, over the window's whole weeks; ``None`` without any."""
    edges = mondays(window.start, window.end)
    if len(edges) < 2:
        return None
    counts = np.diff(np.searchsorted(np.sort(times), edges)).astype(float)
    # a series of mostly zeros is no series of counts: its limits would single out every event
    found = _series(key, edges[:-1], counts, "counts" if counts.mean() >= 1 else None)
    return replace(found, unit="a week")


def weekly_share(key: str, marked: Marked, window: Window) -> Series | None:
    """Return the share that went wrong a week, a gap where there was nothing; ``None`` without whole weeks."""
    edges = mondays(window.start, window.end)
    if len(edges) < 2:
        return None
    wrong = np.diff(np.searchsorted(marked.times[marked.wrong], edges))
    of = np.diff(np.searchsorted(marked.times, edges))
    shares = np.where(of > 0, wrong / np.maximum(of, 1), np.nan)
    return _series(key, edges[:-1], shares, "counts" if wrong.mean() >= 1 else None)


def weekly_typical(key: str, spans: Spans, window: Window) -> Series | None:
    """Return the typical time of what ended a week, on the scale of logarithms; ``None`` without whole weeks."""
    found = weekly_times(spans, weeks_of(spans, window.start, window.end))
    if not found:
        return None
    values = np.array([np.nan if each.typical is None else each.typical for each in found])
    return _series(key, np.array([each.start for each in found]), values, "log")


def _series(key: str, starts: Times, values: np.ndarray[Any, Any], scale: Scale | None) -> Series:
    plain = tuple(None if np.isnan(each) else float(each) for each in values)
    points = [
        (int(start), each) for start, each in zip(starts.tolist(), plain, strict=True) if each is not None
    ]
    fits = scale == "counts" or all(each > 0 for _, each in points)
    return Series(
        tuple(starts.tolist()), plain, charted(key, points, scale) if scale is not None and fits else None
    )
