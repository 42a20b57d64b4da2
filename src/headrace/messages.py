"""What is told instead of asked: messages that tools send, and steps that people write down.

Each is kept before it is answered, and taken into the event log a little later, together with others.
"""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

from headrace.connectors import connectors
from headrace.connectors.ground.answers import Answers
from headrace.connectors.ground.collecting import Collected
from headrace.connectors.ground.receiving import NotUnderstood, Receiver
from headrace.connectors.manual.connector import part
from headrace.connectors.manual.steps import meant
from headrace.connectors.manual.steps import steps as written
from headrace.errors import BadConfiguration, BadRequest
from headrace.eventlog.retrieval import called
from headrace.sync import answers_path, live_sources, take_in, turn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from headrace.connectors.manual.steps import WrittenStep
    from headrace.eventlog.store import Store
    from headrace.value_streams.contents import Catalogue

Step = tuple[str, str, str, str]
"""An item's key or id, what happened, when, and who says so (may be empty)."""


def receive(catalogue: Catalogue, folder: Path, name: str, headers: Mapping[str, str], body: bytes) -> int:
    """Keep a message that a tool sent to a source; return how many parts of it were new. Durable when it returns.

    Args:
        headers: of the message, in small letters.

    Raises:
        BadRequest: there is no such source, or it takes no messages.
        NotSigned: the sender does not know the source's secret.
        NotUnderstood: it is not what the source takes.
        StoreUnavailable: it cannot be kept.
    """
    known = catalogue.sources.get(name)
    found, broken = ((), ()) if known is None or known.path else live_sources(catalogue, (name,))
    if broken:
        raise BadConfiguration(
            str(broken[0].collected.failure), "Nothing was kept.", broken[0].collected.remedies
        )
    source = next(iter(found), None)
    if source is None or not isinstance(source.connector, Receiver):
        raise BadRequest(f'No source called "{name}" takes messages.', "Nothing was kept.")
    source.connector.check(headers, body)
    try:
        parts = source.connector.understand(headers, body)
        with closing(Answers(answers_path(folder, name))) as answers:
            return answers.receive("received", time.time_ns() // 1000, parts)
    except (RecursionError, UnicodeEncodeError) as problem:  # nested without end, or halves of characters
        raise NotUnderstood("The message cannot be taken apart.", "Nothing was kept.") from problem


def note(store: Store, folder: Path, source: str, steps: Sequence[Step]) -> int:
    """Keep steps that people write down: (item's key or id, what happened, when, by whom); return how many were new.

    Raises:
        BadRequest: no item is called so, or several are.
        NotUnderstood: a time cannot be read.
        StoreUnavailable: nothing was read yet, or the steps cannot be kept.
    """
    with closing(store.open()) as engine:
        ids = called(engine, {item for item, *_ in steps})
    parts = [part(ids[item], step, at, by) for item, step, at, by in steps]
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Answers(answers_path(folder, source))) as answers:
        return answers.receive("written down", time.time_ns() // 1000, parts)


def steps(folder: Path, source: str, item: str = "") -> tuple[WrittenStep, ...]:
    """Return the steps that were written down about an item, or about all; also those that were taken back."""
    path = answers_path(folder, source)
    if not path.exists():
        return ()
    with closing(Answers(path)) as answers:
        return written(answers.messages(), item)


def take_back(folder: Path, source: str, steps: Sequence[Step]) -> tuple[WrittenStep, ...]:
    """Take steps back, all or none: they count no more and stay on disk. Return what they were.

    Args:
        steps: as in :func:`note`; without a time the only one of these words is meant.

    Raises:
        BadRequest: there is no such step, or there are several.
        NotUnderstood: a time cannot be read.
        StoreUnavailable: the file cannot be written.
    """
    with closing(Answers(answers_path(folder, source))) as answers:
        found = meant(answers.messages(), [(item, step, at) for item, step, at, _by in steps])
        answers.take_back(time.time_ns() // 1000, [message for message, _ in found])
    return tuple(step for _, step in found)


class Inbox:
    """What tools have sent to the sources of one workspace, on its way into the log.

    Args:
        file: ``headrace.yaml``.
        store: that has the log.
        folder: of the kept answers.
    """

    def __init__(self, file: Path, store: Store, folder: Path) -> None:
        self._file, self._store, self._folder = file, store, folder
        self._seen: dict[str, tuple[object, ...]] = {}

    def take_in(self, catalogue: Callable[[], Catalogue]) -> None:
        """Take into the log what has come since the last time; where nothing has, no file is opened.

        Args:
            catalogue: asked for only when something may have come.

        Raises:
            StoreUnavailable: the log cannot be written; the messages are kept.
        """
        stamps = {path.stem: self._stamp(path) for path in self._folder.glob("*.sqlite")}
        if all(self._seen.get(name) == stamp for name, stamp in stamps.items()):
            return
        defined, kinds = catalogue(), connectors()
        for name, stamp in stamps.items():
            source = defined.sources.get(name)
            told = source and not source.path and issubclass(kinds.get(str(source.kind), object), Receiver)
            if told and self._seen.get(name) != stamp and not self._take_in(defined, name):
                continue
            if not self._recent(name):  # a file may be written twice within one stamp
                self._seen[name] = stamp

    def _take_in(self, catalogue: Catalogue, name: str) -> bool:
        """Take in what has come to one source; return whether it could be done as it is configured."""
        live, _broken = live_sources(catalogue, (name,))
        for one in live:
            with turn(self._folder, name, wait=True):
                take_in(one, self._store, self._folder, (Collected(()), 0.0), full=False, on_progress=_nobody)
        return bool(live)

    def _stamp(self, path: Path) -> tuple[object, ...]:
        """Return what changes whenever a source's file, what is defined, or the log does."""
        return (*map(_changed, (path, _ahead(path), self._file)), self._store.snapshots.number())

    def _recent(self, name: str) -> bool:
        path = answers_path(self._folder, name)
        changed = max(_changed(path)[0], _changed(_ahead(path))[0])
        return abs(time.time_ns() - changed) < _SETTLED


_SETTLED = 2 * 10**9
"""Nanoseconds after which a file's stamp tells of everything that was written."""


def _changed(path: Path) -> tuple[int, int]:
    """Return when a file was written (ns) and its size; zeros when it is not there."""
    try:
        told = path.stat()
    except OSError:
        return 0, 0
    return told.st_mtime_ns, told.st_size


def _ahead(path: Path) -> Path:
    """Return the file that holds what was written last, where a source's file does not have it yet."""
    return path.with_name(path.name + "-wal")


def _nobody(_source: str, _what: str, _done: int, _total: int | None) -> None:
    """Nobody watches."""
