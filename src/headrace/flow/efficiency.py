"""Flow efficiency: the share of the time that items were worked on, as a ratio of sums.

    flow efficiency = Σ working / Σ (working + waiting + blocked)

over the items that finished in the window. A mean of the items' own ratios would let a one-hour item weigh as
much as a one-year one. Its range is that of a ratio estimator (Cochran, *Sampling Techniques*, 1977, ch. 6), with
the days on which items finished as clusters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
from scipy.special import stdtrit

from headrace.engine import columns
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.selection import Selection
    from headrace.flow.spans import Numbers

FEWEST_DAYS = 5
"""Days with finished work below which no range is given."""


@dataclass(frozen=True, slots=True)
class Efficiency:
    """A share between 0 and 1 with its 95 % range; ``low`` and ``high`` are ``None`` with too few days."""

    share: float
    low: float | None
    high: float | None


def efficiency(engine: Engine, selection: Selection) -> Efficiency | None:
    """Return the flow efficiency of the items that finished in the window; ``None`` when they took no time."""
    worked = nw.when(nw.col("mode") == int(Mode.WORKING)).then(nw.col("duration")).otherwise(nw.lit(0))
    sums = columns(
        selection.in_window(engine.table("daily_parts"))
        .with_columns(worked=worked)
        .group_by("day")
        .agg(worked=nw.col("worked").sum().cast(nw.Float64), took=nw.col("duration").sum().cast(nw.Float64))
        .sort("day")
    )
    return ratio_of_sums(sums["worked"], sums["took"])


def ratio_of_sums(part: Numbers, whole: Numbers, most: float = 1.0) -> Efficiency | None:
    """Return Σ part / Σ whole, at most ``most``, with its range over clusters; ``None`` when the whole is nothing."""
    total, n = float(whole.sum()), len(whole)
    if total <= 0:
        return None
    share = float(part.sum()) / total
    if n < FEWEST_DAYS:
        return Efficiency(share, None, None)
    rest = part - share * whole
    error = float(np.sqrt(n / (n - 1) * np.sum(rest**2))) / total
    half = float(stdtrit(n - 1, 0.975)) * error
    return Efficiency(share, max(share - half, 0.0), min(share + half, most))
