"""``headrace serve``: the pages, on this machine or for the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.invocation import Invocation, command
from headrace.cli.options import NoBrowser, Port

if TYPE_CHECKING:
    from headrace.web.answers import Answers


@command(
    "headrace serve",
    "headrace serve --port 9000 --no-browser",
    "headrace serve --host 0.0.0.0 --name flow.example.com",
)
def serve(
    invocation: Invocation,
    port: Port = None,
    no_browser: NoBrowser = False,
    host: Annotated[
        str,
        typer.Option(
            "--host", help="Address to listen on. Anything but the default opens it to the network."
        ),
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None, typer.Option("--name", help="A further host name by which the pages are reached.")
    ] = None,
) -> None:
    """Show the maps in the browser until Ctrl-C. The pages keep up with imports made meanwhile.

    Tools may send messages to /ingest/NAME, and with ``sync: {every: 15min}`` in headrace.yaml the live
    sources are read by that schedule.

    Only this machine can reach them unless --host says otherwise. There is no login: put a proxy that
    asks for one before it where that matters.
    """
    from headrace.cli.schedule import Schedule

    with Schedule(invocation.workspace(), invocation.remark):
        open_pages(
            invocation,
            invocation.workspace(),
            host=host,
            port=port,
            names=tuple(name or ()),
            browser=not no_browser,
        )


def open_pages(
    invocation: Invocation,
    answers: Answers,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    names: tuple[str, ...] = (),
    page: str = "",
    browser: bool = True,
) -> None:
    """Serve a workspace's pages until Ctrl-C, and open the browser at ``page`` once they answer."""
    import webbrowser

    from headrace.web import server

    def show(address: str) -> None:
        webbrowser.open(address + page)

    server.serve(
        answers,
        server.listen(host, port),
        hosts=names,
        say=lambda line: print(line, flush=True),
        ready=show if browser else None,
    )
    invocation.remark("\nStopped.")
