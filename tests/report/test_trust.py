"""The data page tells of derived links as of all others: how many there are, and why some are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.eventlog import link_rules
from headrace.eventlog.ingestion import resolved_mentions
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.report.trust import trust

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.eventlog.coverage import LinkCoverage


def _lines(folder: Path, *batches: Batch) -> dict[str, LinkCoverage]:
    store = Store(folder / "store")
    store.ingest(batches)
    engine = store.open()
    try:
        return {line.rule: line for line in trust.link_lines(engine, resolved_mentions(engine))}
    finally:
        engine.close()


def _deployments(*outcomes: tuple[str, str]) -> Batch:
    """Return deployments of commits to production, each with its outcome, in their order."""
    batch = Batch("pipeline")
    for number, (sha, outcome) in enumerate(outcomes, start=1):
        oid = batch.add_object("deployment", f"d{number}")
        batch.add_value(oid, "environment", "production")
        batch.add_value(oid, "repository", "o/r")
        batch.add_event("finished", f"d{number}", number, [oid], value=outcome)
        batch.add_mention(oid, sha, "of", rule=link_rules.DEPLOYED_COMMIT, declared=True)
    return batch


def _history(length: int, source: str = "code") -> Batch:
    batch = Batch(source)
    for number in range(length):
        oid = batch.add_object("commit", f"{number:040x}")
        batch.add_value(oid, "repository", "o/r")
        batch.add_value(oid, "parent", [f"{number - 1:040x}"] if number else [])
    return batch


def test_deployments_say_why_it_is_not_known_what_they_brought(tmp_path: Path) -> None:
    """The first says that it is the first, one without a commit how to mend it; a failed one is not asked."""
    made = _deployments(
        (f"{1:040x}", "success"), (f"{2:040x}", "failure"), (f"{3:040x}", "success"), ("f" * 40, "success")
    )
    line = _lines(tmp_path, _history(4), made)[link_rules.BROUGHT_COMMIT]
    assert (line.references, line.matched, line.dangling) == (3, 1, 2)
    first, lost = line.dangling_examples
    assert first.startswith("d1: the first")
    assert lost.startswith("d4: its commit")
    assert "import that repository" in lost


def test_copies_of_commits_are_counted(tmp_path: Path) -> None:
    """A commit that two sources tell of is one link, and a log without deployments says nothing of them."""
    found = _lines(tmp_path, _history(2), _history(1, "hub"))
    assert found[link_rules.SAME_COMMIT].matched == 1
    assert link_rules.BROUGHT_COMMIT not in found
