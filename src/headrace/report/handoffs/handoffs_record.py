"""The hand-offs page as data: every field with ISO times, and each boundary and group as a line of a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.report.comma_separated import csv_of
from headrace.report.handoffs.handoffs_sentences import handoffs_facts, handoffs_headline, handoffs_notes
from headrace.report.view_record import date_chart, view_record
from headrace.report.words import iso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.comma_separated import Value
    from headrace.report.handoffs.handoffs_view import BoundaryLine, HandoffsView, WaitCell

_HEAD = (
    "from", "to", "inside", "group", "items", "times", "days", "mean", "low_95", "high_95", "half_within", "p85_within",
    "share_of_flow_time", "days_of_all_items", "waiting_now", "oldest_days", "sent_back_items", "sent_back_times",
    "sent_back_share", "sent_back_days_each", "repeat", "redo", "accepted_first_time", "ping_pong",
)  # fmt: skip


def handoffs_record(view: HandoffsView) -> dict[str, Any]:
    """Return the hand-offs as plain values for JSON: days, shares and ISO times; missing is null."""
    plain = view_record(view, handoffs_headline(view), handoffs_facts(view))
    plain["notes"] = list(handoffs_notes(view))
    if view.difference is not None:
        plain["difference"] = dict(zip(("days", "low_95", "high_95"), view.difference, strict=True))
    for line in (*plain["boundaries"], *plain["inside"]):
        _plain_line(line)
    return plain


def _plain_line(line: dict[str, Any]) -> None:
    line["sent_back"]["to"] = [{"function": name, "times": times} for name, times in line["sent_back"]["to"]]
    for week in line["weeks"]:
        week["start"] = iso(week["start"])
    date_chart(line["behaviour"])


def handoffs_csv(view: HandoffsView) -> bytes:
    """Return one row per hand-off, and one per group of items at it; a missing value is an empty cell."""
    return csv_of(_HEAD, [row for line in (*view.boundaries, *view.inside) for row in _rows(view, line)])


def _rows(view: HandoffsView, line: BoundaryLine) -> Iterator[tuple[Value, ...]]:
    back = line.sent_back
    rest = (
        line.share, line.days_there, line.waiting_now, line.oldest_days, back.items, back.times, back.share,
        back.days_each, back.repeat, back.redo, back.accepted, back.ping_pong,
    )  # fmt: skip
    yield (*_wait(line, "", line.whole), *rest)
    for column, cell in zip(view.columns, line.cells, strict=True):
        yield (*_wait(line, column.name, cell), *[None] * len(rest))


def _wait(line: BoundaryLine, group: str, cell: WaitCell) -> tuple[Value, ...]:
    return (
        line.sender or "", line.receiver, int(line.sender == line.receiver), group, cell.items, cell.times, cell.days,
        cell.mean, cell.low, cell.high, cell.half, cell.p85,
    )  # fmt: skip
