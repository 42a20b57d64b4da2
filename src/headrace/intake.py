"""Records in: which reader reads what, and all files of one command into the store at once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headrace import connectors
from headrace.eventlog import formats
from headrace.eventlog.persons import SECRET
from headrace.eventlog.reading import Reading
from headrace.eventlog.recognition import reader_of
from headrace.eventlog.store import Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from headrace.eventlog.ingestion import Ingested
    from headrace.eventlog.model import Batch
    from headrace.eventlog.reading import Reader
    from headrace.eventlog.store import Store

    OnProgress = Callable[[Path, int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One file or folder to read.

    Args:
        path: where it is.
        kind: the reader's name; ``None``: found by looking.
        source: first part of every id; ``None``: named after the file.
        options: what this kind of reader can be told.
    """

    path: Path
    kind: str | None = None
    source: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileRead:
    """How one file was read: by which reader, into which source, with what a person should know."""

    path: Path
    kind: str
    source: str
    notes: tuple[str, ...]
    skipped: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """What one import read and what it changed in the store; ``changes`` is ``None`` after a dry run."""

    files: tuple[FileRead, ...]
    changes: Ingested | None

    def sources(self) -> tuple[Asked, ...]:
        """Return what to ask for to read the same again; sources made of several files are left out."""
        counts = Counter(file.source for file in self.files)
        return tuple(
            Asked(file.path, file.kind, file.source, file.options)
            for file in self.files
            if counts[file.source] == 1
        )


def readers() -> tuple[Reader, ...]:
    """Return all readers, the more particular first: a Jira export is JSON too."""
    return (*connectors.readers(), *formats.readers())


def kinds() -> tuple[str, ...]:
    """Return the names of all kinds of file that can be read."""
    return tuple(reader.name for reader in readers())


def import_files(
    store: Store,
    asked: Sequence[Asked],
    *,
    skip_bad: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress = lambda _path, _done, _total: None,
) -> Imported:
    """Read files into the store: all of them, or nothing.

    Args:
        asked: what to read; files with the same source are one reading of that source.
        skip_bad: leave broken lines out and tell so, instead of refusing the file.
        dry_run: read and tell, write nothing.
        on_progress: called often with the path, and the bytes done and in all.

    Raises:
        BadInput: when a file cannot be read; nothing was written.
        StoreUnavailable: when the store cannot be written; nothing was lost.
    """
    known = readers()
    found = [(one, reader_of(one.path, one.kind, known)) for one in asked]
    pairs = [(one, reader, _reading(one, reader, skip_bad, on_progress)) for one, reader in found]
    provenance: dict[str, Provenance] = {}

    def batches() -> Iterator[Batch]:
        for one, reader, reading in pairs:
            yield from reader.read(one.path, reading)
            known = provenance.setdefault(reading.source, Provenance())
            known.files = (*known.files, one.path.name)
            known.skipped += len(reading.skipped)

    if dry_run:
        for _ in batches():
            pass
        changes = None
    else:
        room = sum(_size(one.path) for one in asked)
        changes = store.ingest(batches(), provenance, room_needed=room)
    read = tuple(
        FileRead(
            one.path,
            reader.name,
            reading.source,
            tuple(reading.notes),
            tuple(reading.skipped),
            _noted(one.options),
        )
        for one, reader, reading in pairs
    )
    return Imported(read, changes)


def _noted(options: Mapping[str, str]) -> dict[str, str]:
    """Return options as they may be shown and kept in a file: the secret is named, not told."""
    return {name: "${HEADRACE_PERSON_KEY}" if name == SECRET else text for name, text in options.items()}


def source_name(path: Path) -> str:
    """Return the name of a source after its file: ``Issues 2025.csv.gz`` → ``issues-2025``."""
    name = path.resolve().name
    stem = name.split(".")[0] or name.strip(".")
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "source"


def _reading(one: Asked, reader: Reader, skip_bad: bool, on_progress: OnProgress) -> Reading:
    # files of one tool that only together tell the whole, such as issues and pulls, share a source
    natural = getattr(reader, "natural_source", None)
    return Reading(
        source=one.source or natural or source_name(one.path),
        skip_bad=skip_bad,
        options=dict(one.options),
        on_progress=lambda done, total: on_progress(one.path, done, total),
    )


def _size(path: Path) -> int:
    """Return the bytes of a file as they will be unpacked, roughly, or of a folder."""
    if path.is_dir():
        return sum(
            part.stat().st_size for part in path.rglob("*") if part.is_file() and not part.is_symlink()
        )
    return path.stat().st_size * (8 if path.suffix == ".gz" else 1)
