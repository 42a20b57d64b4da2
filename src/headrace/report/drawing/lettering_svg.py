"""Labels written as SVG: plate first, then the drawn triangle, then the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.svg import number, tag, words

if TYPE_CHECKING:
    from headrace.report.drawing.placement import Label, Run

_TRIANGLE = 12.0


def drawn(each: Label) -> str:
    """Return one label."""
    parts = []
    box = each.box
    if each.plate:
        out = box.grown(1)
        parts.append(
            tag("rect", cls=each.plate, x=out.left - 4, y=out.top, width=out.wide + 8, height=out.tall)
        )
    left = each.left
    if each.triangle:
        parts.append(triangle(left, each.y))
        left += _TRIANGLE
    turn = f"rotate({number(each.slant)} {number(each.x)} {number(each.y)})" if each.slant else None
    first = each.runs[0]
    parts.append(
        tag(
            "text",
            "".join(_run(run, inherited=run is first) for run in each.runs),
            cls=first.cls,
            x=left,
            y=each.y,
            font_size=each.size,
            font_weight=first.weight if first.weight != 400 else None,
            transform=turn,
        )
    )
    return "".join(parts)


def triangle(left: float, baseline: float) -> str:
    """Return the sign for what waits now."""
    points = f"{number(left + 0.5)},{number(baseline)} {number(left + 8.5)},{number(baseline)}"
    points += f" {number(left + 4.5)},{number(baseline - 7.5)}"
    return tag("polygon", cls="no-fill s-ink2", points=points, stroke_linejoin="round")


def _run(run: Run, *, inherited: bool) -> str:
    """Return a run; spaces at its ends are kept as non-breaking ones, since SVG folds others."""
    text = words(run.text.replace("  ", "\u00a0\u00a0"))
    if inherited:
        return text
    if text.startswith(" "):
        text = "\u00a0" + text[1:]
    return tag("tspan", text, cls=run.cls, font_weight=run.weight)
