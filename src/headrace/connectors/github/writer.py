"""Writes issues and pull requests into the event log: an ``item`` or a ``change`` with its events and links.

A record tells how a thread is now; where its timeline is known, it tells also how it came there. Nobody is
named: who opened something is a key (see :mod:`headrace.eventlog.persons`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.eventlog import link_rules, references

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.connectors.github.thread import Thread
    from headrace.connectors.github.timeline import Timeline
    from headrace.eventlog.model import Batch


def write_thread(
    batch: Batch, thread: Thread, person: Callable[[str], str], timeline: Timeline | None = None
) -> str:
    """Add an issue or a pull request; return its id.

    Args:
        person: returns the key under which an account is kept.
        timeline: what happened to it, where that is known.
    """
    oid = batch.add_object(thread.type, thread.key, label=thread.title, url=thread.url)
    batch.add_event("opened", thread.key, thread.opened, [oid], url=thread.url)
    for event, at, how in thread.endings:
        batch.add_event(event, thread.key, at, [oid], value=how, url=thread.url)
    batch.add_value(oid, "repository", thread.repository)
    told = timeline.values if timeline else {}
    for attribute, value, since in thread.values:
        if attribute not in told:
            batch.add_value(oid, attribute, value, since)
    if thread.author:
        batch.add_value(oid, "author_key", person(thread.author), thread.opened)
    if thread.assignee and "assignee" not in told:
        batch.add_value(oid, "assignee_key", person(thread.assignee), thread.opened)
    if timeline:
        _write_timeline(batch, oid, thread, timeline, person)
    if thread.merge_commit:
        batch.add_mention(oid, thread.merge_commit, "became", rule=link_rules.MERGE_COMMIT, declared=True)
    if thread.parent:
        batch.add_mention(oid, thread.parent, "part of", rule=link_rules.PARENT, declared=True)
    _write_named(batch, oid, thread)
    return oid


def _write_timeline(
    batch: Batch, oid: str, thread: Thread, timeline: Timeline, person: Callable[[str], str]
) -> None:
    for one in timeline.happenings:
        batch.add_event(
            one.event, f"{thread.key}.{one.key}", one.at, [oid], value=one.value, attributes=one.attributes,
            url=thread.url,
        )  # fmt: skip
    for attribute, history in timeline.values.items():
        for since, value in history:
            if attribute == "assignee":
                batch.add_value(oid, "assignee_key", [person(login) for login in value], since)
            else:
                batch.add_value(oid, attribute, value, since)
    for reference, qualifier, rule in timeline.mentions:
        batch.add_mention(oid, reference, qualifier, rule=rule, declared=True)


def _write_named(batch: Batch, oid: str, thread: Thread) -> None:
    for key in references.keys(thread.text):
        batch.add_mention(oid, key, "names", rule=link_rules.KEY_IN_TEXT)
    for number in references.numbers(thread.text):
        placed = thread.repository + number.reference if number.reference[0] == "#" else number.reference
        # Only a pull request closes what it says it closes.
        closes = number.closes and thread.type == "change"
        rule = link_rules.CLOSES if closes else link_rules.NUMBER_IN_TEXT
        batch.add_mention(oid, placed, "closes" if closes else "names", rule=rule)
