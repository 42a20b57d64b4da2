"""Which items count: those that finished inside a window, of one kind of work or of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.value_streams.definition import Mode
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine


@dataclass(frozen=True, slots=True)
class Selection:
    """A window of whole days, ``start`` to before ``end`` (µs UTC), and a kind of work (``None``: all)."""

    start: int
    end: int
    kind: str | None = None

    @property
    def first_day(self) -> int:
        """Day number of the window's start."""
        return self.start // DAY

    @property
    def last_day(self) -> int:
        """Day number before which the window ends."""
        return -(-self.end // DAY)

    def of_kind(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Keep the rows of the selected kind of work; ``frame`` has a column ``kind``."""
        return frame if self.kind is None else frame.filter(nw.col("kind") == self.kind)

    def in_window(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Keep the rows of items that ended in the window and are of the kind; needs ``day`` and ``kind``."""
        return self.of_kind(frame.filter(nw.col("day") >= self.first_day, nw.col("day") < self.last_day))

    def finished(self, engine: Engine) -> nw.LazyFrame[Any]:
        """Return the finished items of the window: rows of ``items``."""
        return self.in_window(engine.table("items").filter(nw.col("outcome") == int(Mode.DONE)))
