"""One item's time to scale, in two levels: waiting above, worked on below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing.lettering import width as text_width
from headrace.report.drawing.lettering_svg import drawn
from headrace.report.drawing.placement import Label, Run, label
from headrace.report.drawing.svg import hatch, number, tag, words
from headrace.report.maps.captions import strip_said
from headrace.report.maps.ladder_picture import Ladder, axis_labels, ladder_shapes, piece_labels
from headrace.report.maps.map_layout import Segment, ticks
from headrace.report.wording.phrases import text
from headrace.report.words import scale_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.links import Href
    from headrace.report.view import ItemStrip, LadderPart
    from headrace.report.words import Scale

STRIP_WIDTH = 560.0
_END = 16.0  # px for the sign of the end
_TALL = 26.0
_KINDS = {"waiting": "wait", "working": "work", "blocked": "blocked"}


def strips(items: Sequence[ItemStrip], href: Href, *, prefix: str = "strips", part: str = "") -> str:
    """Return the key and a table with one small ladder per item, all on one axis.

    Args:
        part: what the part is called whose days stand before those of the whole; ``""`` for the whole alone.
    """
    if not items:
        return ""
    longest = max(item.total_days for item in items)
    scale = scale_for(longest)
    labels = any(item.label and item.label != item.key for item in items)
    kinds = any(item.kind for item in items)
    heads = [words(text("strips.item"))]
    heads += [words(text("strips.label"))] if labels else []
    heads += [words(text("strips.kind"))] if kinds else []
    heads += [words(text("strips.journey", {"units": scale.many})) + _axis(longest, scale)]
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    whole = text("strips.total", {"Units": scale.many.capitalize()})
    if part:
        whole = text("strips.amount", {"what": text("items.part.whole"), "units": scale.many})
        asked = text("strips.amount", {"what": part, "units": scale.many})
        head += f'<th scope="col" class="r">{words(asked)}</th>'
    head += f'<th scope="col" class="r">{words(whole)}</th>'
    rows = []
    for at, item in enumerate(items):
        address = href("item", item.item_id)
        name = words(item.key) if address is None else tag("a", words(item.key), href=address)
        row = [f'<th scope="row">{name}</th>']
        row += [f"<td>{words(item.label or '')}</td>"] if labels else []
        row += [f'<td class="kind">{words(item.kind or "")}</td>'] if kinds else []
        row += [f'<td class="journey">{strip_svg(item, longest, f"{prefix}-{at}")}</td>']
        if part:
            days = text("strips.never") if item.part_days is None else scale.number(item.part_days)
            row += [f'<td class="r part" data-label="{words(part)}">{words(days)}</td>']
        rows.append(f'<tr>{"".join(row)}<td class="r">{scale.number(item.total_days)}</td></tr>')
    caption = f'<caption class="vh">{words(text("strips.caption"))}</caption>'
    table = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f'{_key(items, prefix)}<table class="list strip-table" id="{prefix}">{caption}{table}</table>'


def item_ladder(item: ItemStrip, *, width: int = 1180, prefix: str = "item") -> str:
    """Return one item's own ladder, large, with stages and functions named, as an ``<svg>`` element."""
    scale = scale_for(item.total_days)
    steps = Ladder(_segments(item, width - _END), 6, scale, 1, width - _END)
    found = piece_labels(steps) + axis_labels(steps, text("picture.axis", {"units": scale.many}))
    below = steps.bottom + 12
    shapes = "".join(ladder_shapes(steps, each.part, (each.kind,), prefix) for each in steps.segments)
    shapes += steps.outline() + steps.axis() + _end_sign(item, width - _END + 8, steps.bottom - 12)
    shapes += "".join(_again(*ends, steps.bottom + 4) for ends in _returned(item, width - _END - 1))
    functions = (
        _function_runs(item, (width - _END - 1) / item.total_days, below + 30) if item.total_days else []
    )
    height = below + 12
    if functions:
        height = below + 38
        shapes += "".join(line for line, _ in functions)
        found += [name for _, name in functions if name is not None]
    painted = tag("g", "".join(drawn(each) for each in found), cls="over", aria_hidden="true")
    return tag(
        "svg",
        tag("defs", hatch(f"{prefix}-hatch")) + shapes + painted,
        cls="pic item",
        id=prefix,
        viewBox=f"0 0 {width} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=strip_said(item),
    )


def _segments(item: ItemStrip, right: float) -> list[Segment]:
    """Return the parts of one item as pieces of a ladder that ends at ``right`` px."""
    if not item.total_days:
        return []
    per_day = (right - 1) / item.total_days
    return [
        Segment(
            _KINDS[part.mode],
            str(at),
            part.stage,
            part.end_days - part.start_days,
            1 + part.start_days * per_day,
            1 + part.end_days * per_day,
            part.estimated,
        )
        for at, part in enumerate(item.parts)
        if part.mode in _KINDS and part.end_days > part.start_days
    ]


def strip_svg(item: ItemStrip, longest: float, prefix: str) -> str:
    """Return one item's small ladder, on an axis of ``longest`` days."""
    per_day = (STRIP_WIDTH - _END) / longest if longest else 0.0
    shapes = [tag("defs", hatch(f"{prefix}-hatch"))]
    for part in item.parts:
        shapes.append(_bar(part, per_day, prefix))
    end = item.total_days * per_day
    shapes += [_again(*ends, 22) for ends in _returned(item, end)]
    shapes.append(_end_sign(item, end + 7, 10))
    return tag(
        "svg",
        "".join(shapes),
        cls="pic strip",
        viewBox=f"0 0 {number(STRIP_WIDTH)} {number(_TALL)}",
        width=STRIP_WIDTH,
        height=_TALL,
        role="img",
        aria_label=strip_said(item),
    )


def _bar(part: LadderPart, per_day: float, prefix: str) -> str:
    left = part.start_days * per_day
    wide = max(1.0, (part.end_days - part.start_days) * per_day)
    y = 10.0 if part.mode == "working" else 1.0
    paint = {"working": "f-active", "blocked": "f-blocked"}.get(part.mode)
    fill = None if paint else f"url(#{prefix}-hatch)"
    bar = tag("rect", cls=paint, fill=fill, x=left, y=y, width=wide, height=9)
    if part.mode == "blocked" and wide > 7:
        bar += tag("rect", cls="f-paper", x=left + wide / 2 - 2, y=3.5, width=4, height=4)
    return bar


def _returned(item: ItemStrip, end: float) -> list[tuple[float, float]]:
    """Return where the item is in a stage it had left before, in px, as few pieces as possible."""
    per_day = end / item.total_days if item.total_days else 0.0
    found: list[tuple[float, float]] = []
    for part in item.parts:
        if not part.returned:
            continue
        left, right = part.start_days * per_day, part.end_days * per_day
        if found and left - found[-1][1] < 0.5:
            found[-1] = (found[-1][0], right)
        else:
            found.append((left, right))
    return found


def _again(left: float, right: float, y: float) -> str:
    return tag(
        "line",
        cls="s-rework",
        x1=left,
        x2=max(right, left + 4),
        y1=y,
        y2=y,
        stroke_width="1.6",
        stroke_dasharray="4 2",
    )


def _end_sign(item: ItemStrip, x: float, y: float) -> str:
    """Return a dot for in use, a cross for given up, and three dots for what still goes on."""
    if item.outcome == "done":
        return tag("circle", cls="f-outcome", cx=x, cy=y, r=3.6)
    if item.outcome == "cancelled":
        d = f"M{number(x - 3)} {number(y - 3)}l6 6m0-6l-6 6"
        return tag("path", cls="no-fill s-ink2", d=d, stroke_width="1.5")
    return "".join(tag("circle", cls="f-axis", cx=x - 3 + 3.5 * at, cy=y, r=1.1) for at in range(3))


def _function_runs(item: ItemStrip, per_day: float, y: float) -> list[tuple[str, Label | None]]:
    """Return a rule for each run of parts in one function's hands, and its name where it fits."""
    runs: list[list[LadderPart]] = []
    for part in item.parts:
        if runs and runs[-1][-1].function == part.function:
            runs[-1].append(part)
        else:
            runs.append([part])
    found: list[tuple[str, Label | None]] = []
    for run in runs:
        left, right = 1 + run[0].start_days * per_day, 1 + run[-1].end_days * per_day
        rule = tag("line", cls="s-axis", x1=left + 0.5, x2=max(left + 1.5, right - 1.5), y1=y - 14, y2=y - 14)
        name = run[0].function
        fits = text_width(name, 11) + 4 <= right - left
        found.append((rule, label(name, left + 1, y, 11, cls="t2") if fits else None))
    return found


def _axis(longest: float, scale: Scale) -> str:
    wide = (STRIP_WIDTH - _END) / scale.of(longest) if longest else 0.0
    found = [
        Label((Run(f"{value:,g}", "t2"),), max(value * wide, 0), 12, 13, "start" if value == 0 else "middle")
        for value in ticks(longest, scale, most=6)
    ]
    inner = "".join(drawn(each) for each in found if each.box.right <= STRIP_WIDTH)
    box = f"0 0 {number(STRIP_WIDTH)} 16"
    return tag("svg", inner, cls="pic axis", viewBox=box, width=STRIP_WIDTH, height=16, aria_hidden="true")


def _key(items: Sequence[ItemStrip], prefix: str) -> str:
    lines = []
    for wide, shapes, said in strip_signs(items, prefix):
        box = f"0 0 {number(wide)} 10"
        sign = tag("svg", shapes, cls="pic", width=wide, height=10, viewBox=box, aria_hidden="true")
        lines.append(f"<li>{sign} {words(said)}</li>")
    return f'<ul class="key" aria-label="Key">{"".join(lines)}</ul>'


def strip_signs(items: Sequence[ItemStrip], prefix: str) -> list[tuple[float, str, str]]:
    """Return the signs in these ladders: width in px, shapes in a box 10 px tall, words."""
    modes = {part.mode for item in items for part in item.parts}
    ends = {item.outcome for item in items}
    hatched = tag("defs", hatch(f"{prefix}-key-hatch")) + tag(
        "rect", fill=f"url(#{prefix}-key-hatch)", width=18, height=10
    )
    dashes = tag("line", cls="s-rework", x1=0, x2=24, y1=5, y2=5, stroke_width="1.6", stroke_dasharray="4 2")
    blocked = tag("rect", cls="f-blocked", width=18, height=10) + tag(
        "rect", cls="f-paper", x=7, y=3, width=4, height=4
    )
    cross = tag("path", cls="no-fill s-ink2", d="M3 2l6 6m0-6l-6 6", stroke_width="1.5")
    signs = (
        ("working" in modes, tag("rect", cls="f-active", width=18, height=10), "key.active", 18),
        ("waiting" in modes, hatched, "key.waiting", 18),
        ("blocked" in modes, blocked, "key.blocked", 18),
        (any(part.returned for item in items for part in item.parts), dashes, "key.returned", 24),
        ("done" in ends, tag("circle", cls="f-outcome", cx=6, cy=5, r=4), "key.in_use", 12),
        ("cancelled" in ends, cross, "key.given_up", 12),
    )
    return [(wide, shapes, text(phrase)) for there, shapes, phrase, wide in signs if there]
