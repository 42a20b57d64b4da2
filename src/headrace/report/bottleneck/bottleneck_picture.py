"""The evidence about bottlenecks as a picture: per place what it is like over time, and what of a saving arrives."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from headrace.report.bottleneck.bottleneck_measures import MISSING, likely_words
from headrace.report.bottleneck.bottleneck_sentences import place_words, reading_words
from headrace.report.drawing.svg import tag
from headrace.report.wording.phrases import text
from headrace.report.words import percent, scale_for

if TYPE_CHECKING:
    from headrace.report.bottleneck.bottleneck_view import BottleneckView, Likely, PlaceLine
    from headrace.report.links import Href

MOST_ROWS = 10
"""Places drawn, those with most days waited first; all are in the table."""

_WIDE, _HIGH = 150, 14
_STATES = (("at_limit", "f-wait"), ("room", "f-wait-fill"), ("empty", "f-lane"))


def bottleneck_picture(view: BottleneckView, href: Href) -> str:
    """Return the picture as HTML: one row per place; ``""`` where nothing waits."""
    rows = [each for each in view.places[:MOST_ROWS] if each.days]
    if not rows:
        return ""
    named = {view.places[0].key, view.places[0].held_by if view.places[0].reading == "moves" else None}
    body = "".join(_row(view, each, href, named=each.key in named) for each in rows)
    heads = [text(f"bottleneck.head.{name}") for name in ("place", "days", "like", "passes")]
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    caption = f'<caption class="vh">{escape(text("bottleneck.caption", {"name": view.name}))}</caption>'
    return f'<table class="ho">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(view: BottleneckView, line: PlaceLine, href: Href, *, named: bool) -> str:
    most = view.places[0].days
    address = href("handoff", line.key)
    name = escape(place_words(line))
    name = f'<a href="{escape(address)}">{name}</a>' if address else name
    bar = tag("rect", cls="f-wait", x=0, y=2, width=max(90 * line.days / most, 1.0), height=8)
    days = tag("svg", bar, width=90, height=12, aria_hidden="true")
    # the sentence names these
    marked = " cmp" if named and not view.refusal else ""
    return (
        f'<tr><th scope="row">{name}<span>{escape(_reading(view, line))}</span></th>'
        f"<td>{days}<span>{escape(scale_for(1.0).number(line.days))}</span></td>"
        f"{_cell('like', _states(line), states_words(line))}"
        f"{_cell('passes', _interval(line.passes), likely_words(line.passes), marked)}</tr>"
    )


def _reading(view: BottleneckView, line: PlaceLine) -> str:
    said = reading_words(view, line)
    return said if line.reading == "unclear" else text("bottleneck.said", {"reading": said})


def _cell(name: str, picture: str, said: str, marked: str = "") -> str:
    label = escape(text(f"bottleneck.head.{name}"))
    return f'<td class="c{marked}" data-label="{label}"><span>{escape(said)}</span>{picture}</td>'


def states_words(line: PlaceLine) -> str:
    """Return what a place is like, in shares of the time."""
    shares = {name: getattr(line, name) for name, _ in _STATES}
    if any(each is None for each in shares.values()):
        return MISSING
    return text("bottleneck.like", {name: percent(each.value) for name, each in shares.items()})


def _states(line: PlaceLine) -> str:
    """Return a bar of the time: at its limit, waited at with room, empty."""
    drawn, at = "", 0.0
    for name, cls in _STATES:
        share: Likely | None = getattr(line, name)
        if share is None:
            return ""
        wide = share.value * _WIDE
        drawn += tag("rect", cls=cls, x=at, y=1, width=max(wide - 1, 0.0), height=10)
        at += wide
    return tag("svg", drawn, width=_WIDE, height=_HIGH, aria_hidden="true")


def _interval(found: Likely | None) -> str:
    """Return a range from nothing to all with its value; hollow where one half lies within it."""
    if found is None:
        return ""
    low, value, high = (6 + each * (_WIDE - 12) for each in (found.low, found.value, found.high))
    half = _WIDE / 2
    clear = found.low > 1 / 2 or found.high < 1 / 2
    drawn = tag("line", cls="s-axis", x1=6, y1=7, x2=_WIDE - 6, y2=7, stroke_width="1")
    drawn += tag("line", cls="s-axis", x1=half, y1=1, x2=half, y2=13, stroke_width="1")
    drawn += tag("line", cls="s-ink", x1=low, y1=7, x2=high, y2=7, stroke_width="2")
    drawn += tag("circle", cls="f-ink" if clear else "f-paper s-ink", cx=value, cy=7, r=4, stroke_width="1.5")
    return tag("svg", drawn, width=_WIDE, height=_HIGH, aria_hidden="true")
