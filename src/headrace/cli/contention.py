"""``headrace contention``: functions that several value streams wait for at the same time."""

from __future__ import annotations

from typing import Annotated

import typer

from headrace.cli.document import written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, WindowText, asked_window


@command(
    "headrace contention",
    "headrace contention --window 2025-Q2",
    "headrace contention --format csv > contention.csv",
)
def contention(
    invocation: Invocation,
    window: WindowText = None,
    form: Annotated[
        Format,
        typer.Option(
            "--format", help="A table to read, one JSON document, or one CSV line per function and stream."
        ),
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Tell which value streams wait for the same function at the same time: how many items, and how long.

    Functions stand in the order of the work; loads are of functions for streams, never of persons.
    """
    view = invocation.workspace().contention(window=asked_window(window))
    from headrace.report.contention.contention_record import contention_csv, contention_record
    from headrace.report.contention.terminal_contention import contention_lines

    if written(invocation, form, view, contention_record, contention_csv):
        return
    invocation.say(*contention_lines(view, invocation.screen(ascii_only=ascii_only)))
    if not view.refusal:
        stream = view.functions[0].streams[0].stream
        invocation.next((f"headrace waiting {stream}", "what its waits go with"))
