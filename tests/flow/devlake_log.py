"""DevLake's own tables of a project as a log of ours: its changes, commits, deployments, as connectors would tell."""

from __future__ import annotations

import csv
import hashlib
import io
import tarfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from headrace.eventlog import link_rules
from headrace.eventlog.model import Batch
from headrace.value_streams.definition import ValueStream

if TYPE_CHECKING:
    from pathlib import Path

    Rows = list[dict[str, str]]

STREAM = ValueStream.model_validate(
    {
        "id": "s",
        "name": "S",
        "customer": "a customer",
        "value": "has it",
        "items": "change",
        "stages": [{"name": "Review", "function": "Engineering", "working": ["change.opened"]}],
        "done": ["change.merged"],
    }
)

HISTORY = {
    "commit1": ("pr_merge_commit0",),
    "pr_merge_commit0": (),
    "pr_merge_commit1": ("commit1",),
    "pr_merge_commit2": ("pr_merge_commit1",),
    "commit5": ("pr_merge_commit2",),
    "commit9": ("commit5",),
    "commit2": (),
    "pr_merge_commit3": ("commit2",),
    "commit6": ("pr_merge_commit3",),
    "commit10": ("commit6",),
    "commit7": (),
    "pr_merge_commit4": ("commit7",),
    "commit8": ("pr_merge_commit4",),
    "pr_merge_commit5": (),
    "commit11": ("pr_merge_commit5",),
    **{f"commit{n}": () for n in (3, 4, 12, 13, 14, 15, 16)},
}
"""Commit → parents: a history in which exactly those commits lie between two that DevLake's table of them names."""


def read(shared: Path, path: str) -> Rows:
    """Return a table of DevLake's DORA plugin: ``path`` below its ``e2e`` folder, without ``.csv``."""
    with tarfile.open(shared / "data/devlake/devlake_e2e.tar.gz") as archive:
        for name in (f"dora/e2e/{path}.csv", f"./dora/e2e/{path}.csv"):
            if name in archive.getnames():
                content = archive.extractfile(name)
                assert content is not None
                return list(csv.DictReader(io.TextIOWrapper(content, "utf-8")))
    raise FileNotFoundError(path)


def sha(name: str) -> str:
    """Return a full commit id for a short name."""
    return hashlib.sha1(name.encode()).hexdigest()  # noqa: S324 - a name, no secret


def micros(text: str) -> int:
    """Return a time as DevLake's tables write it, in µs UTC."""
    text = text.replace("T", " ").split(".")[0].split("+")[0]
    day, _, clock = text.partition(" ")
    numbers = [*map(int, day.split("-")), *map(int, clock.split(":"))]
    return int(datetime(*numbers, tzinfo=UTC).timestamp()) * 1_000_000  # type: ignore[arg-type,misc]


def history() -> Batch:
    """Return the commits with their parents."""
    batch = Batch("code")
    for name, parents in HISTORY.items():
        oid = batch.add_object("commit", sha(name))
        batch.add_value(oid, "parent", [sha(each) for each in parents])
        batch.add_event("committed", name, micros("2022-01-01 0:00:00"), [oid])
    return batch


def deployments(rows: Rows, scopes: set[str], commits: bool = True) -> Batch:
    """Return the deployments of a project's scopes, one per repository as DevLake has them."""
    batch = Batch("cicd")
    for row in (each for each in rows if each["cicd_scope_id"] in scopes):
        oid = batch.add_object("deployment", row["id"])
        for name, column in (("environment", "environment"), ("repository", "repo_url")):
            batch.add_value(oid, name, row[column])
        batch.add_value(oid, "service", row["cicd_scope_id"])
        batch.add_event("started", row["id"], micros(row["started_date"]), [oid])
        batch.add_event(
            "finished", row["id"], micros(row["finished_date"]), [oid], value=row["result"].lower()
        )
        if commits:
            batch.add_mention(
                oid, sha(row["commit_sha"]), "of", rule=link_rules.DEPLOYED_COMMIT, declared=True
            )
    return batch


def pulls(rows: Rows, commits: Rows, comments: Rows) -> Batch:
    """Return the pull requests with their commits and what others said about them."""
    batch = Batch("pulls")
    for row in rows:
        oid = batch.add_object("change", row["id"])
        batch.add_event("opened", row["id"], micros(row["created_date"]), [oid])
        if row["merged_date"]:
            batch.add_event("merged", row["id"], micros(row["merged_date"]), [oid])
        batch.add_mention(oid, sha(row["merge_commit_sha"]), "became", rule=link_rules.MERGE_COMMIT)
        for one in (each for each in commits if each["pull_request_id"] == row["id"]):
            batch.add_event("authored", one["commit_sha"], micros(one["commit_authored_date"]), [oid])
        for one in (each for each in comments if each["pull_request_id"] == row["id"]):
            if one["account_id"] != row["author_id"]:
                batch.add_event("reviewed", one["id"], micros(one["created_date"]), [oid], value="commented")
    return batch
