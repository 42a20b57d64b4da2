"""Flow distribution: which kinds of work were finished, as shares of all (Kersten, *Project to Product*, 2018)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection


@dataclass(frozen=True, slots=True)
class Share:
    """Finished items of one kind of work (``None``: not recorded), and their share of all finished."""

    kind: str | None
    items: int
    share: float


def distribution(engine: Engine, selection: Selection) -> tuple[Share, ...]:
    """Return the kinds among the items that finished in the window, the most frequent first."""
    counted = rows(selection.finished(engine).group_by("kind").agg(items=nw.len()))
    total = sum(row["items"] for row in counted)
    ordered = sorted(counted, key=lambda row: (-row["items"], row["kind"] or ""))
    return tuple(Share(row["kind"], row["items"], row["items"] / total) for row in ordered)
