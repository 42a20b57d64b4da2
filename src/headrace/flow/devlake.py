"""Delivery as Apache DevLake computes it, so that numbers can be compared with a dashboard of it.

Lead time of a change, in whole minutes rounded up: (first commit → opened) + (opened → merged) + (merged → first
deployment that carried it). A part that would be negative is missing and counts as nothing in the sum; so a change
that was never deployed has a "cycle time" too, but only deployed ones are in the median. Deployment frequency is the
median number of days with a deployment over the calendar weeks of the window. Every incident is charged to the latest
deployment before it, however old. Medians are the largest value whose percent rank is at most 0.5.

Source: apache/incubator-devlake (Apache-2.0), its DORA plugin and dashboards; DORA 2023 for recovery.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.deliveries import NONE
from headrace.flow.spans import NEVER
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.deliveries import Changes
    from headrace.flow.spans import Flags, Numbers, Times

_MINUTE = 60_000_000
_WEEK = 7 * DAY
_MONDAY = 4 * DAY


@dataclass(frozen=True)
class PullMetrics:
    """One row per merged change, in minutes; NaN is missing. ``which`` says which changes they are."""

    which: Times
    coding: Numbers
    pickup: Numbers
    review: Numbers
    deploy: Numbers
    cycle: Numbers


def span_minutes(start: Times, end: Times) -> Numbers:
    """Return whole minutes from ``start`` to ``end``, rounded up; NaN where one is missing or it is negative."""
    known = (start != NEVER) & (end != NEVER)
    minutes = np.full(len(start), np.nan)
    minutes[known] = np.ceil((end[known] - start[known]) / _MINUTE)
    minutes[minutes < 0] = np.nan
    # a span of less than a minute backwards is no minute, and zero has no sign here
    return np.where(known & (end < start), np.nan, minutes) + 0.0


def pull_metrics(changes: Changes) -> PullMetrics:
    """Return what DevLake's table of a project's pull requests says of each merged change."""
    which = np.flatnonzero(changes.merged != NEVER)
    begun, opened, merged = changes.begun[which], changes.opened[which], changes.merged[which]
    reviewed, deployed = changes.reviewed[which], changes.deployed[which]
    coding, deploy = span_minutes(begun, opened), span_minutes(merged, deployed)
    cycle = np.nansum(np.stack([coding, span_minutes(opened, merged), deploy]), axis=0)
    return PullMetrics(
        which,
        coding,
        span_minutes(opened, reviewed),
        span_minutes(reviewed, merged),
        deploy,
        np.where(cycle > 0, cycle, np.nan),
    )


def lead_days(changes: Changes, start: int, end: int) -> Numbers:
    """Return the lead times in days of the changes that were deployed from ``start`` to ``end``."""
    metrics = pull_metrics(changes)
    deployed = changes.deployed[metrics.which]
    cycle = metrics.cycle[(deployed >= start) & (deployed <= end)]
    return cycle[~np.isnan(cycle)] * _MINUTE / DAY


def charged(opened: Times, finished: Times) -> Times:
    """Return for each incident the place of the latest deployment that had finished before it.

    Args:
        finished: in order.
    """
    place = np.searchsorted(finished, opened, side="right") - 1
    return np.where(place >= 0, place, NONE)


def middle(values: Numbers) -> float | None:
    """Return the largest value whose percent rank, (rank − 1)/(n − 1), is at most 0.5; ``None`` of nothing."""
    if not len(values):
        return None
    ordered = np.sort(values)
    if len(ordered) == 1:
        return float(ordered[0])
    # equal values share the rank of the first of them
    ranks = np.searchsorted(ordered, ordered, side="left") / (len(ordered) - 1)
    return float(ordered[ranks <= 0.5][-1])


def days_a_week(finished: Times, start: int, end: int) -> Numbers:
    """Return on how many days of each calendar week from ``start`` to ``end`` (µs UTC) something was deployed."""
    first = (start - _MONDAY) // _WEEK
    inside = finished[(finished >= start) & (finished <= end)]
    days = np.unique(inside // DAY) * DAY
    weeks = (days - _MONDAY) // _WEEK - first
    return np.bincount(weeks, minlength=int((end - _MONDAY) // _WEEK - first) + 1).astype(np.float64)


def recovered(ended: Times, opened: Times, finished: Times, inside: Flags) -> Numbers:
    """Return days from the deployment that each incident is charged to until the incident was resolved (DORA 2023).

    Args:
        finished: when each deployment finished, in order.
        inside: which deployments are in the window.
    """
    place = charged(opened, finished)
    known = (place != NONE) & (ended != NEVER)
    known[known] = inside[place[known]]
    return np.asarray((ended[known] - finished[place[known]]) / DAY)
