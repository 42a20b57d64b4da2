"""``headrace sync``: read what is new from the tools that ``headrace.yaml`` names."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document
from headrace.cli.importing import counted
from headrace.cli.invocation import Invocation, command
from headrace.cli.progress import Progress
from headrace.cli.stopping import asked, is_stop
from headrace.errors import SourceUnavailable, Stopped

if TYPE_CHECKING:
    from headrace.sync import SourceSynced, Synced
    from headrace.workspace import Workspace

SHOWN = 3
"""Documents that could not be understood, listed one by one."""


@command(
    "headrace sync",
    "headrace sync jira",
    "headrace sync --full",
    "headrace sync --quiet --json",
)
def sync(
    invocation: Invocation,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCES", help="Only these. Without any: all live sources.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything again, to mend what may have been missed.")
    ] = False,
) -> None:
    """Read what is new from the connected tools, side by side.

    What was read is kept at once: a sync that is stopped goes on the next time where it was. A project or
    repository that cannot be read stops no other, and keeps what was read of it before. Leaves with exit
    code 3 when something could not be read.
    """
    workspace = invocation.workspace()
    one_line = threading.Lock()

    with Progress(invocation) as progress:

        def show(source: str, what: str, done: int, total: int | None) -> None:
            if asked():  # what was called when the request came may have taken it for a fault of its own
                raise KeyboardInterrupt
            with one_line:
                progress.update(f"{source}: {what}", done, total)

        try:
            done = workspace.sync(tuple(names or ()), full=full, on_progress=show)
        except BaseException as problem:
            if not is_stop(problem):
                raise
            raise Stopped(
                "Stopped.",
                "What the tools answered is kept; the log is as it was before, or has what was taken in whole.",
                ["headrace sync   goes on from there"],
            ) from problem
    if invocation.json:
        print(document(done))
    else:
        for source in done.sources:
            invocation.say(*source_lines(source))
    _remark_strays(invocation, workspace)
    _complain(done)
    invocation.next(
        ("headrace check", "what links, and what is missing"), ("headrace streams", "what flows now")
    )


def _remark_strays(invocation: Invocation, workspace: Workspace) -> None:
    """Say what still counts though headrace.yaml does not name it any more."""
    from headrace.report.trust.strays import stray_lines

    invocation.remark(*stray_lines(workspace.strays()))


def source_lines(source: SourceSynced) -> list[str]:
    """Return what there is to say about one source: what was read, what that changed, and what failed."""
    scopes = source.collected.scopes
    read, changed, gone = (
        sum(getattr(scope, part) for scope in scopes) for part in ("read", "changed", "gone")
    )
    parts = [f"{read:,} read", f"{changed:,} new or changed", f"{gone:,} gone"]
    seconds = sum(source.seconds)
    lines = [f"{source.source}   {', '.join(parts)}   in {seconds:,.1f} s"]
    if source.changes is not None:
        new, events = source.changes.events_new, source.changes.events
        lines.append(f"  {counted(events, 'event')} taken into the log, {new:,} of them new")
    if source.collected.failure:
        lines.append(f"  {source.collected.failure}")
    for scope in scopes:
        if scope.failure and scope.failure != source.collected.failure:
            lines.append(f"  {scope.name}: {scope.failure}")
    stale = [state for state in source.states if state.failure]
    lines += [f"  {state.name} is as it was {_since(state.read_at)}" for state in stale]
    if source.unreadable:
        lines.append(f"  {counted(len(source.unreadable), 'document')} could not be understood and left out:")
        lines += [f"    {fact}" for fact in source.unreadable[:SHOWN]]
    return lines


def _since(read_at: int | None) -> str:
    from headrace.report.words import moment

    return "never read to its end" if read_at is None else f"on {moment(read_at)} UTC"


def _complain(done: Synced) -> None:
    """Raise ``SourceUnavailable`` when something could not be read, with what to do."""
    if done.complete:
        return
    failed = [source for source in done.sources if not source.collected.complete]
    remedies: dict[str, None] = {}
    for source in failed:
        remedies.update(dict.fromkeys(source.collected.remedies))
        for scope in source.collected.scopes:
            remedies.update(dict.fromkeys(scope.remedies))
    raise SourceUnavailable(
        f"{', '.join(source.source for source in failed)} could not be read to the end.",
        "What could be read is in the log, and what was there before is kept.",
        list(remedies),
    )
