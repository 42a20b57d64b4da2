"""The map as data: every field, units named in the keys, ISO times, missing as null."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from headrace.report.maps.map_sentences import map_facts, map_headline
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.view import ItemStrip, MapView

SCHEMA_VERSION = 1
_NAMED = {
    "half_within": "half_within_days",
    "p85_within": "p85_within_days",
    "promise_within": "promise_within_days",
    "promise_share": "promise_share_of_items",
    "promise_kept": "promise_kept_share_of_items",
}

_OF = {
    "work": ("work_days",),
    "wait": ("wait_days", "handoff_days", "inside_days", "arrival_days"),
    "blocked": ("blocked_days",),
}
"""What no record tells of, by the view's fields that are then missing."""


def map_record(view: MapView) -> dict[str, Any]:
    """Return the map as plain values for JSON."""
    plain: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    plain |= {"headline": map_headline(view).text(), "facts": list(map_facts(view))}
    for name, value in dataclasses.asdict(view).items():
        plain[_NAMED.get(name, name)] = value
    plain["window"] = {"start": iso(view.window.start), "end": iso(view.window.end)}
    plain["data_to"] = iso(view.data_to)
    plain["kinds"] = [{"kind": kind, "items": items} for kind, items in view.kinds]
    plain["flow_days"] = None
    if view.flow_days is not None:
        flow = view.flow_days
        plain["flow_days"] = {"mean": flow.value, "low_95": flow.low, "high_95": flow.high, "n": flow.n}
    if view.growing is not None:
        stage, now, then = view.growing
        plain["growing"] = {"stage": stage, "waiting_now": now, "waiting_at_window_start": then}
    for name in view.untold:
        for field in _OF[name]:
            plain[field] = None
    number, share = view.smaller_returns
    plain["smaller_returns"] = {"ways": number, "share_of_items": share}
    for block, shown in zip(view.blocks, plain["blocks"], strict=True):
        shown["also_in"] = [{"function": f, "share_of_items": s} for f, s in block.also_in]
    plain["strips"] = [_strip(strip) for strip in view.strips]
    return plain


def _strip(strip: ItemStrip) -> dict[str, Any]:
    plain = dataclasses.asdict(strip)
    plain["started_at"] = iso(strip.started_at)
    plain["ended_at"] = iso(strip.ended_at) if strip.ended_at is not None else None
    return plain
