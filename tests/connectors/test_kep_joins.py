"""Real enhancement proposals followed to the pull requests that changed them, and to the commits that merged those."""

from __future__ import annotations

import csv
import gzip
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from headrace.connectors.git.reader import GitReader
from headrace.connectors.sql.connector import Sql
from headrace.eventlog import link_rules
from headrace.eventlog.reading import Reading
from headrace.eventlog.store import Store
from headrace.sync import LiveSource, sync
from tests.connectors.repositories import rebuilt

if TYPE_CHECKING:
    from pathlib import Path

REPOSITORY = "kubernetes/enhancements"
KEPS = """
    select 'KEP-' || kep_number as kep, title, status, committed_at, 'kubernetes/enhancements#' || pr_number as pr
    from keps"""
PULLS = "select 'kubernetes/enhancements#' || pr_number as pr, head_commit_date from pulls"
LINKS = """
    select f.key, t.key from links l join objects f on f.object_no = l.from_no join objects t on t.object_no = l.to_no
    where f.object_type = ? and t.object_type = ? and l.rule = ?"""


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a packed table."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def table(database: Path, name: str, found: list[dict[str, str]]) -> None:
    """Write rows into a table of a database, as text."""
    with closing(sqlite3.connect(database)) as file, file:
        columns = ", ".join(f'"{column}" text' for column in found[0])
        file.execute(f"create table {name} ({columns})")
        places = ", ".join("?" for _ in found[0])
        file.executemany(f"insert into {name} values ({places})", [tuple(row.values()) for row in found])  # noqa: S608


@pytest.mark.data
def test_proposals_are_followed_to_the_requests_that_changed_them(shared: Path, tmp_path: Path) -> None:
    """As many proposals and requests are joined as the tables have in common, and by the merges that git names."""
    data = shared / "data"
    versions = [
        row for row in rows(data / "kep_lifecycle" / "kep_yaml_history.csv.gz") if row["kep_number"].isdigit()
    ]
    pulls = rows(data / "git_k8s_enhancements" / "pull_refs.csv.gz")
    table(tmp_path / "all.db", "keps", versions)
    table(tmp_path / "all.db", "pulls", pulls)
    ids = rebuilt(data / "git_k8s_enhancements", tmp_path / "enhancements.git")
    given = {"url": f"sqlite:///{tmp_path / 'all.db'}"}
    keps = {"query": KEPS, "type": "item", "key": "kep", "title": "title", "time": "committed_at",
            "value": "status", "refers": "changed by=pr"}  # fmt: skip
    requests = {"query": PULLS, "type": "change", "key": "pr", "events": "authored=head_commit_date"}
    store = Store(tmp_path / "store")
    sources = [LiveSource(name, Sql(given | told)) for name, told in (("keps", keps), ("pulls", requests))]
    assert sync(sources, store, tmp_path / "answers").complete
    store.ingest(
        GitReader().read(tmp_path / "enhancements.git", Reading("git", options={"repository": REPOSITORY}))
    )
    with closing(store.open()) as engine:
        changed_by = set(engine.execute(LINKS, ["item", "change", link_rules.DECLARED_LINK]))
        merged = dict(engine.execute(LINKS, ["commit", "change", link_rules.MERGE_OF_PULL]))
    there = {row["pr_number"] for row in pulls}
    expected = {
        (f"KEP-{row['kep_number']}", f"{REPOSITORY}#{row['pr_number']}")
        for row in versions
        if row["pr_number"] in there
    }
    assert len(expected) > 1_000
    assert changed_by == expected
    merges = {
        (ids[row["commit"]], f"{REPOSITORY}#{row['pr_number']}")
        for row in versions
        if row["merge_subject"].startswith(f"Merge pull request #{row['pr_number']} from")
        and row["pr_number"] in there
    }
    assert len(merges) > 500
    assert merges <= set(merged.items())
