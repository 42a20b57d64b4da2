"""``headrace streams``: the value streams of the workspace, and what belongs to none."""

from __future__ import annotations

from headrace.cli.document import document
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, WindowText, asked_window


@command("headrace streams", "headrace streams --window 2025")
def streams(invocation: Invocation, window: WindowText = None, ascii_only: Ascii = False) -> None:
    """List the value streams: their items, how many are in several, and what belongs to no stream."""
    from headrace.report.terminal import streams_lines

    view = invocation.workspace().streams(asked_window(window))
    if invocation.json:
        print(document(view))
        return
    invocation.say(*streams_lines(view, invocation.screen(ascii_only=ascii_only)))
    if view.streams:
        invocation.next((f"headrace map {view.streams[0].stream}", "how work flows in it"))
    else:
        invocation.next(("headrace init", "define the first value stream"))
