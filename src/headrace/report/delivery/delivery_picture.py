"""The delivery page's picture: the mean lead time's parts to scale, one bar from first commit to production."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.svg import number, tag, words
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, scale_for

if TYPE_CHECKING:
    from headrace.report.delivery.delivery_view import DeliveryView, LeadPart
    from headrace.report.words import Scale

_LAYOUTS = (("pic-l", 1344), ("pic-m", 1180), ("pic-s", 358), ("pic-xs", 288))
_SHADES = {"coding": "f-lane", "review": "f-rule", "release": "f-axis"}
_TALL = 26.0
_LINE = 18.0
_LEAST = 2.0
"""Px that a part has at least, so that it can be seen."""


def delivery_figure(view: DeliveryView) -> str:
    """Return the picture in all layouts as a ``<figure>``; empty when there are no parts."""
    if not view.parts or sum(part.days for part in view.parts) <= 0:
        return ""
    drawn = "".join(
        tag("div", delivery_picture(view, width=width, prefix=f"delivery-{cls}"), cls=cls)
        for cls, width in _LAYOUTS
    )
    return f'<figure class="map">{drawn}</figure>'


def delivery_picture(view: DeliveryView, *, width: int, prefix: str) -> str:
    """Return the parts of the mean lead time as an ``<svg>`` element: a bar to scale, and each part by name."""
    positive = [part for part in view.parts if part.days > 0]
    whole = sum(part.days for part in view.parts)
    scale = scale_for(whole)
    top = 30.0
    total = scale.words(whole)
    name = _with_total(text("delivery.parts", number=view.parts_changes), total)
    if text_width(name, 12, 600) > width:
        name = _with_total(text("delivery.parts.brief", {"number": grouped(view.parts_changes)}), total)
    shapes = _words(name, 0, 14, weight=600)
    room = width - _LEAST * len(positive) - 1
    of = sum(part.days for part in positive)
    at, places = 0.5, {}
    for part in positive:
        wide = _LEAST + part.days / of * room
        shapes += tag("rect", cls=f"{_SHADES[part.key]} s-axis", x=at, y=top, width=wide, height=_TALL)
        places[part.key] = (at, wide)
        at += wide
    labels, bottom = _labels(view.parts, places, scale, width, top + _TALL)
    height = bottom + 8
    return tag(
        "svg",
        shapes + labels,
        cls="pic flow",
        id=prefix,
        viewBox=f"0 0 {width} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=f"{said(view)} {text('delivery.part.whole', {'days': total})}.",
    )


def said(view: DeliveryView) -> str:
    """Return what a screen reader says of the picture."""
    scale = scale_for(sum(part.days for part in view.parts))
    named = ", ".join(_named(part, scale) for part in view.parts)
    return f"{text('delivery.parts', number=view.parts_changes)}. {named}."


def _labels(
    parts: tuple[LeadPart, ...],
    places: dict[str, tuple[float, float]],
    scale: Scale,
    width: int,
    below: float,
) -> tuple[str, float]:
    """Return the names under the bar, each in its own line where they would touch, and where they end."""
    asked = [(part, _named(part, scale)) for part in parts]
    ends, beside = 0.0, []
    for part, name in asked:
        left = max(places.get(part.key, (ends, 0.0))[0], ends)
        beside.append(left)
        ends = left + 18 + text_width(name, 12) + 16
    stacked = ends - 16 > width
    shapes, y = "", below + _LINE
    for left, (part, name) in zip(beside, asked, strict=True):
        x = 0.0 if stacked else left
        shapes += tag("rect", cls=f"{_SHADES[part.key]} s-axis", x=x + 0.5, y=y - 9.5, width=10, height=10)
        shapes += _words(name, x + 18, y)
        y += _LINE if stacked else 0
    return shapes, y if not stacked else y - _LINE


def _with_total(name: str, total: str) -> str:
    return text("delivery.parts.total", {"parts": name, "days": total})


def _named(part: LeadPart, scale: Scale) -> str:
    sign = "−" if part.days < 0 else ""
    days = sign + scale.seen(abs(part.days)).words(abs(part.days))
    return text("delivery.part.said", {"name": text(f"delivery.part.{part.key}"), "days": days})


def _words(said: str, x: float, y: float, *, weight: int | None = None) -> str:
    return tag("text", words(said), cls="t1", x=x, y=y, font_size=12, font_weight=weight)
