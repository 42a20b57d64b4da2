"""Several sources at once, in threads that are no reason for the program to stay.

Whoever stops it need not wait until a tool has answered.
"""

from __future__ import annotations

import time
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

Job = TypeVar("Job")
Result = TypeVar("Result")

_AT_ONCE = 8
_PATIENCE = 2.0
"""Seconds that are waited, when it ends early, for what is still being asked."""


def side_by_side(
    work: Callable[[Job], Result], jobs: Sequence[Job], stop: Event
) -> Generator[tuple[Job, Result]]:
    """Yield each job with its result when it is done; what one raises is raised here. Close it to end early.

    Args:
        stop: set when it ends; ``work`` looks at it.
    """
    waiting: SimpleQueue[Job] = SimpleQueue()
    told: SimpleQueue[tuple[Job, Result | None, BaseException | None]] = SimpleQueue()
    for one in jobs:
        waiting.put(one)

    def go_on() -> None:
        while not stop.is_set():
            try:
                one = waiting.get_nowait()
            except Empty:
                return
            try:
                told.put((one, work(one), None))
            except BaseException as problem:
                told.put((one, None, problem))

    threads = [Thread(target=go_on, daemon=True) for _ in range(min(_AT_ONCE, len(jobs)))]
    try:
        for thread in threads:
            thread.start()
        for _ in jobs:
            one, found, problem = told.get()
            if problem is not None:
                raise problem
            yield one, found  # type: ignore[misc]
    finally:
        stop.set()
        until = time.monotonic() + _PATIENCE
        for thread in threads:
            if thread.ident is not None:
                thread.join(max(0.0, until - time.monotonic()))
