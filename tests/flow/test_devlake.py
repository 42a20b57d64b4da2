"""Delivery as DevLake computes it: its own expected rows, and its medians by hand."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from headrace.engine import Embedded, rows
from headrace.eventlog.store import Store
from headrace.flow import devlake
from headrace.flow.deliveries import NONE, read_deliveries
from headrace.flow.selection import Selection
from headrace.flow.spans import NEVER
from headrace.value_streams.derivation import derive
from tests.flow.devlake_log import STREAM, deployments, history, micros, pulls, read

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400_000_000
SCOPES = {"cicd1", "cicd2"}
"""Of project1 in DevLake's mapping."""


@pytest.mark.data
def test_change_lead_time_row_for_row(shared: Path, tmp_path: Path) -> None:
    """Every pull request of DevLake's expected table has its spans, its deployment and its moments."""
    folder = "change_lead_time"
    store = Store(tmp_path / "store")
    batch = pulls(*(read(shared, f"{folder}/pull_request{name}") for name in ("s", "_commits", "_comments")))
    store.ingest([history(), deployments(read(shared, f"{folder}/cicd_deployment_commits"), SCOPES), batch])
    with closing(Embedded(log=store.snapshots.current())) as engine:
        derive(engine, STREAM)
        found = read_deliveries(engine, STREAM, Selection(0, 10**17))
        keys = {row["object_no"]: row["key"] for row in rows(engine.table("objects"))}
    changes, metrics = found.changes, devlake.pull_metrics(found.changes)
    got = {}
    for at, place in enumerate(metrics.which.tolist()):
        by = int(changes.by[place])
        got[keys[int(changes.numbers[place])]] = {
            "pr_coding_time": metrics.coding[at],
            "pr_pickup_time": metrics.pickup[at],
            "pr_review_time": metrics.review[at],
            "pr_deploy_time": metrics.deploy[at],
            "pr_cycle_time": metrics.cycle[at],
            "deployment_commit_id": keys[int(found.deployments.numbers[by])] if by != NONE else "",
            "first_commit_authored_date": int(changes.begun[place]),
            "pr_created_date": int(changes.opened[place]),
            "pr_merged_date": int(changes.merged[place]),
            "pr_deployed_date": int(changes.deployed[place]),
        }
    expected = read(shared, f"{folder}/project_pr_metrics")
    assert set(got) == {row["id"] for row in expected}
    for row in expected:
        for name, value in got[row["id"]].items():
            if name.endswith("_date"):
                assert value == (micros(row[name]) if row[name] else NEVER), (row["id"], name)
            elif name == "deployment_commit_id":
                assert value == row[name], row["id"]
            else:
                assert (None if np.isnan(value) else int(value)) == (int(row[name]) if row[name] else None), (
                    row["id"],
                    name,
                )


@pytest.mark.data
def test_the_deployment_before_row_for_row(shared: Path, tmp_path: Path) -> None:
    """The deployment before each one, in its scope, repository and environment, is the one DevLake names."""
    folder = "prev_success_deployment_commit"
    store = Store(tmp_path / "store")
    store.ingest([deployments(read(shared, f"{folder}/cicd_deployment_commits_before"), SCOPES, False)])
    with closing(store.open()) as log:
        keys = {row["object_no"]: row["key"] for row in rows(log.table("objects"))}
        got = {
            keys[row["deployment_no"]]: keys.get(row["before_no"], "")
            for row in rows(log.table("brought"))
            # DevLake looks at those that succeeded; ours names what came before a failed one as well
            if row["outcome"] != "not done"
        }
    expected = [
        row
        for row in read(shared, f"{folder}/cicd_deployment_commits_after")
        if row["cicd_scope_id"] in SCOPES and row["result"] == "SUCCESS"
    ]
    assert got == {row["id"]: row["prev_success_deployment_commit_id"] for row in expected}


@pytest.mark.data
@pytest.mark.parametrize("source", ["incidents", "issues"])
def test_incidents_are_charged_row_for_row(shared: Path, source: str) -> None:
    """Each incident of the project is charged to the deployment that DevLake charges it to."""
    if source == "incidents":
        folder = "connect_incident_to_deployment"
        mapped = {(row["table"], row["row_id"]) for row in read(shared, f"{folder}/raw_tables/project_mapping")
                  if row["project_name"] == "project1"}  # fmt: skip
        listed = [
            row
            for row in read(shared, f"{folder}/raw_tables/incidents")
            if (row["table"], row["scope_id"]) in mapped
        ]
        done = read(shared, f"{folder}/prev_success_deployment_commit/cicd_deployment_commits_after")
        expected = read(shared, f"{folder}/snapshot_tables/project_incident_deployment_relationships")
    else:
        boards = {
            row["issue_id"]
            for row in read(shared, "raw_tables/board_issues")
            if row["board_id"] in ("board1", "board2")
        }
        listed = [
            row
            for row in read(shared, "raw_tables/issues")
            if row["type"] == "INCIDENT" and row["id"] in boards
        ]
        done = read(shared, "prev_success_deployment_commit/cicd_deployment_commits_after")
        expected = read(shared, "snapshot_tables/project_incident_deployment_relationships")
    # by the finish of each repository's part: DevLake's connector does not wait for the whole deployment
    ordered = sorted(
        (
            (row["cicd_deployment_id"], micros(row["finished_date"]))
            for row in done
            if row["cicd_scope_id"] in SCOPES
            and (row["result"], row["environment"]) == ("SUCCESS", "PRODUCTION")
        ),
        key=lambda each: each[1],
    )
    place = devlake.charged(
        np.array([micros(row["created_date"]) for row in listed]), np.array([at for _, at in ordered])
    )
    got = {row["id"]: ordered[at][0] for row, at in zip(listed, place.tolist(), strict=True) if at != NONE}
    assert got == {row["id"]: row["deployment_id"] for row in expected}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), None),
        ((7,), 7),
        ((1, 9), 1),
        ((3, 1, 2), 2),
        ((1, 2, 3, 4), 2),
        ((5, 5, 5, 9), 5),
        ((0, 4, 4, 4), 4),
    ],
)
def test_the_median_is_the_largest_with_a_percent_rank_of_half(
    values: tuple[float, ...], expected: float | None
) -> None:
    """By hand: ranks of four are 0, 1/3, 2/3, 1; equal values share the rank of the first."""
    assert devlake.middle(np.array(values, dtype=np.float64)) == expected


def test_days_with_a_deployment_per_calendar_week() -> None:
    """Two on a day count once; a week without any counts as zero; weeks begin on Monday."""
    monday = 4 * DAY
    finished = np.array([monday, monday + 1, monday + 2 * DAY, monday + 15 * DAY])
    assert devlake.days_a_week(finished, monday, monday + 20 * DAY).tolist() == [2.0, 0.0, 1.0]


def test_recovery_runs_from_the_deployment_that_is_charged() -> None:
    """2023: resolved less finished; what is open, or came before every deployment, says nothing."""
    finished = np.array([10 * DAY, 20 * DAY])
    opened = np.array([5 * DAY, 12 * DAY, 25 * DAY, 26 * DAY])
    ended = np.array([6 * DAY, 14 * DAY, NEVER, 27 * DAY])
    got = devlake.recovered(ended, opened, finished, np.array([True, True]))
    assert got.tolist() == [4.0, 7.0]
