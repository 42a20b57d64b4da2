"""What waits go with as a picture: one ladder of waiting per hand-off, cut into its parts, all to one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.lettering import shortened
from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.svg import hatch, linked, number, tag, words
from headrace.report.waiting.waiting_sentences import REST, days_words, largest, name_words, place_words
from headrace.report.wording.phrases import text
from headrace.report.words import percent

if TYPE_CHECKING:
    from headrace.report.links import Href
    from headrace.report.waiting.waiting_view import WaitingView, WaitPart, WaitPlace

MOST_ROWS = 8
"""Hand-offs drawn, those with most days waited first; all are in the table."""

_ROW, _HIGH, _TOP = 58.0, 24.0, 22.0
_SIZE = 11.0
_NARROW = 700
"""Wider pictures than this scroll inside their frame where there is no room."""
_LAYOUTS = (("pic-l", 1344), ("pic-m", 1180), ("pic-s", 358), ("pic-xs", 288))


def waiting_figure(view: WaitingView, href: Href) -> str:
    """Return the picture in all layouts as a ``<figure>``; ``""`` where there is nothing to draw."""
    if view.refusal or not view.places:
        return ""
    name, shown = text("waiting.caption", {"name": view.name}), ""
    for cls, width in _LAYOUTS:
        drawn = waiting_picture(view, href, width=width, prefix=f"waiting-{cls}")
        wide = {"tabindex": "0", "role": "region", "aria_label": name} if width > _NARROW else {}
        shown += tag("div", drawn, cls=f"scroll {cls}" if wide else cls, **wide)
    return f'<figure class="map">{shown}</figure>'


def waiting_picture(view: WaitingView, href: Href, *, width: int, prefix: str) -> str:
    """Return the ladders as an ``<svg>`` element."""
    places = view.places[:MOST_ROWS]
    per_day = (width - 2) / places[0].days
    rows = "".join(
        _row(place, href, (1.0, 4 + at * _ROW), (per_day, width), prefix) for at, place in enumerate(places)
    )
    height = 8 + len(places) * _ROW
    title = tag("title", words(text("waiting.caption", {"name": view.name})))
    return tag(
        "svg", title + tag("defs", hatch(f"{prefix}-hatch")) + rows,
        cls="pic map", id=prefix, viewBox=f"0 0 {width} {number(height)}", width=width, height=height, role="group",
    )  # fmt: skip


def _row(place: WaitPlace, href: Href, at: tuple[float, float], scale: tuple[float, int], prefix: str) -> str:
    """Return one hand-off: its name and days, and the ladder below them."""
    left, top = at
    per_day, width = scale
    bottom = top + _TOP + _HIGH
    days = days_words(place.days)
    room = width - text_width(days, 12) - 16
    name = shortened(place_words(place), room, 12, 600)
    said = tag("text", words(name), cls="t1", x=left, y=top + 14, font_size=12, font_weight="600")
    said += tag(
        "text", words(days), cls="tw", x=left + text_width(name, 12, 600) + 8, y=top + 14, font_size=12
    )
    shapes, x = "", left
    for part in place.parts:
        wide = (part.days or 0.0) * per_day
        if not wide:
            continue
        shapes += _piece(part, x, top + _TOP, wide, prefix)
        said += _label(part, x, top + _TOP, wide)
        x += wide
    outline = tag(
        "rect", cls="no-fill s-ink lift", x=left, y=top + _TOP, width=max(x - left, 1.0), height=_HIGH,
        stroke_width="1.1",
    )  # fmt: skip
    ring = tag("rect", cls="ring", x=0.5, y=top, width=width - 1, height=bottom - top + 6, rx=4)
    grab = tag("rect", cls="grab", x=0, y=top, width=width, height=bottom - top + 4)
    painted = tag("g", said, cls="over", aria_hidden="true")
    return linked(
        grab + shapes + outline + ring + painted, href("handoff", place.key), place.key, row_words(place)
    )


def row_words(place: WaitPlace) -> str:
    """Return a hand-off with its days and parts, as a sentence."""
    told = [
        text("waiting.piece", {"cause": name_words(each), "share": percent(each.share or 0.0)})
        for each in largest(place.parts)
    ]
    slots = {"place": place_words(place), "days": days_words(place.days), "parts": ", ".join(told)}
    return text("waiting.picture", slots)


def _piece(part: WaitPart, x: float, y: float, wide: float, prefix: str) -> str:
    """Return one piece: hatched as waiting, what nothing explains left blank, what came back underlined."""
    blank = part.cause == REST
    piece = tag(
        "rect", cls="f-paper s-wait" if blank else "s-wait", fill=None if blank else f"url(#{prefix}-hatch)",
        x=x, y=y, width=wide, height=_HIGH, stroke_width="1",
    )  # fmt: skip
    if part.cause == "rework":
        piece += tag(
            "line", cls="s-rework", x1=x, x2=x + wide, y1=y + _HIGH + 3, y2=y + _HIGH + 3, stroke_width="1.6",
            stroke_dasharray="4 2",
        )  # fmt: skip
    return piece


def _label(part: WaitPart, x: float, y: float, wide: float) -> str:
    """Return the longest words that fit into a piece, on a plate over the hatch; ``""`` if none do."""
    share, short = percent(part.share or 0.0), text(f"waiting.short.{part.cause}")
    forms = [text("waiting.piece", {"cause": name, "share": share}) for name in (name_words(part), short)]
    for form in (*forms, short):
        long = text_width(form, _SIZE, 600)
        if long + 10 > wide:
            continue
        middle = x + wide / 2
        plate = tag(
            "rect", cls="f-paper" if part.cause == REST else "f-wait-fill",
            x=middle - long / 2 - 3, y=y + 4, width=long + 6, height=_HIGH - 8,
        )  # fmt: skip
        colour = "t2" if part.cause == REST else "tw"
        return plate + tag(
            "text", words(form), cls=colour, x=middle, y=y + 16, font_size=_SIZE, font_weight="600",
            text_anchor="middle",
        )  # fmt: skip
    return ""
