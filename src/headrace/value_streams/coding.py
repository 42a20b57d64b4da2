"""Where an item can be, as one small number, so that the engine sorts and compares numbers only.

A *state* numbers (stage, mode, function) in the order that breaks ties: stage, then waiting, working,
blocked, then function; the two ends come last, cancelled before done, so that an item closed and
cancelled in the same instant counts as cancelled. A *key* is a time and a state in one integer:
``(time − base) · size + state``. Sorting an item's keys is its timeline.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from headrace.errors import BadInput
from headrace.value_streams.definition import FunctionFrom, Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.value_streams.definition import ValueStream

NOT_RECORDED = "not recorded"
"""The function of an event that does not say which, in a stage that reads it from the event."""

MODES = 3
"""In how many ways an item can be in a stage: waiting, working, blocked."""

_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Coding:
    """Numbers for a stream's stages and functions.

    Args:
        stages: their names, in order.
        functions: all functions that occur, fixed ones first in order of the stages.
        base: the earliest time in the log, µs UTC.
    """

    stages: tuple[str, ...]
    functions: tuple[str, ...]
    base: int

    @property
    def width(self) -> int:
        """States per stage."""
        return MODES * len(self.functions)

    @property
    def first_end(self) -> int:
        """The lowest state that is an end."""
        return len(self.stages) * self.width

    @property
    def size(self) -> int:
        """How many states a key has room for."""
        return self.first_end + 2

    def state(self, stage_order: int | None, mode: Mode, function: str | None = None) -> int:
        """Return the number of a state; ``stage_order`` is ``None`` for an end."""
        if stage_order is None:
            return self.first_end + (0 if mode is Mode.CANCELLED else 1)
        function_no = self.functions.index(function) if function is not None else 0
        return stage_order * self.width + int(mode) * len(self.functions) + function_no


def make(stream: ValueStream, read_functions: Sequence[str], earliest: int, latest: int) -> Coding:
    """Number the stream's states.

    Args:
        read_functions: functions found in events, for stages that read theirs from an attribute.
        earliest: time of the first event in the log, µs UTC.
        latest: of the last.

    Raises:
        BadInput: when the log's times lie too far apart to be real.
    """
    fixed = [stage.function for stage in stream.stages if not isinstance(stage.function, FunctionFrom)]
    reads = len(fixed) < len(stream.stages)
    functions = tuple(dict.fromkeys([*fixed, *read_functions, *([NOT_RECORDED] if reads else [])]))
    coding = Coding(tuple(stage.name for stage in stream.stages), functions, earliest)
    if (latest - earliest + 1) * coding.size >= _LARGEST:
        raise BadInput(
            f"The log's times run from {_day(earliest)} to {_day(latest)}.",
            "Some stamps must be wrong; timelines cannot be made over so long a time.",
            ["Look for odd dates in the source, mend or leave out those lines, and import again."],
        )
    return coding


def _day(moment: int) -> str:
    try:
        return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment):%Y-%m-%d}"
    except OverflowError:
        return "before year 1" if moment < 0 else "after year 9999"
