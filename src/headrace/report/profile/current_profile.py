"""A stream's profile, put together from its dimensions: the one place that lists which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.delivery.current_delivery import delivery
from headrace.report.dimensions.profile_view import ProfileAsked, ProfileView
from headrace.report.profile.flow_dimension import flow
from headrace.report.profile.product import product, signals_about
from headrace.report.profile.quality import quality
from headrace.report.profile.reliability import reliability
from headrace.report.profile.security import security
from headrace.report.profile.space import space

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.report.dimensions.profile_view import Dimension
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.contents import Catalogue
    from headrace.value_streams.definition import ValueStream

DIMENSIONS: tuple[Callable[[ProfileAsked], Dimension], ...] = (
    flow,
    delivery,
    reliability,
    security,
    quality,
    product,
    space,
)
"""Each answers for one dimension; in the order in which they are shown."""


def current_profile(
    engine: Engine, stream: ValueStream, catalogue: Catalogue, selection: Selection, around: Surroundings
) -> ProfileView:
    """Return all dimensions of a stream in the selection's window, side by side.

    Args:
        engine: holds the stream's derived tables, and the log beside them.
    """
    signals = signals_about(engine, stream, catalogue, selection.end)
    asked = ProfileAsked(engine, stream, catalogue, selection, around, signals)
    return ProfileView(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        unit=stream.unit,
        window=around.window,
        kind=selection.kind,
        kinds=around.kinds,
        missing=around.missing,
        remedy=around.remedy,
        dimensions=tuple(each(asked) for each in DIMENSIONS),
        n_finished=asked.finished,
        data_to=around.data_to,
        sources=around.sources,
        made_up=around.made_up,
    )
