"""What customers make of what a stream delivers: adoption, task success and satisfaction, as measured series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.dimensions.profile_lines import missing
from headrace.report.dimensions.profile_view import Dimension
from headrace.report.signals.signals import measure, signals_view
from headrace.report.wording.phrases import text
from headrace.value_streams.signals import PRODUCT, signals_of

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.report.dimensions.profile_view import MeasureLine, ProfileAsked
    from headrace.report.dimensions.signal_view import SignalLine
    from headrace.value_streams.contents import Catalogue
    from headrace.value_streams.definition import ValueStream


def product(asked: ProfileAsked) -> Dimension:
    """Return the product dimension of a stream: each signal with its last reading until the window's end."""
    lines: list[MeasureLine] = []
    for name in PRODUCT:
        found = [measure(each) for each in asked.signals if each.dimension == name]
        slots = {"stream": asked.stream.id, "dimension": name}
        lines += found or [
            missing("product", name, "", text("product.none"), text("product.mend", slots)),
        ]
    return Dimension("product", text("product.name"), text("product.question"), tuple(lines))


def signal_lines(asked: ProfileAsked, dimension: str) -> tuple[MeasureLine, ...]:
    """Return the measures of the signals about a stream that tell of one dimension, such as ``reliability``."""
    return tuple(measure(each) for each in asked.signals if each.dimension == dimension)


def signals_about(
    engine: Engine, stream: ValueStream, catalogue: Catalogue, until: int
) -> tuple[SignalLine, ...]:
    """Return the signals that are about a stream, with their readings until a moment (µs UTC)."""
    about = signals_of(stream, catalogue.signals)
    if not about:  # without a meaning for this stream, no reading has to be looked for
        return ()
    view = signals_view(engine, catalogue, until=until)
    return tuple(each for each in view.signals if each.defined and each.signal in about)
