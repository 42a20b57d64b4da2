"""Rules and stages to be, before they are text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.value_streams.categories import with_category
from headrace.value_streams.vocabulary import Sense, plain, sense_of

if TYPE_CHECKING:
    from headrace.value_streams.log_summary import Step

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


def rules_of(stage: DraftStage) -> tuple[DraftRule, ...]:
    """Return all rules of a stage."""
    return (*stage.waiting, *stage.working, *stage.blocked)


def rule_text(rule: DraftRule) -> str:
    """Return a rule as it is written; signs that a rule cannot hold are said with a star."""
    event = _writable(rule.step.event_type, "=[]")
    value = "" if rule.step.value is None else "=" + _writable(rule.step.value, "[]")
    return f"{rule.object_type}.{event}{value}{rule.condition}"


def _writable(text: str, forbidden: str) -> str:
    stripped = text.strip()
    kept = "".join("*" if sign in forbidden or not sign.isprintable() else sign for sign in stripped)
    return re.sub(r"\*+", "*", kept if stripped == text else f"*{kept}*") or "*"


def sense_of_step(step: Step) -> Sense | None:
    """Return what a step means: by its value first, then by its event, and by what its tool says of it."""
    return with_category(_sense_by_name(step), step.category)


def _sense_by_name(step: Step) -> Sense | None:
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
    if of_event is Sense.DONE:  # closed for want of an answer, or put on hold, is given up
        return Sense.CANCELLED if of_value in (Sense.CANCELLED, Sense.BLOCKED) else Sense.DONE
    return of_value or of_event


def _final_word(event_type: str) -> Sense | None:
    """Return the end that an event's last word tells: ``A_DECLINED``, ``Order delivered``."""
    sense = sense_of(plain(event_type).rpartition(" ")[2])
    return sense if sense in (Sense.CANCELLED, Sense.DONE) else None
