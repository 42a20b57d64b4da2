"""``headrace import``: records into the event log, from files and repositories."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document
from headrace.cli.invocation import Invocation, command
from headrace.cli.progress import Progress
from headrace.cli.stopping import is_stop
from headrace.errors import BadRequest, Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.intake import Asked, FileRead, Imported
    from headrace.workspace import Workspace

SHOWN = 5
"""Broken lines that are listed one by one."""


@command(
    "headrace import export.csv",
    "headrace import export.csv --dry-run",
    "headrace import log.xes.gz issues.json ../our-repository",
    "headrace import export.csv --option item=Key --option timezone=Europe/Berlin",
)
def import_(
    invocation: Invocation,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATHS",
            help="Files and git repositories. Without any: all sources named in headrace.yaml.",
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            "--as",
            help="What kind it is, where that cannot be seen: csv, xes, ocel-json, jira, git, signal, survey …",
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source", metavar="NAME", help="Name of the source. Without it: made from the file's name."
        ),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option", metavar="KEY=VALUE", help="What this kind of file can be told: columns, a time zone …"
        ),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave broken lines out and count them.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Read and tell, as what the columns are understood, and write nothing."
        ),
    ] = False,
) -> None:
    """Import records: CSV, XES, OCEL, Jira's JSON, git repositories. All of it, or nothing.

    Importing the same source again replaces what it said; what it no longer has leaves the measures.
    """
    workspace = _workspace(invocation, paths or [], dry_run=dry_run)
    asked = _asked(workspace, paths or [], kind, source, options(option or []))
    before = workspace.store.snapshots.number()
    with Progress(invocation) as progress, _stoppable(workspace, before):
        done = workspace.import_files(
            asked,
            skip_bad=skip_bad,
            dry_run=dry_run,
            on_progress=lambda path, part, whole: progress.update(path.name, part, whole),
        )
    if invocation.json:
        print(document(done))
        return
    for file in done.files:
        invocation.say(*file_lines(file))
    invocation.say(summary(done))
    if not dry_run:
        invocation.remark(*unnoted(workspace, done))
    _next(invocation, workspace, dry_run=dry_run)


@contextmanager
def _stoppable(workspace: Workspace, before: int) -> Iterator[None]:
    """Say what was kept when the import is stopped."""
    try:
        yield
    except BaseException as error:
        if not is_stop(error):
            raise
        whole = workspace.store.snapshots.number() != before
        kept = "This import was already complete and is kept" if whole else "Nothing of this import was kept"
        raise Stopped(
            f"Stopped. {kept}; what was there before is still there.",
            remedies=["Start over:   the same command again"],
        ) from error


def options(pairs: list[str]) -> dict[str, str]:
    """Read ``key=value`` pairs; raises ``BadRequest`` for one without a key or an equals sign."""
    found: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not key.strip() or not equals:
            raise BadRequest(
                f'--option "{pair}" is not KEY=VALUE.', remedies=["Write it as in:   --option item=Key"]
            )
        found[key.strip()] = value.strip()
    return found


def file_lines(file: FileRead) -> list[str]:
    """Return what there is to say about one file: kind, source, how it was understood, what was left out."""
    lines = [f"{file.path.name}   {file.kind}, source {file.source}"]
    lines += [f"  {note}" for note in file.notes]
    if file.skipped:
        lines.append(f"  {counted(len(file.skipped), 'broken line')} left out:")
        lines += [f"    {line}" for line in file.skipped[:SHOWN]]
        if len(file.skipped) > SHOWN:
            lines.append(f"    and {len(file.skipped) - SHOWN:,} more")
    return lines


def summary(done: Imported) -> str:
    """Return one sentence: what was read, and what it changed."""
    changes = done.changes
    if changes is None:
        return "Nothing was written: this was a dry run."
    read = f"Read {counted(changes.events, 'event')} of {counted(changes.objects, 'object')}"
    if not (changes.changed_anything or changes.events or changes.objects):
        return f"{read}: nothing in it counts yet."
    if not changes.changed_anything:
        return f"{read}; nothing has changed since they were read before."
    parts = [
        f"{counted(number, noun)} {how}"
        for number, noun, how in (
            (changes.events_new, "event", "new"),
            (changes.events_changed, "event", "changed"),
            (changes.events_gone, "event", "gone"),
            (changes.objects_new, "object", "new"),
            (changes.objects_changed, "object", "changed"),
            (changes.objects_gone, "object", "gone"),
        )
        if number
    ]
    return f"{read}: {', '.join(parts)}."


def unnoted(workspace: Workspace, done: Imported) -> list[str]:
    """Return a sentence for each source of which ``headrace.yaml`` names other files than were read now."""
    from headrace.intake import paths_known

    known = paths_known(workspace.root, workspace.catalogue.sources)
    return [
        f"headrace.yaml names other files for the source {source.name}; headrace import alone will read those. "
        f"Add there what is missing: {', '.join(path.name for path in source.paths if path not in known)}."
        for source in done.sources()
        if not known.issuperset(source.paths)
    ]


def counted(number: int, noun: str) -> str:
    """Return ``1 event`` or ``12 events``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _asked(
    workspace: Workspace, paths: list[Path], kind: str | None, source: str | None, given: dict[str, str]
) -> list[Asked]:
    from headrace.intake import Asked, files_named

    if paths:
        # a shell that does not do it leaves patterns to us
        files = [file for path in paths for file in files_named(Path(), str(path))]
        return [Asked(file, kind, source, given) for file in files]
    named = list(workspace.sources())
    if not named:
        raise BadRequest(
            "There is nothing to import: no file was named, and headrace.yaml names no source.",
            remedies=["headrace import FILE …", "headrace help files   what can be imported"],
        )
    return named


def _next(invocation: Invocation, workspace: Workspace, *, dry_run: bool) -> None:
    if dry_run:
        invocation.next(("headrace import …", "the same without --dry-run"))
    elif workspace.catalogue.value_streams:
        invocation.next(
            ("headrace streams", "what flows now"), ("headrace check", "what links and rules match")
        )
    else:
        invocation.next(("headrace init", "propose a first value stream from it"))


def _workspace(invocation: Invocation, paths: list[Path], *, dry_run: bool) -> Workspace:
    """Open the workspace; make one where there is none, because records come before definitions.

    A dry run, a call without files and one with a mistyped file make none.
    """
    from headrace.errors import BadConfiguration
    from headrace.workspace import Workspace

    root = (invocation.folder or Path.cwd()).resolve()
    try:
        return Workspace.find(root)
    except BadConfiguration:
        if not paths:
            raise
        if dry_run or not all(path.exists() for path in paths):
            return Workspace(root)
        workspace = Workspace.create(root)
        invocation.remark(f"Made a workspace in {root}.")
        return workspace
