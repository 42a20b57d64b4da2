"""What all views have in common as data: their headline and facts, ISO times, missing as null."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from headrace.report.view import Window
from headrace.report.words import iso

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.report.headline import Headline

SCHEMA_VERSION = 1


def view_record(view: Any, said: Headline, facts: Iterable[str]) -> dict[str, Any]:
    """Return a view as plain values for JSON.

    Args:
        view: a frozen dataclass with ``data_to`` (µs UTC), windows, and perhaps ``kinds`` (kind of work, items).
        said: its headline.
        facts: what its facts line says.
    """
    plain: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    plain |= {"headline": said.text(), "note": said.note or None, "facts": list(facts)}
    plain |= dataclasses.asdict(view)
    for field in dataclasses.fields(view):
        window = getattr(view, field.name)
        if isinstance(window, Window):
            plain[field.name] = window_record(window)
    plain["data_to"] = iso(view.data_to)
    if "kinds" in plain:
        plain["kinds"] = [{"kind": kind, "items": items} for kind, items in view.kinds]
    return plain


def window_record(window: Window) -> dict[str, str]:
    """Return a window with ISO times."""
    return {"start": iso(window.start), "end": iso(window.end)}


def date_chart(chart: dict[str, Any] | None) -> None:
    """Give a process behaviour chart's weeks and signals ISO times, in place."""
    if chart is None:
        return
    chart["starts"] = [iso(each) for each in chart["starts"]]
    for signal in chart["signals"]:
        signal |= {"first": iso(signal["first"]), "last": iso(signal["last"])}
