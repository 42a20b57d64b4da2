"""The hand-offs page as data: every field with ISO times, and each boundary and group as a line of a spreadsheet."""

from __future__ import annotations

import csv
import dataclasses
from io import StringIO
from typing import TYPE_CHECKING, Any

from headrace.report.handoffs_sentences import handoffs_facts, handoffs_headline
from headrace.report.words import iso

if TYPE_CHECKING:
    from headrace.report.handoffs_view import BoundaryLine, HandoffsView, WaitCell

SCHEMA_VERSION = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEAD = (
    "from", "to", "inside", "group", "items", "times", "days", "mean", "low_95", "high_95", "half_within", "p85_within",
    "share_of_flow_time", "waiting_now", "oldest_days", "sent_back_items", "sent_back_times", "sent_back_share",
    "sent_back_days_each", "repeat", "redo", "accepted_first_time", "ping_pong",
)  # fmt: skip


def handoffs_record(view: HandoffsView) -> dict[str, Any]:
    """Return the hand-offs as plain values for JSON: days, shares and ISO times; missing is null."""
    said = handoffs_headline(view)
    plain: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "headline": said.text(),
        "note": said.note or None,
        "facts": list(handoffs_facts(view)),
    }
    plain |= dataclasses.asdict(view)
    for name in ("window", "observed"):
        of = getattr(view, name)
        plain[name] = {"start": iso(of.start), "end": iso(of.end)}
    plain["data_to"] = iso(view.data_to)
    plain["kinds"] = [{"kind": kind, "items": items} for kind, items in view.kinds]
    if view.difference is not None:
        plain["difference"] = dict(zip(("days", "low_95", "high_95"), view.difference, strict=True))
    for line in (*plain["boundaries"], *plain["inside"]):
        _plain_line(line)
    return plain


def _plain_line(line: dict[str, Any]) -> None:
    line["sent_back"]["to"] = [{"function": name, "times": times} for name, times in line["sent_back"]["to"]]
    for week in line["weeks"]:
        week["start"] = iso(week["start"])
    chart = line["behaviour"]
    if chart is not None:
        chart["starts"] = [iso(each) for each in chart["starts"]]
        for signal in chart["signals"]:
            signal |= {"first": iso(signal["first"]), "last": iso(signal["last"])}


def handoffs_csv(view: HandoffsView) -> bytes:
    """Return one row per hand-off, and one per group of items at it; a missing value is an empty cell."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(_HEAD)
    for line in (*view.boundaries, *view.inside):
        back = line.sent_back
        rest = (
            line.share, line.waiting_now, line.oldest_days, back.items, back.times, back.share, back.days_each,
            back.repeat, back.redo, back.accepted, back.ping_pong,
        )  # fmt: skip
        writer.writerow([_cell(each) for each in (*_wait(line, "", line.whole), *rest)])
        for column, cell in zip(view.columns, line.cells, strict=True):
            writer.writerow([_cell(each) for each in (*_wait(line, column.name, cell), *[None] * len(rest))])
    return written.getvalue().encode()


def _wait(line: BoundaryLine, group: str, cell: WaitCell) -> tuple[Any, ...]:
    return (
        line.sender or "", line.receiver, int(line.sender == line.receiver), group, cell.items, cell.times, cell.days,
        cell.mean, cell.low, cell.high, cell.half, cell.p85,
    )  # fmt: skip


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    # a spreadsheet takes such a text for a formula
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
