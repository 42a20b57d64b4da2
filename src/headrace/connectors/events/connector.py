"""Events of any tool or script, received in a small form of our own, and steps that people write down.

    {"id": "…", "type": "finished", "at": "2026-11-22T10:00:00Z", "value": "success",
     "object": {"type": "deployment", "key": "shop-812", "label": "…", "url": "…",
                "attributes": {"environment": "production"}},
     "about": ["SHOP-12"], "attributes": {}}

One message is one event or a list of them. Without an ``id``, the same words are the same event.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.receiving import SECRET_SETTING, NotUnderstood, Part, Receiver
from headrace.eventlog import link_rules
from headrace.eventlog.persons import key_name, names_person
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.contract import Document
    from headrace.eventlog.model import Batch

_KNOWN = {"id", "type", "at", "value", "object", "about", "attributes", "url"}
_KNOWN_OF_OBJECT = {"type", "key", "label", "url", "attributes"}


class Events(Receiver):
    """Events in our own form."""

    kind = "events"
    title = "Events of any tool or script"
    settings = (SECRET_SETTING,)

    def understand(self, headers: Mapping[str, str], body: bytes) -> Sequence[Part]:  # noqa: ARG002
        """Take one event, or a list of them."""
        try:
            value = json.loads(body)
        except ValueError as problem:
            raise NotUnderstood("The message is no JSON, or is cut off.", "Nothing was kept.") from problem
        return [_part(event) for event in (value if isinstance(value, list) else [value])]

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write an object and everything that happened to it."""
        parts = sorted(document.body["parts"].items(), key=lambda part: (parse(part[1]["at"])[0], part[0]))
        told: dict[str, Any] = {}
        for _, event in parts:
            told.update({name: text for name, text in event["object"].items() if text is not None})
        oid = batch.add_object(told["type"], told["key"], label=told.get("label"), url=told.get("url"))
        last: dict[str, str] = {}
        for name, event in parts:
            at, date_only = parse(event["at"])
            for attribute, value in _kept(event["object"].get("attributes"), person).items():
                if last.get(attribute) != value:
                    last[attribute] = value
                    batch.add_value(oid, attribute, value, at)
            batch.add_event(
                event["type"], f"{told['key']}.{name}", at, [oid], value=event.get("value"), url=event.get("url"),
                attributes=_kept(event.get("attributes"), person), date_only=date_only,
            )  # fmt: skip
            for reference in event.get("about", ()):
                batch.add_mention(oid, reference, "about", rule=link_rules.DECLARED_LINK, declared=True)


def _kept(attributes: Mapping[str, Any] | None, person: Callable[[str], str]) -> dict[str, str]:
    """Return attributes as they are kept: persons under keys."""
    return {
        key_name(name) if names_person(name) else name: person(str(value))
        if names_person(name)
        else str(value)
        for name, value in (attributes or {}).items()
        if value is not None
    }


def _part(event: Any) -> Part:
    problem = _problem(event)
    if problem:
        raise NotUnderstood(
            problem,
            "Nothing of this message was kept.",
            [
                '{"type": "finished", "at": "2026-11-22T10:00:00Z", "object": {"type": "deployment", "key": "d-812"}}'
            ],
        )
    name = event.get("id") or sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()[:16]
    return Part(event["object"]["type"], event["object"]["key"], str(name), event)


def _problem(event: Any) -> str | None:
    """Return what is wrong with an event first, as a sentence."""
    return next(_problems(event), None)


def _problems(event: Any) -> Iterator[str]:
    if not isinstance(event, dict):
        yield "An event is a JSON object."
        return
    about = event.get("object")
    yield from (
        f'An event has no "{name}"; it has {", ".join(sorted(_KNOWN))}.'
        for name in sorted(event.keys() - _KNOWN)
    )
    if not isinstance(about, dict) or not all(isinstance(about.get(name), str) for name in ("type", "key")):
        yield 'An event needs an "object" with a "type" and a "key", both texts.'
        return
    yield from (f'An object has no "{name}".' for name in sorted(about.keys() - _KNOWN_OF_OBJECT))
    if not isinstance(event.get("type"), str) or not event["type"]:
        yield 'An event needs a "type": what happened, in a word.'
    if any(not isinstance(holder.get("attributes") or {}, dict) for holder in (event, about)):
        yield '"attributes" are names with values.'
    named = event.get("about", [])
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        yield '"about" is a list of keys, numbers or commit ids.'
    for holder, name in ((event, "value"), (event, "url"), (about, "label"), (about, "url")):
        if not isinstance(holder.get(name) or "", str):
            yield f'"{name}" is a text.'
    try:
        parse(str(event["at"]))
    except (KeyError, ValueError):
        yield 'An event needs "at": when it happened, as in 2026-11-22T10:00:00Z.'


CONNECTOR = Events
