"""From single steps to stages: what waits, blocks and comes back joins the work it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from headrace.value_streams.draft_rules import DraftRule, DraftStage, rules_of, sense_of_step
from headrace.value_streams.vocabulary import Sense, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.value_streams.log_summary import Step

MOST_STAGES = 12
"""More stages than this are too many for a first look; the rarest are left out."""

_RARE = 0.01
_QUEUE = re.compile(r"queue|assign|^open|^new|pending|to ?do|backlog", re.IGNORECASE)


@dataclass(slots=True)
class Group:
    """Steps that are one stage: one status, or one event with all it can set."""

    name: str
    place: float
    steps: list[tuple[Step, Sense | None]] = field(default_factory=list)

    @property
    def items(self) -> int:
        """Items that reached the step that most reach."""
        return max((step.items for step, _ in self.steps), default=0)

    @property
    def senses(self) -> set[Sense | None]:
        """What its steps seem to mean."""
        return {sense for _, sense in self.steps}


def grouped(steps: Sequence[Step], ordered: Sequence[Step]) -> tuple[list[Group], tuple[Step, ...]]:
    """Make one group per status, or per event with all it can set; leave out the rare ones."""
    events = {step.event_type for step in ordered if step.value is not None}
    groups: dict[str, Group] = {}
    for step in steps:
        single = step.value is not None and len(events) == 1
        name = str(step.value) if single else step.event_type
        group = groups.setdefault(name.casefold(), Group(name, 0.0))
        group.steps.append((step, sense_of_step(step)))
    for group in groups.values():  # a group stands where its most frequent step stands
        group.place = ordered.index(max((s for s, _ in group.steps), key=lambda s: s.items))
    most = max((group.items for group in groups.values()), default=0)
    often = [group for group in groups.values() if group.items >= _RARE * most]
    often = sorted(often, key=lambda group: -group.items)[: MOST_STAGES + 2]
    rare = tuple(step for group in groups.values() if group not in often for step, _ in group.steps)
    return sorted(often, key=lambda group: group.place), rare


def joined(groups: Sequence[Group], object_type: str) -> tuple[DraftStage, ...]:
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


def fewest(stages: tuple[DraftStage, ...]) -> tuple[tuple[DraftStage, ...], tuple[Step, ...]]:
    """Return the stages that most items reach, in their order, and the steps of the others."""

    def items(stage: DraftStage) -> int:
        return max((rule.step.items for rule in rules_of(stage)), default=0)

    kept = sorted(stages, key=lambda stage: -items(stage))[:MOST_STAGES]
    others = tuple(rule.step for stage in stages if stage not in kept for rule in rules_of(stage))
    return tuple(stage for stage in stages if stage in kept), others


def _opens(group: Group) -> bool:
    return len(group.steps) == 1 and group.steps[0][0].value is None and plain(group.name) == "opened"


def _rules(group: Group, object_type: str) -> tuple[DraftRule, ...]:
    return tuple(DraftRule(object_type, step) for step, _ in group.steps)


def _stage(group: Group, object_type: str) -> DraftStage:
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


def _interrupted(stages: Sequence[DraftStage], places: Sequence[float], group: Group) -> int:
    """Return the working stage that a block interrupts: the nearest before it that as many items reach."""
    working = [i for i, stage in enumerate(stages) if stage.working]
    earlier = [i for i in working if places[i] < group.place]
    busy = [i for i in earlier if max(r.step.items for r in stages[i].working) * 2 >= group.items]
    return (busy or earlier or [*reversed(working)] or [0])[-1]
