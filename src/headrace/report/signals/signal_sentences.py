"""What is said of signals: how many there are, and of one its last reading, what is usual, and whether it has shifted.

A shift is said only when the process behaviour chart shows a run of eight or more that lasts until the last reading.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headrace.report.dimensions.profile_measures import in_unit, likely_words
from headrace.report.headline import Headline
from headrace.report.signals.signals import days_words, measure
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import parts, text
from headrace.report.words import day, grouped, listed, moment, percent

if TYPE_CHECKING:
    from headrace.report.dimensions.signal_view import SignalLine, SignalsView

MISSING = "–"
_LATEST = 12


def signals_headline(view: SignalsView) -> Headline:
    """Return what is said first of all signals together."""
    if not view.signals:
        key = "signals.headline.nothing"
        return Headline(key, parts(key), text(f"{key}.note"))
    there = sum(each.last is not None for each in view.signals)
    without = len(view.signals) - there
    missing = text("signals.headline.missing", number=without) if without else ""
    return Headline("signals.headline", parts("signals.headline", {"missing": missing}, number=there))


def signal_headline(line: SignalLine) -> Headline:
    """Return what is said first of one signal."""
    if line.last is None:
        return Headline("signals.none", parts("signals.none", {"name": line.name}), line.remedy)
    measured = measure(line)
    slots = {"name": line.name, "value": in_unit(measured, line.last.value), "day": day(line.last.at)}
    said = parts("signals.last", slots)
    said += parts(*_usual(line)) if line.usual else parts("signals.last.few", number=line.readings)
    if line.usual:
        said += parts(*_trend(line))
    if line.goal is not None and line.better is not None:
        met = line.last.value >= line.goal if line.better == "up" else line.last.value <= line.goal
        said += parts("signals.last.met" if met else "signals.last.unmet", {"goal": goal_words(line)})
    return Headline("signals.last", (*said, *parts("signals.last.end")))


def signal_facts(line: SignalLine) -> tuple[str, ...]:
    """Return the facts under one signal's sentence."""
    facts = [text("signals.readings", number=line.readings)] if line.readings else []
    if line.segment:
        facts.append(text("signals.fact.segment", {"segment": line.segment}))
    if line.measure:
        facts.append(line.measure)
    if line.asked:
        facts.append(text("signals.fact.asked"))
    if line.usual:
        facts.append(text("signals.fact.alarm", {"alarm": percent(line.usual.false_alarm)}))
    if line.lag:
        facts.append(text("signals.lag", {"days": days_words(line.lag)}))
    if line.unread:
        facts.append(text("signals.unread", number=line.unread))
    if line.source and line.read_at is not None:
        slots = {"source": line.source, "moment": moment(line.read_at)}
        facts.append(text("signals.fact.source", slots))
    if line.streams:
        facts.append(text("signals.fact.streams", {"streams": listed(list(line.streams))}))
    return tuple(facts)


def signals_table(view: SignalsView) -> Table:
    """Return all signals as a table: what each tells of, its last reading with n, usual range, goal, lag, last read."""
    heads = ("signal", "dimension", "last", "at", "n", "usual", "goal", "lag", "read")
    head = tuple(text(f"signals.head.{name}") for name in heads)
    rows = tuple(tuple(Cell(each) for each in signal_cells(line)) for line in view.signals)
    return Table(text("signals.caption"), head, rows, numeric=frozenset({2, 4}))


def signal_cells(line: SignalLine) -> tuple[str, ...]:
    """Return a signal's row of the table, as written."""
    measured, last = measure(line), line.last
    usual = line.usual
    name = line.name if line.segment is None else f"{line.name} ({line.segment})"
    return (
        name,
        text("signals.not_defined") if line.dimension is None else line.dimension,
        text("signals.no_reading") if last is None else in_unit(measured, last.value),
        MISSING if last is None else day(last.at),
        MISSING if last is None or last.n is None else grouped(last.n),
        MISSING if usual is None else _between(line),
        MISSING if line.goal is None else goal_words(line),
        MISSING if line.lag is None else days_words(line.lag),
        MISSING if line.read_at is None else moment(line.read_at),
    )


def readings_table(line: SignalLine, latest: int = _LATEST) -> Table:
    """Return the latest readings of a signal as a table, newest first."""
    head = tuple(text(f"signals.head.{name}") for name in ("at", "value", "likely", "n"))
    measured = measure(line)
    rows = []
    for point in line.points[: -latest - 1 : -1]:
        one = measure(replace(line, last=point))
        n = MISSING if point.n is None else grouped(point.n)
        rows.append(
            (Cell(day(point.at)), Cell(in_unit(measured, point.value)), Cell(likely_words(one)), Cell(n))
        )
    return Table(line.name, head, tuple(rows), numeric=frozenset({1, 2, 3}))


def goal_words(line: SignalLine) -> str:
    """Return a signal's goal as written: 99.9 % or more."""
    goal = in_unit(measure(line), line.goal or 0.0)
    return text(f"signals.goal.{line.better}", {"goal": goal}) if line.better else goal


def _between(line: SignalLine) -> str:
    measured, usual = measure(line), line.usual
    if usual is None:
        return MISSING
    return text("flow.likely", {"low": in_unit(measured, usual.low), "high": in_unit(measured, usual.high)})


def _usual(line: SignalLine) -> tuple[str, dict[str, str]]:
    measured, usual = measure(line), line.usual
    low, high = (usual.low, usual.high) if usual else (0.0, 0.0)
    return "signals.last.usual", {"low": in_unit(measured, low), "high": in_unit(measured, high)}


def _trend(line: SignalLine) -> tuple[str, dict[str, str]]:
    for signal in line.usual.signals if line.usual else ():
        if signal.rule == "run" and signal.lasting:
            way = "high" if signal.high else "low"
            return f"signals.last.trend.{way}", {"since": day(signal.first)}
    calm = line.usual is not None and not line.usual.signals
    return ("signals.last.calm" if calm else "signals.last.beyond"), {}
