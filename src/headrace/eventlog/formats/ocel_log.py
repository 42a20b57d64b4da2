"""A batch as OCEL's objects and events, ready to be written in any encoding."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from headrace.eventlog import timestamps
from headrace.eventlog.formats.ocel import DECLARED, EPOCH, OWN, OcelEvent, OcelObject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.eventlog.model import Batch


class OcelLog:
    """A batch as OCEL's objects and events, ready to be written.

    An id is the object's or event's key where that is unique, its whole id where it is not. Events of and
    relations to objects that the batch does not have are left out, and so are mentions, which are not
    resolved yet.
    """

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        o, e = batch.objects, batch.events
        self._object_ids = _short_ids(o.id, o.key)
        keys = [_event_key(eid, kind) for eid, kind in zip(e.id, e.type, strict=True)]
        self._event_ids = _short_ids(e.id, keys)
        self._event_keys = dict(zip(e.id, keys, strict=True))

    def objects(self) -> Iterator[OcelObject]:
        """Yield the objects in their order."""
        b, o, v, r = self._batch, self._batch.objects, self._batch.values, self._batch.relations
        values, relations = _places(v.object_id), _places(r.from_id)
        for oid, kind, key, label, url in zip(o.id, o.type, o.key, o.label, o.url, strict=True):
            item = OcelObject(self._object_ids[oid], kind)
            own = {"key": None if item.id == key else key, "label": label, "url": url}
            item.attributes += [(OWN + name, text, EPOCH) for name, text in own.items() if text is not None]
            for place in values.get(oid, ()):
                text, time = v.value[place], timestamps.to_text(v.since[place])
                if text is None:
                    item.attributes.append((f"{OWN}emptied", v.attribute[place], time))
                else:
                    item.attributes.append((v.attribute[place], text, time))
            for place in relations.get(oid, ()):
                self._relate(item, b.relations.to_id[place], place)
            yield item

    def events(self) -> Iterator[OcelEvent]:
        """Yield the events in their order."""
        e, a, p = self._batch.events, self._batch.event_attributes, self._batch.event_objects
        attributes, pairs = _places(a.event_id), _places(p.event_id)
        for place, eid in enumerate(e.id):
            item = OcelEvent(self._event_ids[eid], e.type[place], timestamps.to_text(e.occurred_at[place]))
            own = {
                "key": None if item.id == self._event_keys[eid] else self._event_keys[eid],
                "value": e.value[place],
                "url": e.url[place],
                "date-only": "true" if e.date_only[place] else None,
            }
            item.attributes += [(OWN + name, text) for name, text in own.items() if text is not None]
            item.attributes += [(a.attribute[row], a.value[row]) for row in attributes.get(eid, ())]
            item.objects = [
                (self._object_ids[p.object_id[row]], p.qualifier[row])
                for row in pairs.get(eid, ())
                if p.object_id[row] in self._object_ids
            ]
            yield item

    def types(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Return the attribute names of each object type and of each event type, sorted."""
        objects: dict[str, set[str]] = {}
        events: dict[str, set[str]] = {}
        for item in self.objects():
            objects.setdefault(item.type, set()).update(name for name, _, _ in item.attributes)
        for event in self.events():
            events.setdefault(event.type, set()).update(name for name, _ in event.attributes)
        return _sorted(objects), _sorted(events)

    def _relate(self, item: OcelObject, to_id: str, place: int) -> None:
        relations = self._batch.relations
        target, qualifier = self._object_ids.get(to_id), relations.qualifier[place]
        if target is None:
            return
        item.relations.append((target, qualifier))
        rule, declared = relations.rule[place], relations.declared[place]
        if (rule, declared) != (DECLARED, True):
            text = json.dumps([target, qualifier, rule, declared], ensure_ascii=False)
            item.attributes.append((f"{OWN}rule", text, EPOCH))


def _sorted(types: dict[str, set[str]]) -> dict[str, list[str]]:
    return {kind: sorted(names) for kind, names in sorted(types.items())}


def _short_ids(ids: list[str], keys: list[str]) -> dict[str, str]:
    """Return id → key where no other has that key, id → id elsewhere."""
    seen: dict[str, int] = {}
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
    taken = set(ids)
    return {
        one: key if seen[key] == 1 and key not in taken else one for one, key in zip(ids, keys, strict=True)
    }


def _event_key(eid: str, kind: str) -> str:
    """Return the key that ends an event's id."""
    _, found, key = eid.partition(f":{kind}:")
    return key if found else eid


def _places(ids: list[str]) -> dict[str, list[int]]:
    """Return the rows of each id."""
    places: dict[str, list[int]] = {}
    for row, one in enumerate(ids):
        places.setdefault(one, []).append(row)
    return places
