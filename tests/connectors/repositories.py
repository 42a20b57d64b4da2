"""Small git repositories made for a test, quickly and without any configuration of the machine's."""

from __future__ import annotations

import csv
import gzip
import os
import subprocess
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "A Person",
    "GIT_AUTHOR_EMAIL": "a.person@example.org",
    "GIT_COMMITTER_NAME": "A Person",
    "GIT_COMMITTER_EMAIL": "a.person@example.org",
    "LC_ALL": "C",
}


def git(folder: Path, *arguments: str, text: bytes = b"") -> str:
    """Run git in a folder and return what it prints."""
    environment = {"PATH": os.environ["PATH"]} | _ENVIRONMENT
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], input=text, env=environment, capture_output=True, check=True
    )
    return done.stdout.decode()


@dataclass
class Written:
    """A history written in one go by ``git fast-import``; commits are named by marks, 1 and up.

    ``git fast-import`` makes thousands of commits in a second, and cannot choose their ids.
    """

    folder: Path
    lines: list[bytes] = field(default_factory=list)
    commits: int = 0

    def commit(
        self, message: str, at: int, *parents: int, branch: str = "main", authored: int | None = None
    ) -> int:
        """Add a commit made ``at`` (seconds since 1970) and return its mark."""
        self.commits += 1
        text = message.encode()
        person = b"A Person <a.person@example.org>"
        self.lines += [
            f"commit refs/heads/{branch}".encode(),
            f"mark :{self.commits}".encode(),
            b"author %s %d +0200" % (person, at if authored is None else authored),
            b"committer %s %d -0500" % (person, at),
            b"data %d" % len(text),
            text,
            *([f"from :{parents[0]}".encode()] if parents else []),
            *(f"merge :{parent}".encode() for parent in parents[1:]),
            b"",
        ]
        return self.commits

    def tag(self, name: str, commit: int, at: int | None = None) -> None:
        """Put a tag on a commit: an annotated one made ``at``, or a lightweight one."""
        if at is None:
            self.lines += [f"reset refs/tags/{name}".encode(), f"from :{commit}".encode(), b""]
        else:
            self.lines += [
                f"tag {name}".encode(),
                f"from :{commit}".encode(),
                b"tagger A Person <a.person@example.org> %d +0000" % at,
                b"data 7",
                b"The tag",
            ]

    def write(self) -> list[str]:
        """Write everything into a bare repository; return the shas, that of mark 1 first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        git(self.folder, "init", "--quiet", "--bare", "--initial-branch=main")
        marks = self.folder.resolve() / "marks"
        git(
            self.folder,
            "fast-import",
            "--quiet",
            f"--export-marks={marks}",
            "--date-format=raw",
            text=b"\n".join(self.lines) + b"\n",
        )
        shas = dict(line.split() for line in marks.read_text().splitlines())
        return [shas[f":{mark}"] for mark in range(1, self.commits + 1)]


def rebuilt(tables: Path, folder: Path) -> dict[str, str]:
    """Write a repository from the tables of its commits and tags; return original sha → rebuilt sha.

    Messages, times, parents and tags are the original's; files and people are not.
    """
    csv.field_size_limit(1 << 30)
    rows = {row["sha"]: row for row in _table(tables / "commits.csv.gz")}
    written = Written(folder)
    marks: dict[str, int] = {}
    waiting = list(rows)
    while waiting:
        sha = waiting[-1]
        parents = [parent for parent in rows[sha]["parents"].split() if parent in rows]
        missing = [parent for parent in parents if parent not in marks]
        if missing and sha not in marks:
            waiting.extend(missing)
            continue
        waiting.pop()
        if sha not in marks:
            row = rows[sha]
            marks[sha] = written.commit(
                f"{row['subject']}\n\n{row['body']}" if row["body"] else row["subject"],
                _seconds(row["commit_date"]),
                *(marks[parent] for parent in parents),
                authored=_seconds(row["author_date"]),
            )
    for tag in _table(tables / "tags.csv.gz"):
        if tag["commit_sha"] in marks:
            dated = _seconds(tag["tagger_date"]) if tag["tagger_date"] else None
            written.tag(tag["tag"], marks[tag["commit_sha"]], dated)
    shas = written.write()
    return {sha: shas[mark - 1] for sha, mark in marks.items()}


def _table(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
