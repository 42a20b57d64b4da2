"""The forecast page's pictures in all layouts, of which the stylesheet shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from headrace.report.drawing.svg import tag
from headrace.report.flow.age_picture import age_picture
from headrace.report.forecast.forecast_picture import forecast_picture, past_picture

if TYPE_CHECKING:
    from headrace.report.forecast.forecast_view import ForecastView

_WIDE = (("pic-l", 840), ("pic-m", 720), ("pic-s", 358), ("pic-xs", 288))
_BESIDE = (("pic-l", 456), ("pic-m", 400), ("pic-s", 358), ("pic-xs", 288))


class Draw(Protocol):
    """Draws one picture of a view at a width, its ids beginning with ``prefix``."""

    def __call__(self, view: ForecastView, *, width: int, prefix: str) -> str:
        """Return an ``<svg>`` element, or nothing."""


def forecast_figure(view: ForecastView) -> str:
    """Return what was finished and what is to come; empty without a forecast."""
    return _figure(view, forecast_picture, "forecast", _WIDE)


def past_figure(view: ForecastView) -> str:
    """Return past forecasts with what happened; empty when none has come out."""
    return _figure(view, past_picture, "past", _WIDE)


def age_figure(view: ForecastView) -> str:
    """Return the ages of what is in progress; empty when nothing is."""
    return _figure(view, age_picture, "ages", _BESIDE)


def _figure(view: ForecastView, draw: Draw, prefix: str, layouts: tuple[tuple[str, int], ...]) -> str:
    shown = []
    for cls, width in layouts:
        drawing = draw(view, width=width, prefix=f"{prefix}-{cls}")
        if not drawing:
            return ""
        shown.append(tag("div", drawing, cls=cls))
    return "".join(shown)
