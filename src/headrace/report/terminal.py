"""What a terminal shows: the same sentences, bars of blocks, plain lines in a pipe."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from headrace.report.items.items_sentences import items_facts, items_headline, part_words
from headrace.report.maps.amounts import adding_up
from headrace.report.maps.map_sentences import MAP_FROM, map_facts, map_headline
from headrace.report.screen import Screen
from headrace.report.streams.streams_sentences import streams_facts, streams_headline, untimed
from headrace.report.trust.terminal_check import check_lines
from headrace.report.wording.phrases import text
from headrace.report.words import count, day, grouped, percent, scale_for, things

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.view import ItemStrip, ItemsView, MapView, StreamLine, StreamsView, Wall

__all__ = ["Screen", "check_lines", "items_lines", "map_lines", "streams_lines"]

_ROWS = 6
_LETTERS = {"waiting": ("wait", "░", "."), "working": ("active", "█", "#"), "blocked": ("blocked", "▓", "x")}


def map_lines(view: MapView, screen: Screen) -> list[str]:
    """Return the map for a terminal: the sentence, its facts, and the waits by consequence."""
    said = map_headline(view)
    lines = screen.sentence(said) + screen.facts(map_facts(view))
    if said.note:
        lines += ["", *screen.paragraph(said.note)]
    if view.missing or view.n_finished == 0:
        return lines
    if view.n_finished < MAP_FROM:
        return [*lines, "", *_strips(view.strips, screen)]
    return [*lines, "", *_waits(view, screen)]


def streams_lines(view: StreamsView, screen: Screen) -> list[str]:
    """Return the list of value streams: items, time, overlaps, and what belongs to none."""
    said = streams_headline(view)
    lines = screen.sentence(said)
    if said.note:
        lines += screen.paragraph(said.note)
    if not view.streams:
        return lines + (screen.facts([text("facts.made_up")]) if view.made_up else [])
    lines += screen.facts(streams_facts(view))
    usual = ("since",) if view.usual else ()
    head = [
        text(f"terminal.{name}") for name in ("stream", "finished", *usual, "open_items", "days", "waits")
    ]
    rows = [_stream(line, since=view.usual) for line in view.streams]
    lines += ["", *screen.columns(head, rows, frozenset(range(1, len(head))))]
    notes = [note for line in view.streams for note in _stream_notes(line)]
    for kind, none, of in view.unassigned:
        if not none:
            continue
        slots = {"none": grouped(none), "of": grouped(of), "type": things(kind, of)}
        notes.append(text("terminal.unassigned", slots, number=none))
    if notes:
        lines += ["", *(line for note in notes for line in screen.paragraph(note))]
    return lines


def items_lines(view: ItemsView, screen: Screen) -> list[str]:
    """Return a list of items, each with its own ladder."""
    said = items_headline(view)
    lines = screen.sentence(said) + screen.facts(items_facts(view))
    if said.note:
        lines += screen.paragraph(said.note)
    return [*lines, "", *_strips(view.strips, screen, part_words(view))] if view.strips else lines


def _waits(view: MapView, screen: Screen) -> list[str]:
    view = adding_up(view)
    walls = sorted((wall for wall in view.walls if wall.wait_days > 0), key=lambda wall: -wall.wait_days)
    if not walls:
        return screen.paragraph(text("terminal.no_waits"))
    scale = scale_for(view.work_days + view.wait_days + view.blocked_days)
    back: dict[str, float] = {}
    for sent in view.returns:
        back[sent.from_stage] = back.get(sent.from_stage, 0.0) + sent.share
    names = _names(walls)
    rows = [
        [
            names[wall.key],
            scale.brief(wall.wait_days) + (f" {text('picture.est')}" if wall.estimated else ""),
            count(wall.waiting_now) if wall.waiting_now else "",
            percent(back[wall.to_stage]) if wall.to_stage in back else "",
        ]
        for wall in walls[:_ROWS]
    ]
    rest = walls[_ROWS:]
    if rest:
        waiting = sum(wall.waiting_now for wall in rest)
        more = text("terminal.more", number=len(rest))
        rows.append(
            [more, scale.brief(sum(w.wait_days for w in rest)), count(waiting) if waiting else "", ""]
        )
    head = [text(f"terminal.{name}") for name in ("handoff", "waits", "now", "back")]
    room = max(8, min(40, screen.width // 4))
    table = screen.rows(head, rows, frozenset({1, 2, 3}), widest=room + 2)
    wide = max(len(lines[0]) for lines in table)
    for lines, wall in zip(table[1:], walls[:_ROWS], strict=False):  # what is folded has no bar
        bar = screen.bar(wall.wait_days / walls[0].wait_days, min(room, max(0, screen.width - wide - 2)))
        lines[0] = f"{lines[0]:<{wide}}  {screen.painted(bar, 'wait')}".rstrip()
    return [line for lines in table for line in lines]


def _names(walls: Sequence[Wall]) -> dict[str, str]:
    """Return what each wait is called: by its functions, and by its stage where that is not enough."""
    names = {}
    for wall in walls:
        if wall.from_function is None:
            names[wall.key] = text("terminal.arrival", {"stage": wall.to_stage})
        elif wall.inside:
            names[wall.key] = text("terminal.inside", {"stage": wall.to_stage, "function": wall.to_function})
        else:
            names[wall.key] = f"{wall.from_function} → {wall.to_function}"
    uses = Counter(names.values())
    return {
        wall.key: f"{names[wall.key]} ({wall.to_stage})" if uses[names[wall.key]] > 1 else names[wall.key]
        for wall in walls
    }


def _strips(strips: Sequence[ItemStrip], screen: Screen, part: str = "") -> list[str]:
    longest = max(strip.total_days for strip in strips) if strips else 0.0
    scale = scale_for(longest)

    def asked(strip: ItemStrip) -> str:
        return text("strips.never") if strip.part_days is None else scale.brief(strip.part_days)

    rows = [
        [strip.key, *([asked(strip)] if part else []), scale.brief(strip.total_days), _ended(strip)]
        for strip in strips
    ]
    head = [text("strips.item"), *([part.lower()] if part else []), text("terminal.took"), ""]
    table = screen.rows(head, rows, frozenset(range(1, len(head) - 1)), widest=24)
    wide = max(len(lines[0]) for lines in table)
    room = screen.width - wide - 2
    for lines, strip in zip(table[1:], strips, strict=True):
        lines[0] = f"{lines[0]:<{wide}}  {_ladder(strip, longest, room, screen)}".rstrip()
    signs = ((_LETTERS[m][2 if screen.ascii_only else 1], text(k)) for m, k in _SIGNS)
    told = "  " + "   ".join(f"{sign} {said}" for sign, said in signs)
    return [*(line for lines in table for line in lines), told]


_SIGNS = (("working", "key.active"), ("waiting", "key.waiting"), ("blocked", "key.blocked"))


def _ended(strip: ItemStrip) -> str:
    if strip.ended_at is None:
        return text("terminal.open")
    return day(strip.ended_at) if strip.outcome == "done" else text("key.given_up")


def _ladder(strip: ItemStrip, longest: float, room: int, screen: Screen) -> str:
    """Return one item's time as a row of signs; each column shows what filled most of it."""
    if not longest or room < 1:
        return ""
    columns = max(1, round(strip.total_days / longest * room))
    modes = []
    for at in range(columns):
        middle = (at + 0.5) / columns * strip.total_days
        modes.append(next((p.mode for p in strip.parts if p.start_days <= middle < p.end_days), "waiting"))
    drawn = ""
    for mode in modes:
        role, sign, plain = _LETTERS.get(mode, _LETTERS["waiting"])
        drawn += screen.painted(plain if screen.ascii_only else sign, role)
    return drawn


def _stream(line: StreamLine, *, since: bool) -> list[str]:
    if line.problem:
        return [line.stream, text("terminal.nothing"), *([""] if since else []), "", "", ""]
    flow = text("terminal.few") if line.finished else ""
    waits = ""
    if line.flow_days is not None and not untimed(line):
        flow = scale_for(line.flow_days.value).brief(line.flow_days.value)
        waits = text("terminal.not_told")
        if line.work_days is not None and line.wait_days is not None:
            whole = line.work_days + line.wait_days
            waits = percent(line.wait_days / whole) if whole else ""
    began = [day(line.window.start) if line.window else ""] if since else []
    return [line.stream, grouped(line.finished), *began, grouped(line.open), flow, waits]


def _stream_notes(line: StreamLine) -> list[str]:
    notes = [f"{line.stream}: {line.problem} {line.remedy}".rstrip()] if line.problem else []
    for other, items in line.overlaps:
        slots = {"stream": line.stream, "other": other}
        notes.append(text("terminal.overlap", slots, number=items))
    if line.start_unknown:
        notes.append(f"{line.stream}: {text('facts.start_unknown', number=line.start_unknown)}")
    return notes
