"""``headrace bottleneck``: at which hand-off a shorter wait goes with a shorter whole, and what speaks for it."""

from __future__ import annotations

from typing import Annotated

import typer

from headrace.cli.document import written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, Stream, WindowText, asked_window


@command(
    "headrace bottleneck first-payment",
    "headrace bottleneck first-payment --window 52w",
    "headrace bottleneck first-payment --format csv > evidence.csv",
)
def bottleneck(
    invocation: Invocation,
    stream: Stream,
    window: WindowText = None,
    form: Annotated[
        Format,
        typer.Option("--format", help="Tables to read, one JSON document, or one CSV line per hand-off."),
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Tell where a shorter wait goes with a shorter whole: place by place, and where it would be waited again.

    The evidence stands side by side, each with its range; it is not added up. What is said goes with, until a trial
    shows what comes of it. All kinds of work count, since they wait for the same people.
    """
    view = invocation.workspace().bottleneck(stream, window=asked_window(window))
    from headrace.report.bottleneck.bottleneck_record import bottleneck_csv, bottleneck_record
    from headrace.report.bottleneck.terminal_bottleneck import bottleneck_lines

    if written(invocation, form, view, bottleneck_record, bottleneck_csv):
        return
    invocation.say(*bottleneck_lines(view, invocation.screen(ascii_only=ascii_only)))
    if not view.refusal:
        invocation.next(
            (
                f"headrace items {stream} --at handoff:{view.places[0].key}",
                "which items waited longest there",
            ),
            (f"headrace handoffs {stream}", "what each hand-off costs, for which work"),
        )
