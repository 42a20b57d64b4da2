"""What a terminal shows of a stream's record: how much each stage and each change of tool tells, contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.wording.phrases import text
from headrace.report.words import grouped, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.report.screen import Screen
    from headrace.report.trust.trust_view import CheckView, Example, StageLine


def stage_rows(view: CheckView, screen: Screen) -> list[str]:
    """Return the share of the items that ever were in each stage, the stages with none first, and why."""
    if not view.stages:
        return []
    head = [text(f"terminal.{name}") for name in ("stage", "ever_in", "share", "of_done")]
    rows = [
        [
            f"{line.stream}: {line.stage}",
            _of(line.items, line.of),
            share_words(line.items, line.of),
            share_words(line.done, line.of_done),
        ]
        for line in sorted(view.stages, key=lambda line: line.items > 0)
    ]
    told = [
        text(
            "terminal.stage_without",
            {"stream": line.stream, "stage": line.stage, "cause": " ".join(line.causes)},
        )
        for line in view.stages
        if line.causes and _shown_alone(view, line)
    ]
    why = [line for each in told for line in screen.paragraph(each)]
    return [*screen.columns(head, rows, frozenset({1, 2, 3})), *(["", *why] if why else [])]


def crossing_rows(view: CheckView, screen: Screen) -> list[str]:
    """Return how many items can be followed from each tool into the next."""
    if not view.crossings:
        return []
    head = [text(f"terminal.{name}") for name in ("crossing", "followed", "share")]
    rows = [
        [
            f"{line.stream}: {line.from_tool} → {line.to_tool}",
            _of(line.items, line.of),
            share_words(line.items, line.of),
        ]
        for line in view.crossings
    ]
    return screen.columns(head, rows, frozenset({1, 2}))


def contradiction_rows(view: CheckView, screen: Screen) -> list[str]:
    """Return which records contradict each other, with examples, and below, once for each kind, what to do."""
    if not view.contradictions:
        return []
    there = [line for line in view.contradictions if line.items]
    if not there:
        return screen.paragraph(text("terminal.no_contradiction"))
    head = [text(f"terminal.{name}") for name in ("contradiction", "items", "share", "such_as")]
    rows = [
        [
            f"{line.stream}: {line.what}",
            _of(line.items, line.of),
            percent(line.share) if line.share is not None else "",
            named(line.examples),
        ]
        for line in there
    ]
    told = {line.name: f"{line.what}: {line.counted}. {line.remedy}" for line in there}
    why = [line for each in told.values() for line in screen.paragraph(each)]
    return [*screen.columns(head, rows, frozenset({1, 2})), "", *why]


def gap_rows(view: CheckView, screen: Screen) -> list[str]:
    """Return which measures have no input, of which streams, and once for each why and what would mend it."""
    if not view.gaps:
        return []
    streams: dict[tuple[str, str, str], list[str]] = {}
    for gap in view.gaps:
        streams.setdefault((gap.measure, gap.fact, gap.remedy), []).append(gap.stream)
    rows = [[f"{', '.join(of)}: {measure}"] for (measure, _, _), of in streams.items()]
    told = [f"{measure}: {fact}. {remedy}" for measure, fact, remedy in streams]
    why = [line for each in told for line in screen.paragraph(each)]
    return [*screen.columns([text("terminal.gap")], rows, frozenset()), "", *why]


def named(examples: Iterable[Example]) -> str:
    """Return the keys of examples in a row."""
    return ", ".join(one.key for one in examples)


def share_words(part: int, whole: int) -> str:
    """Return a share in words: nothing at all is none, and of nothing there is no share."""
    if not whole:
        return ""
    return percent(part / whole) if part else text("trust.nobody")


def _of(part: int, whole: int) -> str:
    return f"{grouped(part)} / {grouped(whole)}"


def _shown_alone(view: CheckView, line: StageLine) -> bool:
    """Whether the reason has to be told here: not where the rules below tell it of each of the stage's own."""
    told = {(rule.stream, rule.stage) for rule in view.rules if rule.cause}
    return (line.stream, line.stage) not in told
