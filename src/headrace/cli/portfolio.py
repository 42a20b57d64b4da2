"""``headrace portfolio``: which value streams serve which objectives, and how work flows in each."""

from __future__ import annotations

from typing import Annotated

import typer

from headrace.cli.document import written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, WindowText, asked_window


@command(
    "headrace portfolio",
    "headrace portfolio --window 2025-Q2",
    "headrace portfolio --format csv > portfolio.csv",
)
def portfolio(
    invocation: Invocation,
    window: WindowText = None,
    form: Annotated[
        Format,
        typer.Option(
            "--format", help="A table to read, one JSON document, or one CSV line per value stream."
        ),
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Show every value stream under the objective it serves: days worked and waited, and what customers get.

    Objectives without a stream and streams without an objective are shown too. Without --window: the last six months
    of the data, the same for all streams.
    """
    view = invocation.workspace().portfolio(asked_window(window))
    from headrace.report.portfolio.portfolio_record import portfolio_csv, portfolio_record
    from headrace.report.portfolio.terminal_portfolio import portfolio_lines

    if written(invocation, form, view, portfolio_record, portfolio_csv):
        return
    invocation.say(*portfolio_lines(view, invocation.screen(ascii_only=ascii_only)))
    longest = max(view.streams, key=lambda row: row.wait_days or 0.0, default=None)
    if longest is not None and longest.wait_days:
        invocation.next((f"headrace map {longest.stream}", "where it waits"))
