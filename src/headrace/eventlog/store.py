"""The event log on disk: read by many, written by one, never half-written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import PROBLEMS, Embedded, rows, said_by
from headrace.errors import StoreUnavailable
from headrace.eventlog import ingestion
from headrace.eventlog.snapshots import Snapshots
from headrace.eventlog.staging import Staging
from headrace.eventlog.tables import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from headrace.engine import Engine
    from headrace.eventlog.ingestion import Ingested
    from headrace.eventlog.model import Batch

_RETRIES = 3

_MEMORY = 128
"""Megabytes that writing holds, so that a large reading takes no more of the machine than a small one."""


@dataclass(slots=True)
class Provenance:
    """Where a reading came from: files as the user named them, and broken lines left out on request."""

    files: tuple[str, ...] = ()
    skipped: int = 0
    answers: int = 0
    """Up to which number a live source's kept answers are in the log; 0 for files."""


class Store:
    """The event log in one folder.

    Args:
        folder: of the snapshots; need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.snapshots = Snapshots(folder)

    @property
    def empty(self) -> bool:
        """Whether nothing was ever ingested."""
        return self.snapshots.current() is None

    def open(self) -> Embedded:
        """Open the newest snapshot for reading; the caller closes it.

        Raises:
            StoreUnavailable: when nothing was ingested yet, or the file cannot be opened.
        """
        return self.opened(_checked)

    def opened(self, how: Callable[[Path], Embedded]) -> Embedded:
        """Open the newest snapshot in a way of the caller's; again when a writer has replaced it meanwhile.

        Raises:
            StoreUnavailable: when nothing was ingested yet, or the file cannot be opened.
        """
        for _ in range(_RETRIES):
            path = self.current()
            try:
                return how(path)
            except StoreUnavailable:
                if self.snapshots.current() == path:
                    raise
        return how(self.current())

    def current(self) -> Path:
        """Return the newest snapshot's file.

        Raises:
            StoreUnavailable: when nothing was ingested yet, or the file is not there.
        """
        path = self.snapshots.current()
        if path is None:
            raise StoreUnavailable(
                "Nothing has been imported into this workspace yet.",
                remedies=[
                    "headrace import FILE …   reads records that you have",
                    "headrace demo            shows made-up ones",
                ],
            )
        if not path.exists():
            raise StoreUnavailable(
                f"{path} is named as the current store and is not there.",
                "Somebody removed it by hand.",
                [f"Remove the folder {path.parent} and import again; headrace.yaml stays as it is."],
            )
        return path

    def taken_in(self, source: str) -> int:
        """Return up to which number a live source's kept answers are in the log; 0 when none are."""
        if self.empty:
            return 0
        engine = self.open()
        try:
            found = rows(engine.table("sources").filter(nw.col("source") == source).select("answers"))
        finally:
            engine.close()
        return int(found[0]["answers"] or 0) if found else 0

    def ingest(
        self,
        batches: Iterable[Batch],
        provenance: Mapping[str, Provenance] | None = None,
        room_needed: int = 0,
        *,
        wait: bool = False,
    ) -> Ingested:
        """Take in all batches of one reading, or none of them.

        Args:
            batches: consumed lazily; an exception while they are read leaves the store as it was.
            provenance: by source, kept for the data page; may be filled while batches are read.
            room_needed: bytes this may add, to refuse early on a small disk.
            wait: while another process writes, instead of being refused.

        Raises:
            StoreUnavailable: when the store cannot be written; nothing is lost.
        """
        with self.snapshots.writing(room_needed, wait=wait) as (side, number):
            engine = Embedded(side, memory=_MEMORY)
            try:
                ingestion.prepare(engine)
                check_layout(engine)
                staging = Staging(engine)
                for batch in batches:
                    staging.add(batch)
                staging.finish()
                done = engine.in_transaction(lambda: _written(engine, number, provenance or {}))
                engine.execute("checkpoint")
            except PROBLEMS as problem:
                raise StoreUnavailable(
                    f"The store could not be written: {said_by(problem)}",
                    "Nothing of this reading was kept; all that was there before is.",
                    ["If the disk is full, make room; then run the same command again."],
                ) from problem
            finally:
                engine.close()
        return done


def check_layout(engine: Engine) -> None:
    """Refuse a log that another version of Headrace laid out; raises :class:`.StoreUnavailable`."""
    try:
        versions = {row["version"] for row in rows(engine.table("layout"))}
    except KeyError:
        versions = set()
    if versions - {VERSION}:
        raise StoreUnavailable(
            f"The store was written by another version of Headrace: layout {max(versions)}, not {VERSION}.",
            "Nothing was read or changed.",
            ["Use that version, or remove .headrace/store and import again; headrace.yaml stays as it is."],
        )


def _checked(path: Path) -> Embedded:
    engine = Embedded(path, read_only=True)
    try:
        check_layout(engine)
    except BaseException:
        engine.close()
        raise
    return engine


def _written(engine: Embedded, number: int, provenance: Mapping[str, Provenance]) -> Ingested:
    done = ingestion.apply(engine, number)
    _remember(engine, provenance)
    return done


def _remember(engine: Embedded, provenance: Mapping[str, Provenance]) -> None:
    for source, known in provenance.items():
        engine.execute(
            "update sources set skipped = ?, files = ?, answers = ? where source = ?",
            [known.skipped, json.dumps(list(known.files)), known.answers, source],
        )
