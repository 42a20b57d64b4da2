"""Time to scale, in two levels: waiting above, worked on below."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.links import Href
    from headrace.report.view import ItemStrip


def strips(items: Sequence[ItemStrip], href: Href, *, prefix: str = "strips") -> str:
    """Return a table with one small ladder per item on a common axis."""
    return f'<table id="{prefix}">{"".join(str(href("item", item.key)) for item in items)}</table>'


def item_ladder(item: ItemStrip, *, width: int = 1180, prefix: str = "item") -> str:
    """Return one item's own ladder, large, with stages named, as an ``<svg>`` element."""
    return f'<svg id="{prefix}" width="{width}"><title>{item.key}</title></svg>'
