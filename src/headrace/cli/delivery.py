"""``headrace delivery``: how soon changes are in production, how often, and what they break."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from headrace.cli.document import written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, Kind, Stream, WindowText, asked_window


class Reading(StrEnum):
    """Whose reading of the five measures."""

    STRICT = "strict"
    DEVLAKE = "devlake"


@command(
    "headrace delivery first-payment",
    "headrace delivery first-payment --window 2025-Q2 --mode devlake",
    "headrace delivery first-payment --format csv > delivery.csv",
)
def delivery(
    invocation: Invocation,
    stream: Stream,
    mode: Annotated[
        Reading,
        typer.Option("--mode", help="Our reading, or the numbers as Apache DevLake computes them."),
    ] = Reading.STRICT,
    window: WindowText = None,
    kind: Kind = None,
    form: Annotated[
        Format,
        typer.Option("--format", help="Tables to read, one JSON document, or one CSV line per measure."),
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Tell how a stream's work is delivered: DORA's five measures, the lead time's parts, stages as pairs of events.

    Only changes, deployments and incidents that links lead to from the stream's items count; what could not be linked
    stands beside each number.
    """
    view = invocation.workspace().delivery(stream, window=asked_window(window), kind=kind, mode=mode.value)
    from headrace.report.delivery.delivery_record import delivery_csv, delivery_record
    from headrace.report.delivery.terminal_delivery import delivery_lines

    if written(invocation, form, view, delivery_record, delivery_csv):
        return
    invocation.say(*delivery_lines(view, invocation.screen(ascii_only=ascii_only)))
    invocation.next(
        ("headrace check --show links", "how much is linked"),
        (f"headrace profile {stream}", "delivery beside everything else that is measured"),
    )
