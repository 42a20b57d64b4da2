"""Flow time: how long items take from need to use.

Here only finished items count; what is unfinished is shown beside it as waiting now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
from scipy.special import stdtrit

from headrace.engine import columns
from headrace.value_streams.rollup import DAY

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection


@dataclass(frozen=True, slots=True)
class FlowTime:
    """Flow times of finished items in days: their mean with its 95 % range, and two percentiles.

    ``low`` and ``high`` are ``None`` below two items; everything is ``None`` when none finished.
    """

    n: int
    mean: float | None
    low: float | None
    high: float | None
    half_within: float | None
    p85_within: float | None
    within_promise: float | None


def flow_time(engine: Engine, selection: Selection, promise_days: float | None = None) -> FlowTime:
    """Summarise the flow times of the items that finished in the window.

    The range is Student's t interval for the mean. A percentile is the smallest flow time within which
    that share of the items finished, so "85 % within 61 days" is true as said.

    Args:
        promise_days: what the customer is promised, to say which share of items kept it.
    """
    spans = selection.finished(engine).select(days=nw.col("ended_at") - nw.col("started_at"))
    return summarised(columns(spans)["days"], promise_days)


def summarised(spans: np.ndarray, promise_days: float | None = None) -> FlowTime:
    """Summarise flow times in µs as :func:`flow_time` does."""
    days = np.sort(spans.astype(np.float64)) / DAY
    n = len(days)
    if n == 0:
        return FlowTime(0, None, None, None, None, None, None)
    mean = float(days.mean())
    low, high = _range(days, mean)
    kept = None if promise_days is None else float(np.mean(days <= promise_days))
    return FlowTime(n, mean, low, high, _within(days, 0.5), _within(days, 0.85), kept)


def _range(days: np.ndarray, mean: float) -> tuple[float | None, float | None]:
    n = len(days)
    if n < 2:
        return None, None
    half = float(stdtrit(n - 1, 0.975) * days.std(ddof=1) / np.sqrt(n))
    return max(mean - half, float(days[0])), min(mean + half, float(days[-1]))


def _within(ordered: np.ndarray, share: float) -> float:
    return float(ordered[int(np.ceil(share * len(ordered) - 1e-9)) - 1])
