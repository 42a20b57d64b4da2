"""The first sync of 100,000 Jira issues from a server that answers instantly, and the parser alone over the same.

The server is a process of its own that has every page ready as bytes. What is timed runs in a process of its own, so
that its peak memory is its own: asking for and keeping all pages and taking them into the log, the next sync when
nothing has changed, and parsing the kept answers and nothing else. A tenth of the issues comes first, to show how
memory grows.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from headrace import sync as syncing
from headrace.connectors.ground.answers import Answers
from headrace.connectors.jira.connector import Jira
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.sync import LiveSource
from measured import table, timed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

HERE = Path(__file__).resolve().parent
STATUSES = ("To Do", "Ready", "Building", "Review", "Testing", "Done")
BEGIN = datetime(2023, 1, 2, tzinfo=UTC)


def issue(number: int) -> dict[str, Any]:
    """Return one issue: six statuses in order, an assignment, a sprint; everything else as Jira answers it."""
    created = BEGIN + timedelta(minutes=7 * number)
    moves = [
        {"id": f"{number}{step}", "created": _stamp(created + timedelta(hours=9 * step + number % 5)),
         "items": [{"field": "status", "fromString": STATUSES[step - 1], "toString": STATUSES[step]},
                   {"field": "assignee", "from": None, "to": f"account-{number % 40}"}]}
        for step in range(1, len(STATUSES))
    ]  # fmt: skip
    updated = _stamp(created + timedelta(minutes=number))
    return {
        "id": str(10_000 + number), "key": f"SHOP-{number + 1}", "self": f"http://jira/rest/api/2/issue/{number}",
        "fields": {"summary": f"Issue {number} of the shop", "created": _stamp(created), "updated": updated,
                   "status": {"name": "Done", "statusCategory": {"key": "done"}}, "issuetype": {"name": "Story"},
                   "priority": {"name": "Medium"}, "labels": ["shop", f"area-{number % 9}"], "issuelinks": [],
                   "assignee": {"accountId": f"account-{number % 40}"}},
        "changelog": {"total": len(moves), "histories": moves},
    }  # fmt: skip


def _stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def serve(say: Connection, count: int) -> None:
    """Serve ``count`` issues until killed; every page is made before the first request."""
    issues = [json.dumps(issue(number)) for number in range(count)]
    ids = [json.dumps({"id": str(10_000 + number)}) for number in range(count)]
    stamps = [int((BEGIN + timedelta(minutes=8 * number)).timestamp() * 1000) for number in range(count)]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(split.query).items()}
            self._send(self._answer(split.path, query).encode())

        def _answer(self, path: str, query: dict[str, str]) -> str:
            if path.endswith("/search"):
                words = query["jql"].split("updated >= ")
                since = int(words[1].split()[0]) if len(words) > 1 else 0
                first = 0
                if since:
                    first = max(0, round((since / 1000 - BEGIN.timestamp()) / 480))
                    while first > 0 and stamps[first - 1] >= since:
                        first -= 1
                start, most = first + int(query.get("startAt", 0)), int(query["maxResults"])
                listed = ids if query["fields"] == "id" else issues
                page = ",".join(listed[start : start + most])
                return f'{{"startAt": 0, "total": {count - first}, "issues": [{page}]}}'
            return {"serverInfo": '{"deploymentType": "Server"}', "status": "[]", "field": "[]"}[
                path.rpartition("/")[2]
            ]

        def _send(self, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    Handler.disable_nagle_algorithm = True  # type: ignore[attr-defined]
    Handler.wbufsize = -1
    server = HTTPServer(("127.0.0.1", 0), Handler)
    say.send(server.server_port)
    server.serve_forever()


def _source(port: int) -> LiveSource:
    return LiveSource(
        "jira", Jira({"url": f"http://127.0.0.1:{port}", "token": "x", "projects": "SHOP"}), "secret"
    )


def first(folder: Path, port: int) -> dict[str, float]:
    """The whole first sync."""
    done = syncing.sync([_source(port)], Store(folder / "store"), folder / "answers").sources[0]
    assert done.collected.complete, done.collected
    return {
        "items": done.collected.scopes[0].read,
        "collecting": done.seconds[0],
        "taking in": done.seconds[1],
    }


def again(folder: Path, port: int) -> dict[str, float]:
    """The next sync, when nothing has changed."""
    done = []
    seconds = timed(
        lambda: done.append(syncing.sync([_source(port)], Store(folder / "store"), folder / "answers"))
    )
    return {"seconds": seconds, "items": done[0].sources[0].collected.scopes[0].read}


def parse(folder: Path, _port: int) -> dict[str, float]:
    """The parser alone over the kept answers, as far as making batches."""
    connector = _source(1).connector

    def whole() -> None:
        with closing(Answers(folder / "answers" / "jira.sqlite")) as answers:
            batch = Batch("jira")
            for number, document in enumerate(answers.documents()):
                connector.parse(document, batch, str)
                if number % 5000 == 0:
                    batch = Batch("jira")

    return {"seconds": timed(whole)}


STEPS = {"first": first, "again": again, "parse": parse}


def step(name: str, folder: Path, port: int) -> dict[str, float]:
    """Run a step in a process of its own; return what it found and its peak memory in bytes."""
    call = [sys.executable, __file__, "--step", name, "--folder", str(folder), "--port", str(port)]
    return json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)


def report(count: int) -> None:
    """Measure one size and a tenth of it."""
    lines: list[tuple[str, str, str]] = []
    peaks: list[float] = []
    for size in (count // 10, count):
        ours, theirs = multiprocessing.Pipe()
        server = multiprocessing.Process(target=serve, args=(theirs, size), daemon=True)
        server.start()
        port = ours.recv()
        with TemporaryDirectory(dir=HERE / ".work") as folder:
            found = {name: step(name, Path(folder), port) for name in STEPS}
        server.terminate()
        whole = found["first"]
        for name, seconds in (
            ("asking and keeping", whole["collecting"]), ("taking in", whole["taking in"]),
            ("parsing alone", found["parse"]["seconds"]),
        ):  # fmt: skip
            lines.append((f"{size:,} issues: {name}", f"{seconds:.1f} s", f"{size / seconds:,.0f}"))
        lines.append((f"{size:,} issues: the next sync", f"{found['again']['seconds']:.1f} s", ""))
        lines.append(
            (f"{size:,} issues: peak memory of the first sync", f"{whole['peak'] / 1e6:,.0f} MB", "")
        )
        peaks.append(whole["peak"])
    lines.append(("peak memory, ten times the issues", f"{peaks[1] / peaks[0]:.2f} times", ""))
    table(("", "took", "issues a second"), lines)


def main() -> None:
    """Measure and print, or run one step for the process that does."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--issues", type=int, default=100_000)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--port", type=int)
    asked.add_argument("--step", choices=STEPS)
    given = asked.parse_args()
    if given.step:
        found = STEPS[given.step](given.folder, given.port)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({**found, "peak": peak}))
    else:
        (HERE / ".work").mkdir(exist_ok=True)
        report(given.issues)


if __name__ == "__main__":
    main()
