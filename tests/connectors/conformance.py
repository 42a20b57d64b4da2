"""What every connector must hold, over a fake of its tool: whatever goes wrong, the log equals a clean reading."""

from __future__ import annotations

from contextlib import closing, contextmanager
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from headrace import sync as syncing
from headrace.connectors.ground import http_client
from headrace.connectors.ground.answers import Answers
from headrace.connectors.ground.kept_file import KeptFile
from headrace.engine import rows
from headrace.eventlog.store import Store
from headrace.sync import LiveSource, sync
from tests.connectors.fake_tool import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from headrace.sync import Synced
    from tests.connectors.fake_tool import Asked, FakeTool


class Killed(BaseException):
    """The process dies here."""


class Reading:
    """A workspace's store and kept answers that read one fake again and again."""

    def __init__(self, tool: Any, folder: Path) -> None:
        self.tool, self.folder = tool, folder
        self.store = Store(folder / "store")

    def sync(self, *, full: bool = False) -> Synced:
        """Sync once, without waiting for anything."""
        source = LiveSource("tool", self.tool.connector(self.tool.settings()), "secret")
        return sync([source], self.store, self.folder / "answers", full=full)

    def log(self) -> dict[str, Any]:
        """Return what the log says, without what only tells how it got there."""
        return said_by(self.store)


def said_by(store: Store) -> dict[str, Any]:
    """Return the living content of a store: objects, values, events, relations and mentions, by their ids."""
    with closing(store.open()) as engine:
        objects = {
            row["object_no"]: row for row in rows(engine.table("objects")) if row["deleted_at"] is None
        }
        names = {number: row["object_id"] for number, row in objects.items()}
        events = {row["event_no"]: row for row in rows(engine.table("events")) if row["deleted_at"] is None}
        about: dict[int, set[str]] = {number: set() for number in events}
        for row in rows(engine.table("happenings")):
            if row["event_no"] in about and row["object_no"] in names:
                about[row["event_no"]].add(names[row["object_no"]])
        told: dict[int, set[tuple[str, str]]] = {number: set() for number in events}
        for row in rows(engine.table("event_attributes")):
            if row["event_no"] in told:
                told[row["event_no"]].add((row["attribute"], row["value"]))
        return {
            "objects": sorted((r["object_id"], r["label"] or "", r["url"] or "") for r in objects.values()),
            "values": sorted(
                (names[r["object_no"]], r["attribute"], r["value"] or "", r["since"])
                for r in rows(engine.table("object_values"))
                if r["object_no"] in names
            ),
            "events": sorted(
                (r["event_id"], r["event_type"], r["value"] or "", r["occurred_at"], tuple(sorted(about[n])),
                 tuple(sorted(told[n])))
                for n, r in events.items()
            ),
            "relations": sorted(
                (names[r["from_no"]], names[r["to_no"]], r["qualifier"], r["rule"])
                for r in rows(engine.table("relations"))
                if r["from_no"] in names and r["to_no"] in names
            ),
            "mentions": sorted(
                (r["from_id"], r["reference"], r["qualifier"], r["rule"])
                for r in rows(engine.table("mentions"))
                if r["from_id"] in set(names.values())
            ),
        }  # fmt: skip


@contextmanager
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no time pass when a client waits."""
    original = syncing._client

    def client(one: Any, pause: Any, on_progress: Any) -> http_client.Client:
        made = original(one, pause, on_progress)
        waited = [0.0]

        def wait(seconds: float) -> None:
            waited[0] += seconds

        made._wait, real = wait, made._clock  # type: ignore[method-assign]
        made._clock = lambda: real() + waited[0]  # type: ignore[method-assign]
        return made

    with monkeypatch.context() as patched:
        patched.setattr(syncing, "_client", client)
        yield


def clean(tool: FakeTool, folder: Path) -> dict[str, Any]:
    """Return what a first reading of the tool as it is now gives, without any fault."""
    tool.fault = lambda _number, _asked: None
    reading = Reading(tool, folder)
    assert reading.sync().complete
    return reading.log()


FAULTS: dict[str, Callable[[Random], Told]] = {
    "500": lambda _chance: Told({"message": "went wrong"}, 500),
    "502 without JSON": lambda _chance: Told(None, 502),
    "429 with Retry-After": lambda _chance: Told({}, 429, {"Retry-After": "3"}),
    "429 without": lambda _chance: Told({}, 429),
    "limit used up": lambda _chance: Told({}, 403, {"Retry-After": "7"}),
    "cut off": lambda _chance: Told({"something": ["that", "is", "cut", "off"]}, cut=True),
    "slow drip": lambda _chance: Told({}, 503, pause=0.01),
}
"""Faults that pass: trying again must be enough."""


def check_passing_faults(tool: Any, folder: Path, chance: Random) -> None:
    """Random passing faults and random changes between requests: afterwards the log equals a clean reading."""
    reading = Reading(tool, folder / "faulty")
    for _ in range(4):
        for _ in range(chance.randrange(1, 8)):
            tool.change_anything(chance)
        tool.fault = _sometimes(tool, chance)
        reading.sync()
    tool.fault = lambda _number, _asked: None
    assert reading.sync().complete
    assert reading.log() == clean(tool, folder / "clean")


def _sometimes(tool: Any, chance: Random) -> Callable[[int, Asked], Told | None]:
    names = list(FAULTS)

    def fault(_number: int, _asked: Asked) -> Told | None:
        what = chance.random()
        if what < 0.15:
            tool.change_anything(chance)
        return FAULTS[chance.choice(names)](chance) if what > 0.75 else None

    return fault


def check_kills(tool: Any, folder: Path, chance: Random, monkeypatch: pytest.MonkeyPatch, kills: int) -> None:
    """Killed at random points of keeping answers and taking them in: nothing is lost and nothing is doubled."""
    reading = Reading(tool, folder / "killed")
    for _ in range(kills):
        for _ in range(chance.randrange(0, 4)):
            tool.change_anything(chance)
        steps = chance.randrange(1, 60)
        with monkeypatch.context() as patched:
            _die_after(patched, Answers, steps)
            with pytest.raises(Killed):
                _sync_on(reading, chance)
    assert reading.sync().complete
    assert reading.log() == clean(tool, folder / "clean")


def _sync_on(reading: Reading, chance: Random) -> None:
    while True:
        reading.tool.change_anything(chance)
        reading.sync(full=chance.random() < 0.1)


def _die_after(patched: pytest.MonkeyPatch, answers: Any, steps: int) -> None:
    """Let every statement on the kept answers, and every step of taking in, count; die at the given one."""
    left = [steps]
    rows_, ingest, taken = KeptFile.rows, Store.ingest, answers.taken_in

    def count(of: Any) -> Any:
        def counted(*args: Any, **how: Any) -> Any:
            left[0] -= 1
            if left[0] <= 0:
                raise Killed
            return of(*args, **how)

        return counted

    patched.setattr(KeptFile, "rows", count(rows_))
    patched.setattr(Store, "ingest", count(ingest))
    patched.setattr(answers, "taken_in", count(taken))
