"""One hand-off looked at closely: which one, and what goes with a long wait there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.diagnosis.long_waits import long_waits
from headrace.errors import BadRequest, nearest
from headrace.flow.handovers import CUSTOMER
from headrace.flow.unit import Unit
from headrace.report.handoffs.handoffs_view import ChosenHandoff, GoesWithLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.flow.handoffs import Boundary
    from headrace.flow.selection import Selection
    from headrace.report.handoffs.handoffs_view import BoundaryLine
    from headrace.value_streams.definition import ValueStream


def unit_of(asked: str) -> Unit:
    """Return the unit of time; raises ``BadRequest`` when there is none of that name."""
    try:
        return Unit(asked)
    except ValueError as problem:
        names = [each.value for each in Unit]
        raise BadRequest(
            f'Waits cannot be told in "{asked}". {nearest(asked, names)}'.rstrip(),
            remedies=[f"The units are {' and '.join(names)}."],
        ) from problem


def chosen_place(stream: ValueStream, asked: str | None, lines: Sequence[BoundaryLine]) -> int | None:
    """Return which hand-off is looked at: that asked for, else the first that crosses a boundary; ``None`` for none.

    Raises:
        BadRequest: the stream has no such hand-off in the window.
    """
    keys = [line.key for line in lines]
    if asked is None:
        return next((place for place, line in enumerate(lines) if line.sender != line.receiver), None)
    if asked not in keys:
        raise BadRequest(
            f'{stream.name} has no hand-off "{asked}" in this window. {nearest(asked, keys)}'.rstrip(),
            "It is named by its functions, as engineering~quality; what nobody worked on yet comes from customer.",
            [f"headrace handoffs {stream.id}"],
        )
    return keys.index(asked)


def chosen_handoff(  # noqa: PLR0913, PLR0917 - the ledger's own question, of one hand-off
    engine: Engine,
    stream: ValueStream,
    selection: Selection,
    chosen: tuple[str, Boundary],
    times: tuple[int, int, int],
    attributes: Sequence[str],
    unit: Unit,
) -> ChosenHandoff:
    """Return what goes with a long wait at a hand-off, given by its key and its boundary.

    Args:
        times: from when on the window is covered by records, until when, and the data's time (µs UTC).
        attributes: those that can be asked, none about persons.
    """
    key, boundary = chosen
    pair = (CUSTOMER if boundary.sender is None else boundary.sender, boundary.receiver)
    # a single kind of work has nothing to compare
    asked = [name for name in attributes if selection.kind is None or name != stream.kind]
    found = long_waits(
        engine, selection, pair, *times, attributes=asked, items=boundary.whole.items, unit=unit
    )
    lines = tuple(
        GoesWithLine(
            each.what, each.value, each.attribute, each.n, each.days, each.low, each.high, each.clear
        )
        for each in found.found
    )
    return ChosenHandoff(key, found.n, found.every, lines)
