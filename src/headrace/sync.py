"""Live sources into the store: collected side by side, each from where it was, and taken in as each is done.

What a source answered is kept at once (:mod:`.connectors.ground.answers`); the event log takes it in, in one
piece, when the source has been read as far as it could be. So a sync that is stopped anywhere loses nothing and
the next one goes on.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from headrace.connectors import connectors
from headrace.connectors.ground.answers import Answers
from headrace.connectors.ground.collecting import NOT_SHAPED, Collected, collect, undocumented
from headrace.connectors.ground.exposed import refuse_exposed
from headrace.connectors.ground.http_client import Access, Client
from headrace.connectors.ground.receiving import Receiver
from headrace.connectors.ground.registry import connector_class
from headrace.connectors.ground.rereading import Rereading
from headrace.connectors.ground.side_by_side import side_by_side
from headrace.errors import BadConfiguration, BadRequest, HeadraceError, SourceUnavailable, nearest
from headrace.eventlog import lock
from headrace.eventlog.persons import SECRET
from headrace.eventlog.store import Provenance
from headrace.report.trust.trust_view import LeftOutLine, ScopeLine
from headrace.value_streams.contents import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from headrace.connectors.ground.contract import Connector, Finding
    from headrace.connectors.ground.kept import ScopeState
    from headrace.eventlog.ingestion import Ingested
    from headrace.eventlog.store import Store
    from headrace.value_streams.contents import Catalogue

    OnProgress = Callable[[str, str, int, int | None], None]
    """Told the source, what is being done, and how many of how many (``None``: nobody knows)."""

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
    secret: str = field(default="", repr=False)


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
            refuse_exposed({"url": source.url or "", **source.options})
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
        try:
            return tuple(connector.preflight(client))
        except NOT_SHAPED as problem:
            raise SourceUnavailable(
                undocumented(connector, problem),
                "The address may be that of another tool.",
                ("Look at the address. If it is right, report this with the tool's version.",),
            ) from problem


@contextmanager
def turn(folder: Path, source: str, *, wait: bool) -> Iterator[None]:
    """Be the only one that reads a source and takes it in.

    What the log has of a document must not change between keeping the next one and taking that in.

    Raises:
        lock.Busy: somebody else is, and ``wait`` is not set.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with lock.held(folder / f"{source}.lock", wait=wait):
        yield


def sync(
    sources: Sequence[LiveSource],
    store: Store,
    folder: Path,
    *,
    full: bool = False,
    on_progress: OnProgress = lambda _source, _what, _done, _total: None,
) -> Synced:
    """Read what is new in all sources and take it into the store.

    A source that cannot be read or taken in stops no other.

    Args:
        folder: of the kept answers.
        full: read everything again; the result is the same, only what was missed is mended.
    """
    done: dict[str, SourceSynced] = {}
    with ExitStack() as ends:
        turns: dict[str, ExitStack] = {}
        asked = [one for one in sources if not isinstance(one.connector, Receiver)]
        for one in asked:
            turns[one.name] = ends.enter_context(ExitStack())
            try:
                turns[one.name].enter_context(turn(folder, one.name, wait=False))
            except lock.Busy:
                done[one.name] = _busy(one)
        free = [one for one in asked if one.name not in done]
        stop = Event()
        read = partial(_collect, store=store, folder=folder, full=full, stop=stop, on_progress=on_progress)
        for one, found in ends.enter_context(closing(side_by_side(read, free, stop))):
            done[one.name] = _taken_in(one, store, folder, found, full, on_progress)
            turns[one.name].close()
        for one in sources:  # after the others: what is told may be about what those have
            if isinstance(one.connector, Receiver):
                with turn(folder, one.name, wait=True):
                    done[one.name] = _taken_in(one, store, folder, (Collected(()), 0.0), full, on_progress)
    return Synced(tuple(done[one.name] for one in sources))


def _busy(one: LiveSource) -> SourceSynced:
    failure = Collected((), f"Another sync is reading {one.name}.", ("Wait until it is done.",))
    return SourceSynced(one.name, one.connector.kind, failure, None)


def _collect(
    one: LiveSource, store: Store, folder: Path, full: bool, stop: Event, on_progress: OnProgress
) -> tuple[Collected, float]:
    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise _Stopped

    def progress(scope: str, read: int, total: int | None) -> None:
        if stop.is_set():
            raise _Stopped
        on_progress(one.name, scope, read, total)

    began = time.monotonic()
    try:
        with (
            closing(_client(one, pause, on_progress)) as client,
            closing(Answers(answers_path(folder, one.name))) as answers,
        ):
            # A sync may have died after the log took documents in and before the answers knew: what the log
            # has of a document could not be taken back once the document has changed.
            answers.follow(store.taken_in(one.name))
            collected = collect(one.connector, client, answers, full=full, on_progress=progress)
    except HeadraceError as problem:
        collected = Collected((), problem.fact, problem.remedies)
    return collected, time.monotonic() - began


def _client(one: LiveSource, pause: Callable[[float], None], on_progress: OnProgress) -> Client:
    def on_wait(why: str, seconds: float) -> None:
        on_progress(one.name, f"waits {seconds:,.0f} s: {why}", 0, None)

    return Client(one.connector.access() or _NO_TOOL, wait=pause, on_wait=on_wait)


def _taken_in(
    one: LiveSource,
    store: Store,
    folder: Path,
    found: tuple[Collected, float],
    full: bool,
    on_progress: OnProgress,
) -> SourceSynced:
    """Take a source in, or say why that could not be done."""
    try:
        return take_in(one, store, folder, found, full, on_progress)
    except HeadraceError as problem:
        collected = replace(found[0], failure=problem.fact, remedies=problem.remedies)
        return SourceSynced(one.name, one.connector.kind, collected, None, seconds=(found[1], 0.0))


def take_in(
    one: LiveSource,
    store: Store,
    folder: Path,
    found: tuple[Collected, float],
    full: bool,
    on_progress: OnProgress,
) -> SourceSynced:
    """Take into the log what of a source's kept answers it lacks; within a :func:`turn`.

    Args:
        found: what was collected just before, and the seconds that took.

    Raises:
        StoreUnavailable: answers or log cannot be used; what was kept before stays.
    """
    collected, seconds = found
    began = time.monotonic()
    with closing(Answers(answers_path(folder, one.name))) as answers:
        taken_in = store.taken_in(one.name)
        ours = answers.follow(taken_in) or not taken_in
        last = answers.last_number()
        rereading = Rereading(
            one.connector,
            one.name,
            one.secret,
            lambda done, total: on_progress(one.name, "taking in", done, total),
        )
        changes = None
        if not answers.empty and (full or last != taken_in):
            # the log may have more than answers that were begun anew: nothing is gone until all was read again
            told = isinstance(one.connector, Receiver)
            whole = ours or (collected.complete and all(scope.read_at for scope in answers.scopes()))
            batches = rereading.batches(answers, taken_in, full=full, complete=whole and not told)
            reached = last if whole or told else taken_in
            provenance = Provenance((one.connector.title,), answers=reached)
            changes = store.ingest(batches, {one.name: provenance}, wait=True)
            answers.taken_in(reached)
        return SourceSynced(
            one.name,
            one.connector.kind,
            collected,
            changes,
            tuple(answers.unreadable()),
            tuple(answers.scopes()),
            (seconds, time.monotonic() - began),
        )
