"""Live sources into the store: collected side by side, each from where it was, and taken in as each is done.

What a source answered is kept at once (:mod:`.connectors.ground.answers`); the event log takes it in, in one
piece, when the source has been read as far as it could be. So a sync that is stopped anywhere loses nothing and
the next one goes on.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from headrace.connectors import connectors
from headrace.connectors.ground.answers import Answers
from headrace.connectors.ground.collecting import Collected, collect
from headrace.connectors.ground.http_client import Access, Client
from headrace.connectors.ground.registry import connector_class
from headrace.connectors.ground.rereading import Rereading
from headrace.errors import BadConfiguration, BadRequest, HeadraceError, nearest
from headrace.eventlog import lock
from headrace.eventlog.persons import SECRET
from headrace.eventlog.store import Provenance
from headrace.report.trust_view import LeftOutLine, ScopeLine
from headrace.value_streams.contents import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from headrace.connectors.ground.answers import ScopeState
    from headrace.connectors.ground.contract import Connector, Finding
    from headrace.eventlog.ingestion import Ingested
    from headrace.eventlog.store import Store
    from headrace.value_streams.contents import Catalogue

    OnProgress = Callable[[str, str, int, int | None], None]
    """Told the source, what is being done, and how many of how many (``None``: nobody knows)."""

_SIDE_BY_SIDE = 8
_EXAMPLES = 3
_NO_TOOL = Access("http://localhost")


@dataclass(frozen=True, slots=True)
class LiveSource:
    """A source of ``headrace.yaml`` that is read from a tool.

    Args:
        secret: the workspace's own, for the keys of persons.
    """

    name: str
    connector: Connector
    secret: str = ""


@dataclass(frozen=True, slots=True)
class SourceSynced:
    """What a sync did for one source.

    Args:
        collected: what the tool answered.
        changes: what that changed in the log; ``None`` when nothing was to be taken in.
        unreadable: one sentence for each document that was left out because it could not be understood.
        states: how far each scope is now.
        seconds: that reading the tool took, and that taking it in took.
    """

    source: str
    kind: str
    collected: Collected
    changes: Ingested | None
    unreadable: tuple[str, ...] = ()
    states: tuple[ScopeState, ...] = ()
    seconds: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did, by source in the order of ``headrace.yaml``."""

    sources: tuple[SourceSynced, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Whether every source was read to its end."""
        return all(source.collected.complete for source in self.sources)


def live_sources(
    catalogue: Catalogue, names: Sequence[str] = ()
) -> tuple[tuple[LiveSource, ...], tuple[SourceSynced, ...]]:
    """Return the sources that are read from a tool, and those that cannot be read as they are configured.

    Args:
        names: only these; all of them when empty.

    Raises:
        BadRequest: no source is called so, or it is a file; or there is none at all.
    """
    kinds = connectors()
    live = {name: source for name, source in catalogue.sources.items() if not source.path and source.kind}
    if not live:
        raise BadRequest(
            "There is nothing to sync: headrace.yaml names no tool to read from.",
            remedies=["headrace connect KIND   adds one", "headrace import         reads files again"],
        )
    for name in names:
        if name not in live:
            raise BadRequest(
                f'No live source is called "{name}". {nearest(name, live)}'.rstrip(),
                remedies=[
                    f"Live sources there are: {', '.join(live)}",
                    "headrace connect KIND   adds one",
                ],
            )
    found: list[LiveSource] = []
    broken: list[SourceSynced] = []
    for name, source in live.items():
        if names and name not in names:
            continue
        try:
            given = {key: resolve(text) for key, text in source.options.items()}
            secret = given.pop(SECRET, "")
            given |= {
                key: resolve(text) for key, text in (("url", source.url), ("token", source.token)) if text
            }
            found.append(LiveSource(name, connector_class(str(source.kind), kinds)(given), secret))
        except BadConfiguration as problem:
            broken.append(
                SourceSynced(name, str(source.kind), Collected((), problem.fact, problem.remedies), None)
            )
    return tuple(found), tuple(broken)


class _Stopped(BaseException):
    """The sync is to end; raised where nothing is half done."""


def answers_path(folder: Path, source: str) -> Path:
    """Return the file that keeps what a source answered."""
    return folder / f"{source}.sqlite"


def readings(catalogue: Catalogue, folder: Path) -> tuple[tuple[ScopeLine, ...], tuple[LeftOutLine, ...]]:
    """Return how far each part of each live source has been read, and what of it could not be understood."""
    scopes: list[ScopeLine] = []
    left_out: list[LeftOutLine] = []
    for name, source in catalogue.sources.items():
        path = answers_path(folder, name)
        if source.path or not path.exists():
            continue
        with closing(Answers(path)) as answers:
            scopes += [
                ScopeLine(name, s.name, s.documents, s.read_at, s.under_way, s.failed_at, s.failure)
                for s in answers.scopes()
            ]
            unreadable = answers.unreadable()
        if unreadable:
            left_out.append(LeftOutLine(name, len(unreadable), tuple(unreadable[:_EXAMPLES])))
    return tuple(scopes), tuple(left_out)


def preflight(connector: Connector) -> tuple[Finding, ...]:
    """Return what a source's settings allow to be read.

    Raises:
        SourceUnavailable: the tool cannot be reached at all.
    """
    with closing(Client(connector.access() or _NO_TOOL)) as client:
        return tuple(connector.preflight(client))


def sync(
    sources: Sequence[LiveSource],
    store: Store,
    folder: Path,
    *,
    full: bool = False,
    on_progress: OnProgress = lambda _source, _what, _done, _total: None,
) -> Synced:
    """Read what is new in all sources and take it into the store.

    Args:
        folder: of the kept answers.
        full: read everything again; the result is the same, only what was missed is mended.

    Raises:
        StoreUnavailable: answers or log cannot be written; what was kept before stays.
    """
    for one in sources:
        _settle(one, store, folder)
    stop = Event()
    done: dict[str, SourceSynced] = {}
    pool = ThreadPoolExecutor(min(_SIDE_BY_SIDE, len(sources)) or 1)
    try:
        running = {pool.submit(_collect, one, folder, full, stop, on_progress): one for one in sources}
        for future in as_completed(running):
            one = running[future]
            done[one.name] = take_in(one, store, folder, future.result(), full, on_progress)
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
    return Synced(tuple(done[one.name] for one in sources))


def _settle(one: LiveSource, store: Store, folder: Path) -> None:
    """Tell the kept answers what the log has, before any of them changes.

    A sync that died after the log took documents in, and before it said so, has left that undone; what the log
    has of a document could not be taken back once the document has changed.
    """
    path = answers_path(folder, one.name)
    if path.exists():
        with closing(Answers(path)) as answers:
            answers.taken_in(min(store.taken_in(one.name), answers.last_number()))


def _collect(
    one: LiveSource, folder: Path, full: bool, stop: Event, on_progress: OnProgress
) -> tuple[Collected, float]:
    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise _Stopped

    def progress(scope: str, read: int, total: int | None) -> None:
        if stop.is_set():
            raise _Stopped
        on_progress(one.name, scope, read, total)

    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with (
            lock.held(folder / f"{one.name}.lock", wait=False),
            closing(_client(one, pause, on_progress)) as client,
            closing(Answers(answers_path(folder, one.name))) as answers,
        ):
            collected = collect(one.connector, client, answers, full=full, on_progress=progress)
    except lock.Busy:
        collected = Collected((), f"Another sync is reading {one.name}.", ("Wait until it is done.",))
    except HeadraceError as problem:
        collected = Collected((), problem.fact, problem.remedies)
    return collected, time.monotonic() - began


def _client(one: LiveSource, pause: Callable[[float], None], on_progress: OnProgress) -> Client:
    def on_wait(why: str, seconds: float) -> None:
        on_progress(one.name, f"waits {seconds:,.0f} s: {why}", 0, None)

    return Client(one.connector.access() or _NO_TOOL, wait=pause, on_wait=on_wait)


def take_in(
    one: LiveSource,
    store: Store,
    folder: Path,
    found: tuple[Collected, float],
    full: bool,
    on_progress: OnProgress,
) -> SourceSynced:
    """Take into the log what of a source's kept answers it lacks.

    Args:
        found: what was collected just before, and the seconds that took.
    """
    collected, seconds = found
    began = time.monotonic()
    with closing(Answers(answers_path(folder, one.name))) as answers:
        taken_in, last = store.taken_in(one.name), answers.last_number()
        rereading = Rereading(
            one.connector,
            one.name,
            one.secret,
            lambda done, total: on_progress(one.name, "taking in", done, total),
        )
        changes = None
        if last and (full or last != taken_in):
            answers.taken_in(min(taken_in, last))
            batches = rereading.everything(answers) if full else rereading.batches(answers, taken_in)
            changes = store.ingest(batches, {one.name: Provenance((one.connector.title,), answers=last)})
            answers.note_unreadable(rereading.unreadable, afresh=full or not taken_in)
            answers.taken_in(last)
        return SourceSynced(
            one.name,
            one.connector.kind,
            collected,
            changes,
            tuple(answers.unreadable()),
            tuple(answers.scopes()),
            (seconds, time.monotonic() - began),
        )
