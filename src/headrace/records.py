"""The records of a workspace: its folder, what ``headrace.yaml`` defines over them, and how more come in."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from headrace import intake, messages
from headrace import sync as syncing
from headrace.connectors import connectors
from headrace.connectors.ground import kept_file
from headrace.errors import BadConfiguration, BadRequest, nearest
from headrace.eventlog import lock
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Provenance, Store
from headrace.report.trust.strays import stray_sources
from headrace.report.trust.trust import source_lines
from headrace.value_streams.amendment import (
    NEW_FILE,
    SCHEMA_PATH,
    add_entries,
    live_entry,
    signal_entry,
    source_entry,
    write_whole,
)
from headrace.value_streams.catalog import FILE_NAME, load_catalogue
from headrace.value_streams.contents import Catalogue
from headrace.value_streams.derivation import Derivations
from headrace.value_streams.log_summary import summarise
from headrace.value_streams.schema import schema_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headrace.connectors.manual.steps import WrittenStep
    from headrace.intake import Asked, Imported, OnProgress
    from headrace.report.trust.trust_view import StraySource
    from headrace.sync import Synced
    from headrace.value_streams.discovery import Proposal
    from headrace.value_streams.log_summary import LogSummary


_BY_HAND = "manual"
"""The source of the steps that people write down."""


class Records:
    """A folder with definitions and records.

    Args:
        root: the folder of ``headrace.yaml``.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = Store(root / ".headrace" / "store")
        self.derivations = Derivations(root / ".headrace" / "derived")
        self.answers_folder = root / ".headrace" / "answers"
        self._catalogue: tuple[str, Catalogue] | None = None
        self._inbox = messages.Inbox(self.file, self.store, self.answers_folder)

    @classmethod
    def find(cls, start: Path | None = None) -> Self:
        """Return the workspace of a folder or of the nearest folder above it.

        Raises:
            BadConfiguration: when there is none.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / FILE_NAME).is_file():
                return cls(folder)
        raise BadConfiguration(
            f"There is no {FILE_NAME} in {here} or above it.",
            "So there is no workspace here yet.",
            ["headrace import FILE …   makes one from records that you have",
             "headrace demo            looks around with made-up data"],
        )  # fmt: skip

    @classmethod
    def create(cls, root: Path) -> Self:
        """Make a folder a workspace; one that is there already stays as it is."""
        made = cls(root)
        (root / SCHEMA_PATH).parent.mkdir(parents=True, exist_ok=True)
        (root / SCHEMA_PATH).write_text(schema_text(), encoding="utf-8")
        if not made.file.exists():
            write_whole(made.file, NEW_FILE)
        return made

    @property
    def file(self) -> Path:
        """The path of ``headrace.yaml``."""
        return self.root / FILE_NAME

    @property
    def catalogue(self) -> Catalogue:
        """What ``headrace.yaml`` says; read again when the file changes."""
        stamp = self._stamp()
        if self._catalogue is None or self._catalogue[0] != stamp:
            self._catalogue = (stamp, load_catalogue(self.file))
        return self._catalogue[1]

    def state(self) -> str:
        """Return a text that changes whenever an answer may: the store's snapshot and the definitions."""
        return f"{self.store.snapshots.number()}-{self._stamp()}"

    def _stamp(self) -> str:
        try:
            return hashlib.sha256(self.file.read_bytes()).hexdigest()[:16]
        except OSError:
            return ""

    def import_files(
        self,
        asked: Sequence[Asked],
        *,
        skip_bad: bool = False,
        dry_run: bool = False,
        on_progress: OnProgress = lambda _path, _done, _total: None,
    ) -> Imported:
        """Read files into the store, all or nothing; see :func:`headrace.intake.import_files`.

        A file's source is noted in ``headrace.yaml``, so that ``headrace import`` alone reads it again.
        """
        # before anything is written: the file may be broken; a dry run may have none
        noted = {} if dry_run else self.catalogue.sources
        done = intake.import_files(
            self.store, asked, skip_bad=skip_bad, dry_run=dry_run, on_progress=on_progress
        )
        if not dry_run:
            known = intake.paths_known(self.root, noted)
            new = [
                source_entry(one.name, one.kind, one.paths, one.options, self.root)
                for one in done.sources()
                if not known.issuperset(one.paths) and one.name not in noted
            ]
            add_entries(self.file, "sources", new)
        return done

    def summary(self) -> LogSummary:
        """Return what the log holds, for proposing a value stream; raises ``StoreUnavailable`` when it is empty."""
        with closing(self.store.open()) as log:
            return summarise(log)

    def add_stream(self, proposal: Proposal) -> str:
        """Write a proposed value stream into ``headrace.yaml``; return what changed, as a diff."""
        return add_entries(self.file, "value_streams", [proposal.entry])

    def define_signals(self, meanings: Mapping[str, Mapping[str, object]]) -> str:
        """Write what signals mean into ``headrace.yaml``, by short name; return what changed, as a diff."""
        entries = [signal_entry(name, meaning) for name, meaning in meanings.items()]
        return add_entries(self.file, "signals", entries)

    def sync(
        self,
        names: Sequence[str] = (),
        *,
        full: bool = False,
        on_progress: syncing.OnProgress = lambda _source, _what, _done, _total: None,
    ) -> Synced:
        """Read what is new in the live sources of ``headrace.yaml``; see :func:`headrace.sync.sync`.

        Raises:
            BadRequest: there is no such source, or none at all.
        """
        live, broken = syncing.live_sources(self.catalogue, names)
        done = syncing.sync(live, self.store, self.answers_folder, full=full, on_progress=on_progress)
        return replace(done, sources=(*done.sources, *broken))

    def strays(self) -> tuple[StraySource, ...]:
        """Return the sources in the log that are not in ``headrace.yaml`` any more and still count."""
        if self.store.empty:
            return ()
        kinds = connectors()
        told = {
            name: one.path or tuple(kinds[kind].title for kind in kinds if kind == one.kind)
            for name, one in self.catalogue.sources.items()
        }
        with closing(self.store.open()) as log:
            return stray_sources(log, told)

    def held(self, source: str) -> tuple[int, int]:
        """Return how many objects and events of a source count.

        Raises:
            BadRequest: nothing was read from a source of this name.
        """
        with closing(self.store.open()) as log:
            lines = {line.source: (line.objects, line.events) for line in source_lines(log)}
        there = [name for name, counts in lines.items() if any(counts)]
        if source not in there and not syncing.answers_path(self.answers_folder, source).exists():
            raise BadRequest(
                f'Nothing was read from a source called "{source}". {nearest(source, there)}'.rstrip(),
                "Nothing was changed.",
                [f"Sources with records: {', '.join(there)}"] if there else [],
            )
        return lines.get(source, (0, 0))

    def forget(self, source: str) -> None:
        """Take out all that was read from a source: first from the log, in one piece, then what its tool answered.

        Raises:
            BadRequest: it is still in ``headrace.yaml``, is being read just now, or nothing was read from it.
            StoreUnavailable: the log cannot be written; nothing was taken out.
        """
        if source in self.catalogue.sources:
            raise BadRequest(
                f"{source} is still in headrace.yaml.",
                "Nothing was taken out: it would be read again.",
                [f"Take {source} out of headrace.yaml first, then:   headrace forget {source}"],
            )
        self.held(source)
        try:
            with syncing.turn(self.answers_folder, source, wait=False):
                nothing = Batch(source, complete=True)
                self.store.ingest([nothing], {source: Provenance()}, wait=True)
                kept_file.remove(syncing.answers_path(self.answers_folder, source))
        except lock.Busy as problem:
            raise BadRequest(
                f"A sync is reading {source} just now.", "Nothing was taken out.", ["Wait until it is done."]
            ) from problem

    def receive(self, source: str, headers: Mapping[str, str], body: bytes) -> int:
        """Keep a message for a source that takes them; see :func:`headrace.messages.receive`."""
        return messages.receive(self.catalogue, self.answers_folder, source, headers, body)

    def take_in_messages(self) -> None:
        """Take into the log what tools have sent since the last time."""
        self._inbox.take_in(lambda: self.catalogue)

    def note(self, steps: Sequence[messages.Step]) -> int:
        """Write down steps that no tool records (item, what, when, by whom); return how many were new."""
        kept = messages.note(self.store, self.answers_folder, _BY_HAND, steps)
        if _BY_HAND not in self.catalogue.sources:
            self.connect(_BY_HAND, "manual", {})
        self.take_in_messages()
        return kept

    def steps(self, item: str = "") -> tuple[WrittenStep, ...]:
        """Return what was written down about an item (id or key), or about all; also what was taken back."""
        return messages.steps(self.answers_folder, _BY_HAND, item)

    def take_back(self, steps: Sequence[messages.Step]) -> tuple[WrittenStep, ...]:
        """Take steps back that were written down, all or none; see :func:`headrace.messages.take_back`."""
        done = messages.take_back(self.answers_folder, _BY_HAND, steps)
        self.take_in_messages()
        return done

    def connect(self, name: str, kind: str, settings: Mapping[str, str]) -> str:
        """Note a tool to read from in ``headrace.yaml``, secrets as ``${HEADRACE_…}``; return the diff."""
        return add_entries(self.file, "sources", [live_entry(name, kind, settings)])

    def sources(self) -> tuple[Asked, ...]:
        """Return what ``headrace.yaml`` names to import: every source with a path, from the workspace's folder on."""
        return intake.asked_again(self.root, self.catalogue.sources)
