"""From a type's activities to ordered stages: the guesswork of a first definition.

Steps are put in the order in which items usually first reach them. Steps that wait are joined to the step
they wait for; steps that block are joined to the step they interrupt; the steps where most items end are
*done*. All of it is a guess that a person can read and change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from headrace.errors import BadRequest, nearest
from headrace.value_streams.vocabulary import Sense, plain, sense_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headrace.value_streams.log_summary import Step, TypeSummary

MOST_STAGES = 12
"""More stages than this are too many for a first look; the rarest are left out."""

_RARE = 0.01
_QUEUE = re.compile(r"queue|assign|^open|^new|pending|to ?do|backlog", re.IGNORECASE)
_LIFECYCLE = {
    "schedule": Sense.WAITING,
    "assign": Sense.WAITING,
    "start": None,
    "resume": None,
    "suspend": Sense.BLOCKED,
    "complete": Sense.DONE,
}


@dataclass(frozen=True, slots=True)
class DraftRule:
    """A rule to be: the object's type, the step, and a condition where one is needed."""

    object_type: str
    step: Step
    condition: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftStage:
    """A stage to be; ``function`` is ``None`` until one is found."""

    name: str
    waiting: tuple[DraftRule, ...] = ()
    working: tuple[DraftRule, ...] = ()
    blocked: tuple[DraftRule, ...] = ()
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Stages in order, how items end, and which steps were left out."""

    stages: tuple[DraftStage, ...]
    done: tuple[DraftRule, ...]
    cancelled: tuple[DraftRule, ...]
    left_out: tuple[Step, ...] = ()


@dataclass(slots=True)
class _Group:
    """Steps that are one stage: one status, or one event with all it can set."""

    name: str
    place: float
    steps: list[tuple[Step, Sense | None]] = field(default_factory=list)

    @property
    def items(self) -> int:
        return max((step.items for step, _ in self.steps), default=0)

    @property
    def senses(self) -> set[Sense | None]:
        return {sense for _, sense in self.steps}


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
    groups, rare = _groups(open_steps, ordered)
    stages, crowded = _fewest(_joined(groups, summary.name))
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
    cancelled = [s for s in ordered if _sense(s) is Sense.CANCELLED and s not in done and _ends(s, 0.3)]
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


def rule_text(rule: DraftRule) -> str:
    """Return a rule as it is written; signs that a rule cannot hold are said with a star."""
    event = _writable(rule.step.event_type, "=[]")
    value = "" if rule.step.value is None else "=" + _writable(rule.step.value, "[]")
    return f"{rule.object_type}.{event}{value}{rule.condition}"


def _writable(text: str, forbidden: str) -> str:
    stripped = text.strip()
    kept = "".join("*" if sign in forbidden or not sign.isprintable() else sign for sign in stripped)
    return re.sub(r"\*+", "*", kept if stripped == text else f"*{kept}*") or "*"


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


def _sense(step: Step) -> Sense | None:
    """Return what a step means, from its value first, then from its event."""
    of_event = sense_of(step.event_type) or _final_word(step.event_type)
    if step.value is None:
        return of_event
    of_value = sense_of(step.value)
    if plain(step.value) == "complete" and of_event is not None:
        return of_event
    if plain(step.value) in _LIFECYCLE:
        return _LIFECYCLE[plain(step.value)]
    if of_value is Sense.ASIDE:  # as a status, "Assigned" is a queue
        return Sense.WAITING
    if of_event is Sense.DONE and of_value is not Sense.CANCELLED:
        return Sense.DONE
    return of_value or of_event


def _final_word(event_type: str) -> Sense | None:
    """Return the end that an event's last word tells: ``A_DECLINED``, ``Order delivered``."""
    sense = sense_of(plain(event_type).rpartition(" ")[2])
    return sense if sense in (Sense.CANCELLED, Sense.DONE) else None


def _ends(step: Step, share: float) -> bool:
    return step.items > 0 and step.last >= share * step.items


def _returns(step: Step) -> bool:
    return _sense(step) in (Sense.REOPENED, Sense.BLOCKED)


def _done(ordered: Sequence[Step], end: Step | None) -> list[Step]:
    """Return the steps where most items end; at least one unless there is only one step at all."""
    by_name = [
        s for s in ordered if _sense(s) is Sense.DONE and _ends(s, 0.3) and plain(s.value or "") != "complete"
    ]
    if end is not None:
        later = [s for s in by_name if ordered.index(s) > ordered.index(end)]
        return [end, *later]
    if by_name:
        return by_name
    if len(ordered) < 2:
        return []
    unclear = [s for s in ordered[1:] if _sense(s) in (None, Sense.DONE) and _ends(s, 0.5)]
    if unclear:
        most = max(step.last for step in unclear)
        return [step for step in unclear if step.last >= most / 5 or _ends(step, 0.8)]
    return [max(ordered[1:], key=lambda step: step.last)]


def _is_resolution(step: Step) -> bool:
    return plain(step.event_type) == "resolution" and step.value is not None


def _groups(steps: Sequence[Step], ordered: Sequence[Step]) -> tuple[list[_Group], tuple[Step, ...]]:
    """Make one group per status, or per event with all it can set; leave out the rare ones."""
    events = {step.event_type for step in ordered if step.value is not None}
    groups: dict[str, _Group] = {}
    for step in steps:
        single = step.value is not None and len(events) == 1
        name = str(step.value) if single else step.event_type
        group = groups.setdefault(name.casefold(), _Group(name, 0.0))
        group.steps.append((step, _sense(step)))
    for group in groups.values():  # a group stands where its most frequent step stands
        group.place = ordered.index(max((s for s, _ in group.steps), key=lambda s: s.items))
    most = max((group.items for group in groups.values()), default=0)
    often = [group for group in groups.values() if group.items >= _RARE * most]
    often = sorted(often, key=lambda group: -group.items)[: MOST_STAGES + 2]
    rare = tuple(step for group in groups.values() if group not in often for step, _ in group.steps)
    return sorted(often, key=lambda group: group.place), rare


def _joined(groups: Sequence[_Group], object_type: str) -> tuple[DraftStage, ...]:
    """Join what waits, blocks and comes back to the stages it belongs to."""
    begins = [g for g in groups if g.senses == {Sense.CREATED} or _opens(g)]
    returns = [g for g in groups if g.senses == {Sense.REOPENED}]
    blocks = [g for g in groups if g.senses == {Sense.BLOCKED}]
    rest = [g for g in groups if g not in begins and g not in returns and g not in blocks]
    stages = [_stage(group, object_type) for group in rest]
    places = [group.place for group in rest]
    _join_queues(stages, places)
    if not stages:
        stages, places = [DraftStage("In work")], [0.0]
    for group in blocks:
        at = _interrupted(stages, places, group)
        stages[at] = replace(stages[at], blocked=(*stages[at].blocked, *_rules(group, object_type)))
    for group in returns:
        at = next((i for i, stage in enumerate(stages) if stage.working), 0)
        stages[at] = replace(stages[at], waiting=(*stages[at].waiting, *_rules(group, object_type)))
    for group in begins:
        stages[0] = replace(stages[0], waiting=(*_rules(group, object_type), *stages[0].waiting))
    return tuple(stages)


def _fewest(stages: tuple[DraftStage, ...]) -> tuple[tuple[DraftStage, ...], tuple[Step, ...]]:
    """Return the stages that most items reach, in their order, and the steps of the others."""

    def items(stage: DraftStage) -> int:
        return max((rule.step.items for rule in rules_of(stage)), default=0)

    kept = sorted(stages, key=lambda stage: -items(stage))[:MOST_STAGES]
    others = tuple(rule.step for stage in stages if stage not in kept for rule in rules_of(stage))
    return tuple(stage for stage in stages if stage in kept), others


def rules_of(stage: DraftStage) -> tuple[DraftRule, ...]:
    """Return all rules of a stage."""
    return (*stage.waiting, *stage.working, *stage.blocked)


def _opens(group: _Group) -> bool:
    return len(group.steps) == 1 and group.steps[0][0].value is None and plain(group.name) == "opened"


def _rules(group: _Group, object_type: str) -> tuple[DraftRule, ...]:
    return tuple(DraftRule(object_type, step) for step, _ in group.steps)


def _stage(group: _Group, object_type: str) -> DraftStage:
    waiting, working, blocked = [], [], []
    for step, sense in group.steps:
        rule = DraftRule(object_type, step)
        if sense is Sense.BLOCKED:
            blocked.append(rule)
        elif sense in (Sense.WAITING, Sense.DONE, Sense.REOPENED, Sense.CREATED):
            waiting.append(rule)
        else:
            working.append(rule)
    return DraftStage(group.name, tuple(waiting), tuple(working), tuple(blocked))


def _join_queues(stages: list[DraftStage], places: list[float]) -> None:
    """Join each stage that only waits to the working stage that follows it, or that it feeds again."""
    index = len(stages) - 1
    while index >= 0:
        stage = stages[index]
        if stage.working or stage.blocked or not stage.waiting:
            index -= 1
            continue
        following = stages[index + 1] if index + 1 < len(stages) else None
        feeds_again = _QUEUE.search(stage.name) and not any(later.working for later in stages[index:])
        if following is not None and following.working and not following.waiting:
            target = index + 1
        elif feeds_again and index > 0 and stages[index - 1].working:
            target = index - 1
        else:
            index -= 1
            continue
        stages[target] = replace(stages[target], waiting=(*stage.waiting, *stages[target].waiting))
        del stages[index], places[index]
        index -= 1


def _interrupted(stages: Sequence[DraftStage], places: Sequence[float], group: _Group) -> int:
    """Return the working stage that a block interrupts: the nearest before it that as many items reach."""
    working = [i for i, stage in enumerate(stages) if stage.working]
    earlier = [i for i in working if places[i] < group.place]
    busy = [i for i in earlier if max(r.step.items for r in stages[i].working) * 2 >= group.items]
    return (busy or earlier or [*reversed(working)] or [0])[-1]
