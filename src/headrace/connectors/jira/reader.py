"""Reads Jira issues as its REST API returns them: state, changelog and links become objects and events.

A file is read twice: first to find which of equal keys is the last and what holds for all issues, then to
write. So memory holds one batch, however large the file is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from headrace.connectors.ground import json_records
from headrace.connectors.jira.issue import parse_issue
from headrace.connectors.jira.writer import Writer
from headrace.errors import BadInput
from headrace.eventlog.model import Batch
from headrace.eventlog.persons import SECRET, pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headrace.connectors.ground.json_records import Document
    from headrace.eventlog.reading import Reading

_ISSUES_PER_BATCH = 2_000
_HOW = "Export what GET /rest/api/2/search?expand=changelog answers, then import that."


@dataclass(slots=True)
class _Survey:
    """What the first reading finds out."""

    last: dict[str, str] = field(default_factory=dict)
    """Key → where its last issue stands."""
    repeated: Counter[str] = field(default_factory=Counter)
    categories: dict[str, str] = field(default_factory=dict)
    """Status → new, indeterminate or done."""
    names: dict[str, str] = field(default_factory=dict)
    """What a custom field is called, in small letters → its id."""
    total: int = 0
    """How many issues the search found, as its pages say; not all need be in the file."""
    alone: bool = False
    """The file is one issue and not a list, so it says nothing about others."""


class JiraReader:
    """Reads an issue, a search page, a list of issues, or one of these per line; plain or gzip.

    Option ``person-key``: the workspace's secret for the keys of people.
    """

    name = "jira"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Tell whether this looks like Jira's JSON."""
        if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) or path.is_dir():
            return False
        return b'"fields"' in head and b'"key"' in head and b'"issuetype"' in head

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield the issues; each becomes an ``item`` with its events.

        Raises:
            BadInput: the file is no Jira JSON, is cut off, or an issue in it cannot be read.
        """
        survey = _survey(path, reading)
        complete = not survey.alone and len(survey.last) >= survey.total
        person = partial(pseudonym, secret=reading.options.get(SECRET, ""))
        writer = Writer(Batch(reading.source, complete=complete), person, survey.categories)
        for record in _records(path, reading, second=True):
            key = record.value.get("key") if isinstance(record.value, dict) else None
            if survey.last.get(str(key)) != record.where:
                continue
            writer.write(parse_issue(record.value, survey.names))
            if len(writer.batch.objects.id) >= _ISSUES_PER_BATCH:
                yield writer.batch
                writer.batch = Batch(reading.source, complete=complete)
        yield writer.batch
        reading.notes.extend([*_notes(survey), *writer.notes()])


def _documents(path: Path, reading: Reading, *, second: bool) -> Iterator[Document]:
    """The file's documents; broken lines are reported in the first reading only."""

    def on_progress(done: int, size: int) -> None:
        reading.on_progress(done + size * second, size * 2)

    def pass_over(where: str, fact: str) -> None:
        """The first reading has reported it."""

    return json_records.documents(path, pass_over if second else reading.bad_line, on_progress)


def _records(path: Path, reading: Reading, *, second: bool) -> Iterator[Document]:
    for document in _documents(path, reading, second=second):
        yield from json_records.flatten(document, "issues")


def _survey(path: Path, reading: Reading) -> _Survey:
    survey = _Survey()
    records = 0
    for document in _documents(path, reading, second=False):
        _look_at_page(survey, document.value)
        for record in json_records.flatten(document, "issues"):
            records += 1
            survey.alone = records == 1 and record is document
            try:
                issue = parse_issue(record.value, survey.names)
            except ValueError as problem:
                reading.bad_line(record.where, _refusal(record.value) or str(problem))
                continue
            survey.repeated[issue.key] += issue.key in survey.last
            survey.last[issue.key] = record.where
            if issue.status and issue.category:
                survey.categories.setdefault(issue.status, issue.category)
    if not survey.last:
        raise BadInput(f"{path} holds no Jira issues.", "Nothing was written.", [_HOW])
    return survey


def _look_at_page(survey: _Survey, page: Any) -> None:
    if not isinstance(page, dict) or not isinstance(page.get("issues"), list):
        return
    if isinstance(page.get("total"), int):
        survey.total = max(survey.total, page["total"])
    if isinstance(page.get("names"), dict):
        survey.names.update({str(name).lower(): identity for identity, name in page["names"].items()})


def _refusal(value: Any) -> str | None:
    """What Jira itself said, when the file is an answer that refuses."""
    messages = value.get("errorMessages") if isinstance(value, dict) else None
    return f'this is no issue but Jira\'s refusal: "{messages[0]}"' if messages else None


def _notes(survey: _Survey) -> list[str]:
    notes = []
    if survey.total > len(survey.last):
        notes.append(
            f"{len(survey.last):,} of the {survey.total:,} issues that the search found are in the file; "
            "what is not in it is left as it was."
        )
    repeated = [key for key, count in survey.repeated.items() if count]
    if repeated:
        names = ", ".join(repeated[:5]) + (" …" if len(repeated) > 5 else "")
        notes.append(f"{len(repeated):,} issues are in the file more than once; the last one counts: {names}")
    return notes
