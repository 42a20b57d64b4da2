"""``headrace waiting``: why work waits at each hand-off, as far as the records tell."""

from __future__ import annotations

from typing import Annotated

import typer

from headrace.cli.document import written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, Kind, Stream, WindowText, asked_window


@command(
    "headrace waiting first-payment",
    "headrace waiting first-payment --kind fix --window 2025-Q2",
    "headrace waiting first-payment --format csv > waiting.csv",
)
def waiting(
    invocation: Invocation,
    stream: Stream,
    window: WindowText = None,
    kind: Kind = None,
    form: Annotated[
        Format,
        typer.Option(
            "--format", help="Tables to read, one JSON document, or one CSV line per hand-off and part."
        ),
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Tell what waits go with: rework, batches, overtaking, busy receivers, other streams, hours without work.

    Every wait is split into parts that add up to it exactly. What goes with a wait need not be its cause, and what
    nothing in the records goes with stays unexplained.
    """
    view = invocation.workspace().waiting(stream, window=asked_window(window), kind=kind)
    from headrace.report.waiting.terminal_waiting import waiting_lines
    from headrace.report.waiting.waiting_record import waiting_csv, waiting_record

    if written(invocation, form, view, waiting_record, waiting_csv):
        return
    invocation.say(*waiting_lines(view, invocation.screen(ascii_only=ascii_only)))
    if not view.refusal:
        invocation.next(
            (
                f"headrace items {stream} --at handoff:{view.places[0].key}",
                "which items waited longest there",
            ),
            (f"headrace handoffs {stream}", "what hand-offs cost, for which kinds of work"),
        )
