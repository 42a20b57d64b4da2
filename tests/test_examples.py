"""The worked examples run on the real records they are about, and give the numbers that were counted apart.

Those numbers come from ``CHECKS.json`` of the shared data, computed there from the same files with other
programs. A number is derived here as a person would: from visits where it is about time and hand-offs, from
the log's objects and events where it only counts what was read.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest
import yaml

from headrace.engine import Embedded, rows
from headrace.eventlog import link_rules
from headrace.eventlog.ingestion import resolved_mentions
from headrace.eventlog.linking import DANGLING, MATCHED, UNKNOWN
from headrace.report.maps.files import write_map
from headrace.report.maps.map_sentences import map_headline
from headrace.report.view import Window
from headrace.value_streams.amendment import with_entry
from headrace.value_streams.definition import Mode
from headrace.value_streams.membership import current_values
from headrace.workspace import Workspace
from tests.conftest import ROOT
from tests.connectors.repositories import git
from tests.data_sets import EXAMPLES, OF_EXAMPLES, Made
from tests.derived import DAY, Visit, derived, log, quantile, visits

Checks = dict[str, Any]
HOUR = DAY / 24
ALL_TIME = Window(0, 20_000 * DAY)

RESOLVED = """\
resolved:
  {name: Resolved, customer: a, value: b, items: item,
   stages: [{name: All, function: Engineering, waiting: [item.created]}],
   done: [item.resolved]}
"""

PASSED_ON = """\
passed-on:
  {name: From person to person, customer: a, value: b, items: item,
   stages: [{name: All, function: Engineering, working: ["item.assigned[from=somebody]"]}],
   done: [item.resolved]}
"""

HANDLED = """\
handled:
  {name: Every event counts and nothing is an end, customer: a, value: b, items: item,
   stages: [{name: All, function: {attribute: org:group}, working: ["item.*"]}],
   done: [item.never]}
"""


@pytest.fixture(scope="module")
def checks(shared: Path) -> Checks:
    """Return the numbers that were counted apart."""
    found: Checks = json.loads((shared / "data" / "CHECKS.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def measured(made: Made) -> Made:
    """Return a copy of an example's workspace, with streams added that only measure."""
    entries = {
        "duracloud": (RESOLVED, PASSED_ON, _statuses()),
        "volvo-incidents": (HANDLED,),
        "bpic2013_closed_problems": (HANDLED,),
    }

    @cache
    def add(name: str) -> Workspace:
        there = made(name).root
        workspace = Workspace(shutil.copytree(there, there.with_name(f"{name}-measured"), symlinks=True))
        text = workspace.file.read_text(encoding="utf-8")
        for entry in entries[name]:
            text = with_entry(text, "value_streams", entry)
        workspace.file.write_text(text, encoding="utf-8")
        return workspace

    return add


def _statuses() -> str:
    """One stage per status, in the workflow's order, so that a visit is a stay in a status."""
    names = ("Received", "Reopened", "Open", "In Progress", "In Review", "Resolved", "Closed")
    stages = [{"name": name, "function": "Engineering", "working": [f"item.status={name}"]} for name in names]
    entry = {"name": "Statuses", "customer": "a", "value": "b", "items": "item", "stages": stages}
    return yaml.safe_dump({"statuses": {**entry, "done": ["item.never"]}}, sort_keys=False)


# every example


@pytest.mark.data
@pytest.mark.parametrize("name", OF_EXAMPLES)
def test_an_example_shows_its_map(made: Made, name: str, tmp_path: Path) -> None:
    """Each stream of each example has finished items, every rule of it means something, and it is drawn."""
    workspace = made(name)
    streams = {line.stream: line for line in workspace.streams().streams}
    unused = [line for line in workspace.check().rules if not line.events and line.stream in streams]
    assert not unused
    for stream in streams:
        view = workspace.map(stream)
        assert view.n_finished >= 30
        assert view.missing is None
        write_map(view, tmp_path / f"{stream}.svg")
        assert map_headline(view).text()


@pytest.mark.parametrize("name", [*OF_EXAMPLES, "headrace"])
def test_an_example_is_explained(name: str) -> None:
    """Its README says where the data is, what to type for each stream, what comes out and what to doubt."""
    text = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    definition = yaml.safe_load((EXAMPLES / name / "headrace.yaml").read_text(encoding="utf-8"))
    for stream in definition["value_streams"]:
        assert stream in text
    for heading in ("## The data", "## To run it", "## What the map says", "## What to doubt"):
        assert heading in text
    kept = {path.name for path in (EXAMPLES / name).iterdir()} - {"data", ".headrace"}
    assert kept == {"README.md", "headrace.yaml"}


# DuraCloud


@pytest.mark.data
def test_duracloud_waits_before_anyone_takes_it_up(made: Made) -> None:
    """The longest wait of an idea is in the queue of what was received, and the map's sentence says so."""
    view = made("duracloud").map("idea-answered", window=ALL_TIME)
    assert max(view.walls, key=lambda wall: wall.wait_days).to_stage == "Take up"
    assert "before anyone has it" in map_headline(view).text()


@pytest.mark.data
def test_duracloud_issues_are_those_counted_apart(made: Made, checks: Checks) -> None:
    """As many issues, of each present status and of each type."""
    expected = checks["duraspace_DURACLOUD"]
    with log(made("duracloud")) as engine:
        items = _objects(engine, "item")
        assert len(items) == expected["issues"]
        assert _values(engine, items, "status") == expected["by_status"]
        assert _values(engine, items, "type") == expected["by_type"]


@pytest.mark.data
def test_duracloud_days_to_resolution(measured: Made, checks: Checks) -> None:
    """From created to the resolution date: n, mean, median and the two percentiles."""
    expected = checks["duraspace_DURACLOUD"]["days_created_to_resolutiondate"]
    with derived(measured("duracloud"), "resolved") as engine:
        days = [_length(item) / DAY for item in visits(engine) if item[-1].mode is Mode.DONE]
    _agree(days, expected)


@pytest.mark.data
def test_duracloud_status_changes(measured: Made, checks: Checks) -> None:
    """Stays in each status before it was left, the changes between statuses, and what was reopened."""
    expected = checks["duraspace_DURACLOUD"]
    with derived(measured("duracloud"), "statuses") as engine:
        items = visits(engine)
    moves = [(a, b) for item in items for a, b in pairwise(item)]
    assert len(moves) == expected["status_transitions"]
    counted = Counter((a.stage, b.stage) for a, b in moves)
    for before, after, times in expected["top_transitions"]:
        assert counted[before, after] == times
    days: Counter[str | None] = Counter()
    for before, after in moves:
        days[before.stage] += (after.entered_at - before.entered_at) / DAY  # type: ignore[assignment]
    assert dict(days) == pytest.approx(expected["total_days_in_status_before_leaving"], abs=0.005)
    reopened = sum(any(visit.stage == "Reopened" for visit in item) for item in items)
    assert reopened == expected["issues_ever_reopened"]


@pytest.mark.data
def test_duracloud_waits_as_long_in_the_example_as_in_its_statuses(made: Made, checks: Checks) -> None:
    """The example's own stages hold the same days: Take up is Received; what was closed and came back is Closed."""
    expected = checks["duraspace_DURACLOUD"]["total_days_in_status_before_leaving"]
    with derived(made("duracloud"), "idea-answered") as engine:
        left = [visit for item in visits(engine) for visit in item if visit.left_at is not None]
    received = sum(_days(visit) for visit in left if visit.stage == "Take up")
    assert received == pytest.approx(expected["Received"], abs=0.005)
    back = sum(_days(visit) for visit in left if visit.after_an_end)
    assert back == pytest.approx(expected["Closed"] + expected["Resolved"], abs=0.01)
    work = sum(_days(visit) for visit in left if visit.mode is Mode.WORKING)
    assert work == pytest.approx(expected["In Progress"] + expected["In Review"], abs=0.01)


@pytest.mark.data
def test_duracloud_reassignments(measured: Made, checks: Checks) -> None:
    """How often an issue went from one person to another, told without saying who."""
    rules = measured("duracloud").check().rules
    (line,) = (line for line in rules if line.stream == "passed-on" and "assigned" in line.rule)
    assert line.events == checks["duraspace_DURACLOUD"]["person_to_person_reassignments"]


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "check", "prefixes"),
    [
        ("duracloud", "git_duracloud_links", ("DURACLOUD-",)),
        ("tidev_jira", "git_alloy_links_ALOY_AC_MOD_DAEMON", ("ALOY-", "AC-", "MOD-", "DAEMON-")),
    ],
)
def test_keys_in_commits(
    made: Made, checks: Checks, name: str, check: str, prefixes: tuple[str, ...]
) -> None:
    """Commits, those with a key, the keys, those that an issue has, and those that none has."""
    expected = checks[check]
    with log(made(name)) as engine:
        commits = _objects(engine, "commit")
        named = [row for row in rows(resolved_mentions(engine)) if row["rule"] in _BY_KEY]
    named = [row for row in named if row["reference"].upper().startswith(prefixes)]
    keys = {row["reference"].upper() for row in named}
    found = {row["reference"].upper() for row in named if row["outcome"] == MATCHED}
    assert len(commits) == expected["commits"]
    assert len({row["from_id"] for row in named}) == expected["commits_with_key"]
    assert len(keys) == expected["distinct_keys"]
    assert len(found) == expected["resolving"]
    assert {row["outcome"] for row in named} <= {MATCHED, DANGLING, UNKNOWN}
    assert sorted(keys - found)[: len(expected["dangling"])] == expected["dangling"]


_BY_KEY = (link_rules.KEY_IN_MESSAGE, link_rules.KEY_IN_BRANCH)


# incidents


@pytest.mark.data
@pytest.mark.parametrize("name", ["volvo-incidents", "bpic2013_closed_problems"])
def test_hand_offs_between_teams(measured: Made, checks: Checks, name: str) -> None:
    """Cases, events, hand-offs, the share that saw two teams, and the commonest pairs, all from visits.

    The numbers were counted in the order of the file, visits are in the order of time: they agree, as no
    case's events are out of order, and of two at one time both have the same team.
    """
    expected = checks[_BPIC[name]]
    workspace = measured(name)
    with derived(workspace, "handled") as engine:
        items = visits(engine)
    assert len(items) == expected["cases"]
    (rule,) = (line for line in workspace.check().rules if (line.stream, line.rule) == ("handled", "item.*"))
    assert rule.events == expected["events"]
    pairs = Counter((a.function, b.function) for item in items for a, b in pairwise(item))
    assert pairs.total() == expected["org_group_handoffs_log_order"]
    for sender, receiver, times in expected["top_pairs"]:
        assert pairs[sender, receiver] == times
    several = sum(len({visit.function for visit in item}) > 1 for item in items)
    assert several / len(items) == pytest.approx(expected["cases_2plus_groups_share"], abs=5e-5)


@pytest.mark.data
@pytest.mark.parametrize("name", ["volvo-incidents", "bpic2013_closed_problems"])
def test_hours_of_a_case(measured: Made, checks: Checks, name: str) -> None:
    """From a case's first event to its last: mean, median and the two percentiles.

    A visit has no end while nothing ends it, so that the last event's time is taken from the log.
    """
    workspace = measured(name)
    with log(workspace) as engine:
        spans = rows(
            engine.table("happenings")
            .group_by("object_no")
            .agg(first=nw.col("occurred_at").min(), last=nw.col("occurred_at").max())
        )
    _agree([(span["last"] - span["first"]) / HOUR for span in spans], checks[_BPIC[name]]["case_hours"])


_BPIC = {"volvo-incidents": "bpic2013_incidents", "bpic2013_closed_problems": "bpic2013_closed_problems"}


@pytest.mark.data
def test_hand_offs_to_or_from_an_end_are_missing_in_the_example(made: Made, checks: Checks) -> None:
    """In the example an incident is done when it is closed, so its visits hold fewer hand-offs than were counted.

    What is missing is exactly what the log has between two events of which one is an end: an end is
    nobody's stage, and what comes after it came from the customer.
    """
    workspace = made("volvo-incidents")
    with derived(workspace, "between-teams") as engine:
        inside = sum(
            a.function != b.function and not a.after_an_end and not b.after_an_end
            for item in visits(engine)
            for a, b in pairwise(item)
            if b.function
        )
        around = sum(
            a["team"] != b["team"] and (a["is_end"] or b["is_end"])
            for a, b in pairwise(_teams(engine))
            if a["object_no"] == b["object_no"]
        )
    assert inside + around == checks["bpic2013_incidents"]["org_group_handoffs_log_order"]
    assert around < 100


def _teams(engine: Embedded) -> list[dict[str, Any]]:
    """Return every event of the log in order, with its team and whether it ends an incident."""
    teams = engine.table("event_attributes").filter(nw.col("attribute") == "org:group")
    ends = (nw.col("event_type") == "Completed") & (nw.col("value") != "Resolved")
    found = (
        engine.table("happenings")
        .join(teams.select("event_no", team=nw.col("value")), on="event_no", how="inner")
        .join(engine.table("activities").select("activity_no", is_end=ends), on="activity_no", how="inner")
    )
    return rows(found.sort("object_no", "occurred_at", "event_no"))


@pytest.mark.data
def test_incidents_pass_between_support_lines(made: Made) -> None:
    """Each line is a function, the first hands over to the second, and some are sent back."""
    view = made("volvo-incidents").map("service-restored")
    assert [lane.function for lane in view.lanes] == ["1st line", "2nd line", "3rd line"]
    assert ("1st line", "2nd line") in {(wall.from_function, wall.to_function) for wall in view.walls}
    assert view.returns


# QUIC


@pytest.mark.data
def test_quic_numbers(made: Made, checks: Checks) -> None:
    """Issues and pull requests, what is open and what was merged; each once, though two files tell of it."""
    expected = checks["quic_github"]
    with log(made("quic-drafts")) as engine:
        issues, pulls = _objects(engine, "item"), _objects(engine, "change")
        assert (len(issues), len(pulls)) == (expected["issues"], expected["pulls"])
        assert len(issues) + len(pulls) == expected["items"]
        assert _values(engine, issues, "state")["open"] == expected["open_issues"]
        assert _values(engine, pulls, "merged")["yes"] == expected["merged_pulls"]


# an order's items


@pytest.mark.data
def test_a_step_without_records_is_not_made_up(made: Made) -> None:
    """The log only has instants, so no work is shown, and the sentence does not say that people worked."""
    view = made("order-to-parcel").map("goods-sent")
    assert view.work_days == 0
    assert view.wait_days + view.blocked_days == pytest.approx(view.flow_days.value if view.flow_days else 0)


# this project's own history


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare copy of this project's history, or skip where there is none."""
    if not (ROOT / ".git").exists() or git(ROOT, "rev-parse", "--is-shallow-repository").strip() == "true":
        pytest.skip("this checkout has no full history")
    folder = tmp_path_factory.mktemp("own") / "headrace.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(ROOT), str(folder)], check=True)
    return folder


def _own(folder: Path, history: Path) -> Workspace:
    folder.mkdir()
    text = (EXAMPLES / "headrace" / "headrace.yaml").read_text(encoding="utf-8")
    (folder / "headrace.yaml").write_text(text.replace("path: ../..", f"path: {history}"), encoding="utf-8")
    workspace = Workspace(folder)
    workspace.import_files(workspace.sources())
    return workspace


def test_changes_that_nobody_released_are_in_progress(history: Path, tmp_path: Path) -> None:
    """Without a release no change has reached anyone: no map, no average, and all of them in progress."""
    for tag in git(history, "tag").split():
        git(history, "tag", "--delete", tag)
    commits = int(git(history, "rev-list", "--count", "--all"))
    workspace = _own(tmp_path / "workspace", history)
    view = workspace.map("change-released")
    assert (view.n_finished, view.n_open, view.flow_days) == (0, commits, None)
    assert map_headline(view).text().startswith("No change finished")
    write_map(view, tmp_path / "map.svg")


def test_a_release_ends_the_changes_that_it_contains(history: Path, tmp_path: Path) -> None:
    """The first release ends every commit before it, at the time of the release."""
    git(history, "tag", "--force", "v0.0.1", "HEAD~3")
    released = int(git(history, "rev-list", "--count", "v0.0.1"))
    workspace = _own(tmp_path / "workspace", history)
    view = workspace.map("change-released")
    assert view.n_finished == released
    assert view.flow_days is not None
    with derived(workspace, "change-released") as engine:
        assert {item[-1].mode for item in visits(engine)} == {Mode.DONE, Mode.WAITING}
    write_map(view, tmp_path / "map.svg")
    git(history, "tag", "--delete", "v0.0.1")


# counting


def _objects(engine: Embedded, object_type: str) -> list[int]:
    found = engine.table("objects").filter(
        nw.col("object_type") == object_type, nw.col("deleted_at").is_null()
    )
    return [row["object_no"] for row in rows(found)]


def _values(engine: Embedded, objects: list[int], attribute: str) -> Counter[str]:
    known = rows(current_values(engine).filter(nw.col("attribute") == attribute))
    wanted = set(objects)
    return Counter(row["value"] for row in known if row["object_no"] in wanted)


def _length(item: list[Visit]) -> int:
    return item[-1].entered_at - item[0].entered_at


def _days(visit: Visit) -> float:
    assert visit.left_at is not None
    return (visit.left_at - visit.entered_at) / DAY


def _agree(values: list[float], expected: dict[str, float]) -> None:
    """Compare n, mean and quantiles, which were kept to three decimals."""
    assert len(values) == expected["n"]
    assert sum(values) / len(values) == pytest.approx(expected["mean"], abs=6e-4)
    for name, share in (("median", 0.5), ("p85", 0.85), ("p95", 0.95)):
        assert quantile(values, share) == pytest.approx(expected[name], abs=6e-4)
