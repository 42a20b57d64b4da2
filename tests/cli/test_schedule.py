"""What runs beside the pages goes on, whatever one message does to it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from headrace.cli import schedule
from headrace.errors import StoreUnavailable

if TYPE_CHECKING:
    import pytest


class Failing:
    """A workspace that meets one trouble after the other when it takes messages in."""

    root = Path()

    def __init__(self) -> None:
        self.troubles: list[Exception] = [
            StoreUnavailable("The disk is full."),
            KeyError("x"),
            OverflowError(),
        ]
        self.taken_in = 0

    @property
    def catalogue(self) -> Any:
        """Nothing is scheduled."""
        raise StoreUnavailable("No file.")

    def take_in_messages(self) -> None:
        """Fail until there is no trouble left."""
        if self.troubles:
            raise self.troubles.pop(0)
        self.taken_in += 1


def test_messages_are_taken_in_after_any_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each trouble is said in a line, and the next messages are taken in."""
    monkeypatch.setattr(schedule, "TAKE_IN_EVERY", 0.01)
    workspace, said = Failing(), []
    with schedule.Schedule(cast("Any", workspace), said.append):
        until = time.monotonic() + 30
        while not workspace.taken_in and time.monotonic() < until:
            time.sleep(0.01)
    assert workspace.taken_in
    assert len(said) == 3
    assert "The disk is full." in said[0]
