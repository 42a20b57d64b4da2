"""What the start page says first: all value streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.window import span
from headrace.report.wording.phrases import parts, text
from headrace.report.words import grouped, scale_for, things

if TYPE_CHECKING:
    from headrace.report.view import StreamLine, StreamsView

_FEW = 10


def streams_headline(view: StreamsView) -> Headline:
    """Return what the start page says first."""
    streams = view.streams
    if not streams:
        return Headline("streams.none", parts("streams.none"), text("streams.none.note"))
    finished = sum(line.finished for line in streams)
    enough = [line for line in streams if line.finished >= _FEW and divided(line)]
    problems = sum(1 for line in streams if line.problem)
    if problems == len(streams):
        return Headline("streams.nothing", parts("streams.nothing", number=problems))
    if not enough:
        key, slots, number = "streams.few", {"finished": grouped(finished)}, len(streams)
    else:
        key, slots, number = _waiting_streams(enough)
    said = parts(key, slots, number=number)
    if problems:
        said += parts("streams.problem", number=problems)
    elif view.unassigned:
        kind, none, of = max(view.unassigned, key=lambda line: line[1])
        if none:
            facts = {"none": grouped(none), "of": grouped(of), "type": things(kind, of)}
            said += parts("streams.unassigned", facts, number=none)
    return Headline(key, said)


def divided(line: StreamLine) -> bool:
    """Whether the records of a stream tell how long its work was worked on, and how long it waited."""
    return not line.problem and line.work_days is not None and line.wait_days is not None


def untimed(line: StreamLine) -> str:
    """Return why no average time stands beside a stream, ``""`` where one does."""
    if line.problem or (line.flow_days is not None and line.finished >= _FEW):
        return ""
    return text("streams.few_finished" if line.finished else "streams.none_finished")


def streams_facts(view: StreamsView) -> tuple[str, ...]:
    """Return the facts under the start page's headline: which windows the numbers are of, and their unit."""
    if not view.data_to:
        facts = []
    elif view.usual:
        facts = [text("streams.facts.usual"), text("streams.facts.unit")]
    else:
        facts = [text("streams.facts.window", {"span": span(view.window)}), text("streams.facts.unit")]
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def _waiting_streams(enough: list[StreamLine]) -> tuple[str, dict[str, str], int]:
    waiting = [line for line in enough if (line.wait_days or 0.0) > (line.work_days or 0.0)]
    one = enough[0]
    work, wait = one.work_days or 0.0, one.wait_days or 0.0
    total = work + wait
    scale = scale_for(total)
    slots = {
        "name": one.name,
        "waiting": grouped(len(waiting)),
        "wait": scale.number(wait),
        "work": scale.number(work),
        "total": scale.words(total),
    }
    key = "streams.all_wait" if len(waiting) == len(enough) else "streams.some_wait"
    return key, slots, len(enough)
