"""What cannot be measured of a stream as it is recorded and defined, and what would mend it: missing is never zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.report.trust.trust_view import Gap
from headrace.report.wording.phrases import text
from headrace.report.words import capitalised
from headrace.value_streams.definition import FunctionFrom, Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream

WORK, WAIT, BLOCKED = "work", "wait", "blocked"
MEASURES = (WORK, WAIT, BLOCKED, "handoff", "cancelled", "kind", "promise", "outcome", "tools")
"""What can be missing: the input, by name."""

_MODES = {WORK: Mode.WORKING, WAIT: Mode.WAITING, BLOCKED: Mode.BLOCKED}


def gaps(engine: Engine, stream: ValueStream) -> tuple[Gap, ...]:
    """Return what no record or definition tells of a stream; nothing where no item was found at all."""
    if not rows(engine.table("items").head(1)):
        return ()
    told = untold(engine)
    missing = [*told, *_undefined(stream), *_unread(engine, stream)]
    return tuple(_gap(name, stream) for name in MEASURES if name in missing)


def untold(engine: Engine) -> frozenset[str]:
    """Return which of :data:`WORK`, :data:`WAIT` and :data:`BLOCKED` no visit of the stream has, in all its time."""
    return frozenset(name for name, mode in _MODES.items() if not _visited(engine, mode))


def _visited(engine: Engine, mode: Mode) -> bool:
    # counts and what is open have every visit's mode, and the first of them is soon found
    there = (
        engine.table(name).filter(nw.col("mode") == int(mode)) for name in ("daily_spells", "open_visits")
    )
    return any(rows(visits.select("mode").head(1)) for visits in there)


def undivided(untold: frozenset[str]) -> str | None:
    """Return what keeps work from having a share of the time, :data:`WORK` or :data:`WAIT`; ``None`` for nothing.

    Args:
        untold: as :func:`untold` returns it.
    """
    if WORK in untold:
        return WORK
    return WAIT if {WAIT, BLOCKED} <= untold else None


def why(name: str) -> tuple[str, str]:
    """Return what is so where an input that no slot names is missing, as a sentence, and what would mend it."""
    return f"{capitalised(text(f'gap.{name}'))}.", text(f"gap.{name}.remedy")


def one_function(stream: ValueStream) -> bool:
    """Tell whether all stages are of one function, so that nothing can be handed over."""
    functions = {stage.function for stage in stream.stages if not isinstance(stage.function, FunctionFrom)}
    return len(functions) == 1 and not any(
        isinstance(stage.function, FunctionFrom) for stage in stream.stages
    )


def _undefined(stream: ValueStream) -> Iterator[str]:
    if one_function(stream):
        yield "handoff"
    if not stream.cancelled:
        yield "cancelled"
    if stream.promise is None:
        yield "promise"


def _unread(engine: Engine, stream: ValueStream) -> Iterator[str]:
    """Yield what is defined and never told, or not defined at all: kinds of work, outcomes, a second tool."""
    if not rows(engine.table("items").filter(~nw.col("kind").is_null()).head(1)):
        yield "kind"
    items = engine.table("items").select(object_no=nw.col("item_no"))
    named = engine.table("object_values").filter(nw.col("attribute").is_in(list(stream.outcomes)))
    if not stream.outcomes or not rows(named.join(items, on="object_no", how="semi").head(1)):
        yield "outcome"
    if len(rows(engine.table("stage_sources").select("source").unique())) <= 1:
        yield "tools"


def _gap(name: str, stream: ValueStream) -> Gap:
    named = {"kind": stream.kind or "", "outcome": ", ".join(stream.outcomes)}.get(name, "")
    key = f"gap.{name}.untold" if named else f"gap.{name}"
    slots = {"name": named, "item": stream.items}
    return Gap(stream.id, name, text(f"gap.{name}.measure"), text(key, slots), text(f"{key}.remedy", slots))
