"""Plain values of the delivery page: DORA's five for the work of one stream, and stages as pairs of events.

As in :mod:`.view`: durations are calendar days, shares lie between 0 and 1, times are µs UTC, and ``None`` means
missing, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from headrace.report.dimensions.profile_view import Dimension
from headrace.report.flow.flow_view import Within
from headrace.report.view import Window

Mode = Literal["strict", "devlake"]
MODES: tuple[Mode, ...] = ("strict", "devlake")


@dataclass(frozen=True, slots=True)
class LeadPart:
    """One part of the mean lead time, in days; it may be negative: ``coding``, ``review`` or ``release``."""

    key: str
    days: float


@dataclass(frozen=True, slots=True)
class PairTime:
    """A stage as a pair of events: ``n`` items were in it in the window, ``over`` of them got through.

    ``half`` and ``p85`` count those not through yet; ``None`` below five items. ``missing`` says what it lacks.
    """

    name: str
    start: str
    end: str
    last: bool
    n: int
    over: int
    still: int
    half: Within | None
    p85: Within | None
    longest: float | None
    missing: str | None
    remedy: str


@dataclass(frozen=True, slots=True)
class Unlinked:
    """What could not be told in the window, each with the number that it is part of."""

    changes: int  # merged, and no deployment is known that carried them
    merged: int
    deployments: int  # in production, linked to no change, commit or build
    all_deployments: int
    incidents: int  # without a declared cause
    all_incidents: int


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """How the work of one stream is delivered.

    ``dimension`` holds the measures, those that are missing as well. ``parts`` add up to the mean lead time of the
    ``parts_changes`` that were deployed; of ``behind`` of them one part is negative.
    """

    stream: str
    name: str
    customer: str
    unit: str
    mode: Mode
    window: Window
    observed: Window  # the part of the window that the records cover
    kind: str | None
    kinds: tuple[tuple[str, int], ...]
    missing: str | None  # what is so when nothing of the stream was found
    remedy: str
    dimension: Dimension
    parts: tuple[LeadPart, ...]
    parts_changes: int
    behind: int
    stages: tuple[PairTime, ...]
    unlinked: Unlinked
    n_changes: int | None  # deployed in the window; None where no deployment of a change is known
    n_deployments: int | None  # None where no deployment of the stream is known
    n_failed: int | None  # None where, besides, no incidents are read
    data_to: int
    sources: tuple[str, ...]
    made_up: bool
