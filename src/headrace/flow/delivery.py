"""DORA's five measures for the work of one stream, in our own reading: nothing guessed, unfinished work counted.

Change lead time runs from a change's first commit to the first deployment in production that carried it (by ancestry,
squashed and rebased merges included). Changes that are not there yet count as not done; what was given up stops being
watched. A deployment failed when an incident names it as its cause, or, where the stream's definition states a
window, when an incident without a declared cause began within that time after it. Recovery runs from such a
deployment until its last incident was mended; open ones count as not done. Rework are deployments that carried what
is about an incident of the stream.

Source: dora.dev, the five metrics of software delivery (2024 and 2025).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headrace.flow.deliveries import NONE
from headrace.flow.proportion import proportion
from headrace.flow.spans import NEVER, Spans
from headrace.flow.survival import flow_survival
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.flow.deliveries import Changes, Deliveries
    from headrace.flow.proportion import Counted
    from headrace.flow.spans import Flags, Times
    from headrace.flow.survival import Survival


@dataclass(frozen=True, slots=True)
class LeadParts:
    """Mean days of the changes that were deployed in the window; they add up to their mean lead time.

    ``coding`` is ``None`` where no commits of changes are told: then it begins when a change is opened. ``behind``
    counts changes of which one part is negative: opened before their first commit, or deployed before they were
    merged. Nothing is cut off at zero.
    """

    coding: float | None
    review: float
    release: float
    changes: int
    behind: int


@dataclass(frozen=True)
class Traced:
    """Lead times as spans, and the changes that were merged and of which nobody knows where they went.

    ``untraced``: merged, with no deployment known, although its items have left or no change ever took that long from
    merge to deployment. They are in no span.
    ``from_opened``: changes whose commits are not told, which begin when they were opened.
    """

    spans: Spans
    merged: int
    untraced: int
    from_opened: int


def lead_spans(changes: Changes, start: int, end: int) -> Traced:
    """Return when each change began and reached production.

    Args:
        start: of the window, µs UTC; merged and untraced changes are counted from here to ``end``.
    """
    begun = np.where(changes.begun == NEVER, changes.opened, changes.begun)
    begun = np.where(begun == NEVER, changes.merged, begun)
    there, merged = changes.deployed != NEVER, changes.merged != NEVER
    took = (changes.deployed - changes.merged)[there & merged]
    longest = int(took.max()) if len(took) else NONE
    late = (end - changes.merged > longest) | (changes.left <= end)
    untraced = merged & ~there & late
    ends = np.where(there, changes.deployed, np.minimum(changes.closed, changes.left))
    kept = (begun != NEVER) & ~untraced & (ends >= begun)
    inside = merged & (changes.merged >= start) & (changes.merged <= end)
    return Traced(
        Spans(begun[kept], ends[kept], there[kept]),
        int(inside.sum()),
        int((untraced & inside).sum()),
        int((kept & (changes.begun == NEVER)).sum()),
    )


def lead_parts(changes: Changes, start: int, end: int) -> LeadParts | None:
    """Return what the lead time is made of; ``None`` when no change with all its moments was deployed."""
    inside = (changes.deployed >= start) & (changes.deployed <= end)
    moments = np.stack([changes.begun, changes.opened, changes.merged, changes.deployed])[:, inside]
    told = bool((moments[0] != NEVER).any())
    moments = moments if told else moments[1:]
    moments = moments[:, (moments != NEVER).all(axis=0)]
    if not moments.shape[1]:
        return None
    parts = np.diff(moments, axis=0) / DAY
    *coding, review, release = (float(each) for each in parts.mean(axis=1))
    behind = int((parts < 0).any(axis=0).sum())
    return LeadParts(coding[0] if coding else None, review, release, moments.shape[1], behind)


def lead_time(traced: Traced, start: int, end: int) -> Survival:
    """Return how long changes take from first commit to production, unfinished ones counted."""
    return flow_survival(traced.spans, start, end)


def failures(deliveries: Deliveries, within: float | None = None) -> tuple[Times, Times]:
    """Return pairs (place of an incident, place of the stream's deployment that it is charged to).

    Args:
        within: days after a deployment in which an incident without a declared cause counts against it;
            ``None`` for declared causes only.
    """
    incidents, deployments = deliveries.incidents, deliveries.deployments
    of, by = incidents.causes
    own = deployments.own[by] & ~incidents.dropped[of]
    of, by = of[own], by[own]
    if within is None or not deployments.own.any():
        return of, by
    places = np.flatnonzero(deployments.own)
    asked = np.flatnonzero(incidents.own & ~incidents.told)
    latest = np.searchsorted(deployments.first[places], incidents.opened[asked], side="right") - 1
    before = latest >= 0
    asked, latest = asked[before], places[latest[before]]
    near = incidents.opened[asked] - deployments.first[latest] <= within * DAY
    return np.concatenate([of, asked[near]]), np.concatenate([by, latest[near]])


def deployed_in(deliveries: Deliveries, start: int, end: int) -> Flags:
    """Return which deployments are the stream's and first succeeded from ``start`` to ``end``."""
    there = deliveries.deployments
    return np.asarray(there.own & (there.first >= start) & (there.first <= end))


def fail_rate(deliveries: Deliveries, charged: tuple[Times, Times], start: int, end: int) -> Counted | None:
    """Return the share of deployments that failed, with Wilson's range; ``None`` without deployments."""
    there = deployed_in(deliveries, start, end)
    failed = np.zeros(len(there), dtype=np.bool_)
    failed[charged[1]] = True
    return proportion(int((failed & there).sum()), int(there.sum()))


def recovery_spans(deliveries: Deliveries, charged: tuple[Times, Times]) -> Spans:
    """Return from when to when each failed deployment did harm: until its last incident was mended."""
    of, by = charged
    failed = np.unique(by)
    ends = np.zeros(len(failed), dtype=np.int64)
    np.maximum.at(ends, np.searchsorted(failed, by), deliveries.incidents.ended[of])
    starts = deliveries.deployments.first[failed]
    ends = np.maximum(ends, starts)
    return Spans(starts, ends, ends != NEVER)


def reworks(deliveries: Deliveries) -> Flags:
    """Return which deployments carried what is about an incident of the stream, after it began."""
    of, by = deliveries.incidents.mended
    deployments = deliveries.deployments
    kept = deliveries.incidents.own[of] & (deployments.first[by] >= deliveries.incidents.opened[of])
    found = np.zeros(len(deployments.numbers), dtype=np.bool_)
    found[by[kept]] = True
    return found


def rework_rate(deliveries: Deliveries, start: int, end: int) -> Counted | None:
    """Return the share of rework among the stream's deployments and those that mended its incidents."""
    there = deliveries.deployments
    rework = reworks(deliveries)
    inside = (there.first >= start) & (there.first <= end) & (there.own | rework)
    return proportion(int((rework & inside).sum()), int(inside.sum()))
