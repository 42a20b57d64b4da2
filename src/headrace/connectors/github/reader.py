"""Reads GitHub issues and pull requests as its REST API (v3) returns them.

An issue becomes an ``item``, a pull request a ``change``; GitHub lists pull requests among its issues, too,
and there they are the same change. Nobody is named: who opened something is a key (see
:mod:`headrace.eventlog.persons`).
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from headrace.connectors.github.thread import parse_thread
from headrace.connectors.github.writer import write_thread
from headrace.connectors.ground import json_records
from headrace.errors import BadInput
from headrace.eventlog.model import Batch
from headrace.eventlog.persons import SECRET, pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headrace.connectors.ground.json_records import Document
    from headrace.eventlog.reading import Reading

_THREADS_PER_BATCH = 5_000
_PARTS = (b'"html_url"', b'"number"', b'"created_at"', b'"title"')


class GitHubReader:
    """Reads one issue or pull request, a list or a search answer, or one of these per line; plain or gzip.

    No file says that it holds everything, so nothing that is missing in it counts as gone. Option
    ``person-key``: the workspace's secret for the keys of people.
    """

    name = "github"
    natural_source = "github"
    """Issues and pull requests are one numbering, so their files belong into one source."""

    def recognises(self, path: Path, head: bytes) -> bool:
        """Tell whether this looks like GitHub's issues or pull requests, and not like a webhook's message."""
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        if not start.startswith((b"{", b"[")) or b'"action"' in start[:200] or path.is_dir():
            return False
        return all(part in head for part in _PARTS)

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield the items and changes with their events.

        Raises:
            BadInput: the file is no GitHub JSON, is cut off, or something in it cannot be read.
        """
        last, repeated = _survey(path, reading)
        person = partial(pseudonym, secret=reading.options.get(SECRET, ""))
        batch = Batch(reading.source, complete=False)
        cut = 0
        for record in _records(path, reading, second=True):
            if record.where not in last:
                continue
            thread = parse_thread(record.value)
            cut += thread.partial
            write_thread(batch, thread, person)
            if len(batch.objects.id) >= _THREADS_PER_BATCH:
                yield batch
                batch = Batch(reading.source, complete=False)
        yield batch
        reading.notes.extend(_notes(repeated, cut))


def _records(path: Path, reading: Reading, *, second: bool) -> Iterator[Document]:
    """The file's entries; broken lines are reported in the first reading only."""

    def on_progress(done: int, size: int) -> None:
        reading.on_progress(done + size * second, size * 2)

    def pass_over(where: str, fact: str) -> None:
        """The first reading has reported it."""

    for document in json_records.documents(path, pass_over if second else reading.bad_line, on_progress):
        yield from json_records.flatten(document, "items")


def _survey(path: Path, reading: Reading) -> tuple[set[str], list[str]]:
    """Where the last entry of each key stands, and which keys are repeated."""
    last: dict[str, str] = {}
    count: Counter[str] = Counter()
    for record in _records(path, reading, second=False):
        try:
            thread = parse_thread(record.value)
        except ValueError as problem:
            reading.bad_line(record.where, str(problem))
            continue
        last[thread.key] = record.where
        count[thread.key] += 1
    if not last:
        raise BadInput(
            f"{path} holds no GitHub issues or pull requests.",
            "Nothing was written.",
            ["Export what GET /repos/OWNER/NAME/issues?state=all or …/pulls?state=all answers."],
        )
    return set(last.values()), [key for key, times in count.items() if times > 1]


def _notes(repeated: list[str], cut: int) -> list[str]:
    notes = []
    if repeated:
        names = ", ".join(repeated[:5]) + (" …" if len(repeated) > 5 else "")
        notes.append(
            f"{len(repeated):,} entries are in the file more than once; the last one counts: {names}"
        )
    if cut:
        notes.append(
            f"{cut:,} pull requests come from a list of issues, without branches, merge commits and "
            "perhaps ends; import what …/pulls?state=all answers in the same command."
        )
    return notes
