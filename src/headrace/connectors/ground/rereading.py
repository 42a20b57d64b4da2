"""Kept answers into batches for the event log: only what has changed, or everything again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.collecting import NOT_SHAPED
from headrace.connectors.ground.contract import Document
from headrace.eventlog.model import Batch
from headrace.eventlog.persons import pseudonym

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from headrace.connectors.ground.answers import Answers
    from headrace.connectors.ground.contract import Connector, Named
    from headrace.connectors.ground.kept import Change

    OnProgress = Callable[[int, int], None]

_ROWS_PER_BATCH = 60_000
_NOT_UNDERSTOOD = (*NOT_SHAPED, OverflowError, RecursionError)
"""What a parser raises when a document is not as the tool documents it."""


class Rereading:
    """Turns what a source answered into what the log takes in.

    Args:
        connector: whose parser reads the documents.
        source: the source's name, first part of every id.
        secret: the workspace's own, for the keys of persons.
        on_progress: told how many documents of how many were read.
    """

    def __init__(
        self,
        connector: Connector,
        source: str,
        secret: str = "",
        on_progress: OnProgress = lambda _done, _total: None,
    ) -> None:
        self._connector = connector
        self._source = source
        self._person = partial(pseudonym, secret=secret)
        self._on_progress = on_progress
        self.unreadable: dict[Named, str] = {}
        """Documents that could not be understood and were left out, each with one sentence."""

    def batches(
        self, answers: Answers, taken_in: int, *, full: bool = False, complete: bool = True
    ) -> Iterator[Batch]:
        """Yield what the log lacks: only the difference where that is known, otherwise everything.

        What could not be understood is noted in the answers before the last batch has gone.

        Args:
            taken_in: the number up to which the log has taken documents in; 0 for a log without this source.
            full: everything in any case.
            complete: the answers hold all that the source has, when everything is yielded.
        """
        changes = None if full or not taken_in else answers.since(taken_in)
        if changes is None:
            yield from self._everything(answers, complete)
        else:
            yield from self._difference(answers, changes, taken_in)
        answers.note_unreadable(self.unreadable, afresh=changes is None)

    def _difference(self, answers: Answers, changes: Iterator[Change], taken_in: int) -> Iterator[Batch]:
        batch = Batch(self._source, complete=False)
        for done, change in enumerate(changes, 1):
            before = self._said(change.kind, change.key, change.before)
            if change.now is not None:
                now = Batch(self._source, complete=False)
                self._parse(Document(change.kind, change.key, change.now), now)
                _take_back(batch, before, now)
                batch.extend(now)
            else:
                _take_back(batch, before, Batch(self._source))
            self._on_progress(done, answers.last_number() - taken_in)
            if _rows(batch) >= _ROWS_PER_BATCH:
                yield batch
                batch = Batch(self._source, complete=False)
        yield batch

    def _everything(self, answers: Answers, complete: bool) -> Iterator[Batch]:
        total = answers.count()
        batch = Batch(self._source, complete=complete)
        for done, document in enumerate(answers.documents(), 1):
            self._parse(document, batch)
            if _rows(batch) >= _ROWS_PER_BATCH:
                self._on_progress(done, total)
                yield batch
                batch = Batch(self._source, complete=complete)
        self._on_progress(total, total)
        yield batch

    def _parse(self, document: Document, batch: Batch) -> None:
        size = batch.size()
        try:
            self._connector.parse(document, batch, self._person)
        except _NOT_UNDERSTOOD as problem:
            batch.cut(size)
            told = (
                str(problem)
                if isinstance(problem, ValueError)
                else "it is not shaped as the tool documents it."
            )
            self.unreadable[document.kind, document.key] = f"{document.kind} {document.key}: {told}"

    def _said(self, kind: str, key: str, body: Any) -> Batch:
        """Return what a document said as the log has it."""
        said = Batch(self._source, complete=False)
        if body is not None:
            try:
                self._connector.parse(Document(kind, key, body), said, self._person)
            except _NOT_UNDERSTOOD:
                return Batch(self._source, complete=False)  # it could not be read then either
        return said


def _rows(batch: Batch) -> int:
    return sum(batch.size())


def _take_back(batch: Batch, before: Batch, now: Batch) -> None:
    """Note in ``batch`` the objects and events that a document no longer speaks of."""
    batch.gone_objects.extend(set(before.objects.id).difference(now.objects.id))
    batch.gone_events.extend(set(before.events.id).difference(now.events.id))
