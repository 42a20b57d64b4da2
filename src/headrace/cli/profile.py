"""``headrace profile``: all that is measured of a stream's work, side by side, and what is missing."""

from __future__ import annotations

from typing import Annotated

import typer

from headrace.cli.document import written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, Kind, Stream, WindowText, asked_window


@command(
    "headrace profile first-payment",
    "headrace profile first-payment --window 2025-Q2",
    "headrace profile first-payment --format csv > profile.csv",
)
def profile(
    invocation: Invocation,
    stream: Stream,
    window: WindowText = None,
    kind: Kind = None,
    form: Annotated[
        Format,
        typer.Option("--format", help="Tables to read, one JSON document, or one CSV line per measure."),
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Tell all that is measured of a stream, side by side: flow, reliability, security, quality and more.

    What is missing says what would mend it. Nothing is added up to one number, and nothing is ranked.
    """
    view = invocation.workspace().profile(stream, window=asked_window(window), kind=kind)
    from headrace.report.dimensions.profile_record import profile_csv, profile_record
    from headrace.report.profile.terminal_profile import profile_lines

    if written(invocation, form, view, profile_record, profile_csv):
        return
    invocation.say(*profile_lines(view, invocation.screen(ascii_only=ascii_only)))
    invocation.next(
        (f"headrace flow {stream}", "the flow in full"),
        ("headrace serve", "the same, as pictures"),
    )
