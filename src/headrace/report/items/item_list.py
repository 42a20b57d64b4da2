"""One page of the items behind a number, each with its own ladder and its days in the part asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.flow import ladder
from headrace.report.items.behind import behind
from headrace.report.items.strips import listed_strips
from headrace.report.view import ItemsView
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import ValueStream


def item_list(  # noqa: PLR0913 - a list has this many ways to be looked at
    engine: Engine,
    stream: ValueStream,
    chosen: Selection,
    around: Surroundings,
    *,
    at: str,
    order: str,
    page: int,
    per_page: int,
) -> ItemsView:
    """Return one page of the items that ``at`` selects.

    Args:
        at: as :func:`headrace.report.items.behind.behind` reads it.
        order: one of :data:`headrace.flow.ladder.ORDERS`.
        page: counted from 1.

    Raises:
        BadRequest: ``at`` names no part of the stream.
    """
    part, words = behind(stream, at)
    first = (page - 1) * per_page
    found = ladder.listed(engine, chosen, part, order, slice(first, first + per_page))
    return ItemsView(
        stream=stream.id,
        name=stream.name,
        unit=stream.unit,
        window=around.window,
        kind=chosen.kind,
        kinds=around.kinds,
        selection=at,
        selection_words=words,
        order=order,
        total=found.total,
        mean_days=None if found.mean is None else found.mean / DAY,
        strips=listed_strips(
            engine, stream, found, around, part=part.stage is not None or part.between is not None
        ),
        page=page,
        data_to=around.data_to,
        made_up=around.made_up,
        all_time=around.all_time,
        missing=around.missing,
        remedy=around.remedy,
    )
