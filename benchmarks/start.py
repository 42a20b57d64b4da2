"""How soon the command line answers when it has nothing to compute: the whole process, as a person starts it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from measured import in_turn, table, timed

PROGRAM = Path(sys.executable).with_name("headrace")
COMPLETION = {
    "_HEADRACE_COMPLETE": "complete_bash",
    "_TYPER_COMPLETE_ARGS": "headrace ma",
    "COMP_WORDS": "headrace ma",
    "COMP_CWORD": "1",
}


def run(*arguments: str, **environment: str) -> float:
    """Run the program and return the seconds until it has ended."""
    call = [str(PROGRAM), *arguments]
    return timed(
        lambda: subprocess.run(call, env={**os.environ, **environment}, capture_output=True, check=True)
    )


def imported() -> list[tuple[str, float]]:
    """Return the packages that ``headrace --help`` imports, each with the seconds spent in its own modules."""
    call = [sys.executable, "-X", "importtime", str(PROGRAM), "--help"]
    lines = subprocess.run(call, capture_output=True, check=True, text=True).stderr.splitlines()
    spent: dict[str, float] = {}
    for line in lines:
        own, _, name = line.removeprefix("import time:").split("|")
        if own.strip().isdigit():
            package = name.strip().partition(".")[0]
            package = "the standard library" if package in sys.stdlib_module_names else package
            spent[package] = spent.get(package, 0.0) + int(own) / 1e6
    return sorted(spent.items(), key=lambda pair: -pair[1])


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=15)
    runs = asked.parse_args().runs
    calls = {
        "python -c pass": lambda: timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)),
        "headrace --version": lambda: run("--version"),
        "headrace --help": lambda: run("--help"),
        "headrace map --help": lambda: run("map", "--help"),
        "shell completion of `headrace ma`": lambda: run(**COMPLETION),
    }
    table(
        ("", "median", "fastest – slowest"),
        [(name, *each.cells()) for name, each in in_turn(calls, runs).items()],
    )
    print("Imported by `headrace --help`, longest first, as the interpreter counts (slower than without):")
    print(", ".join(f"{name} {seconds * 1e3:.0f} ms" for name, seconds in imported()[:6]) + ".\n")


if __name__ == "__main__":
    main()
