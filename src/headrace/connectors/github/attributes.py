"""What an issue's or a pull request's labels, milestone, assignees and draft were, at any time.

A record tells them as they are now; going back from there through the timeline tells what they were before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Entries = Sequence[tuple[int, Mapping[str, Any]]]
    """Of a timeline, each with its time (µs UTC), oldest first."""

Value = str | tuple[str, ...] | None
History = list[tuple[int, Value]]
"""An attribute's values, each with the time from which it held."""


def listed(
    now: Any,
    name: str,
    entries: Entries,
    words: tuple[str, str, str],
    opened: int,
) -> History:
    """Go back from the present elements through what put one in or took one out.

    Args:
        now: the elements as the record tells them.
        name: of the part of an element that is its name.
        words: the event that puts one in, the one that takes one out, and the part of the entry with the element.
        opened: when the thread was opened, µs UTC.
    """
    state = [str(one[name]) for one in now or () if one]
    came, went, part = words
    history: dict[int, Value] = {}
    for at, entry in reversed(entries):
        if entry.get("event") not in (came, went) or not entry.get(part):
            continue
        history.setdefault(at, tuple(state))
        element = str(entry[part][name])
        if entry["event"] == went:
            state.append(element)
        elif element in state:
            state.remove(element)
    history.setdefault(opened, tuple(state))
    return _without_empty_beginning(history)


def milestone(raw: Mapping[str, Any], entries: Entries, opened: int) -> History:
    """Follow the milestone; one that has been renamed since is known by its present name."""
    changes = [
        (at, e)
        for at, e in entries
        if e.get("event") in ("milestoned", "demilestoned") and e.get("milestone")
    ]
    now = str(raw["milestone"]["title"]) if raw.get("milestone") else None
    if not changes:
        return [(opened, now)] if now else []
    first = changes[0][1]
    history: dict[int, Value] = {
        opened: first["milestone"]["title"] if first["event"] == "demilestoned" else None
    }
    for at, entry in changes:
        history[at] = str(entry["milestone"]["title"]) if entry["event"] == "milestoned" else None
    last_at, last = changes[-1]
    if now and last["event"] == "milestoned":
        history[last_at] = now
    return _without_empty_beginning(history)


def draft(raw: Mapping[str, Any], entries: Entries, opened: int) -> History:
    """Follow whether a pull request was a draft: ``yes`` or ``no``."""
    changes = [(at, e["event"] == "ready_for_review") for at, e in entries
               if e.get("event") in ("ready_for_review", "convert_to_draft", "converted_to_draft")]  # fmt: skip
    if not changes:
        return [(opened, "yes" if raw["draft"] else "no")]
    history: dict[int, Value] = {opened: "yes" if changes[0][1] else "no"}
    history |= {at: "no" if ready else "yes" for at, ready in changes}
    return sorted(history.items())


def _without_empty_beginning(found: Mapping[int, Value]) -> History:
    """A field that was empty at first has no value yet; emptied later, it says so."""
    rows = sorted(found.items())
    return rows if rows[0][1] else rows[1:]
