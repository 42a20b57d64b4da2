"""The store's tables and their columns, in one place.

``*_no`` columns are the store's own short numbers for the long deterministic ids. ``happenings`` is OCEL's
event-to-object relation with the time and activity beside it, sorted by object and time: the one table
that timelines are made from. ``activities`` is the dictionary of (source, object type,
event type, value) with how many happenings each has.
"""

from __future__ import annotations

VERSION = 2
"""Of this layout; a store of another version is refused with what to do."""

TABLES: dict[str, str] = {
    "layout": "version bigint",
    "sources": "source text, read_at bigint, skipped bigint, files text, answers bigint",
    "objects": "object_no bigint, object_id text, source text, object_type text, key text, label text, url text, "
    "deleted_at bigint",
    "object_values": 'object_no bigint, "attribute" text, "value" text, since bigint',
    "activities": "activity_no bigint, source text, object_type text, event_type text, "
    '"value" text, events bigint',
    "events": 'event_no bigint, event_id text, source text, event_type text, "value" text, occurred_at bigint, '
    "date_only boolean, url text, deleted_at bigint",
    "happenings": "object_no bigint, occurred_at bigint, activity_no bigint, event_no bigint, date_only boolean, "
    "qualifier text",
    "event_attributes": 'event_no bigint, "attribute" text, "value" text',
    "relations": "from_no bigint, to_no bigint, qualifier text, rule text, declared boolean, source text",
    "mentions": "from_id text, reference text, qualifier text, rule text, declared boolean, source text",
    "links": "from_no bigint, to_no bigint, qualifier text, rule text, declared boolean",
    "brought": "deployment_no bigint, environment text, repository text, service text, outcome text, "
    "before_no bigint, commits bigint",
    "touched": "snapshot bigint, object_no bigint",
}
"""Table → its columns."""
