"""The command line: thin commands, one module each, over the workspace.

Nothing here computes. A command asks the workspace for a view and lets ``report`` say it. What takes
long to import is imported inside the command that needs it, so that help and completion stay instant.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``headrace`` with the arguments of this process and leave with its exit code."""
    from headrace.cli.stopping import listen

    listen()
    try:
        from headrace.cli.program import run
    except KeyboardInterrupt:  # before anything has begun
        print("\nStopped. Nothing was done.", file=sys.stderr)
        sys.exit(130)
    sys.exit(run(sys.argv[1:]))
