"""``headrace topology``: value streams by their teams, how teams work together, and teams proposed from the records."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document, written
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, Format, Kind, WindowText, asked_window, stream_names
from headrace.errors import BadConfiguration, BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.report.topology.topology_view import TopologyView
    from headrace.workspace import Workspace


@command(
    "headrace topology",
    "headrace topology first-payment",
    "headrace topology --propose",
)
def topology(
    invocation: Invocation,
    stream: Annotated[
        str | None,
        typer.Argument(
            metavar="[STREAM]",
            help="A value stream of headrace.yaml, by its short name. Without it: one line for each.",
            autocompletion=stream_names,
            show_default=False,
        ),
    ] = None,
    window: WindowText = None,
    kind: Kind = None,
    propose: Annotated[
        bool,
        typer.Option(
            "--propose", help="Print teams as they could stand in headrace.yaml, from the functions seen."
        ),
    ] = False,
    form: Annotated[
        Format,
        typer.Option(
            "--format", help="Tables to read, one JSON document, or one CSV line per team and interaction."
        ),
    ] = Format.TABLE,
    ascii_only: Ascii = False,
) -> None:
    """Tell a value stream by its teams: how much of its time is inside its own team, and what lies between teams.

    Teams stand in headrace.yaml. Whether two of them interact as declared is told from the log by stated rules.
    """
    workspace = invocation.workspace()

    def read(name: str) -> TopologyView:
        return workspace.topology(name, window=asked_window(window), kind=kind)

    if propose:
        _propose(invocation, [read(stream)] if stream else _each(invocation, workspace, read))
    elif stream is None:
        _all(invocation, form, _each(invocation, workspace, read), ascii_only=ascii_only)
    else:
        _one(invocation, form, read(stream), ascii_only=ascii_only)


def _one(invocation: Invocation, form: Format, view: TopologyView, *, ascii_only: bool) -> None:
    from headrace.report.topology.terminal_topology import topology_lines
    from headrace.report.topology.topology_record import topology_csv, topology_record

    if written(invocation, form, view, topology_record, topology_csv):
        return
    invocation.say(*topology_lines(view, invocation.screen(ascii_only=ascii_only)))
    if view.refusal == "undeclared":
        invocation.next((f"headrace topology {view.stream} --propose", "teams to begin with"))
    elif not view.refusal:
        invocation.next((f"headrace handoffs {view.stream}", "the same waits, function by function"))


def _all(invocation: Invocation, form: Format, views: list[TopologyView], *, ascii_only: bool) -> None:
    from headrace.report.topology.terminal_topology import streams_lines
    from headrace.report.topology.topology_record import topology_csv, topology_record

    if written(
        invocation,
        form,
        views,
        lambda found: [topology_record(each) for each in found],
        lambda found: topology_csv(*found),
    ):
        return
    invocation.say(*streams_lines(views, invocation.screen(ascii_only=ascii_only)))
    if any(view.refusal == "undeclared" for view in views):
        invocation.next(("headrace topology --propose", "teams to begin with"))
    elif views:
        invocation.next((f"headrace topology {views[0].stream}", "what lies between its teams"))


def _propose(invocation: Invocation, views: list[TopologyView]) -> None:
    from headrace.report.topology.current_topology import proposed

    text = proposed(views)
    if invocation.json:
        print(document({"teams": text}))
        return
    sys.stdout.write(text)
    invocation.next(("headrace topology", "what they look like, once they stand in headrace.yaml"))


def _each(
    invocation: Invocation, workspace: Workspace, read: Callable[[str], TopologyView]
) -> list[TopologyView]:
    """Read every value stream; one whose definition does not fit is told and does not hide the others."""
    views = []
    for name in workspace.catalogue.value_streams:
        try:
            views.append(read(name))
        except (BadConfiguration, BadInput) as problem:
            invocation.remark(f"{name}: {problem.fact}")
    return views
