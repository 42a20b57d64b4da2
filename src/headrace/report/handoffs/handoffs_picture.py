"""The hand-offs by kind of work as one picture: cells with the average, 85 % and the shape of the waits."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from headrace.report.drawing.svg import tag
from headrace.report.handoffs.handoffs_measures import cell_target, cell_words, over_within, sent_back_words
from headrace.report.handoffs.handoffs_sentences import handoffs_headline, now_words, pair_words
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, listed, percent, scale_for

if TYPE_CHECKING:
    from headrace.report.handoffs.handoffs_view import BoundaryLine, HandoffsView, WaitCell
    from headrace.report.links import Href

MOST_ROWS = 10
"""Hand-offs drawn, those with most days waited first; all are in the table."""

_WIDE, _HIGH, _STEP, _STACK = 150, 34, 6, 5
_ALL_DOTS = 20
_STRONG, _SOFT = 0.15, 0.03
"""Shares of all days waited from which on a cell is tinted strongly, or at all."""


def handoffs_picture(view: HandoffsView, href: Href) -> str:
    """Return the picture as HTML; ``""`` where no hand-off can be drawn."""
    rows = [each for each in view.boundaries[:MOST_ROWS] if each.whole.items]
    if not rows:
        return ""
    cells = [cell for row in rows for cell in _cells(row)]
    longest = max((_far(cell) for cell in cells), default=0.0)
    most = max(row.whole.days for row in rows)
    waited = sum(each.whole.days for each in view.boundaries)
    body = "".join(
        _row(view, row, href, (longest, most, waited), first=place == 0) for place, row in enumerate(rows)
    )
    caption = f'<caption class="vh">{escape(text("handoffs.caption", {"name": view.name}))}</caption>'
    return f'<table class="ho">{caption}<thead><tr>{_head(view)}</tr></thead><tbody>{body}</tbody></table>'


def axis_words(view: HandoffsView) -> str:
    """Return how far the dots of the picture reach."""
    rows = [each for each in view.boundaries[:MOST_ROWS] if each.whole.items]
    longest = max((_far(cell) for row in rows for cell in _cells(row)), default=0.0)
    return scale_for(longest).words(longest)


def _cells(row: BoundaryLine) -> tuple[WaitCell, ...]:
    return row.cells or (row.whole,)


def _far(cell: WaitCell) -> float:
    """Return up to where a cell's waits are drawn at their place: all but the longest twentieth."""
    return cell.marks[max(len(cell.marks) * 19 // 20 - 1, 0)] if cell.marks else 0.0


def _head(view: HandoffsView) -> str:
    names = [
        text("handoffs.column", {"name": each.name, "items": grouped(each.items)}) for each in view.columns
    ]
    names = names or [
        text("handoffs.column", {"name": text("handoffs.all"), "items": grouped(view.n_finished)})
    ]
    heads = [text("handoffs.head.handoff"), text("handoffs.head.days"), *names]
    cells = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    return f'{cells}<th scope="col" class="r">{escape(text("handoffs.head.sent_back"))}</th>'


def _row(
    view: HandoffsView, row: BoundaryLine, href: Href, size: tuple[float, float, float], *, first: bool
) -> str:
    longest, most, waited = size
    beside = [text("handoffs.before", {"stages": listed(row.stages[:3])}), now_words(row)]
    closely = href("boundary", row.key) or href("handoff", row.key) or ""
    name = f'<a href="{escape(closely)}">{escape(pair_words(row))}</a>'
    said = " · ".join(escape(each) for each in beside if each)
    columns = [each.name for each in view.columns] or [text("handoffs.all")]
    # only what the sentence compares is marked
    strong = handoffs_headline(view).key == "handoffs.strong"
    compared = view.compared if strong and view.compared is not None else ()
    drawn = "".join(
        _cell(
            cell,
            href(*target) if (target := _target(view, row, at)) and cell.items else None,
            longest,
            cell.days / waited if waited else 0.0,
            label=columns[at],
            compared=first and at in compared and bool(row.cells),
        )
        for at, cell in enumerate(_cells(row))
    )
    back = row.sent_back
    bar = _bar(row.whole.days, most, href("handoff", row.key))
    came = f'<b class="back">{escape(percent(back.share))}</b>' if back.times and back.share else "–"
    each = sent_back_words(row).removeprefix(f"{percent(back.share)}, ") if back.share else ""
    each = f"<span>{escape(each)}</span>" if back.times and back.days_each is not None else ""
    label = escape(text("handoffs.head.sent_back"))
    return (
        f'<tr><th scope="row">{name}<span>{said}</span></th><td>{bar}</td>{drawn}'
        f'<td class="r" data-label="{label}">{came}{each}</td></tr>'
    )


def _target(view: HandoffsView, row: BoundaryLine, at: int) -> tuple[str, str] | None:
    return cell_target(view, row, at) if row.cells else ("handoff", row.key)


def _bar(days: float, most: float, address: str | None) -> str:
    wide = max(90 * days / most, 1.0) if most else 0.0
    bar = tag("rect", cls="f-wait", x=0, y=2, width=wide, height=8)
    picture = tag("svg", bar, width=90, height=12, aria_hidden="true")
    said = escape(scale_for(1.0).number(days))
    said = f'<a href="{escape(address)}">{said}</a>' if address else said
    return f"{picture}<span>{said}</span>"


def _cell(
    cell: WaitCell, address: str | None, longest: float, share: float, *, label: str, compared: bool
) -> str:
    tint = " t2" if share >= _STRONG else " t1" if share >= _SOFT else ""
    if cell.mean is None:
        return f'<td class="c{tint}" data-label="{escape(label)}">–</td>'
    mean = escape(scale_for(cell.mean).words(cell.mean))
    if address:
        mean = f'<a href="{escape(address)}">{mean}</a>'
    p85 = over_within(cell, cell.p85)
    within = escape(text("handoffs.p85", {"p85": p85})) if cell.p85 is not None else ""
    marked = " cmp" if compared else ""
    dots = _dots(cell, longest) if cell.mean > 0 else ""
    return f'<td class="c{tint}{marked}" data-label="{escape(label)}"><b>{mean}</b> <span>{within}</span>{dots}</td>'


def _dots(cell: WaitCell, longest: float) -> str:
    """Return the waits as dots on one axis for all cells; what is longer stands at its end."""
    columns = _WIDE // _STEP
    filled = [0] * columns
    few = len(cell.marks) < _ALL_DOTS
    drawn = []
    for mark in cell.marks:
        at = min(int(mark / longest * (columns - 1)) if longest else 0, columns - 1)
        while filled[at] >= _STACK and at < columns - 1:
            at += 1
        y = _HIGH - 4 - min(filled[at], _STACK - 1) * _STEP
        filled[at] += 1
        drawn.append(tag("circle", cls="o-wait" if few else "f-wait", cx=at * _STEP + 3, cy=y, r=2.4))
    axis = tag("line", cls="s-rule", x1=0, y1=_HIGH - 0.5, x2=_WIDE, y2=_HIGH - 0.5)
    said = cell_words(cell)
    return tag(
        "svg", axis + "".join(drawn), viewBox=f"0 0 {_WIDE} {_HIGH}", width=_WIDE, height=_HIGH, role="img",
        aria_label=text("handoffs.dots", {"said": said, "items": grouped(cell.items)}),
    )  # fmt: skip
