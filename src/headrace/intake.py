"""Records in: which reader reads what, and all files of one command into the store at once."""

from __future__ import annotations

import glob
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from headrace import connectors
from headrace.errors import BadInput, HeadraceError
from headrace.eventlog import formats
from headrace.eventlog.persons import SECRET
from headrace.eventlog.reading import Reading
from headrace.eventlog.recognition import reader_of
from headrace.eventlog.store import Provenance
from headrace.value_streams.contents import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.eventlog.ingestion import Ingested
    from headrace.eventlog.model import Batch
    from headrace.eventlog.reading import Reader
    from headrace.eventlog.store import Store
    from headrace.value_streams.contents import Source

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
class SourceRead:
    """One source as it was read: its files, in order; ``kind`` is ``None`` when they are of several kinds."""

    name: str
    kind: str | None
    paths: tuple[Path, ...]
    options: Mapping[str, str]

    @classmethod
    def of(cls, name: str, files: Sequence[FileRead]) -> SourceRead:
        """Return the source that these files make."""
        kinds = {file.kind for file in files}
        paths = tuple(dict.fromkeys(file.path.resolve() for file in files))
        return cls(name, kinds.pop() if len(kinds) == 1 else None, paths, files[0].options)


@dataclass(frozen=True, slots=True)
class Imported:
    """What one import read and what it changed in the store; ``changes`` is ``None`` after a dry run."""

    files: tuple[FileRead, ...]
    changes: Ingested | None

    def sources(self) -> tuple[SourceRead, ...]:
        """Return what to ask for to read the same again, by source."""
        found: dict[str, list[FileRead]] = {}
        for file in self.files:
            found.setdefault(file.source, []).append(file)
        return tuple(SourceRead.of(name, files) for name, files in found.items())


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
    parts: Counter[str] = Counter()
    for _, _, reading in pairs:
        reading.part = parts[reading.source]
        parts[reading.source] += 1
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


def files_named(root: Path, text: str) -> tuple[Path, ...]:
    """Return the files that a path means, from a folder on: itself, or all that fit a pattern with ``*``.

    Raises:
        BadInput: nothing fits the pattern.
    """
    path = root / text
    if path.exists() or not glob.has_magic(text):
        return (path,)
    fitting = glob.glob(text, root_dir=root, recursive=True)  # noqa: PTH207 - Path's takes no absolute pattern
    found = sorted(root / one for one in fitting)
    if not found:
        raise BadInput(
            f"No file fits {text}.",
            "Nothing was read.",
            [f"It counts from the folder {root}. Mend it and try again."],
        )
    return tuple(found)


def asked_again(root: Path, sources: Mapping[str, Source]) -> tuple[Asked, ...]:
    """Return what ``headrace.yaml`` names to import: the files of every source with a path.

    Raises:
        BadConfiguration: a variable in it is not set.
        BadInput: no file fits a pattern.
    """
    return tuple(
        Asked(path, one.kind, name, {key: resolve(value) for key, value in one.options.items()})
        for name, one in sources.items()
        for text in one.path
        for path in files_named(root, resolve(text))
    )


def paths_known(root: Path, sources: Mapping[str, Source]) -> set[Path]:
    """Return the files that ``headrace.yaml`` names, as far as they can be found now."""
    known: set[Path] = set()
    for name, source in sources.items():
        with suppress(HeadraceError):
            known.update(one.path.resolve() for one in asked_again(root, {name: source}))
    return known


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
