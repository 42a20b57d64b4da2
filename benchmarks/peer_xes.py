"""The peer's side of ``xes_import.py``: runs in the peer's own environment, which has nothing of ours."""

from __future__ import annotations

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import pm4py  # noqa: E402
from pm4py.util import constants  # noqa: E402

VARIANTS = ("chunk_regex", "iterparse", "iterparse_20", "line_by_line")
"""Its readers that need nothing else to be installed."""


def main() -> None:
    """Answer each line ``[path, variant]`` with the seconds that reading took and the events found, or why not."""
    names = {
        "name": f"pm4py {pm4py.__version__}",
        "variants": VARIANTS,
        "default": constants.DEFAULT_XES_PARSER,
    }
    print(json.dumps(names), flush=True)
    for line in sys.stdin:
        path, variant = json.loads(line)
        started = time.perf_counter()
        try:
            log = pm4py.read_xes(path, variant=variant)
        except Exception as problem:
            answer = {"problem": f"{type(problem).__name__}: {problem}"}
        else:
            answer = {"seconds": time.perf_counter() - started, "events": len(log)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
