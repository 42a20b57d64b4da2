"""``headrace flow``: how much arrives and leaves, how long it takes, and how sure that is."""

from __future__ import annotations

from typing import Annotated

import typer

from headrace.cli.document import written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, Kind, Stream, WindowText, asked_window


@command(
    "headrace flow first-payment",
    "headrace flow first-payment --window 2025-Q2 --kind fix",
    "headrace flow first-payment --format csv > flow.csv",
)
def flow(
    invocation: Invocation,
    stream: Stream,
    window: WindowText = None,
    kind: Kind = None,
    form: Annotated[
        Format,
        typer.Option("--format", help="A table to read, one JSON document, or one CSV line per measure."),
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Tell how work flows: what arrives and leaves, how long it takes, what is in progress and how old it is.

    Unfinished work counts. Every number comes with its 95 % range where there is enough for one.
    """
    view = invocation.workspace().flow(stream, window=asked_window(window), kind=kind)
    from headrace.report.flow.flow_record import flow_csv, flow_record
    from headrace.report.flow.terminal_flow import flow_lines

    if written(invocation, form, view, flow_record, flow_csv):
        return
    invocation.say(*flow_lines(view, invocation.screen(ascii_only=ascii_only)))
    invocation.next(
        (f"headrace items {stream} --at open --oldest 10", "what has been in progress longest"),
        ("headrace serve", "the same, as pictures"),
    )
