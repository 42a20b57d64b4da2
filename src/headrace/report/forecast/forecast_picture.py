"""The forecast page's pictures: what was finished with the bands of what is to come, and past forecasts.

Bands are drawn into each other, the widest palest; every one has its edge, so that they are told apart without
colour. A past forecast is a bar with a dot for what happened: a square where it lay outside the band of 95 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.report.drawing.axes import Across, Upward, rounded_up
from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.svg import number, tag, words
from headrace.report.forecast.forecast_sentences import when_headline
from headrace.report.wording.phrases import text
from headrace.report.words import day, grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.forecast.forecast_view import ForecastView, PastForecast

_DAY = 86_400_000_000
_WEEK = 7 * _DAY
_BANDS = (("95", 0.18), ("85", 0.28), ("50", 0.42))
_NARROW = 500.0
_FEWEST_PAST = 8


@dataclass(frozen=True, slots=True)
class _Room:
    """Where a picture's points go, and how wide it is."""

    across: Across
    up: Upward
    width: float
    narrow: bool

    def at(self, moment: float, count: float) -> tuple[float, float]:
        return self.across.x(moment), self.up.y(count)


def forecast_picture(view: ForecastView, *, width: int, prefix: str) -> str:
    """Return what was finished and the bands of what is to come as an ``<svg>``; empty without a forecast."""
    if not view.future or view.when is None:
        return ""
    narrow = width < _NARROW
    last = view.future[-1].day + _DAY
    ahead = last - view.data_to
    weeks = min(max(-(-ahead // _WEEK), _FEWEST_PAST), len(view.past))
    past = view.past[-weeks:]
    done = sum(each.done for each in past)
    top, bottom = 22.0, 232.0 if narrow else 300.0
    most = rounded_up(max(done + view.future[-1].high_95, done + view.when.items))
    across = Across(past[0].start, last, 38.0, width - (78.0 if narrow else 92.0))
    room = _Room(across, Upward(most, top + 12, bottom), width, narrow)
    shapes = _grid(room) + _bands(view, room, done) + _history(view, room, done, weeks)
    shapes += _asked(view, room, done) + _days(room, bottom)
    return _svg(shapes, "pic forecast", prefix, width, bottom + 24, _said(view, done, weeks))


def past_picture(view: ForecastView, *, width: int, prefix: str) -> str:
    """Return past forecasts with what happened as an ``<svg>``; empty when none has come out."""
    lines = view.past_forecasts
    if not lines:
        return ""
    narrow = width < _NARROW
    bottom = 150.0
    up = Upward(rounded_up(max(max(each.high_95, each.done) for each in lines)), 12, bottom)
    across = Across(lines[0].made, lines[-1].until, 38.0, width - 8.0)
    room = _Room(across, up, width, narrow)
    shapes = _grid(room)
    for each in lines:
        shapes += _bar(each, room)
    held = sum(each.low_85 <= each.done <= each.high_85 for each in lines)
    said = text("forecast.past.said", {"n": grouped(len(lines)), "held": grouped(held)})
    return _svg(shapes + _days(room, bottom), "pic past", prefix, width, bottom + 24, said)


def _said(view: ForecastView, done: int, weeks: int) -> str:
    sentence = when_headline(view, view.when).text() if view.when else ""
    slots = {"name": view.name, "done": grouped(done), "weeks": grouped(weeks), "sentence": sentence}
    return text("forecast.picture.said", slots)


def _svg(shapes: str, cls: str, prefix: str, width: int, height: float, said: str) -> str:
    return tag(
        "svg",
        shapes,
        cls=cls,
        id=prefix,
        viewBox=f"0 0 {width} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=said,
    )


def _bands(view: ForecastView, room: _Room, done: int) -> str:
    shapes = ""
    for name, opacity in _BANDS:
        lows = [room.at(view.data_to, done)]
        highs = [room.at(view.data_to, done)]
        for each in view.future:
            at = each.day + _DAY
            lows.append(room.at(at, done + getattr(each, f"low_{name}")))
            highs.append(room.at(at, done + getattr(each, f"high_{name}")))
        edge = f"M{_points(highs)} L{_points(lows[::-1])}z"
        shapes += tag("path", cls="f-outcome", d=edge, opacity=f"{opacity}")
    middle = [room.at(view.data_to, done)]
    middle += [room.at(each.day + _DAY, done + each.middle) for each in view.future]
    shapes += tag(
        "path", cls="no-fill s-outcome", d=f"M{_points(middle)}", stroke_width="1.6", stroke_dasharray="5 4"
    )
    return shapes


def _history(view: ForecastView, room: _Room, done: int, weeks: int) -> str:
    count = 0
    points = []
    for each in view.past[-weeks:]:
        points.append(room.at(each.start, count))
        count += each.done
        points += [room.at(each.start + _WEEK, count - each.done), room.at(each.start + _WEEK, count)]
    shapes = tag(
        "path", cls="no-fill s-ink", d=f"M{_points(points)}", stroke_width=2, stroke_linejoin="round"
    )
    x = room.across.x(view.data_to)
    shapes += tag(
        "line", cls="s-ink", x1=x, x2=x, y1=12, y2=room.up.bottom, stroke_width=1, stroke_dasharray="2 3"
    )
    slots = {"day": day(view.data_to, year=False), "done": grouped(done), "weeks": grouped(weeks)}
    label = text("forecast.picture.today", slots)
    left = max(x - 6 - text_width(label, 12), 0.0)
    return shapes + _words(label, left, 18, cls="t2")


def _asked(view: ForecastView, room: _Room, done: int) -> str:
    if view.when is None:
        return ""
    right = room.across.right
    label = text("forecast.picture.more", {"number": grouped(view.when.items)})
    y = room.up.y(done + view.when.items)
    shapes = tag(
        "line", cls="s-ink", x1=room.across.x(view.data_to), x2=right, y1=y, y2=y, stroke_width="1.2"
    )
    middle = room.up.y(done + view.future[-1].middle)
    at = y + 4
    beside = middle + 4
    if abs(at - beside) < 15:
        # the two labels never meet: the asked one keeps its line
        beside = at - 15 if beside <= at else at + 15
    shapes += _words(label, right + 6, at, weight=600)
    shapes += _words(
        text("forecast.picture.even"), right + 6, beside, cls="t2", size=11 if room.narrow else 12
    )
    for moment in (view.when.likely, view.when.even):
        if moment is not None:
            shapes += tag("circle", cls="f-ink", cx=room.across.x(moment + _DAY), cy=y, r=3)
    return shapes


def _bar(each: PastForecast, room: _Room) -> str:
    left, right = room.across.x(each.made), room.across.x(each.until)
    gap = (right - left) * 0.18
    shapes = ""
    for name, opacity in _BANDS:
        top, bottom = room.up.y(getattr(each, f"high_{name}")), room.up.y(getattr(each, f"low_{name}"))
        shapes += tag(
            "rect",
            cls="f-outcome",
            opacity=f"{opacity}",
            x=left + gap,
            y=top,
            width=right - left - 2 * gap,
            height=max(bottom - top, 1),
        )
    x, y = (left + right) / 2, room.up.y(each.done)
    if each.low_95 <= each.done <= each.high_95:
        return shapes + tag("circle", cls="f-ink", cx=x, cy=y, r=3.2)
    return shapes + tag("rect", cls="f-ink", x=x - 3.4, y=y - 3.4, width="6.8", height="6.8")


def _grid(room: _Room) -> str:
    shapes = ""
    left, right = room.across.left, room.across.right
    for y, name in room.up.ticks():
        shapes += tag("line", cls="s-rule", x1=left, x2=right, y1=y, y2=y, stroke_width=1)
        shapes += _words(name, left - 6 - text_width(name, 11), y + 4, cls="t3", size=11)
    return shapes


def _days(room: _Room, bottom: float) -> str:
    left, right = room.across.left, room.across.right
    shapes = tag("line", cls="s-axis", x1=left, x2=right, y1=bottom, y2=bottom, stroke_width=1)
    for x, name in room.across.ticks(64.0 if room.narrow else 84.0):
        shapes += tag("line", cls="s-axis", x1=x, x2=x, y1=bottom, y2=bottom + 4, stroke_width=1)
        wide = text_width(name, 11)
        shapes += _words(name, min(max(x - wide / 2, 0.0), room.width - wide), bottom + 17, cls="t3", size=11)
    return shapes


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)} {number(y)}" for x, y in points)


def _words(
    said: str, x: float, y: float, *, cls: str = "t1", size: float = 12, weight: int | None = None
) -> str:
    return tag("text", words(said), cls=cls, x=x, y=y, font_size=size, font_weight=weight)
