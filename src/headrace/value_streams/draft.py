"""From a type's activities to ordered stages: the guesswork of a first definition.

Steps are put in the order in which items usually first reach them. Steps that wait are joined to the step
they wait for; steps that block are joined to the step they interrupt; the steps where most items end are
*done*. All of it is a guess that a person can read and change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.errors import BadRequest, nearest
from headrace.value_streams.draft_rules import DraftRule, DraftStage, rule_text, sense_of_step
from headrace.value_streams.draft_stages import fewest, grouped, joined
from headrace.value_streams.vocabulary import Sense, plain, sense_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headrace.value_streams.log_summary import Step, TypeSummary


@dataclass(frozen=True, slots=True)
class Draft:
    """Stages in order, how items end, and which steps were left out."""

    stages: tuple[DraftStage, ...]
    done: tuple[DraftRule, ...]
    cancelled: tuple[DraftRule, ...]
    left_out: tuple[Step, ...] = ()


def draft(summary: TypeSummary, starts: str | None = None, ends: str | None = None) -> Draft:
    """Draft stages from the steps of one type.

    Args:
        summary: of the type that flows.
        starts: the step at which the clock starts, as a person names it; ``None``: the first.
        ends: the step from which on the customer can use it; ``None``: found from where items end.

    Raises:
        BadRequest: when a named step does not exist.
    """
    ordered = in_order(summary)
    done, cancelled, open_steps = _divided(ordered, starts, ends)
    groups, rare = grouped(open_steps, ordered)
    stages, crowded = fewest(joined(groups, summary.name))
    resolutions = [
        s for s in summary.others if _is_resolution(s) and sense_of(s.value or "") is Sense.CANCELLED
    ]
    used = {*done, *cancelled, *open_steps}
    return Draft(
        stages=stages,
        done=tuple(DraftRule(summary.name, step) for step in sorted(done, key=lambda step: -step.last)),
        cancelled=tuple(DraftRule(summary.name, step) for step in [*cancelled, *resolutions]),
        left_out=(*rare, *crowded, *(step for step in ordered if step not in used)),
    )


def _divided(
    ordered: Sequence[Step], starts: str | None, ends: str | None
) -> tuple[list[Step], list[Step], list[Step]]:
    """Return the steps that end an item well, those that end it otherwise, and those in between."""
    end = _named(ends, ordered) if ends else None
    start = _named(starts, ordered) if starts else None
    done = _done(ordered, end)
    cancelled = [
        s for s in ordered if sense_of_step(s) is Sense.CANCELLED and s not in done and _ends(s, 0.3)
    ]
    between = [s for s in ordered if s not in done and s not in cancelled]
    if end is not None:
        between = [s for s in between if ordered.index(s) < ordered.index(end) or _returns(s)]
        if all(_returns(step) for step in between):
            raise BadRequest(f'Nothing comes before "{ends}", so there would be no stage.')
    if start is not None:
        between = _from(start, between)
    if not between:  # nothing but ends: the first of them is shown as work, which then never ends there
        between = list(ordered[:1])
        done, cancelled = ([step for step in some if step not in between] for some in (done, cancelled))
    return done, cancelled, between


def step_named(name: str, steps: Iterable[Step]) -> Step | None:
    """Return the step a person means by ``status: Signal``, ``status=Signal`` or ``Signal``, if any."""
    wanted = plain(re.sub(r"\s*[:=]\s*", "=", name.strip(), count=1)).replace("=", " ")
    for step in steps:
        names = {plain(step.name).replace("=", " "), plain(step.value or step.event_type)}
        if wanted in names or wanted.split(".")[-1] in names:
            return step
    return None


def in_order(summary: TypeSummary) -> list[Step]:
    """Return the steps of a type in the order in which items usually first reach them.

    Steps that differ only in case are one, because rules ignore case.
    """
    places = _places(summary)
    ordered = [summary.steps[index] for index in sorted(places, key=lambda i: (-places[i], i))]
    by_rule: dict[str, Step] = {}
    for step in ordered:
        by_rule.setdefault(rule_text(DraftRule(summary.name, step)).casefold(), step)
    return list(by_rule.values())


def _from(start: Step, open_steps: list[Step]) -> list[Step]:
    if start not in open_steps:
        name = start.value or start.event_type
        raise BadRequest(
            f'The clock cannot start at "{name}": the work is already done there.',
            f"Steps before the end are: {', '.join(s.value or s.event_type for s in open_steps)}.",
        )
    return open_steps[open_steps.index(start) :]


def _places(summary: TypeSummary) -> dict[int, float]:
    """Score each step by how clearly it first comes before the others; robust to loops and skipped steps."""
    places: dict[int, float] = {}
    for a in range(len(summary.steps)):
        score = 0.0
        for b in range(len(summary.steps)):
            ahead, behind = summary.before.get((a, b), 0), summary.before.get((b, a), 0)
            # The constant keeps a pair seen together only once or twice from deciding.
            score += (ahead - behind) / (ahead + behind + summary.together.get((a, b), 0) + 4)
        places[a] = score
    return places


def _named(name: str, ordered: Sequence[Step]) -> Step:
    step = step_named(name, ordered)
    if step is None:
        known = {(s.value or s.event_type).lower(): s.value or s.event_type for s in ordered}
        near = nearest(name.lower(), known)
        for lower, written in known.items():
            near = near.replace(f"mean {lower}?", f"mean {written}?")
        raise BadRequest(
            f'No step of the work is called "{name}". {near}'.rstrip(),
            f"Steps there are: {', '.join(known.values())}.",
        )
    return step


def _ends(step: Step, share: float) -> bool:
    return step.items > 0 and step.last >= share * step.items


def _returns(step: Step) -> bool:
    return sense_of_step(step) in (Sense.REOPENED, Sense.BLOCKED)


def _done(ordered: Sequence[Step], end: Step | None) -> list[Step]:
    """Return the steps where most items end; at least one unless there is only one step at all."""
    by_name = [
        s
        for s in ordered
        if sense_of_step(s) is Sense.DONE and _ends(s, 0.3) and plain(s.value or "") != "complete"
    ]
    if end is not None:
        later = [s for s in by_name if ordered.index(s) > ordered.index(end)]
        return [end, *later]
    if by_name:
        return by_name
    if len(ordered) < 2:
        return []
    unclear = [s for s in ordered[1:] if sense_of_step(s) in (None, Sense.DONE) and _ends(s, 0.5)]
    if unclear:
        most = max(step.last for step in unclear)
        return [step for step in unclear if step.last >= most / 5 or _ends(step, 0.8)]
    return [max(ordered[1:], key=lambda step: step.last)]


def _is_resolution(step: Step) -> bool:
    return plain(step.event_type) == "resolution" and step.value is not None
