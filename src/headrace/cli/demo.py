"""``headrace demo``: a made-up software company, its maps in the browser, nothing to set up."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import NoBrowser, Port
from headrace.cli.progress import Progress
from headrace.cli.serve import open_pages
from headrace.errors import BadRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.eventlog.model import Batch
    from headrace.workspace import Workspace

FOLDER = Path("headrace-demo")


@command("headrace demo", "headrace demo --no-serve", "headrace demo --folder /tmp/look-around --port 9000")
def demo(
    invocation: Invocation,
    folder: Annotated[
        Path, typer.Option("--folder", metavar="FOLDER", help="Where to put the made-up company.")
    ] = FOLDER,
    port: Port = None,
    no_browser: NoBrowser = False,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Make the data up and stop; show no pages.")
    ] = False,
) -> None:
    """Look around with made-up data: a software company of eight functions over three years.

    All of it is invented, and every page says so. The folder is a workspace like any other: every command
    works in it. Called again, the same folder is shown as it is; remove it to start afresh.
    """
    started = time.monotonic()
    workspace = _made_up(invocation, folder)
    streams = list(workspace.catalogue.value_streams)
    workspace.map(streams[0])
    if invocation.json:
        print(document({"folder": str(workspace.root), "streams": streams}))
    words = f"Made up a company with {len(streams)} value streams, in {folder}."
    invocation.say(f"{words:<68}{time.monotonic() - started:.1f} s")
    if no_serve:
        invocation.next(
            (f"cd {folder}", "a workspace like any other"),
            (f"headrace map {streams[0]}", "how work flows in its first value stream"),
        )
        return
    invocation.next(("headrace init", "when you want your own, in a folder of yours"))
    with _other_streams_meanwhile(workspace):
        page = f"/s/{streams[0]}/map"
        open_pages(invocation, workspace, port=port, page=page, browser=not no_browser)


@contextmanager
def _other_streams_meanwhile(workspace: Workspace) -> Iterator[None]:
    """Derive the other value streams beside, so that the first page need not wait for them.

    In a process of its own: it is safe there, and the pages keep a processor.
    """
    call = [sys.executable, "-c", "from headrace.cli import main; main()", "streams", "--quiet"]
    beside = subprocess.Popen(  # noqa: S603 - our own program
        [*call, "--workspace", str(workspace.root)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        beside.terminate()
        beside.wait()


def _made_up(invocation: Invocation, folder: Path) -> Workspace:
    """Open the made-up company in a folder, or make it up there.

    Raises:
        BadRequest: the folder holds something else.
    """
    from headrace.value_streams.catalog import FILE_NAME
    from headrace.workspace import Workspace

    workspace = Workspace(folder.resolve())
    if (folder / FILE_NAME).exists():
        if workspace.catalogue.made_up and not workspace.store.empty:
            return workspace
        if not workspace.catalogue.made_up:
            raise BadRequest(
                f"{folder} is a workspace of your own.",
                "Nothing in it was touched.",
                ["Choose another folder:   headrace demo --folder FOLDER"],
            )
    elif folder.exists() and any(folder.iterdir()):
        raise BadRequest(
            f"{folder} is not empty.",
            "Nothing in it was touched.",
            ["Choose another folder:   headrace demo --folder FOLDER"],
        )
    _fill(invocation, workspace)
    return workspace


def _fill(invocation: Invocation, workspace: Workspace) -> None:
    from headrace.world import made_up

    invocation.remark("Making up a software company: three years of it, in about ten seconds.")
    world = made_up.build()
    batches = list(world.batches())
    workspace.root.mkdir(parents=True, exist_ok=True)
    workspace.file.write_text(
        world.catalogue_text, encoding="utf-8"
    )  # first: a stopped demo is made up again
    with Progress(invocation) as progress:

        def counted() -> Iterator[Batch]:
            done, total = 0, sum(len(batch.events.id) for batch in batches)
            for batch in batches:
                done += len(batch.events.id)
                yield batch
                progress.update("events", done, total)

        workspace.store.ingest(counted())
