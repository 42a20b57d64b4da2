"""Copies of a patch are found by subject, author and the author's time; what a script repeats is no copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.eventlog import link_rules
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store

if TYPE_CHECKING:
    from pathlib import Path

NOON = 1_600_000_000_000_000
MINUTE = 60_000_000


class History:
    """Commits of one repository."""

    def __init__(self) -> None:
        self.batch = Batch("code")

    def commit(
        self,
        name: str,
        subject: str,
        authored: int,
        committed: int,
        *,
        author: str = "k1",
        repository: str = "o/r",
    ) -> None:
        """Add a commit; times in minutes."""
        sha = name * 40
        oid = self.batch.add_object("commit", sha, label=subject or None)
        self.batch.add_value(oid, "repository", repository)
        self.batch.add_value(oid, "author_key", author)
        self.batch.add_event("authored", sha, NOON + authored * MINUTE, [oid])
        self.batch.add_event("committed", sha, NOON + committed * MINUTE, [oid])

    def copies(self, folder: Path) -> set[tuple[str, str]]:
        """Return pairs of copy and original."""
        store = Store(folder / "store")
        store.ingest([self.batch])
        engine = store.open()
        found = engine.execute(
            """select f.key[1:1], t.key[1:1] from links l join objects f on f.object_no = l.from_no
            join objects t on t.object_no = l.to_no where rule = ?""",
            [link_rules.SAME_PATCH],
        )
        engine.close()
        return set(found)


def test_a_rebased_or_picked_commit_is_a_copy_of_the_first(tmp_path: Path) -> None:
    """Every later one is linked to the earliest, whatever number of branches it went to."""
    made = History()
    made.commit("a", "Pay by card", 0, 0)
    made.commit("b", "Pay by card", 0, 30)
    made.commit("c", "Pay by card", 0, 90)
    assert made.copies(tmp_path) == {("b", "a"), ("c", "a")}


def test_other_work_is_no_copy(tmp_path: Path) -> None:
    """Another time, author, repository or subject, or none, makes another patch."""
    made = History()
    made.commit("a", "Pay by card", 0, 0)
    made.commit("b", "Pay by card", 1, 30)
    made.commit("c", "Pay by card", 0, 30, author="k2")
    made.commit("d", "Pay by card", 0, 30, repository="o/s")
    made.commit("e", "Pay by cash", 0, 30)
    made.commit("f", "", 5, 5)
    made.commit("0", "", 5, 30)
    assert made.copies(tmp_path) == set()


def test_what_a_script_commits_several_times_at_once_is_no_copy(tmp_path: Path) -> None:
    """Imported histories repeat a subject within a second; they were committed when they were authored."""
    made = History()
    for name in "abc":
        made.commit(name, "*** empty log message ***", 0, 0)
    assert made.copies(tmp_path) == set()
