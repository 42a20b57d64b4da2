"""``headrace export``: the event log as a file that other tools read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document
from headrace.cli.invocation import Invocation, command
from headrace.errors import BadRequest, nearest

if TYPE_CHECKING:
    from headrace.eventlog.model import Batch

SUFFIXES = {
    ".jsonocel": "ocel-json",
    ".json": "ocel-json",
    ".sqlite": "ocel-sqlite",
    ".xmlocel": "ocel-xml",
    ".xml": "ocel-xml",
    ".xes": "xes",
    ".csv": "csv",
}
"""How a file's name says as what it is written; ``.gz`` may follow all but ``.sqlite``."""


@command("headrace export log.jsonocel", "headrace export log.xes.gz --type item", "headrace export log.csv")
def export(
    invocation: Invocation,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=f"Ends with {', '.join(SUFFIXES)}.")],
    object_type: Annotated[
        str | None,
        typer.Option(
            "--type", metavar="TYPE", help="For XES and CSV: the type of objects that the events are about."
        ),
    ] = None,
) -> None:
    """Write the event log as OCEL 2.0 (JSON, SQLite, XML), XES or CSV.

    OCEL holds all of it. XES and CSV know one object per event: they hold the events about objects of one
    type, and an event about several of them stands there several times.
    """
    form = form_of(file)
    workspace = invocation.workspace()
    from headrace.eventlog.retrieval import retrieve

    log = workspace.store.open()
    try:
        batch = retrieve(log)
    finally:
        log.close()
    try:
        _write(form, file, batch, object_type)
    except OSError as problem:
        raise BadRequest(
            f"{file} cannot be written: {problem.strerror or problem}.",
            "Nothing was written.",
            ["Choose a folder that exists and that you may write to."],
        ) from problem
    if invocation.json:
        print(document({"file": str(file), "objects": len(batch.objects.id), "events": len(batch.events.id)}))
    invocation.remark(f"Wrote {file}.")
    invocation.next(("headrace check", "what of it can be trusted"))


def form_of(file: Path) -> str:
    """Return as what a file is to be written, by its name; raises ``BadRequest`` when that is not told."""
    name = file.name.lower()
    suffix = Path(name.removesuffix(".gz")).suffix
    form = SUFFIXES.get(suffix)
    if form is None or (form == "ocel-sqlite" and name.endswith(".gz")):
        raise BadRequest(
            f'{file.name}: an event log cannot be written as "{"".join(Path(name).suffixes) or name}".',
            "Nothing was written.",
            [f"End the name with one of {' '.join(SUFFIXES)}"],
        )
    return form


def type_to_write(batch: Batch, asked: str | None) -> str:
    """Return the type of objects for a format that knows one: the one asked for, or the one with most events.

    Raises:
        BadRequest: when no object of the type asked for has events.
    """
    type_of = dict(zip(batch.objects.id, batch.objects.type, strict=True))
    events: dict[str, int] = {}
    for oid in batch.event_objects.object_id:
        kind = type_of.get(oid)
        if kind is not None:
            events[kind] = events.get(kind, 0) + 1
    if asked is None and events:
        return max(events, key=lambda kind: events[kind])
    if asked not in events:
        raise BadRequest(
            f'No object of the type "{asked}" has events. {nearest(asked or "", events)}'.rstrip(),
            "Nothing was written.",
            [f"Types there are: {', '.join(sorted(events)) or 'none'}"],
        )
    return asked


def _write(form: str, file: Path, batch: Batch, object_type: str | None) -> None:
    if form == "xes":
        from headrace.eventlog.formats import xes_writer

        xes_writer.write(file, batch, type_to_write(batch, object_type))
    elif form == "csv":
        from headrace.eventlog.formats import csv_writer

        csv_writer.write(file, batch, type_to_write(batch, object_type))
    elif form == "ocel-sqlite":
        from headrace.eventlog.formats import ocel_sqlite

        ocel_sqlite.write(file, batch)
    elif form == "ocel-xml":
        from headrace.eventlog.formats import ocel_xml

        ocel_xml.write(file, batch)
    else:
        from headrace.eventlog.formats import ocel_json

        ocel_json.write(file, batch)
