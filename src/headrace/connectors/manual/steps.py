"""The steps that people wrote down, listed, and found again to be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.connectors.manual.connector import EVENT, read_time
from headrace.errors import BadRequest
from headrace.eventlog.timestamps import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headrace.connectors.ground.kept import Message

SHOWN = 5
"""Steps that a refusal lists."""


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """A step that somebody wrote down; times in µs UTC.

    Args:
        item: the item's id.
        step: what happened.
        at: when it happened.
        date_only: of that the day alone is known.
        written_at: ``None`` when that was not noted.
        taken_back_at: ``None`` while it counts.
    """

    item: str
    step: str
    at: int
    date_only: bool
    written_at: int | None
    taken_back_at: int | None


def steps(messages: Iterable[Message], item: str = "") -> tuple[WrittenStep, ...]:
    """Return the steps of one item, by its id or key, or of all, in order of time; also those taken back."""
    found = [_step(message) for message in messages if message.kind == EVENT]
    mine = [step for step in found if not item or is_called(step.item, item)]
    return tuple(sorted(mine, key=lambda step: (step.at, step.item, step.step)))


def meant(
    messages: Iterable[Message], wanted: Sequence[tuple[str, str, str]]
) -> tuple[tuple[Message, WrittenStep], ...]:
    """Return the one step that each of ``wanted`` names, of those that count.

    Args:
        wanted: an item's id or key, what happened, and when; an empty time means the only one of these words.

    Raises:
        BadRequest: there is no such step, or there are several.
        NotUnderstood: a time cannot be read.
    """
    there = [(m, _step(m)) for m in messages if m.kind == EVENT and m.taken_back_at is None]
    return tuple(_one(there, *each) for each in wanted)


def is_called(item_id: str, name: str) -> bool:
    """Return whether an item is called so: by its id, or by its key."""
    return name in (item_id, item_id.split(":", 2)[-1])


def _one(
    there: Sequence[tuple[Message, WrittenStep]], item: str, words: str, at: str
) -> tuple[Message, WrittenStep]:
    found = [one for one in there if is_called(one[1].item, item) and one[1].step == words.strip()]
    if at:
        time = read_time(at)
        found = [one for one in found if (one[1].at, one[1].date_only) == time]
    if not found:
        raise BadRequest(
            f'No step "{words}" of {item} is written down{" at that time" if at else ""}.',
            "Nothing was taken back.",
            [f"headrace note {item} --list   lists what is"],
        )
    if len(found) > 1:
        raise BadRequest(
            f'"{words}" of {item} is written down {len(found)} times.',
            "Nothing was taken back.",
            ["Say which with --at, and the item by its id:", *(_told(one) for _, one in found[:SHOWN])],
        )
    return found[0]


def _told(step: WrittenStep) -> str:
    return f"{step.item}   {to_text(step.at)[: 10 if step.date_only else 16]}"


def _step(message: Message) -> WrittenStep:
    told = message.body
    at, date_only = read_time(told["at"])
    return WrittenStep(told["item"], told["step"], at, date_only, message.at, message.taken_back_at)
