"""``headrace items``: the items behind a number of the map."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from headrace.cli.document import document
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Kind, Stream, WindowText, asked_window
from headrace.errors import BadRequest


@command(
    "headrace items first-payment",
    "headrace items first-payment --at wait:build --slowest 20",
    "headrace items first-payment --at open --oldest 10",
    "headrace items first-payment --ageing 20",
    "headrace items first-payment --csv > items.csv",
)
def items(
    invocation: Invocation,
    stream: Stream,
    at: Annotated[
        str,
        typer.Option(
            "--at",
            metavar="WHERE",
            help="wait:STAGE, work:STAGE, blocked:STAGE, return:FROM~TO, open or cancelled; "
            "stages as in addresses: build.",
        ),
    ] = "",
    slowest: Annotated[
        int | None, typer.Option("--slowest", min=1, help="The slowest so many, slowest first.")
    ] = None,
    oldest: Annotated[
        int | None, typer.Option("--oldest", min=1, help="The oldest so many, oldest first.")
    ] = None,
    newest: Annotated[
        int | None, typer.Option("--newest", min=1, help="The newest so many, newest first.")
    ] = None,
    ageing: Annotated[
        int | None,
        typer.Option("--ageing", min=1, help="So many, those in progress first, oldest of them first."),
    ] = None,
    window: WindowText = None,
    kind: Kind = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")] = False,
    ascii_only: Ascii = False,
) -> None:
    """List items with their own ladders: what waited, what was worked on, what was sent back.

    Without a number it lists the ten slowest.
    """
    order, count = _order(slowest=slowest, oldest=oldest, newest=newest, ageing=ageing)
    view = invocation.workspace().items(
        stream, window=asked_window(window), kind=kind, selection=at, order=order, per_page=count
    )
    if invocation.json:
        print(document(view))
        return
    if csv:
        from headrace.report.maps import spreadsheet

        sys.stdout.write(spreadsheet.of_items(view.strips).decode())
        return
    from headrace.report.terminal import items_lines

    invocation.say(*items_lines(view, invocation.screen(ascii_only=ascii_only)))
    invocation.next(("headrace serve", "one item's events, with links to where they were recorded"))


def _order(**orders: int | None) -> tuple[str, int]:
    """Return the order asked for and how many; raises ``BadRequest`` when several were asked for."""
    asked = [(name, n) for name, n in orders.items() if n is not None]
    if len(asked) > 1:
        names = " and ".join(f"--{name}" for name, _ in asked)
        raise BadRequest(f"{names} cannot both be the order.", remedies=["Give one of them."])
    return asked[0] if asked else ("slowest", 10)
