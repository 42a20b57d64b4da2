"""``headrace forget``: a source's records out of the log, once they are no longer wanted."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from headrace.cli.document import document
from headrace.cli.importing import counted
from headrace.cli.invocation import Invocation, command
from headrace.errors import BadRequest


@command("headrace forget old-jira", "headrace forget old-jira --yes")
def forget(
    invocation: Invocation,
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="The source's name, as headrace check shows it.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Take out all that was read from a source which is no longer in headrace.yaml.

    Its records count no more, and what the tool answered is removed from this folder. All of it is taken out, or
    nothing. What is to stay out must be out of headrace.yaml first: a source named there would be read again.
    """
    workspace = invocation.workspace()
    objects, events = workspace.held(source)
    held = f"{counted(objects, 'object')} and {counted(events, 'event')}"
    if not yes:
        if invocation.json or not (sys.stdin.isatty() and invocation.on_terminal):
            raise BadRequest(
                f"{source} has {held} that would be taken out.",
                "Nothing was taken out: nobody can be asked here.",
                [f"headrace forget {source} --yes"],
            )
        typer.confirm(f"Take out {held} of {source}?", abort=True)
    workspace.forget(source)
    if invocation.json:
        print(document({"source": source, "objects": objects, "events": events}))
        return
    invocation.say(f"Took out {held} of {source}.")
    invocation.next(("headrace check", "what is left"))
