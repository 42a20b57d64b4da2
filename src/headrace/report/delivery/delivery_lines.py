"""The measures of delivery as lines: in our reading, or as DevLake computes them, each with what it could not link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headrace.flow import delivery, devlake
from headrace.flow.deliveries import NONE
from headrace.flow.spans import NEVER
from headrace.flow.stability import FEWEST_WEEKS, bootstrap_mean
from headrace.flow.weeks import mondays
from headrace.report.dimensions.profile_lines import likely, line, until, weekly, weekly_typical
from headrace.report.flow.flow_view import Likely
from headrace.report.wording.phrases import text
from headrace.report.words import grouped

if TYPE_CHECKING:
    from headrace.flow.deliveries import Deliveries
    from headrace.flow.spans import Flags, Numbers, Times
    from headrace.report.delivery.delivery_view import Unlinked
    from headrace.report.dimensions.profile_view import MeasureLine
    from headrace.report.view import Window

_FEWEST = 5
_UNITS = {
    "lead_half": "days",
    "lead_p85": "days",
    "frequency": "a week",
    "recovery_half": "days",
    "fail_rate": "share",
    "rework": "share",
}


@dataclass(frozen=True)
class Looked:
    """What all lines read: the deliveries, and what of them lies in the window.

    ``charged`` are pairs (incident, deployment), ``inside`` the stream's deployments of the window.
    """

    stream: str
    found: Deliveries
    window: Window
    charged: tuple[Times, Times]
    traced: delivery.Traced
    unlinked: Unlinked

    @property
    def last(self) -> int:
        """The last moment that counts, µs UTC."""
        return self.window.end - 1

    @property
    def inside(self) -> Flags:
        """Which deployments are the stream's and of the window."""
        return delivery.deployed_in(self.found, self.window.start, self.last)


def strict_lines(seen: Looked) -> tuple[MeasureLine, ...]:
    """Return the five in our reading, lead time with its half and its 85 %."""
    return (*_lead(seen), frequency(seen), _recovery(seen), _fail_rate(seen), _rework(seen))


def _none(seen: Looked, key: str, why: str, mend: str = "", **more: Any) -> MeasureLine:
    slots = {"stream": seen.stream}
    remedy = text(f"delivery.no.{mend}.mend", slots) if mend else ""
    return line("delivery", key, None, _UNITS[key], 0, missing=why, remedy=remedy, **more)


def _without_deployments(seen: Looked, key: str) -> MeasureLine | None:
    """Return why there is no deployment to look at; ``None`` when there is one."""
    there = seen.found.deployments
    if "deployment" not in seen.found.types:
        return _none(seen, key, text("delivery.no.deployments"), "deployments")
    if not len(there.numbers):
        return _none(seen, key, text("delivery.no.own.none"), "own")
    if not there.own.any():
        return _none(seen, key, text("delivery.no.own", number=len(there.numbers)), "own")
    if not seen.inside.any():
        return _none(seen, key, text("delivery.no.inside"), "inside")
    return None


def _lead(seen: Looked) -> tuple[MeasureLine, ...]:
    keys = ("lead_half", "lead_p85")
    why = _no_lead(seen)
    if why is not None:
        return tuple(why(key) for key in keys)
    curve = delivery.lead_time(seen.traced, seen.window.start, seen.last)
    if curve.n < _FEWEST:
        slots = {"what": text("delivery.few.lead"), "number": grouped(curve.n)}
        return tuple(_none(seen, key, text("delivery.few", slots)) for key in keys)
    series = weekly_typical("lead_half", seen.traced.spans, seen.window)
    note = _beside_lead(seen)
    return (
        until("delivery", "lead_half", curve, 0.5, seen.window, note=note, series=series),
        until("delivery", "lead_p85", curve, 0.85, seen.window),
    )


def _beside_lead(seen: Looked) -> str:
    """Return what could not be traced, and whether no commits are told."""
    opened = seen.traced.from_opened == len(seen.traced.spans)
    beside = (beside_changes(seen.unlinked), text("delivery.beside.opened") if opened else "")
    return " · ".join(filter(None, beside))


def _no_lead(seen: Looked) -> Any:
    found = seen.found
    if not {"change", "commit"} & found.types:
        return lambda key: _none(seen, key, text("delivery.no.changes"), "changes")
    if "deployment" not in found.types:
        return lambda key: _none(seen, key, text("delivery.no.deployments"), "deployments")
    if not len(found.changes):
        return lambda key: _none(seen, key, text("delivery.no.own_changes"), "own")
    if not (found.changes.deployed != NEVER).any():
        return lambda key: _none(seen, key, text("delivery.no.carried"), "own")
    return None


def frequency(seen: Looked) -> MeasureLine:
    """Return how many deployments of the stream's work succeed in production a week."""
    why = _without_deployments(seen, "frequency")
    if why is not None:
        return why
    times = seen.found.deployments.first[seen.inside]
    edges = mondays(seen.window.start, seen.window.end)
    counts = np.diff(np.searchsorted(times, edges))
    days = (seen.window.end - seen.window.start) / (7 * 86_400_000_000)
    value = Likely(len(times) / max(days, 1 / 7), None, None)
    if len(counts) >= FEWEST_WEEKS:
        mean = bootstrap_mean(counts)
        value = Likely(mean.mean, mean.low, mean.high)
    series = weekly("frequency", times, seen.window)
    note = beside_deployments(seen.unlinked)
    return line(
        "delivery", "frequency", value, "a week", len(times), window=seen.window, note=note, series=series
    )


def _without_incidents(seen: Looked, key: str) -> MeasureLine | None:
    why = _without_deployments(seen, key)
    if why is None and "incident" not in seen.found.types:
        return _none(seen, key, text("delivery.no.incidents"), "incidents")
    return why


def _recovery(seen: Looked) -> MeasureLine:
    why = _without_incidents(seen, "recovery_half")
    if why is not None:
        return why
    spans = delivery.recovery_spans(seen.found, seen.charged)
    curve = delivery.lead_time(delivery.Traced(spans, 0, 0, 0), seen.window.start, seen.last)
    if not curve.n:
        return _none(seen, "recovery_half", text("delivery.no.failed"))
    if curve.n < _FEWEST:
        slots = {"what": text("delivery.few.recovery"), "number": grouped(curve.n)}
        return _none(seen, "recovery_half", text("delivery.few", slots), note=beside_incidents(seen.unlinked))
    series = weekly_typical("recovery_half", spans, seen.window)
    note = beside_incidents(seen.unlinked)
    return until("delivery", "recovery_half", curve, 0.5, seen.window, note=note, series=series)


def _fail_rate(seen: Looked) -> MeasureLine:
    why = _without_incidents(seen, "fail_rate")
    if why is not None:
        return why
    share = delivery.fail_rate(seen.found, seen.charged, seen.window.start, seen.last)
    if share is None:
        return _none(seen, "fail_rate", text("delivery.no.inside"), "inside")
    failed = np.unique(seen.charged[1][seen.inside[seen.charged[1]]])
    series = weekly("fail_rate", seen.found.deployments.first[failed], seen.window)
    note = " · ".join(
        filter(None, (text("delivery.beside.failed", number=share.events), beside_incidents(seen.unlinked)))
    )
    return line(
        "delivery", "fail_rate", likely(share), "share", int(share.of), window=seen.window, note=note,
        series=series,
    )  # fmt: skip


def _rework(seen: Looked) -> MeasureLine:
    why = _without_incidents(seen, "rework")
    if why is not None:
        return why
    share = delivery.rework_rate(seen.found, seen.window.start, seen.last)
    if share is None:
        return _none(seen, "rework", text("delivery.no.inside"), "inside")
    times = seen.found.deployments.first[delivery.reworks(seen.found)]
    series = weekly("rework", times, seen.window)
    note = beside_deployments(seen.unlinked)
    return line(
        "delivery", "rework", likely(share), "share", int(share.of), window=seen.window, note=note,
        series=series,
    )  # fmt: skip


def beside_changes(unlinked: Unlinked) -> str:
    """Return how many merged changes lead to no deployment; ``""`` where none was merged."""
    return _part("changes", unlinked.changes, unlinked.merged)


def beside_deployments(unlinked: Unlinked) -> str:
    """Return how many deployments are linked to nothing; ``""`` where there are none."""
    return _part("deployments", unlinked.deployments, unlinked.all_deployments)


def beside_incidents(unlinked: Unlinked) -> str:
    """Return how many incidents name no cause; ``""`` where there are none."""
    return _part("incidents", unlinked.incidents, unlinked.all_incidents)


def _part(key: str, number: int, of: int) -> str:
    slots = {"number": grouped(number), "of": grouped(of)}
    return text(f"delivery.beside.{key}", slots) if of else ""


def devlake_lines(seen: Looked) -> tuple[MeasureLine, ...]:
    """Return the four that DevLake computes, as it does, and the fifth as missing."""
    found, window = seen.found, seen.window
    finished, place, own = _devlake_charged(seen)
    lead_why = _no_lead(seen)
    days = devlake.lead_days(found.changes, window.start, seen.last)
    lead = lead_why("lead_half") if lead_why else _median(seen, "lead_half", days, "inside")
    often = _without_deployments(seen, "frequency") or _valued(
        seen,
        "frequency",
        devlake.middle(devlake.days_a_week(finished, window.start, seen.last)),
        int(((finished >= window.start) & (finished <= seen.last)).sum()),
        unit=text("delivery.days_a_week"),
        note=beside_deployments(seen.unlinked),
    )
    inside = (finished >= window.start) & (finished <= seen.last)
    ended, opened = found.incidents.ended[own], found.incidents.opened[own]
    recovery = devlake.recovered(ended, opened, finished, inside)
    failed = np.zeros(len(finished), dtype=np.bool_)
    failed[place[place != NONE]] = True
    n = int(inside.sum())
    rate = int((failed & inside).sum()) / n if n else None
    return (
        lead,
        often,
        _without_incidents(seen, "recovery_half") or _median(seen, "recovery_half", recovery, "recovered"),
        _without_incidents(seen, "fail_rate")
        or _valued(seen, "fail_rate", rate, n, note=beside_incidents(seen.unlinked)),
        _none(seen, "rework", text("delivery.no.devlake"), "devlake", how=""),
    )


def _devlake_charged(seen: Looked) -> tuple[Times, Times, Flags]:
    """Return when the stream's deployments last finished, which of them each own incident is charged to, and those."""
    found = seen.found
    finished = np.sort(found.deployments.last[found.deployments.own])
    own = found.incidents.own
    return finished, devlake.charged(found.incidents.opened[own], finished), own


def _median(seen: Looked, key: str, values: Numbers, empty: str) -> MeasureLine:
    middle = devlake.middle(values)
    if middle is None:
        mend = "inside" if empty == "inside" else ""
        return _none(seen, key, text(f"delivery.no.{empty}"), mend, how=text(f"delivery.how.{key}.devlake"))
    note = _beside_lead(seen) if key == "lead_half" else beside_incidents(seen.unlinked)
    return _valued(seen, key, middle, len(values), note=note)


def _valued(
    seen: Looked, key: str, value: float | None, n: int, *, unit: str | None = None, note: str = ""
) -> MeasureLine:
    how = text(f"delivery.how.{key}.devlake")
    if value is None:
        return _none(seen, key, text("delivery.no.inside"), "inside", how=how)
    return line(
        "delivery", key, Likely(value, None, None), unit or _UNITS[key], n, window=seen.window, how=how,
        note=note,
    )  # fmt: skip


def failed_in(seen: Looked) -> int:
    """Return how many of the window's deployments failed."""
    return int(np.unique(seen.charged[1][seen.inside[seen.charged[1]]]).size)
