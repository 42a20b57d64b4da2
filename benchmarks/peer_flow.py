"""The peers' side of ``flow.py``: runs in their own environment, which has nothing of ours.

Reads lines ``[path, what]``; answers each with the seconds it took and what was found, to be compared.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from importlib.metadata import version

warnings.filterwarnings("ignore")
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from lifelines import KaplanMeierFitter  # noqa: E402
from samplepath.metrics import (  # noqa: E402
    compute_elementwise_empirical_metrics,
    compute_finite_window_flow_metrics,
)
from samplepath.point_process import to_arrival_departure_process  # noqa: E402


def sample_path(spans: dict[str, np.ndarray]) -> dict[str, float]:
    """Return what the path is at its end, timed from the table of items on, as their own analysis does it."""
    left = spans["ends"] >= 0
    table = pd.DataFrame(
        {
            "id": np.arange(len(left)),
            "start_ts": pd.to_datetime(spans["starts"], unit="us"),
            "end_ts": pd.to_datetime(pd.Series(spans["ends"]).where(left), unit="us"),
            "class": "item",
        }
    )
    table["duration_hr"] = (table["end_ts"] - table["start_ts"]).dt.total_seconds() / 3600
    started = time.process_time()
    metrics = compute_finite_window_flow_metrics(to_arrival_departure_process(table))
    empirical = compute_elementwise_empirical_metrics(table, metrics.times)
    seconds = time.process_time() - started
    return {
        "seconds": seconds,
        "L": float(metrics.L[-1]),
        "w": float(metrics.w[-1]) / 86_400,
        "W*": float(empirical.W_star[-1]) / 86_400,
        "times": len(metrics.times),
    }


def kaplan_meier(spans: dict[str, np.ndarray]) -> dict[str, float]:
    """Return the median and the share left after twenty days, timed from durations and flags on."""
    left = spans["ends"] >= 0
    days = (np.where(left, spans["ends"], spans["now"]) - spans["starts"]) / 86_400e6
    started = time.process_time()
    found = KaplanMeierFitter().fit(days, left)
    seconds = time.process_time() - started
    return {
        "seconds": seconds,
        "median": float(found.median_survival_time_),
        "S(20)": float(found.predict(20.0)),
    }


WHAT = {"path": sample_path, "survival": kaplan_meier}


def main() -> None:
    """Answer until the input ends."""
    names = {name: version(name) for name in ("samplepath", "lifelines", "pandas", "numpy")}
    print(json.dumps(names), flush=True)
    for line in sys.stdin:
        path, what = json.loads(line)
        print(json.dumps(WHAT[what](dict(np.load(path)))), flush=True)


if __name__ == "__main__":
    main()
