"""Run all benchmarks, one after the other, and print their tables; makes the peer's environment when needed."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import venv
from pathlib import Path

from measured import machine

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"
PEERS = {
    "xes_import": ("peer-venv", ("pm4py",)),
    "handoffs": ("peer-venv", ("pm4py",)),
    "flow": ("flow-peer-venv", ("samplepath", "lifelines")),
}
"""Part → its peers' environment below ``.work``, and what is installed there."""
PARTS = ("start", "demo", "xes_import", "large", "pages", "flow", "handoffs", "sync_jira")


def peer_environment(name: str, packages: tuple[str, ...]) -> None:
    """Make an environment that has peers and nothing of ours."""
    folder = WORK / name
    mark = folder / "installed"
    if not mark.exists():
        print(f"Making an environment with {', '.join(packages)} in {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *packages], check=True)
        mark.touch()


def main() -> None:
    """Run the parts asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("parts", nargs="*", choices=(*PARTS, []), help="which; all when none is named")
    asked.add_argument("--events", type=int, default=10_000_000, help="size of the large log")
    given = asked.parse_args()
    parts = given.parts or PARTS
    for part in PEERS.keys() & set(parts):
        peer_environment(*PEERS[part])
    print(f"{time.strftime('%Y-%m-%d')}: {machine()}\n")
    for part in parts:
        print(f"## {part}\n", flush=True)
        more = ["--events", str(given.events)] if part in ("large", "handoffs") else []
        subprocess.run([sys.executable, str(HERE / f"{part}.py"), *more], check=True)


if __name__ == "__main__":
    main()
