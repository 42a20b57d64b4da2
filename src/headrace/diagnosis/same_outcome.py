"""Waits in parallel: how much of the wait at a place passes while other parts of the same outcome are still on the way.

Items that are parts of one larger piece of work (an epic, a feature) bring their outcome together: it is there when
the last of them is. An item that was done t days before the last could have waited t days longer without anybody
having it later, so of its waits min(wait, t) does not lengthen the whole: its float, as in the Critical Path Method
(Kelley & Walker 1959). Only what a tool declares as a part counts; items that merely went out on one day do not, since
a release that has a date of its own waits for nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
from scipy.special import stdtrit

from headrace.diagnosis.passing_on import Ranged
from headrace.engine import columns, rows
from headrace.eventlog.link_rules import PARENT
from headrace.flow.handovers import CUSTOMER
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from typing import Any

    from headrace.engine import Engine
    from headrace.flow.spans import Numbers

_UPWARDS = ("is part of", "part of")
_DOWNWARDS = "has part"
FEWEST_OUTCOMES = 5
"""Outcomes of several items below which no share is said."""


def waits_together(engine: Engine, start: int, end: int, moment: int) -> dict[tuple[int, int], Ranged | None]:
    """Return, per place, the share of the days waited that passed while others of the same outcome were on the way.

    Places by sender and receiver; of the items that are parts of an outcome and were done between two times (µs UTC).
    Empty where no record says which items belong together; ``None`` for a place with too few outcomes.

    Args:
        moment: the data's time; an outcome with open parts is not there yet.
    """
    parts = engine.once(_parts(engine))
    if not rows(parts.head(1)):
        return {}
    items = engine.table("items").select("item_no", "started_at", "ended_at", "outcome")
    whole = engine.once(
        parts.join(items, on="item_no", how="inner").with_columns(there=nw.col("ended_at").fill_null(moment))
    )
    last = whole.group_by("outcome_no").agg(last=nw.col("there").max(), n=nw.len()).filter(nw.col("n") > 1)
    done = whole.filter(
        nw.col("outcome") == int(Mode.DONE), nw.col("ended_at") >= start, nw.col("ended_at") <= end
    )
    spare = done.join(last, on="outcome_no", how="inner").select(
        "item_no", "outcome_no", spare=nw.col("last") - nw.col("ended_at")
    )
    waits = engine.table("visits").filter(nw.col("mode") == int(Mode.WAITING), ~nw.col("left_at").is_null())
    found = columns(
        waits.join(spare, on="item_no", how="inner")
        .select(
            "item_no", "outcome_no", "spare",
            sender=nw.col("worked_function").fill_null(CUSTOMER),
            receiver=nw.col("function_no"),
            waited=nw.col("left_at") - nw.col("entered_at"),
        )
        .group_by("item_no", "outcome_no", "spare", "sender", "receiver")
        .agg(waited=nw.col("waited").sum().cast(nw.Int64))
    )  # fmt: skip
    return _by_place({name: np.asarray(each).astype(np.int64) for name, each in found.items()})


def _parts(engine: Engine) -> nw.LazyFrame[Any]:
    """Return each item with the outcome that it is declared a part of; of several the first."""
    links = engine.table("links").filter(nw.col("rule") == PARENT)
    up = links.filter(nw.col("qualifier").is_in(list(_UPWARDS)))
    down = links.filter(nw.col("qualifier") == _DOWNWARDS)
    both = nw.concat(
        [
            up.select(item_no=nw.col("from_no"), outcome_no=nw.col("to_no")),
            down.select(item_no=nw.col("to_no"), outcome_no=nw.col("from_no")),
        ]
    )
    return both.group_by("item_no").agg(outcome_no=nw.col("outcome_no").min())


def _by_place(found: dict[str, Any]) -> dict[tuple[int, int], Ranged | None]:
    pairs = sorted({*zip(found["sender"].tolist(), found["receiver"].tolist(), strict=True)})
    shares: dict[tuple[int, int], Ranged | None] = {}
    for sender, receiver in pairs:
        these = (found["sender"] == sender) & (found["receiver"] == receiver)
        waited = found["waited"][these].astype(np.float64)
        beside = np.minimum(waited, found["spare"][these].astype(np.float64))
        _, outcome = np.unique(found["outcome_no"][these], return_inverse=True)
        sums = (np.bincount(outcome, weights=each).astype(np.float64) for each in (beside, waited))
        shares[sender, receiver] = _share(*sums)
    return shares


def _share(beside: Numbers, waited: Numbers) -> Ranged | None:
    """Return Σ beside / Σ waited, its range from how outcomes differ."""
    n, whole = len(waited), float(waited.sum())
    if n < FEWEST_OUTCOMES or whole <= 0:
        return None
    share = float(beside.sum()) / whole
    apart = beside - share * waited
    half = float(stdtrit(n - 1, 0.975)) * float(np.sqrt(n / (n - 1) * (apart @ apart))) / whole
    return Ranged(share, max(share - half, 0.0), min(share + half, 1.0))
