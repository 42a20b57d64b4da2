"""``headrace map``: how work flows in one value stream, in the terminal or as a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from headrace.cli.document import document
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Kind, Stream, WindowText, asked_window


class Detail(StrEnum):
    """How finely the map is drawn."""

    STAGES = "stages"
    FUNCTIONS = "functions"


@command(
    "headrace map first-payment",
    "headrace map first-payment --window 2025-Q2 --kind fix",
    "headrace map first-payment --output map.svg",
)
def map_(
    invocation: Invocation,
    stream: Stream,
    window: WindowText = None,
    kind: Kind = None,
    detail: Annotated[
        Detail, typer.Option("--detail", help="Every stage, or only where functions hand over.")
    ] = Detail.STAGES,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the map as .svg, .png, .pdf, .html or .json."
        ),
    ] = None,
    ascii_only: Ascii = False,
) -> None:
    """Show the current-state map of a value stream: where work waits, where it is worked on, what comes back.

    Parts are averages over all finished items, in calendar days, and add up to the whole.
    """
    from headrace.report.terminal import map_lines

    view = invocation.workspace().map(stream, window=asked_window(window), kind=kind, detail=detail.value)
    if output is not None:
        from headrace.report.maps.files import write_map

        write_map(view, output)
        invocation.remark(f"Wrote {output}.")
    if invocation.json:
        from headrace.report.maps.record import map_record

        print(document(map_record(view)))
    elif output is None:
        invocation.say(*map_lines(view, invocation.screen(ascii_only=ascii_only)))
    longest = max(view.walls, key=lambda wall: wall.wait_days, default=None)
    steps = [("headrace serve", "the same, as pictures")]
    if longest is not None and longest.wait_days > 0:
        steps.insert(
            0, (f"headrace items {stream} --at wait:{longest.key}", f"what waited for {longest.to_stage}")
        )
    invocation.next(*steps)
