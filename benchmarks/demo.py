"""The made-up company: how long ``headrace demo`` takes to build it, and one page of it to be answered."""

from __future__ import annotations

import argparse
import http.client
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from measured import Timings, table, timed

HERE = Path(__file__).resolve().parent
PROGRAM = Path(sys.executable).with_name("headrace")
PAGES = (
    "/s/first-payment/map",
    "/s/first-payment/map?detail=functions",
    "/s/first-payment/items",
    "/",
)


def made(folder: Path) -> tuple[float, float]:
    """Make the demo in a fresh folder; return its seconds by the clock and those of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    call = [str(PROGRAM), "demo", "--no-serve", "--quiet", "--folder", str(folder)]
    seconds = timed(lambda: subprocess.run(call, check=True, capture_output=True))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def answered(folder: Path, runs: int) -> dict[str, Timings]:
    """Serve the demo; return how long each page takes once it has been asked for before."""
    call = [str(PROGRAM), "serve", "--no-browser", "--port", "0", "--workspace", str(folder)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = next(line for line in server.stdout if "http://" in line)
            port = int(line.partition("http://")[2].split()[0].rpartition(":")[2])
            found = {}
            for page in PAGES:
                asked(port, page)
                found[page] = Timings(tuple(timed(lambda page=page: asked(port, page)) for _ in range(runs)))
            return found
        finally:
            server.terminate()


def asked(port: int, page: str) -> None:
    """Get one page whole."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", page)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200, f"{page}: {answer.status}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pages", type=int, default=15, help="how often each page is asked for")
    given = parser.parse_args()
    (HERE / ".work").mkdir(exist_ok=True)
    clock, processor = [], []
    with TemporaryDirectory(dir=HERE / ".work") as folder:
        for number in range(given.runs):
            seconds, used = made(Path(folder) / str(number))
            clock.append(seconds)
            processor.append(used)
        pages = answered(Path(folder) / "0", given.pages)
    table(
        ("", "median", "fastest – slowest"),
        [
            ("headrace demo --no-serve, by the clock", *Timings(tuple(clock)).cells()),
            ("headrace demo --no-serve, of the processors", *Timings(tuple(processor)).cells()),
            *((f"GET {page}, warm", *each.cells()) for page, each in pages.items()),
        ],
    )


if __name__ == "__main__":
    main()
