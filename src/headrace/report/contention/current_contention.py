"""The values of functions that several streams wait for, put together from their waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.diagnosis.contention import shared_functions
from headrace.report.contention.contention_view import ContentionView, SharedLine, StreamWait
from headrace.report.surroundings import latest
from headrace.report.view import Latest, Window
from headrace.report.window import last_months
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.diagnosis.contention import SharedFunction
    from headrace.diagnosis.function_times import FunctionTimes
    from headrace.value_streams.contents import Catalogue

_MONTHS = 6


def contention_window(window: Window | Latest | None, data_to: int) -> Window:
    """Return the window asked for; without one, the last six months of the data."""
    if isinstance(window, Latest):
        return latest(window, data_to)
    return window or last_months(data_to, _MONTHS)


def nothing_read(catalogue: Catalogue) -> ContentionView:
    """Return the view of a workspace without records."""
    return ContentionView(Window(0, 1), Window(0, 1), "empty", (), (), (), 0, catalogue.made_up)


def current_contention(
    several: Sequence[FunctionTimes], catalogue: Catalogue, window: Window, data_to: int
) -> ContentionView:
    """Return which functions several streams waited for.

    Args:
        several: the streams that can be derived, with what was there in the window, in the order of the file.
    """
    until = min(window.end, data_to)
    began = [int(each.began.min()) for each in several if len(each.began)]
    since = min(max(window.start, min(began, default=window.start)), until)
    found = shared_functions(several, since, until)
    streams = catalogue.value_streams
    names = {name: stream.name for name, stream in streams.items()}
    known = {each.stream for each in several}
    return ContentionView(
        window=window,
        observed=Window(since, until),
        refusal="one" if len(several) < 2 else None if found else "none",
        functions=tuple(_line(each, names) for each in found),
        streams=tuple(each.stream for each in several),
        left_out=tuple(name for name in streams if name not in known),
        data_to=data_to,
        made_up=catalogue.made_up,
    )


def _line(found: SharedFunction, names: Mapping[str, str]) -> SharedLine:
    return SharedLine(
        function=found.name,
        streams=tuple(
            StreamWait(
                each.stream, names[each.stream], each.items, each.waited / DAY, each.items_at_once,
                each.waited_at_once / DAY,
            )
            for each in found.streams
        ),
        days_at_once=found.at_once / DAY,
        stretches=found.stretches,
        twice=found.twice,
    )  # fmt: skip
