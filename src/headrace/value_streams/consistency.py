"""What must agree inside a value stream and between value streams, beyond the form of each setting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headrace.errors import HeadraceError, nearest
from headrace.eventlog.persons import is_key
from headrace.value_streams.definition import FunctionFrom
from headrace.value_streams.rules import placed_rules
from headrace.value_streams.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from headrace.value_streams.definition import ValueStream
    from headrace.value_streams.located import Path
    from headrace.value_streams.signals import Signal

IN_USE = "In use"
"""Where a reopened item comes back from; no stage can be called so."""

Found = tuple["Path", str]
"""Where, from the value stream on, and what is wrong there."""


def inside(stream: ValueStream, functions: Collection[str] = ()) -> Iterator[Found]:
    """Yield what does not agree inside one value stream; ``functions`` are those declared, if any."""
    yield from _stages(stream)
    yield from _follows(stream)
    yield from _rules(stream)
    yield from _persons(stream)
    yield from _outside(stream)
    if functions:
        yield from _functions(stream, functions)
    if stream.scope is not None:
        try:
            Scope.parse(stream.scope)
        except HeadraceError as error:
            yield ("scope",), " ".join([error.fact, *([error.meaning] if error.meaning else [])])


def between(
    streams: Mapping[str, ValueStream], known: Collection[str], objectives: Collection[str]
) -> Iterator[Found]:
    """Yield what does not agree between streams: parents and objectives that do not exist, circles.

    ``known`` holds the names of all streams, also of those too broken to be in ``streams``.
    """
    for name, stream in streams.items():
        if stream.parent is not None and stream.parent not in known:
            yield (name, "parent"), _unknown("value stream", stream.parent, known)
        elif _circular(name, streams):
            yield (name, "parent"), f'"{name}" is part of itself by way of its parent.'
        for objective in stream.serves:
            if objective not in objectives:
                yield (name, "serves", objective), _unknown("objective", objective, objectives)


def about_streams(signals: Mapping[str, Signal], known: Collection[str]) -> Iterator[Found]:
    """Yield where a signal is about a value stream that does not exist; paths begin below ``signals``."""
    for name, signal in signals.items():
        for index, stream in enumerate(signal.streams):
            if stream not in known:
                yield (name, "streams", index), _unknown("value stream", stream, known)


def slug(name: str) -> str:
    """Return a stage's name as it stands in addresses: ``In Progress`` → ``in-progress``."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-") or "stage"


def _stages(stream: ValueStream) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for index, stage in enumerate(stream.stages):
        key = slug(stage.name)
        if key in seen:
            same = (
                f'called "{stage.name}"' if seen[key] == stage.name else f'"{stage.name}" and "{seen[key]}"'
            )
            yield ("stages", index, "name"), f"two stages are {same}; give each its own name."
        seen.setdefault(key, stage.name)
        if key == slug(IN_USE):
            yield ("stages", index, "name"), f'"{stage.name}" is where items are when all stages are over.'
        ruled = bool(stage.waiting or stage.working or stage.blocked)
        if stage.estimate and not ruled and isinstance(stage.function, FunctionFrom):
            yield (
                ("stages", index, "function"),
                f'stage "{stage.name}" is only estimated, so no event tells its function; name it.',
            )
        if not (ruled or stage.estimate):
            yield (
                ("stages", index),
                f'stage "{stage.name}" has neither a rule (waiting, working, blocked) nor an estimate.',
            )


def _outside(stream: ValueStream) -> Iterator[Found]:
    if any(isinstance(stage.function, FunctionFrom) for stage in stream.stages):
        return  # any name may be a function that records tell
    names = [name for stage in stream.stages for name in (stage.name, str(stage.function))]
    known = {slug(name) for name in names}
    for index, name in enumerate(stream.outside):
        if slug(name) not in known:
            yield ("outside", index), _unknown("stage or function", name, names)


def _follows(stream: ValueStream) -> Iterator[Found]:
    seen: set[str] = set()
    for index, followed in enumerate(stream.follows):
        if followed.lower() in seen:
            yield ("follows", index), f'"{followed}" is followed twice; name it once.'
        if followed.lower() == stream.items.lower():
            yield ("follows", index), f'"{followed}" is what flows; follows names the linked types only.'
        seen.add(followed.lower())


def _rules(stream: ValueStream) -> Iterator[Found]:
    types = {stream.items.lower(), *(followed.lower() for followed in stream.follows)}
    if meant := _meant_items(stream, types):
        yield (
            ("items",),
            f'"{stream.items}" is in no rule, but {meant} is. Write items: {meant}, or mend the rules.',
        )
        types.add(meant.lower())
    seen: dict[str, str] = {}
    counts: dict[tuple[str | int, ...], int] = {}
    for placed in placed_rules(stream):
        mode = placed.mode.name.lower()
        at: Path = (mode,) if placed.stage_order is None else ("stages", placed.stage_order, mode)
        index = counts.get(at, 0)
        counts[at] = index + 1
        object_type = placed.rule.object_type
        if object_type.lower() not in types:
            allowed = [stream.items, *stream.follows]
            suggestion = nearest(object_type, allowed) or f"Add {object_type} to follows, or correct it."
            yield (
                (*at, index),
                f'{placed.rule}: this stream sees {_list(allowed)}, but no "{object_type}". {suggestion}',
            )
        key = str(placed.rule).casefold()
        if key in seen:
            yield (*at, index), f"{placed.rule} already stands in {seen[key]}; one event cannot mean both."
        seen.setdefault(key, f"{placed.place}, {mode}" if placed.stage else placed.place)


def _meant_items(stream: ValueStream, types: Collection[str]) -> str | None:
    """Return the type that flows by all of the rules, where it is not the one that is said to flow."""
    spoken = {placed.rule.object_type.lower(): placed.rule.object_type for placed in placed_rules(stream)}
    unknown = [name for key, name in spoken.items() if key not in types]
    return unknown[0] if stream.items.lower() not in spoken and len(unknown) == 1 else None


def _persons(stream: ValueStream) -> Iterator[Found]:
    for index, stage in enumerate(stream.stages):
        if isinstance(stage.function, FunctionFrom) and is_key(stage.function.attribute):
            at: Path = ("stages", index, "function", "attribute")
            yield at, f'"{stage.function.attribute}" holds persons, and a function is none.'
    if stream.kind is not None and is_key(stream.kind):
        yield ("kind",), f'"{stream.kind}" holds persons, and work is not told apart by them.'


def _functions(stream: ValueStream, functions: Collection[str]) -> Iterator[Found]:
    for index, stage in enumerate(stream.stages):
        if isinstance(stage.function, FunctionFrom):
            for pattern, name in stage.function.names.items():
                if name not in functions:
                    path: Path = ("stages", index, "function", "names", pattern)
                    yield path, _unknown("function", name, functions)
            if stage.function.otherwise is not None and stage.function.otherwise not in functions:
                path = ("stages", index, "function", "otherwise")
                yield path, _unknown("function", stage.function.otherwise, functions)
        elif stage.function not in functions:
            yield ("stages", index, "function"), _unknown("function", stage.function, functions)


def _circular(name: str, streams: Mapping[str, ValueStream]) -> bool:
    above, seen = streams[name].parent, set[str]()
    while above is not None and above not in seen:
        if above == name:
            return True
        seen.add(above)
        above = streams[above].parent if above in streams else None
    return False


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    near = nearest(name, known)
    return f'no {what} is called "{name}". ' + (
        near or (f"There are: {', '.join(known)}." if known else f"No {what} is defined.")
    )


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
