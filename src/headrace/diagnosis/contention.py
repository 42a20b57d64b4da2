"""Functions that several streams need: when items of more than one of them waited for the same function at once.

Loads are of functions for streams, and the order is that of the work. A wait is a wait whatever it goes with: that two
streams wait at once says that they meet there, not that one of them is why the other waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.diagnosis.function_times import FunctionTimes
    from headrace.flow.spans import Flags, Times


_Waits = np.ndarray[tuple[int, int], np.dtype[np.int64]]
"""Rows item, begin and end; one column per wait."""


@dataclass(frozen=True, slots=True)
class StreamAt:
    """One stream's waits for a function in a window: items and µs, all, and while others waited for it as well."""

    stream: str
    items: int
    waited: int
    items_at_once: int
    waited_at_once: int


@dataclass(frozen=True, slots=True)
class SharedFunction:
    """A function that items of several streams waited for; ``at_once`` is how long they did at the same time, µs.

    ``stretches`` is how many times that began. ``twice`` items are in several streams, and count in the smallest.
    """

    name: str
    streams: tuple[StreamAt, ...]
    at_once: int
    stretches: int
    twice: int


def shared_functions(several: Sequence[FunctionTimes], since: int, until: int) -> tuple[SharedFunction, ...]:
    """Return the functions that several streams waited for between two moments (µs UTC), in the order of the work.

    Args:
        several: the streams in the order of the file, each with all its waits in that time.
    """
    names: dict[str, str] = {}
    for times in several:
        for key, name in zip(times.keys, times.functions, strict=True):
            names.setdefault(key, name)
    found = (_shared(several, key, name, since, until) for key, name in names.items())
    return tuple(each for each in found if len(each.streams) > 1)


def _shared(several: Sequence[FunctionTimes], key: str, name: str, since: int, until: int) -> SharedFunction:
    waits = {times.stream: _waits(times, key, since, until) for times in several}
    waits = {stream: each for stream, each in waits.items() if each.shape[1]}
    waits, twice = _once(waits)
    if len(waits) < 2:
        return SharedFunction(name, (), 0, 0, twice)
    edges = np.unique(np.concatenate([each[1:].ravel() for each in waits.values()]))
    several_wait = np.sum([_present(edges, each) for each in waits.values()], axis=0) > 1
    lengths = np.diff(edges, append=edges[-1:])
    until_then = np.concatenate([[0], np.cumsum(np.where(several_wait, lengths, 0))])
    begins = several_wait & ~np.concatenate([[False], several_wait[:-1]])
    return SharedFunction(
        name=name,
        streams=tuple(_of(stream, each, edges, until_then) for stream, each in waits.items()),
        at_once=int(until_then[-1]),
        stretches=int(begins.sum()),
        twice=twice,
    )


def _waits(times: FunctionTimes, key: str, since: int, until: int) -> _Waits:
    """Return item, begin and end of a stream's waits for a function, as far as they lie in the window."""
    numbers = [at for at, each in enumerate(times.keys) if each == key]
    there = times.waits & np.isin(times.function, numbers)
    began, ended = np.maximum(times.began[there], since), np.minimum(times.ended[there], until)
    lasts = ended > began
    return np.stack([times.item[there][lasts], began[lasts], ended[lasts]])


def _once(waits: dict[str, _Waits]) -> tuple[dict[str, _Waits], int]:
    """Leave each item in the smallest stream that it is in; return how many were in several."""
    known, twice = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    kept: dict[str, _Waits] = {}
    for stream in sorted(waits, key=lambda each: len(np.unique(waits[each][0]))):
        again = np.isin(waits[stream][0], known)
        twice = np.union1d(twice, waits[stream][0][again])
        kept[stream] = waits[stream][:, ~again]
        known = np.union1d(known, waits[stream][0])
    return {stream: kept[stream] for stream in waits if kept[stream].shape[1]}, len(twice)


def _present(edges: Times, waits: _Waits) -> Flags:
    """Return from each edge on whether any item of a stream waits."""
    change = np.bincount(np.searchsorted(edges, waits[1]), minlength=len(edges))
    change -= np.bincount(np.searchsorted(edges, waits[2]), minlength=len(edges))
    return np.asarray(np.cumsum(change) > 0)


def _of(stream: str, waits: _Waits, edges: Times, until_then: Times) -> StreamAt:
    both = until_then[np.searchsorted(edges, waits[2])] - until_then[np.searchsorted(edges, waits[1])]
    return StreamAt(
        stream=stream,
        items=len(np.unique(waits[0])),
        waited=int((waits[2] - waits[1]).sum()),
        items_at_once=len(np.unique(waits[0][both > 0])),
        waited_at_once=int(both.sum()),
    )
