"""``headrace forecast``: when so many are done, how many by a day, whether one keeps its promise."""

from __future__ import annotations

from typing import Annotated

import typer

from headrace.cli.document import written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, Kind, Stream


@command(
    "headrace forecast first-payment 20",
    "headrace forecast first-payment --by 2025-08-31",
    "headrace forecast first-payment --item SHOP-1188",
)
def forecast(
    invocation: Invocation,
    stream: Stream,
    items: Annotated[
        str | None,
        typer.Argument(metavar="[NUMBER]", help="How many more items. Without it: about three weeks' worth."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="DAY", help="How many are done by this day: 2025-08-31, 2025-08, 2025-Q3."
        ),
    ] = None,
    item: Annotated[
        str | None,
        typer.Option("--item", metavar="KEY", help="When this item, which is in progress, is done."),
    ] = None,
    kind: Kind = None,
    form: Annotated[
        Format,
        typer.Option("--format", help="A table to read, one JSON document, or one CSV line per answer."),
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Tell what will be done when, with which chance, and how past forecasts did.

    Chances come from the stream's own record and are read as its past forecasts have shown they must be.
    """
    from headrace.report.forecast.forecast_asked import asked

    view = invocation.workspace().forecast(stream, asked=asked(items, by, item), kind=kind)
    from headrace.report.forecast.forecast_record import forecast_csv, forecast_record
    from headrace.report.forecast.terminal_forecast import forecast_lines

    if written(invocation, form, view, forecast_record, forecast_csv):
        return
    invocation.say(*forecast_lines(view, invocation.screen(ascii_only=ascii_only)))
    invocation.next(
        (f"headrace items {stream} --at open --oldest 10", "what has been in progress longest"),
        ("headrace serve", "the same, as pictures"),
    )
