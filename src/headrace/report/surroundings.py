"""What a view says about the data besides the flow: window, kinds of work, sources, names by number."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from headrace.engine import rows
from headrace.errors import BadRequest, nearest
from headrace.flow.daily import DailyItems, read_daily
from headrace.flow.selection import Selection
from headrace.report.absence import absence
from headrace.report.view import Latest, Window
from headrace.report.window import last_months
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.engine import Engine
    from headrace.value_streams.contents import Catalogue
    from headrace.value_streams.definition import ValueStream

_ENOUGH = 30
"""Finished items that the default window should hold, if a longer one does."""

_NO_END = 32_000_000_000_000_000
"""Nobody has records of the year 2984: a window that begins in 1970 and ends later means all there is."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for every view of a stream in one window.

    ``functions`` are the stream's, by number; ``tools`` names the tool of each source; ``all_time`` says that no
    longer window holds more, ``began`` when the first item did (µs UTC), ``counts`` how many did so day by day.
    """

    functions: tuple[str, ...]
    tools: Mapping[str, str]
    sources: tuple[str, ...]
    data_to: int
    made_up: bool
    kinds: tuple[tuple[str, int], ...]
    window: Window
    missing: str | None = None
    remedy: str = ""
    all_time: bool = False
    began: int | None = None
    counts: DailyItems = field(default_factory=DailyItems, compare=False)


def around(
    engine: Engine,
    stream: ValueStream,
    catalogue: Catalogue,
    window: Window | Latest | None,
    kind: str | None,
) -> tuple[Selection, Surroundings]:
    """Return which items count, and what surrounds them.

    Args:
        window: ``None`` for the default, see :func:`selected`.
        kind: ``None`` for all work.

    Raises:
        BadRequest: when the stream has no work of that kind at all.
    """
    facts = rows(engine.table("coding"))[0]
    counts, why = read_daily(engine), absence(engine, stream)
    selection = _selected(facts["data_to"], counts, window, kind)
    if kind is not None:
        _check_kind(counts, stream, kind)
    return selection, Surroundings(
        functions=tuple(json.loads(facts["functions"])),
        tools={name: source.tool or name for name, source in catalogue.sources.items()},
        sources=tuple(json.loads(facts["sources"])),
        data_to=facts["data_to"],
        made_up=catalogue.made_up,
        kinds=_kinds(counts, selection),
        window=Window(selection.start, selection.end),
        missing=why.fact if why else None,
        remedy=why.remedy if why else "",
        all_time=_all_time(counts.began, selection, facts["data_to"]),
        began=counts.began,
        counts=counts,
    )


def selected(engine: Engine, window: Window | Latest | None, kind: str | None) -> Selection:
    """Return the window asked for; else the shortest of 6 months, 12 months and all that has enough items.

    All that there is goes from the day on which the first item began to the last day of the data.
    """
    return _selected(rows(engine.table("coding"))[0]["data_to"], read_daily(engine), window, kind)


def _selected(
    data_to: int, counts: DailyItems, window: Window | Latest | None, kind: str | None
) -> Selection:
    if isinstance(window, Latest):
        window = latest(window, data_to)
    everything = window is not None and window.start <= 0 and window.end > _NO_END
    if window is not None and not everything:
        return Selection(window.start, window.end, kind)
    end = (data_to // DAY + 1) * DAY
    for months in () if everything else (6, 12):
        offered = last_months(data_to, months)
        selection = Selection(offered.start, offered.end)
        if counts.finished(selection) >= _ENOUGH:
            return replace(selection, kind=kind)
    first = counts.began
    return Selection((data_to if first is None else first) // DAY * DAY, end, kind)


def latest(window: Latest, data_to: int) -> Window:
    """Return the days that a length stands for: up to the day of ``data_to`` (µs UTC)."""
    end = (data_to // DAY + 1) * DAY
    return Window(end - window.days * DAY, end)


def _all_time(first: int | None, selection: Selection, data_to: int) -> bool:
    return first is None or (selection.start <= first and data_to < selection.end)


def _kinds(counts: DailyItems, selection: Selection) -> tuple[tuple[str, int], ...]:
    """Return the kinds of work that finished in the window with their items, the most frequent first."""
    counted = counts.finished_kinds(replace(selection, kind=None))
    return tuple((kind, items) for kind, items in counted if kind is not None)


def _check_kind(counts: DailyItems, stream: ValueStream, kind: str) -> None:
    known = counts.named_kinds
    if kind not in known:
        raise BadRequest(
            f'{stream.name} has no work of the kind "{kind}". {nearest(kind, known)}'.rstrip(),
            remedies=[f"Kinds there are: {', '.join(known) or 'none; its definition names no kind'}"],
        )
