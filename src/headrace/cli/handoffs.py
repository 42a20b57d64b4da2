"""``headrace handoffs``: how long items wait between functions, for which kinds of work, and what comes back."""

from __future__ import annotations

from typing import Annotated

import typer

from headrace.cli.document import written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, Kind, Stream, WindowText, asked_window


@command(
    "headrace handoffs first-payment",
    "headrace handoffs first-payment --split size --window 2025-Q2",
    "headrace handoffs first-payment --handoff engineering~quality --working-days",
    "headrace handoffs first-payment --format csv > handoffs.csv",
)
def handoffs(
    invocation: Invocation,
    stream: Stream,
    window: WindowText = None,
    kind: Kind = None,
    split: Annotated[
        str | None,
        typer.Option(
            "--split",
            metavar="ATTRIBUTE",
            help="Compare the values of this attribute, as it was when items began. Without it: the kind of work.",
        ),
    ] = None,
    handoff: Annotated[
        str | None,
        typer.Option(
            "--handoff",
            metavar="FROM~TO",
            help="Look at this one closely, as engineering~quality. Without it: the one with most days waited.",
        ),
    ] = None,
    working_days: Annotated[
        bool, typer.Option("--working-days", help="Count Monday to Friday only (UTC, no holidays).")
    ] = False,
    form: Annotated[
        Format,
        typer.Option(
            "--format", help="Tables to read, one JSON document, or one CSV line per hand-off and group."
        ),
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Tell what hand-offs between functions cost: how long items wait there, for which work, and what comes back.

    A wait belongs to the hand-off, not to either function. All parts add up to the flow time of the items.
    """
    from headrace.report.handoffs.handoffs_asked import HandoffsAsked
    from headrace.report.handoffs.handoffs_record import handoffs_csv, handoffs_record
    from headrace.report.handoffs.terminal_handoffs import handoffs_lines

    asked = HandoffsAsked(split, handoff, "working-days" if working_days else "days")
    view = invocation.workspace().handoffs(stream, window=asked_window(window), kind=kind, asked=asked)
    if written(invocation, form, view, handoffs_record, handoffs_csv):
        return
    invocation.say(*handoffs_lines(view, invocation.screen(ascii_only=ascii_only)))
    first = view.boundaries[0].key if view.boundaries else ""
    if first and not view.refusal:
        invocation.next(
            (f"headrace items {stream} --at handoff:{first}", "which items waited longest there"),
            (f"headrace map {stream}", "where in the work that is"),
        )
