"""The flow page's pictures in all layouts, of which the stylesheet shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from headrace.report.drawing.svg import tag
from headrace.report.flow.age_picture import age_picture
from headrace.report.flow.cumulative_picture import cumulative_picture
from headrace.report.flow.flow_picture import flow_picture
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.flow.flow_view import FlowView

_LAYOUTS = (("pic-l", 1344), ("pic-m", 1180), ("pic-s", 358), ("pic-xs", 288))


class Draw(Protocol):
    """Draws one picture of a view at a width, its ids beginning with ``prefix``."""

    def __call__(self, view: FlowView, *, width: int, prefix: str) -> str:
        """Return an ``<svg>`` element, or nothing."""


def flow_figure(view: FlowView) -> str:
    """Return the main picture as a ``<figure>``; empty when there is too little to say."""
    return (
        ""
        if view.path is None
        else _figure(view, flow_picture, "flow", text("flow.caption", {"name": view.name}))
    )


def age_figure(view: FlowView) -> str:
    """Return the ages of what is in progress; empty when nothing is."""
    return _figure(view, age_picture, "ages", text("flow.picture.age"))


def cumulative_figure(view: FlowView) -> str:
    """Return the cumulative flow diagram; empty when there is too little to say."""
    return _figure(view, cumulative_picture, "cumulative", text("flow.picture.cumulative"))


def _figure(view: FlowView, draw: Draw, prefix: str, name: str) -> str:
    shown = []
    for cls, width in _LAYOUTS:
        drawing = draw(view, width=width, prefix=f"{prefix}-{cls}")
        if not drawing:
            return ""
        if width > 700:
            drawing = tag("div", drawing, cls=f"scroll {cls}", tabindex="0", role="region", aria_label=name)
        else:
            drawing = tag("div", drawing, cls=cls)
        shown.append(drawing)
    return f'<figure class="map">{"".join(shown)}</figure>'
