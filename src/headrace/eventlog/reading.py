"""The contract between a reader of files and whoever asked it to read.

A reader turns one file (or folder) into batches. It yields as it goes, so that a large file needs little
memory; all batches of one reading are ingested together or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from headrace.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from headrace.eventlog.model import Batch


@dataclass(slots=True)
class Reading:
    """What one reading was asked to do, and what it has to tell.

    Args:
        source: name that the file's ids begin with.
        skip_bad: leave broken lines out and note them, instead of refusing the file.
        part: which of the source's files this is, from 0 on.
        options: what the user set for this format (column names, a time zone …), all text.
        on_progress: called with the bytes (or other units) done and the total, often.
    """

    source: str
    skip_bad: bool = False
    part: int = 0
    options: Mapping[str, str] = field(default_factory=dict)
    on_progress: Callable[[int, int], None] = lambda _done, _total: None
    skipped: list[str] = field(default_factory=list)
    """One sentence per broken line that was left out, with its line number."""
    notes: list[str] = field(default_factory=list)
    """What a person should know about how the file was read: guessed columns, multiplied events …"""

    def place(self, number: int) -> str:
        """Return the name of a place in the file; two files of one source have no place in common."""
        return f"{self.part}.{number}" if self.part else f"{number}"

    def bad_line(self, where: str, fact: str) -> None:
        """Report a broken line: note it when such lines may be skipped, refuse the file otherwise.

        Args:
            where: ``'export.csv, line 1,204'``.
            fact: ``'"Date" is "31.02.2025", which is not a day.'``

        Raises:
            BadInput: when broken lines may not be skipped.
        """
        if not self.skip_bad:
            raise BadInput(
                f"{where}: {fact}",
                "Nothing was written.",
                ["Fix the line, or leave such lines out:   the same command with --skip-bad"],
            )
        self.skipped.append(f"{where}: {fact}")


class Reader(Protocol):
    """A way to read one kind of file."""

    name: str
    """As the user names it: ``csv``, ``xes``, ``jira`` …"""

    def recognises(self, path: Path, head: bytes) -> bool:
        """Tell whether this looks like the reader's kind.

        ``head`` is the first 64 kB, unpacked; empty for a folder.
        """
        ...

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield the file's batches, each with ``reading.source``; raise ``BadInput`` when it cannot be read."""
        ...
