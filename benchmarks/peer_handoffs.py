"""The peer's side of ``handoffs.py``: runs in the peer's own environment, which has nothing of ours.

Reads lines ``[path, what]``; answers each with the seconds it took and what was found, to be compared.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from functools import cache

warnings.filterwarnings("ignore")
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import pm4py  # noqa: E402


@cache
def events(path: str) -> pd.DataFrame:
    """Return a log as the peer's own table."""
    found = np.load(path)
    names = json.loads(str(found["functions"]))
    return pd.DataFrame(
        {
            "case:concept:name": found["case"].astype("int64").astype("str"),
            "concept:name": found["stage"].astype("str"),
            "org:resource": np.array(names, dtype=object)[found["function"]],
            "time:timestamp": pd.to_datetime(found["time"], unit="us", utc=True),
        }
    )


def network(path: str) -> dict[str, object]:
    """Return who hands over to whom, as shares of all steps, timed from the table on."""
    log = events(path)
    started = time.process_time()
    found = pm4py.discover_handover_of_work_network(log).connections
    seconds = time.process_time() - started
    return {"seconds": seconds, "pairs": {"|".join(pair): float(share) for pair, share in found.items()}}


def directly_follows(path: str) -> dict[str, object]:
    """Return how many steps follow one another directly, with their times, timed from the table on."""
    log = events(path)
    started = time.process_time()
    times, _, _ = pm4py.discover_performance_dfg(log)
    return {"seconds": time.process_time() - started, "edges": len(times)}


WHAT = {"network": network, "directly follows": directly_follows}


def main() -> None:
    """Answer until the input ends."""
    print(json.dumps({"name": f"pm4py {pm4py.__version__}"}), flush=True)
    for line in sys.stdin:
        path, what = json.loads(line)
        try:
            answer = WHAT[what](path)
        except Exception as problem:
            answer = {"problem": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
