"""What a terminal shows of the data itself: sources, links, rules, irregularities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.trust.strays import stray_lines
from headrace.report.trust.terminal_trust import contradiction_rows, crossing_rows, gap_rows, stage_rows
from headrace.report.trust.trust_sentences import check_headline, scope_state
from headrace.report.wording.phrases import text
from headrace.report.words import day, grouped, moment, percent

if TYPE_CHECKING:
    from headrace.report.screen import Screen
    from headrace.report.trust.trust_view import CheckView


def check_lines(view: CheckView, screen: Screen, *, verbose: bool = False) -> list[str]:
    """Return what can and cannot be trusted; ``verbose``: also what works on this engine only."""
    said = check_headline(view)
    shown_alone = not view.sources and any(
        (view.links, view.stages, view.rules, view.contradictions, view.oddities, view.gaps)
    )
    lines = [] if shown_alone else screen.sentence(said)
    if said.note and lines:
        lines += screen.paragraph(said.note)
    if view.data_to is not None and view.sources:
        facts = [text("facts.data_to", {"moment": moment(view.data_to)})]
        lines += screen.facts([*facts, *([text("facts.made_up")] if view.made_up else [])])
    for table in (
        _sources(view, screen),
        _scopes(view, screen),
        _links(view, screen),
        stage_rows(view, screen),
        crossing_rows(view, screen),
        _rules(view, screen),
        contradiction_rows(view, screen),
        _oddities(view, screen),
        gap_rows(view, screen),
    ):
        lines += ["", *table] if table and lines else table
    if view.not_portable and verbose:
        lines += [
            "",
            *screen.paragraph(text("terminal.not_portable", {"what": " ".join(view.not_portable)})),
        ]
    return lines


def _scopes(view: CheckView, screen: Screen) -> list[str]:
    """Return how far each part of each live source is, what could not be read first."""
    if not view.scopes:
        return []
    head = [text(f"terminal.{name}") for name in ("live", "part", "records", "read_to_end", "state")]
    lines = sorted(view.scopes, key=lambda line: (line.failure is None, line.source, line.scope))
    rows = [
        [
            line.source,
            line.scope,
            grouped(line.documents),
            text("live.never") if line.read_at is None else moment(line.read_at),
            scope_state(line) if line.failure is None else text("live.failed.short"),
        ]
        for line in lines
    ]
    failed = [
        text("live.failed.part", {"part": line.scope, "source": line.source, "state": scope_state(line)})
        for line in lines
        if line.failure is not None
    ]
    left_out = [
        text("live.left_out", {"source": line.source, "n": grouped(line.documents), "such": line.examples[0]})
        for line in view.left_out
    ]
    told = [line for paragraph in (*failed, *left_out) for line in screen.paragraph(paragraph)]
    return [*screen.columns(head, rows, frozenset({2})), *told]


def _sources(view: CheckView, screen: Screen) -> list[str]:
    if not view.sources:
        return []
    head = [text(f"terminal.{name}") for name in ("source", "objects", "events", "last", "gone", "skipped")]
    rows = [
        [
            line.source,
            grouped(line.objects),
            grouped(line.events),
            day(line.last_event) if line.last_event is not None else "",
            grouped(line.gone) if line.gone else "",
            grouped(line.skipped) if line.skipped else "",
        ]
        for line in view.sources
    ]
    told = [line for said in stray_lines(view.strays) for line in screen.paragraph(said)]
    return [*screen.columns(head, rows, frozenset({1, 2, 4, 5})), *told]


def _links(view: CheckView, screen: Screen) -> list[str]:
    if not view.links:
        return []
    head = [text(f"terminal.{name}") for name in ("link", "matched", "of", "dangling", "ambiguous")]
    rows = [
        [
            f"{line.rule} ({line.from_type})",
            percent(line.matched / line.references) if line.references else "",
            grouped(line.references),
            grouped(line.dangling) if line.dangling else "",
            grouped(line.ambiguous) if line.ambiguous else "",
        ]
        for line in view.links
    ]
    return screen.columns(head, rows, frozenset({1, 2, 3, 4}))


def _rules(view: CheckView, screen: Screen) -> list[str]:
    if not view.rules:
        return []
    head = [text(f"terminal.{name}") for name in ("rule", "events", "items")]
    rows = [
        [
            f"{line.stream}: {', '.join(filter(None, (line.stage, line.mode)))}: {line.rule}",
            grouped(line.events) if line.events else text("terminal.nothing"),
            grouped(line.items) if line.events else "",
        ]
        for line in sorted(view.rules, key=lambda line: line.events > 0)
    ]
    why = [text("terminal.rule_without", {"stream": line.stream, "rule": line.rule, "cause": line.cause})
           for line in view.rules if line.cause]  # fmt: skip
    told = [line for each in why for line in screen.paragraph(each)]
    return [*screen.columns(head, rows, frozenset({1, 2})), *(["", *told] if told else [])]


def _oddities(view: CheckView, screen: Screen) -> list[str]:
    """Return what is irregular, and below it, once for each kind, what is done about it."""
    if not view.oddities:
        return []
    there = [line for line in view.oddities if line.items]
    if not there:
        return screen.paragraph(text("terminal.no_oddity"))
    head = [text(f"terminal.{name}") for name in ("oddity", "items", "share")]
    rows = [[f"{line.stream}: {line.what}", grouped(line.items), percent(line.share)] for line in there]
    done_about = {line.what: line.rule for line in there}
    told = [f"{what}: {rule}" for what, rule in done_about.items()]
    return [
        *screen.columns(head, rows, frozenset({1, 2})),
        "",
        *(line for each in told for line in screen.paragraph(each)),
    ]
