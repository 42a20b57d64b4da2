"""Build ContentionViews for tests: two functions that several streams wait for, with whatever is to be different."""

from __future__ import annotations

from dataclasses import replace

from headrace.report.contention.contention_view import ContentionView, SharedLine, StreamWait
from headrace.report.view import Window

DAY = 86_400_000_000
START = 20_089 * DAY  # 1 Jan 2025
END = START + 181 * DAY


def line(function: str, days: float, *streams: StreamWait) -> SharedLine:
    """Return a function that these streams waited for, for so many days at the same time."""
    return SharedLine(function, streams, days, 3 if days else 0, 2)


def some_contention(**changes: object) -> ContentionView:
    """Return which streams meet where; ``changes`` replace fields."""
    first = StreamWait("first-payment", "First payment", 90, 420.0, 60, 210.0)
    second = StreamWait("card-test", "Card <b>test</b>", 30, 100.0, 25, 80.0)
    view = ContentionView(
        window=Window(START, END),
        observed=Window(START, END),
        refusal=None,
        functions=(
            line("Engineering", 40.0, first, second),
            line("Quality <b>& Co</b>", 96.0, first, second, replace(second, stream="shop-check")),
        ),
        streams=("first-payment", "card-test", "shop-check"),
        left_out=(),
        data_to=END - DAY // 2,
        made_up=False,
    )
    return replace(view, **changes)  # type: ignore[arg-type]
