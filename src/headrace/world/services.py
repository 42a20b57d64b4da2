"""What the company runs for shops: its services, which of them trouble is about, and weaknesses found in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headrace.eventlog.model import Batch
from headrace.world import clock
from headrace.world.company import FIRST_DAY
from headrace.world.work import chance, pick

if TYPE_CHECKING:
    from random import Random

SERVICES = {
    "FP": "onboarding",
    "SC": "shop-check",
    "NP": "payouts",
    "SD": "disputes",
    "SI": "insight",
    "TC": "till-link",
    "GC": "checkout",
    "MC": "checkout",
    "DE": "payouts-de",
}
"""Process → the service that its work changes."""

SEVERITIES = {"Outage": "critical", "Wrong result": "high", "Slow": "low"}
"""Kind of trouble → how its tool rates it."""

_FOUND_A_WEEK = 0.4
_RATED = {"critical": 0.06, "high": 0.22, "medium": 0.42, "low": 0.3}
_DAYS = {"critical": 4.0, "high": 14.0, "medium": 45.0, "low": 90.0}
"""How long one of each severity usually stays: half of them are fixed within."""

_DISMISSED = 0.1
_WEEK_DAYS = 7.0


def service_of(cause: str, rng: Random) -> str:
    """Return the service that trouble is about: that of the deployment that caused it, else any."""
    key = re.match("[A-Z]+", cause)
    return SERVICES.get(key[0] if key else "", "") or rng.choice(sorted(set(SERVICES.values())))


def weaknesses(seed: int, until: int) -> Batch:
    """Return what a scanner found in each service, week by week, before ``until`` (µs UTC)."""
    batch = Batch("scans")
    first = int(clock.moment_of(FIRST_DAY) // _WEEK_DAYS)
    number = 0
    week = first
    while clock.office(week * _WEEK_DAYS) < until:
        for service in sorted(set(SERVICES.values())):
            rng = chance(seed, f"weakness:{service}:{week}")
            if rng.random() < _FOUND_A_WEEK:
                number += 1
                _find(
                    batch, f"W-{number}", service, week * _WEEK_DAYS + rng.random() * _WEEK_DAYS, rng, until
                )
        week += 1
    return batch


def _find(batch: Batch, key: str, service: str, found: float, rng: Random, until: int) -> None:
    """Add one finding, with its end if that lies before ``until``."""
    severity = pick(rng, _RATED)
    gone = found + _DAYS[severity] * rng.lognormvariate(0.0, 0.9)
    end = "dismissed" if rng.random() < _DISMISSED else "fixed"
    if clock.office(found) >= until:
        return
    oid = batch.add_object(
        "vulnerability",
        key,
        label=f"Weakness in {service}",
        url=f"https://scans.imaginary-tills.example/{key}",
    )
    batch.add_value(oid, "service", service)
    batch.add_value(oid, "severity", severity)
    batch.add_event("found", f"{key}/1", clock.office(found), (oid,))
    if clock.office(gone) < until:
        batch.add_event(end, f"{key}/2", clock.office(gone), (oid,))
