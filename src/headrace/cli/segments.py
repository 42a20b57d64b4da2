"""``headrace segments``: where work is not alike, and a part of it as a value stream of its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document, written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, Kind, Stream, asked_window
from headrace.cli.progress import Progress
from headrace.errors import BadRequest

if TYPE_CHECKING:
    from headrace.report.segments.segments_view import SegmentsView
    from headrace.workspace import Workspace


@command(
    "headrace segments first-payment",
    "headrace segments first-payment --window all --format csv > segments.csv",
    "headrace segments first-payment --write 1",
)
def segments(
    invocation: Invocation,
    stream: Stream,
    window: Annotated[
        str | None,
        typer.Option(
            "--window",
            metavar="WHEN",
            help="Items that began in this time: 2025, 2025-Q2, 2025-01-01..2025-06-30, 90d or all. Without it: the "
            "last six or twelve months of the data, or all, so that there are enough.",
        ),
    ] = None,
    kind: Kind = None,
    write: Annotated[
        int | None,
        typer.Option("--write", metavar="NUMBER", help="Write this part into headrace.yaml as a stream."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    form: Annotated[
        Format, typer.Option("--format", help="Tables to read, one JSON document, or one CSV line per part.")
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Tell where one value stream hides several: kinds of work that take longer, by what is known when they begin.

    Unfinished work counts. A split is found in one half of the items and kept only if it foretells the other half
    better; times are of that other half.
    """
    workspace = invocation.workspace()
    with Progress(invocation) as progress:
        view = workspace.segments(
            stream,
            window=asked_window(window),
            kind=kind,
            on_progress=lambda done, total: progress.update("Looking for segments", done, total),
        )
    if write is not None:
        _write(invocation, workspace, view, write, yes=yes)
        return
    from headrace.report.segments.segments_record import segments_csv, segments_record
    from headrace.report.segments.terminal_segments import segments_lines

    if written(invocation, form, view, segments_record, segments_csv):
        return
    invocation.say(*segments_lines(view, invocation.screen(ascii_only=ascii_only)))
    if view.segments:
        invocation.next((f"headrace segments {stream} --write 1", "part 1 as a value stream of its own"))
    else:
        invocation.next((f"headrace flow {stream}", "how long all of it takes"))


def _write(
    invocation: Invocation, workspace: Workspace, view: SegmentsView, number: int, *, yes: bool
) -> None:
    """Show what would stand in headrace.yaml, ask, and write it."""
    from headrace.report.wording.phrases import text

    part = workspace.sub_stream(view, number)
    holds = text("segments.sub.items", number=part.items)
    if not yes:
        if invocation.json or not (sys.stdin.isatty() and invocation.on_terminal):
            invocation.remark(*part.difference.splitlines(), holds)
            raise BadRequest(
                f"Part {number} would be written into headrace.yaml as {part.key}.",
                "Nothing was written: nobody can be asked here.",
                [f"headrace segments {view.stream} --write {number} --yes"],
            )
        invocation.say(*part.difference.splitlines(), "", holds)
        typer.confirm(f"Write {part.key} into headrace.yaml?", abort=True)
    workspace.add_sub_stream(part)
    if invocation.json:
        print(document(part))
        return
    if yes:
        invocation.say(*part.difference.splitlines(), "", holds)
    invocation.say(f"Wrote {part.key} into headrace.yaml.")
    invocation.next((f"headrace map {part.key}", "how work flows in it"))
