"""``headrace signal``: what is measured beside the flow, such as availability, adoption, answers to a survey."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document
from headrace.cli.importing import file_lines, options, summary
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii, stream_names
from headrace.cli.progress import Progress
from headrace.errors import BadRequest, nearest

if TYPE_CHECKING:
    from headrace.intake import Imported
    from headrace.workspace import Workspace


class Action(StrEnum):
    """What to do with signals."""

    LIST = "list"
    SHOW = "show"
    IMPORT = "import"


@command(
    "headrace signal list",
    "headrace signal import availability.csv --stream first-payment --dimension reliability --better up --goal 99.9",
    "headrace signal import answers.csv --stream first-payment --dimension satisfaction --better up",
    "headrace signal show availability",
)
def signal(
    invocation: Invocation,
    action: Annotated[Action, typer.Argument(metavar="list|import|show", help="What to do.")] = Action.LIST,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAMES", help="Files to import, or the signal to show."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="signal or survey, where that cannot be seen.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source", metavar="NAME", help="Name of the source. Without it: made from the file's."
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="NAME", help="What it is called, where no column of the file says it."
        ),
    ] = None,
    stream: Annotated[
        list[str] | None,
        typer.Option(
            "--stream",
            metavar="STREAM",
            help="The value stream that it is about; writes it into headrace.yaml.",
            autocompletion=stream_names,
        ),
    ] = None,
    dimension: Annotated[
        str | None,
        typer.Option(
            "--dimension",
            metavar="WHAT",
            help="What it tells of: satisfaction, performance, activity, communication, efficiency, reliability, "
            "security, quality, adoption, task-success or customer-satisfaction.",
        ),
    ] = None,
    better: Annotated[
        str | None, typer.Option("--better", metavar="up|down", help="Whether more is better, or less.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="What stands behind the number, as in %.")
    ] = None,
    goal: Annotated[float | None, typer.Option("--goal", help="Where it shall be, in its unit.")] = None,
    lag: Annotated[
        str | None,
        typer.Option("--lag", metavar="DAYS", help="How long after a delivery it shows, as in 14d."),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option", metavar="KEY=VALUE", help="What the file's reader can be told: columns, period …"
        ),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave broken lines out and count them.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and tell, and write nothing.")] = False,
    ascii_only: Ascii = False,
) -> None:
    """List, import or show what is measured beside the flow: availability, adoption, task success, answers to a survey.

    A table of readings has the columns time and value, and perhaps n, low, high, signal, segment and unit. A survey
    has question, score and date, or is a table of Google or Microsoft Forms; its answers are kept only together, by
    question and month, and never of fewer than five people.
    """
    workspace = invocation.workspace()
    if action is not Action.IMPORT:
        if action is Action.SHOW or names:
            _show(invocation, workspace, names or [], ascii_only=ascii_only)
        else:
            _list(invocation, workspace, ascii_only=ascii_only)
        return
    meaning = _meaning(workspace, stream or [], dimension, better)
    if meaning:
        meaning |= {"unit": unit, "goal": goal, "lag": lag}
    told = options(option or []) | ({"name": name} if name else {})
    done = _import(invocation, workspace, names or [], kind, source, told, skip_bad=skip_bad, dry_run=dry_run)
    defined = _define(workspace, done, meaning) if meaning and not dry_run else ""
    if invocation.json:
        print(document({"import": done, "defined": defined}))
        return
    for file in done.files:
        invocation.say(*file_lines(file))
    invocation.say(summary(done))
    if defined:
        invocation.say("", "Wrote into headrace.yaml:", *defined.splitlines())
    invocation.next(("headrace signal list", "what is measured, and what it means"))


def _list(invocation: Invocation, workspace: Workspace, *, ascii_only: bool) -> None:
    from headrace.report.signals.terminal_signals import signals_lines

    view = workspace.signals()
    if invocation.json:
        print(document(view))
        return
    invocation.say(*signals_lines(view, invocation.screen(ascii_only=ascii_only)))
    if view.signals:
        first = view.signals[0].signal
        invocation.next((f'headrace signal show "{first}"', "its readings, and what is usual"))


def _show(invocation: Invocation, workspace: Workspace, names: list[str], *, ascii_only: bool) -> None:
    from headrace.report.signals.signals import chosen
    from headrace.report.signals.terminal_signals import signal_lines

    if len(names) != 1:
        raise BadRequest("headrace signal show needs one signal.", remedies=["headrace signal list"])
    lines = chosen(workspace.signals(), names[0])
    if invocation.json:
        print(document(lines))
        return
    for number, line in enumerate(lines):
        invocation.say(
            *([""] if number else []), *signal_lines(line, invocation.screen(ascii_only=ascii_only))
        )
    invocation.next(("headrace signal list", "all of them"))


def _import(
    invocation: Invocation,
    workspace: Workspace,
    names: list[str],
    kind: str | None,
    source: str | None,
    told: dict[str, str],
    *,
    skip_bad: bool,
    dry_run: bool,
) -> Imported:
    from headrace.eventlog.recognition import reader_of
    from headrace.intake import Asked, files_named, readers

    if not names:
        raise BadRequest(
            "headrace signal import needs a file.",
            "Nothing was read.",
            ["headrace signal import availability.csv"],
        )
    if kind not in (None, "signal", "survey"):
        raise BadRequest(f'"{kind}" is no kind of signal; it can be signal or survey.', "Nothing was read.")
    asked = []
    for each in names:
        for path in files_named(Path(), each):
            found = kind or reader_of(path, None, readers()).name
            asked.append(Asked(path, found if found == "survey" else "signal", source, told))
    with Progress(invocation) as progress:
        return workspace.import_files(
            asked,
            skip_bad=skip_bad,
            dry_run=dry_run,
            on_progress=lambda path, part, whole: progress.update(path.name, part, whole),
        )


def _meaning(
    workspace: Workspace, streams: list[str], dimension: str | None, better: str | None
) -> dict[str, object]:
    """Return what the signals of a file mean, empty when nothing of it is said; raises ``BadRequest`` for a part."""
    if not streams and dimension is None and better is None:
        return {}
    example = "--stream first-payment --dimension reliability --better up"
    if dimension is None or better is None:
        lacking = "--dimension" if dimension is None else "--better"
        raise BadRequest(
            f"What it means needs {lacking} as well.", "Nothing was read.", [f"As in:   {example}"]
        )
    from typing import get_args

    from headrace.value_streams.signals import DimensionName, Direction

    for text, allowed, what in ((dimension, DimensionName, "dimension"), (better, Direction, "direction")):
        if text not in get_args(allowed):
            near = nearest(text, get_args(allowed))
            raise BadRequest(
                f'No {what} is called "{text}". {near}'.rstrip(),
                "Nothing was read.",
                [f"There are: {', '.join(get_args(allowed))}"],
            )
    for each in streams:
        workspace.catalogue.stream(each)
    return {"dimension": dimension, "better": better, "streams": streams}


def _define(workspace: Workspace, done: Imported, meaning: dict[str, object]) -> str:
    """Write the meaning of every signal of the files that has none yet into ``headrace.yaml``; return the diff."""
    from headrace.report.signals.signals import short_name

    sources = {file.source for file in done.files}
    meanings: dict[str, dict[str, object]] = {}
    taken = set(workspace.catalogue.signals)
    for line in workspace.signals().signals:
        if line.defined or line.source not in sources or line.segment is not None:
            continue
        short = short_name(line.signal) or "signal"
        own = (
            short
            if short not in taken
            else next(f"{short}-{n}" for n in range(2, 10_000) if f"{short}-{n}" not in taken)
        )
        taken.add(own)
        called = None if own == line.signal else line.signal
        label = line.name if line.name != line.signal else None
        meanings[own] = {"name": label, **meaning, "called": called}
    return workspace.define_signals(meanings) if meanings else ""
