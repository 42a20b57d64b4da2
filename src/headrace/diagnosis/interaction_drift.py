"""Whether two teams interact as they mean to, by rules that are stated and that need ten items.

A share is *most* where its whole 95 % range lies above a half, *few* where all of it lies below. What the records look
like, in this order:

- **collaboration**: most items go back and forth: the same way again, or sent back;
- **dependency**: items wait longer for the team than it works on them, clearly, and that wait is a tenth of their flow
  time or more;
- **x-as-a-service**: most items go over once, and are not sent back.

A declared service drifts where it looks like collaboration or like a dependency, a declared collaboration where most
items go over once and are not sent back, and a team that facilitates where most items of the stream pass it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from headrace.diagnosis.team_interactions import Between
    from headrace.flow.proportion import Counted
    from headrace.value_streams.teams import Interaction

FEWEST = 10
"""Items below which nothing is said of how two teams interact."""

LONG = 0.1
"""The share of the flow time from which on a wait is long."""

_HALF = 0.5

Likeness = Literal["collaboration", "x-as-a-service", "dependency"]
Verdict = Literal["few", "open", "as-declared", "drift", "undeclared"]
Why = Literal["again", "once", "waits", "passed"]


@dataclass(frozen=True, slots=True)
class Drift:
    """What is said of two teams: whether they interact as ``declared``, and what it ``looks`` like, by which rule.

    ``looks`` and ``why`` are ``None`` where the records cannot tell.
    """

    declared: Interaction | None
    verdict: Verdict
    looks: Likeness | None
    why: Why | None


def drift(between: Between, declared: Interaction | None) -> Drift:
    """Return whether two teams interact as they mean to."""
    if between.whole.items < FEWEST:
        return Drift(declared, "few", None, None)
    looks, why = _looks(between)
    if declared is None:
        return Drift(None, "undeclared", looks, why)
    if declared == "facilitating":
        verdict, why = _judged(between.passed), "passed"
        return Drift(declared, verdict, "dependency" if verdict == "drift" else None, why)
    if declared == "collaboration":
        verdict = _judged(between.once)
        looks, why = (looks or "x-as-a-service", why or "once") if verdict == "drift" else (None, "once")
    elif looks in ("collaboration", "dependency"):
        return Drift(declared, "drift", looks, why)
    else:
        verdict, looks, why = _judged(between.again), None, "again"
    return Drift(declared, verdict, declared if verdict == "as-declared" else looks, why)


def _looks(between: Between) -> tuple[Likeness | None, Why | None]:
    if _most(between.again):
        return "collaboration", "again"
    if waits_long(between):
        return "dependency", "waits"
    if _most(between.once):
        return "x-as-a-service", "once"
    return None, None


def _judged(share: Counted | None) -> Verdict:
    """Return whether what speaks against a mode is so of most items, of few, or cannot be told."""
    if _most(share):
        return "drift"
    return "as-declared" if share is not None and share.high < _HALF else "open"


def waits_long(between: Between) -> bool:
    """Return whether items wait long for the team that works for the other."""
    longer, waits = between.longer, between.waits
    return (
        longer is not None
        and longer.low is not None
        and longer.low > 0
        and waits is not None
        and waits.value >= LONG
        and longer.n >= FEWEST
    )


def _most(share: Counted | None) -> bool:
    return share is not None and share.low > _HALF
