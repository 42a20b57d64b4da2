"""The map on paper: sentence, facts, key, picture and where it comes from, as one standalone drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing import stylesheet
from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.lettering_svg import drawn
from headrace.report.drawing.placement import label
from headrace.report.drawing.svg import number, tag, words
from headrace.report.links import nowhere
from headrace.report.maps.captions import strip_said
from headrace.report.maps.ladder import strip_signs, strip_svg
from headrace.report.maps.map_figure import signs
from headrace.report.maps.map_picture import horizontal
from headrace.report.maps.map_sentences import MAP_FROM, map_facts, map_headline, provenance
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.headline import Headline
    from headrace.report.view import MapView

WIDTH = 1440.0
_EDGE = 48.0
_A4 = 210 / 297
_SERIF = "Newsreader, Charter, Georgia, serif"
_SANS = "Inter, system-ui, sans-serif"
_INK = {"active": "ta", "wait": "tw", "rework": "tr", "outcome": "to", "blocked": "tb", "strong": "t1"}
_MARK = {
    "active": "s-active",
    "wait": "s-wait",
    "rework": "s-rework",
    "outcome": "s-outcome",
    "blocked": "s-blocked",
}


def paper(view: MapView, *, fonts: bool, a4: bool = False) -> str:
    """Return the map as a standalone SVG document in the light theme.

    Args:
        view: what is shown.
        fonts: whether the fonts are inside, for viewers that do not have them.
        a4: whether the drawing has the shape of a landscape A4 page, the whole scaled into it.
    """
    body, height = _body(view)
    page = max(height, WIDTH * _A4) if a4 else height
    wide = page / _A4 if a4 else WIDTH
    left = (wide - WIDTH) / 2
    ground = tag("rect", cls="f-paper", x=-left, y=0, width=wide, height=page)
    size = {"width": number(wide), "height": number(page)}
    if a4:
        size = {"width": "841.89", "height": "595.28"}  # points: what a PDF counts in
    svg = tag(
        "svg",
        tag("title", words(text("picture.title", {"name": view.name}))) + ground + body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{number(-left)} 0 {number(wide)} {number(page)}",
        font_family=_SANS,
        **size,
    )
    plain = stylesheet.standalone(svg)
    if not fonts:
        return plain
    faces = f"<defs><style>{stylesheet.embedded_faces(plain)}</style></defs>"
    at = plain.index(">") + 1
    return plain[:at] + faces + plain[at:]


def _body(view: MapView) -> tuple[str, float]:
    said = map_headline(view)
    shapes = [drawn(label(view.name, _EDGE, 46, 15, weight=600))]
    top = 46.0
    headline, top = _headline(said, top)
    shapes.append(headline)
    top += 12
    for line in _joined([*([said.note] if said.note else []), *map_facts(view)]):
        top += 19
        shapes.append(drawn(label(line, _EDGE, top, 13, cls="t2")))
    if view.blocks and view.n_finished >= MAP_FROM and not view.missing:
        top += 30
        shapes.append(_key(signs(view, "paper-key"), top))
        picture = horizontal(view, nowhere, width=1344, prefix="map")
        wide, tall = _size(picture)
        scale = min(1.0, (WIDTH - 2 * _EDGE) / wide)
        box = {"x": _EDGE, "y": top + 16, "width": wide * scale, "height": tall * scale}
        shapes.append(_nested(picture, box))
        top += 16 + tall * scale
    elif view.strips and not view.missing:
        top += 30
        shapes.append(_key(strip_signs(view.strips, "paper-key"), top))
        strips, top = _strips(view, top + 22)
        shapes.append(strips)
    top += 36
    for line in _joined(list(provenance(view))):
        shapes.append(drawn(label(line, _EDGE, top, 12, cls="t3")))
        top += 17
    return "".join(shapes), top + 14


def _headline(said: Headline, top: float) -> tuple[str, float]:
    """Return the sentence in Newsreader, its meanings in colour, underlined, and its last line's y."""
    found: list[str] = []
    x, y, room = _EDGE, top + 42, WIDTH - _EDGE
    for part in said.parts:
        weight = 600 if part.role else 500
        for at, piece in enumerate(part.text.split(" ")):
            gap = text_width(" ", 31, weight, "newsreader") if at else 0.0
            wide = text_width(piece, 31, weight, "newsreader")
            if x + gap + wide > room and piece:
                x, y, gap = _EDGE, y + 38, 0.0
            if part.role in _MARK and piece:
                start = x if at and gap else x + gap
                dash = "6 4" if part.role == "rework" else None
                found.append(
                    tag(
                        "line",
                        cls=_MARK[part.role],
                        x1=start,
                        x2=x + gap + wide,
                        y1=y + 7,
                        y2=y + 7,
                        stroke_width="3.5",
                        stroke_dasharray=dash,
                    )
                )
            x += gap
            cls = _INK.get(part.role or "", "t1")
            if piece:
                found.append(
                    tag(
                        "text",
                        words(piece),
                        cls=cls,
                        x=x,
                        y=y,
                        font_size=31,
                        font_weight=weight,
                        font_family=_SERIF,
                    )
                )
            x += wide
    return "".join(found), y


def _joined(facts: list[str]) -> list[str]:
    """Return facts joined by dots, in lines as wide as the page."""
    lines: list[str] = []
    for fact in facts:
        longer = f"{lines[-1]} · {fact}" if lines else fact
        if lines and text_width(longer, 13) <= WIDTH - 2 * _EDGE:
            lines[-1] = longer
        else:
            lines.append(fact)
    return lines


def _key(found_signs: list[tuple[float, str, str]], y: float) -> str:
    found, x = [], _EDGE
    for wide, shapes, said in found_signs:
        found.append(_nested(f"<svg>{shapes}</svg>", {"x": x, "y": y - 9, "width": wide, "height": 10}))
        found.append(drawn(label(said, x + wide + 7, y, 12, cls="t2")))
        x += wide + 7 + text_width(said, 12) + 22
    return "".join(found)


def _strips(view: MapView, y: float) -> tuple[str, float]:
    longest = max(strip.total_days for strip in view.strips)
    found = []
    for at, strip in enumerate(view.strips):
        found.append(drawn(label(strip.key, _EDGE, y + 16, 13, weight=600)))
        picture = strip_svg(strip, longest, f"strip-{at}")
        wide, tall = _size(picture)
        found.append(_nested(picture, {"x": _EDGE + 160, "y": y, "width": wide, "height": tall}))
        found.append(drawn(label(strip_said(strip), _EDGE + 180 + wide, y + 16, 12, cls="t2")))
        y += 36
    return "".join(found), y


def _size(svg: str) -> tuple[float, float]:
    """Return the width and height that one of our own pictures says it has."""
    head = svg[: svg.index(">")]
    wide = head.split(' width="', 1)[1].split('"', 1)[0]
    tall = head.split(' height="', 1)[1].split('"', 1)[0]
    return float(wide), float(tall)


def _nested(svg: str, box: dict[str, float]) -> str:
    """Return a picture of ours placed inside another."""
    end = svg.index(">")
    head = svg[4:end]
    for name in ("width", "height"):
        before, found, after = head.partition(f' {name}="')
        if found:
            head = before + after.partition('"')[2]
    place = "".join(f' {name}="{number(value)}"' for name, value in box.items())
    return f"<svg{place}{head}{svg[end:]}"
