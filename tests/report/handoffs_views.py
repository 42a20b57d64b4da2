"""Build HandoffsViews for tests: three hand-offs of half a year, with whatever is to be different."""

from __future__ import annotations

from dataclasses import replace

from headrace.report.handoffs.handoffs_view import (
    BoundaryLine,
    GroupColumn,
    HandoffsView,
    SentBackLine,
    Sums,
    WaitCell,
    WaitWeek,
)
from headrace.report.view import Window

DAY = 86_400_000_000
START = 20_089 * DAY  # 1 Jan 2025
END = START + 181 * DAY


def cell(items: int, mean: float) -> WaitCell:
    """Return the waits of so many items, evenly around their mean."""
    n = min(items, 20)
    marks = tuple(mean * (0.1 + 1.8 * at / max(n - 1, 1)) for at in range(n))
    return WaitCell(
        items, items, items * mean, mean, mean * 0.8, mean * 1.2, mean * 0.9, mean * 1.7, mean * 2, marks
    )


def line(sender: str | None, receiver: str, means: tuple[float, float], back: int = 0) -> BoundaryLine:
    """Return a hand-off at which 84 new capabilities and 12 fixes waited."""
    cells = (cell(84, means[0]), cell(12, means[1]))
    days = sum(each.days for each in cells)
    whole = replace(cell(96, days / 96), days=days)
    share = back / 96
    sent = SentBackLine(
        back, back, back, 0, share, share * 0.8, min(share * 1.2, 1.0), 1 - share, 5.2 if back else None,
        (("Engineering", back),) if back else (), back,
    )  # fmt: skip
    key = f"{(sender or 'customer').lower()}~{receiver.lower()}"
    weeks = tuple(WaitWeek(START + at * 7 * DAY, 4, 3.0 + at % 3) for at in range(20))
    return BoundaryLine(
        key, sender, receiver, ("Test",), whole, cells, 0.2, 12, 19.0, 90.0, sent, weeks, None
    )


def some_handoffs(**changes: object) -> HandoffsView:
    """Return the hand-offs of First payment; ``changes`` replace fields."""
    lines = (
        line("Engineering", "Quality", (9.1, 1.8), back=21),
        line(None, "Product <b>& Co</b>", (4.0, 2.0)),
        line("Product", "Engineering", (1.0, 0.9)),
    )
    inside = (replace(line("Engineering", "Engineering", (0.5, 0.4)), key="engineering~engineering"),)
    days = [each.whole.days for each in (*lines, *inside)]
    view = HandoffsView(
        stream="first-payment",
        name="First payment",
        customer="A new shop",
        unit="change",
        window=Window(START, END),
        observed=Window(START, END),
        kind=None,
        kinds=(("New capability", 84), ("Fix", 12)),
        refusal=None,
        missing=None,
        remedy="",
        n_finished=96,
        crossed=288,
        split="kind",
        splits=("kind", "size"),
        columns=(GroupColumn("New capability", "New capability", 84), GroupColumn("Fix", "Fix", 12)),
        boundaries=lines,
        inside=inside,
        sums=Sums(sum(days) + 400.0, 400.0, 0.0, days[0] + days[2], days[3], days[1]),
        difference=(4.2, 3.0, 5.4),
        compared=(0, 1),
        comparable=2,
        crossings=(),
        data_to=END - DAY,
        sources=("jira",),
        made_up=True,
    )
    return replace(view, **changes)  # type: ignore[arg-type]
