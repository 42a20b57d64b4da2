"""What is measured beside the flow, put together from ``headrace.yaml`` and the readings in the event log."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from headrace.engine import rows
from headrace.errors import BadRequest, nearest
from headrace.eventlog.signals import recorded
from headrace.report.dimensions.profile_view import MeasureLine, Series
from headrace.report.dimensions.signal_view import SignalLine, SignalsView
from headrace.report.flow.flow_series import charted
from headrace.report.flow.flow_view import Likely
from headrace.report.wording.phrases import text
from headrace.report.words import NBSP, listed, plural, significant
from headrace.value_streams.signals import streams_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.engine import Engine
    from headrace.eventlog.signals import Point, Recorded
    from headrace.report.flow.flow_view import Behaviour
    from headrace.value_streams.contents import Catalogue
    from headrace.value_streams.signals import Signal

CHARTED = 60
"""The last readings from which the usual range comes: older ones say little about what is usual now."""

_MOST = {"%": 100.0, "share": 1.0}


def signals_view(engine: Engine | None, catalogue: Catalogue, *, until: int | None = None) -> SignalsView:
    """Return all signals.

    Args:
        engine: holds the log; ``None`` when nothing was read yet.
        catalogue: what the signals mean.
        until: only readings before this moment, µs UTC; all when left out.
    """
    series = recorded(engine) if engine else ()
    read_at = (
        {row["source"]: row["read_at"] for row in rows(engine.table("sources"))} if series and engine else {}
    )
    used: set[int] = set()
    lines = []
    for name, signal in catalogue.signals.items():
        fitting = [number for number, each in enumerate(series) if _fits(each, name, signal)]
        used.update(fitting)
        found = [series[number] for number in fitting]
        lines.append(_defined(name, signal, found, catalogue, read_at, until))
    others = [each for number, each in enumerate(series) if number not in used]
    lines += [_undefined(each, read_at, until) for each in others]
    return SignalsView(tuple(lines), catalogue.made_up)


def chosen(view: SignalsView, name: str) -> tuple[SignalLine, ...]:
    """Return the signals called ``name``, one per segment where it is not defined; raises ``BadRequest`` for none."""
    found = tuple(each for each in view.signals if each.signal == name)
    if found:
        return found
    known = list(dict.fromkeys(each.signal for each in view.signals))
    fact = f'No signal is called "{name}". {nearest(name, known)}'.rstrip()
    remedies = [f"There are: {', '.join(known[:12])}." if known else "headrace signal import FILE"]
    raise BadRequest(fact, remedies=remedies)


def measure(line: SignalLine) -> MeasureLine:
    """Return a signal as a measure of a dimension: its last reading, with what is usual and what is aimed at."""
    last = line.last
    notes = [text("signals.readings", number=line.readings)] if last is not None and last.n is None else []
    if line.lag:
        notes.append(text("signals.lag", {"days": days_words(line.lag)}))
    if line.unread:
        notes.append(text("signals.unread", number=line.unread))
    starts = tuple(each.at for each in line.points[-CHARTED:])
    values = tuple(each.value for each in line.points[-CHARTED:])
    return MeasureLine(
        key=line.signal,
        name=line.name,
        value=None if last is None else Likely(last.value, last.low, last.high),
        unit=line.unit,
        n=line.readings if last is None or last.n is None else last.n,
        as_of=None if last is None else last.at,
        missing=line.missing or None,
        remedy=line.remedy,
        how=line.measure,
        note=" · ".join(notes),
        goal=line.goal,
        series=Series(starts, values, line.usual) if len(values) > 1 else None,
    )


def days_words(days: float) -> str:
    """Return a lag as it was written down: 14 days."""
    return f"{significant(days)}{NBSP}{plural('day', 1 if days == 1 else 2)}"


def short_name(text_: str) -> str:
    """Return a name as ``headrace.yaml`` has them: lower-case letters, digits and single hyphens; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", text_.casefold()).strip("-")


def _fits(series: Recorded, name: str, signal: Signal) -> bool:
    wanted = signal.called or name
    same = wanted.casefold() == series.name.casefold() or (
        signal.called is None and short_name(series.name) == name
    )
    segment = (signal.segment or "").casefold() == (series.segment or "").casefold()
    return same and segment and signal.source in (None, series.source)


def _defined(
    name: str,
    signal: Signal,
    found: Sequence[Recorded],
    catalogue: Catalogue,
    read_at: Mapping[str, int],
    until: int | None,
) -> SignalLine:
    empty = SignalLine(
        signal=name,
        name=signal.name or name,
        defined=True,
        unit=signal.unit or "",
        source=signal.source,
        segment=signal.segment,
        asked=bool(signal.asked),
        dimension=signal.dimension,
        better=signal.better,
        goal=signal.goal,
        lag=signal.lag,
        streams=streams_of(name, signal, catalogue.value_streams),
    )
    if len(found) > 1:
        slots = {
            "name": empty.name,
            "signal": name,
            "sources": listed([each.source for each in found]),
            "first": found[0].source,
        }
        return replace(
            empty, missing=text("signals.several", slots), remedy=text("signals.several.mend", slots)
        )
    if not found:
        slots = {"name": empty.name, "signal": name}
        return replace(empty, missing=text("signals.none", slots), remedy=text("signals.none.mend", slots))
    (series,) = found
    asked = series.asked if signal.asked is None else signal.asked
    line = replace(empty, unit=signal.unit or series.unit or "", asked=asked)
    return _read(line, series, read_at, until)


def _undefined(series: Recorded, read_at: Mapping[str, int], until: int | None) -> SignalLine:
    line = SignalLine(
        signal=series.name,
        name=series.label or series.name,
        defined=False,
        unit=series.unit or "",
        source=series.source,
        segment=series.segment,
        asked=series.asked,
    )
    return _read(line, series, read_at, until)


def _read(line: SignalLine, series: Recorded, read_at: Mapping[str, int], until: int | None) -> SignalLine:
    points = tuple(each for each in series.points if until is None or each.at < until)
    read = replace(
        line,
        source=series.source,
        measure=series.measure,
        readings=len(points),
        unread=series.unread,
        last=points[-1] if points else None,
        read_at=read_at.get(series.source),
        usual=_usual(line, points),
        points=points,
    )
    if points:
        return read
    slots = {"name": line.name, "signal": line.signal}
    key = "signals.later" if series.points else "signals.unreadable"
    return replace(read, missing=text(key, slots), remedy=text(f"{key}.mend", slots))


def _usual(line: SignalLine, points: Sequence[Point]) -> Behaviour | None:
    """Return what is usual; a share has no more than all."""
    found = charted(line.signal, [(each.at, each.value) for each in points[-CHARTED:]], "counts")
    most = _MOST.get(line.unit)
    if found is None or most is None or max(found.values) > most:
        return found
    return replace(found, high=min(found.high, most))
