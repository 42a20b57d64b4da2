"""Flow distribution: which kinds of work were finished, as shares of all (Kersten, *Project to Product*, 2018)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.flow.daily import DailyItems
    from headrace.flow.selection import Selection


@dataclass(frozen=True, slots=True)
class Share:
    """Finished items of one kind of work (``None``: not recorded), and their share of all finished."""

    kind: str | None
    items: int
    share: float


def distribution(days: DailyItems, selection: Selection) -> tuple[Share, ...]:
    """Return the kinds among the items that finished in the window, the most frequent first."""
    counted = days.finished_kinds(selection)
    total = sum(items for _, items in counted)
    return tuple(Share(kind, items, items / total) for kind, items in counted)
