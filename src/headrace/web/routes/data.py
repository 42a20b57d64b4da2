"""``/data``: can we trust this? Sources, links, rules and what is irregular."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from headrace.report.links import nowhere
from headrace.report.signals.signal_sentences import signals_table
from headrace.report.trust import trust_sentences
from headrace.report.trust.strays import stray_lines
from headrace.report.trust.trust_view import (
    ContradictionLine,
    CrossingLine,
    Gap,
    OddityLine,
    RuleLine,
    StageLine,
)
from headrace.web.answers import NotFound
from headrace.web.place import Links, Place
from headrace.web.render import drawn, frame, home_tabs, page, stream_tabs
from headrace.web.routes.asking import Asked, canonical

_Line = TypeVar("_Line", RuleLine, OddityLine, StageLine, CrossingLine, ContradictionLine, Gap)
router = APIRouter(include_in_schema=False)


@router.get("/data", response_class=HTMLResponse)
def data_page(request: Request, asked: Asked, stream: str = "") -> Response:
    """Show what was read, how much of it is matched, and by which rules it is understood."""
    moved = canonical(request)
    if moved:
        return moved
    view = asked.check()
    place = Place(stream)
    names = {rule.stream: rule.stream for rule in view.rules} | dict(view.streams)
    if stream and stream not in names:
        raise NotFound(f'No rule of a value stream called "{stream}" was read.', "", ["/data"])
    rules = [line for line in view.rules if stream in {"", line.stream}]
    oddities = [line for line in view.oddities if stream in {"", line.stream}]
    head = frame(
        "The data",
        "Can we trust this?",
        trust_sentences.check_headline(view),
        stream_tabs(place, "data") if stream else home_tabs("data"),
        Links(place),
        crumb=names[stream] if stream else "Data",
        made_up=view.made_up,
        data_to=view.data_to,
    )
    scopes = sorted(view.scopes, key=lambda line: (line.failure is None, line.source, line.scope))
    signals = asked.signals()
    values = {
        "view": view,
        "signals": signals,
        "signals_table": drawn(signals_table(signals).html(nowhere)),
        "scopes": scopes,
        "strays": stray_lines(view.strays),
        "states": [trust_sentences.scope_state(line) for line in scopes],
        "stream": stream,
        "names": names,
        "unmatched": [line for line in rules if not line.events],
        "rules": _by_stream(rules),
        "oddities": _by_stream(oddities),
        "stages": _by_stream(line for line in view.stages if stream in {"", line.stream}),
        "crossings": dict(_by_stream(view.crossings)),
        "contradictions": _by_stream(line for line in view.contradictions if stream in {"", line.stream}),
        "gaps": _by_stream(line for line in view.gaps if stream in {"", line.stream}),
        "item_at": lambda stream_id, item_id: Place(stream_id).item(item_id),
    }
    return page("data.html", head, values)


def _by_stream(lines: Iterable[_Line]) -> list[tuple[str, list[_Line]]]:
    grouped: dict[str, list[_Line]] = {}
    for line in lines:
        grouped.setdefault(line.stream, []).append(line)
    return list(grouped.items())
