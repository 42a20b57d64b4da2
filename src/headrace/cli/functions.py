"""``headrace functions``: which functions work in a stream, and what a rule would move, before it is written."""

from __future__ import annotations

from typing import Annotated

import typer

from headrace.cli.document import document
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Stream


@command(
    "headrace functions first-payment",
    "headrace functions first-payment --rule 'team=payments*:Engineering'",
    "headrace functions first-payment --rule 'repository=*/docs:Writing' --rule 'repository=legal/*:Legal'",
)
def functions(
    invocation: Invocation,
    stream: Stream,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            "--rule",
            metavar="ATTRIBUTE=PATTERN:FUNCTION",
            help="What this rule would move; the first that fits counts, * stands for anything.",
        ),
    ] = None,
    ascii_only: Ascii = False,
) -> None:
    """Show which functions work in a stream, and what a rule would move.

    A rule reads the function from an attribute: team, group, role, project, status or repository. Nothing is
    written: what a stage says now stays where no rule fits.
    """
    from headrace.report.function_list import function_lines

    view = invocation.workspace().functions(stream, rule or ())
    if invocation.json:
        print(document(view))
        return
    invocation.say(*function_lines(view, invocation.screen(ascii_only=ascii_only)))
    invocation.next((f"headrace map {stream}", "how work flows between them"))
