"""Reads a source's scopes one after the other, from where each one is, and keeps what it answers.

A scope that fails is noted and the next one is read; only a token that is not valid ends the source.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.connectors.ground.http_client import Refused
from headrace.connectors.ground.receiving import Receiver
from headrace.errors import SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.connectors.ground.answers import Answers
    from headrace.connectors.ground.contract import Connector
    from headrace.connectors.ground.http_client import Client

    OnProgress = Callable[[str, int, int | None], None]


NOT_SHAPED = (KeyError, TypeError, AttributeError, IndexError, ValueError)
"""What code that takes an answer apart raises when a part is missing or another than documented."""

_REPORT = ("What was read before is kept. Report it, with the tool's version.",)


def undocumented(connector: Connector, problem: Exception) -> str:
    """Return what is so when a tool's answer raised one of :data:`NOT_SHAPED`."""
    return f"{connector.title} answered in a form that it does not document ({type(problem).__name__})."


@dataclass(frozen=True, slots=True)
class ScopeRead:
    """What one reading of one scope did.

    Args:
        read: documents that the tool answered with, changed or not.
        changed: of these, new or different.
        gone: documents that are there no more.
        failure: one line, ``None`` when it was read to its end.
        remedies: what to do about the failure.
    """

    name: str
    read: int
    changed: int
    gone: int
    failure: str | None = None
    remedies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """What one reading of a source did; ``failure`` when nothing of it could be read at all."""

    scopes: tuple[ScopeRead, ...]
    failure: str | None = None
    remedies: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything was read to its end."""
        return self.failure is None and all(scope.failure is None for scope in self.scopes)


def collect(
    connector: Connector,
    client: Client,
    answers: Answers,
    *,
    full: bool = False,
    on_progress: OnProgress = lambda _scope, _done, _total: None,
) -> Collected:
    """Read everything that is new in a source and keep it.

    Args:
        full: read everything again, whatever is known already.
        on_progress: told the scope, and how many documents of how many (``None``: nobody knows) were read.

    Raises:
        StoreUnavailable: what was answered cannot be kept.
    """
    if isinstance(connector, Receiver):
        return Collected(())
    try:
        names = list(connector.scopes(client))
    except SourceUnavailable as problem:
        return _failed(answers, problem.fact, problem.remedies)
    except NOT_SHAPED as problem:
        return _failed(answers, undocumented(connector, problem), _REPORT)
    done: list[ScopeRead] = []
    full = full and bool(names)  # a token without any permission is no reason to forget everything
    for name in sorted({state.name for state in answers.scopes()}.difference(names)):
        done.append(_not_named(answers, name, full))
    for name in names:
        scope, ends = _scope(connector, client, answers, name, full, on_progress)
        done.append(scope)
        if ends:
            return Collected(tuple(done), scope.failure, scope.remedies)
    return Collected(tuple(done))


def _failed(answers: Answers, fact: str, remedies: tuple[str, ...]) -> Collected:
    for state in answers.scopes():
        answers.fail(state.name, _now(), fact)
    return Collected((), fact, remedies)


def _not_named(answers: Answers, name: str, full: bool) -> ScopeRead:
    """A scope that is not there any more: it may be back when a permission is, so only a full reading lets it go."""
    if full:
        return ScopeRead(name, 0, 0, answers.forget_scope(name))
    fact = f"{name} is not among what can be read any more."
    answers.fail(name, _now(), fact)
    return ScopeRead(name, 0, 0, 0, fact, ("If it is to be forgotten:   headrace sync --full",))


def _scope(
    connector: Connector, client: Client, answers: Answers, name: str, full: bool, on_progress: OnProgress
) -> tuple[ScopeRead, bool]:
    """Read one scope; say also whether it is no use to read any other."""
    changed = gone = 0
    try:
        cursor = answers.begin(name, _now(), full=full)
        known = answers.holds(name)
        for page in connector.collect(client, name, cursor):
            changed += answers.keep(name, page)
            gone += len(page.gone)
            on_progress(name, answers.read, page.total)
        if known:  # also after a first reading that was stopped: what went away since then is not told
            gone += _gone(connector, client, answers, name)
        gone += answers.finish(name, _now(), connector.place)
    except NOT_SHAPED as problem:
        fact = f"{name} was answered in a form that {connector.title} does not document ({type(problem).__name__})."
        answers.fail(name, _now(), fact)
        return ScopeRead(name, answers.read, changed, gone, fact, _REPORT), False
    except SourceUnavailable as problem:
        answers.fail(name, _now(), problem.fact)
        ends = isinstance(problem, Refused) and problem.ends_source
        return ScopeRead(name, answers.read, changed, gone, problem.fact, problem.remedies), ends
    return ScopeRead(name, answers.read, changed, gone), False


def _gone(connector: Connector, client: Client, answers: Answers, name: str) -> int:
    """Let go what the tool has no more; nothing is listed where it has just as many as are kept."""
    told = connector.count(client, name)
    if told is not None:
        kept = answers.counts(name)
        if all(kept.get(kind, 0) == count for kind, count in told.items()):
            return 0
    there = connector.present(client, name)
    return 0 if there is None else answers.absent(name, there)


def _now() -> int:
    return time.time_ns() // 1000
