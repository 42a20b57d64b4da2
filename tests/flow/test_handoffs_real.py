"""The ledger of hand-offs over real work, against plain counts over the same records."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from datetime import datetime
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import narwhals as nw
import pytest

from headrace.engine import rows
from headrace.flow.handoffs import ledger
from headrace.flow.selection import Selection
from headrace.report.handoffs.handoffs_sentences import handoffs_headline
from headrace.report.view import Window
from headrace.value_streams.definition import Mode
from headrace.value_streams.handovers import CUSTOMER
from headrace.value_streams.rollup import DAY
from tests import data_sets
from tests.derived import derived
from tests.flow import reference
from tests.flow.events import FIRST, Line, workspace

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.engine import Embedded
    from headrace.flow.handoffs import Ledger
    from tests.data_sets import Made

pytestmark = pytest.mark.data

ALL_TIME = Window(0, 22_000 * DAY)
HANDLED = "{name: All, function: {attribute: function}, waiting: [item.Queued], working: [item.Handled]}"


def whole(engine: Embedded) -> Ledger:
    """Return the ledger over all time."""
    return ledger(engine, Selection(0, ALL_TIME.end), 0, ALL_TIME.end - 1, ALL_TIME.end)


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a packed table."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def day(stamp: str) -> float:
    """Return how many days a stamp lies after the first day of small workspaces."""
    when = datetime.fromisoformat(stamp)
    return (when.replace(tzinfo=when.tzinfo or FIRST.tzinfo) - FIRST).total_seconds() / 86_400


@pytest.mark.parametrize("name", [*data_sets.OF_EXAMPLES, *data_sets.PROPOSED])
def test_all_parts_are_the_flow_time_of_every_data_set(made: Made, name: str) -> None:
    """Whatever the records: work, blocks and waits between, inside and before functions are what items took."""
    there = made(name)
    for stream in there.catalogue.value_streams:
        with derived(there, stream) as engine:
            found = whole(engine)
        waits = sum(each.whole.total for each in found.boundaries)
        assert found.flow_time == found.working + found.blocked + waits
        assert found.waited() + found.waited(inside=True) + found.waited(arrival=True) == waits
        sums = there.handoffs(stream, window=ALL_TIME).sums
        parts = sums.working + sums.blocked + sums.handoffs + sums.inside + sums.arrival
        assert sums.flow_time == pytest.approx(parts, rel=1e-12)


def test_teams_hand_over_as_often_as_was_counted(made: Made, shared: Path) -> None:
    """9,454 hand-offs between teams were counted event by event; those that touch no end are the hand-overs kept.

    An end is nobody's stage, and what comes after it came from the customer: these 73 are no hand-off of the stream.
    To and fro is how often three teams in a row are one, another, and the one again.
    """
    counted = json.loads((shared / "data" / "CHECKS.json").read_text())["bpic2013_incidents"]
    with derived(made("volvo-incidents"), "between-teams") as engine:
        names = json.loads(rows(engine.table("coding"))[0]["functions"])
        kept = rows(
            engine.table("handovers").filter(
                nw.col("sender") != CUSTOMER, nw.col("sender") != nw.col("receiver")
            )
        )
        steps = rows(engine.table("visits").filter(~nw.col("function_no").is_null()).sort("item_no", "visit"))
        to_and_fro = rows(engine.table("to_and_fro"))
        ends = rows(engine.table("visits").filter(nw.col("from_function").is_null(), nw.col("visit") > 1))
    pairs = Counter((names[each["sender"]], names[each["receiver"]]) for each in kept)
    assert counted["org_group_handoffs_log_order"] - pairs.total() == 73
    for sender, receiver, times in counted["top_pairs"][1:4]:
        assert pairs[sender, receiver] == times
    # the most frequent of all is often told beside an end
    sender, receiver, times = counted["top_pairs"][0]
    assert pairs.most_common(1) == [((sender, receiver), 246)]
    assert times - 246 <= len(ends)
    plain: Counter[tuple[int, int]] = Counter()
    for _, visits in groupby(steps, key=lambda row: row["item_no"]):
        teams = [team for team, _ in groupby(row["function_no"] for row in visits)]
        plain.update((a, b) for a, b, c in zip(teams, teams[1:], teams[2:], strict=False) if a == c)
    found: Counter[tuple[int, int]] = Counter()
    for each in to_and_fro:
        found[each["sender"], each["receiver"]] += each["times"]
    assert found == plain


def test_incidents_are_pushed_to_the_front(made: Made) -> None:
    """Of all incidents, three in five are solved without the second or third line: no hand-off leads there."""
    with derived(made("volvo-incidents"), "service-restored") as engine:
        names = json.loads(rows(engine.table("coding"))[0]["functions"])
        behind = [number for number, name in enumerate(names) if name != "1st line"]
        handed = engine.table("handovers").filter(nw.col("done"), nw.col("receiver").is_in(behind))
        reached = {row["item_no"] for row in rows(handed)}
        steps = rows(engine.table("visits").filter(nw.col("function_no").is_in(behind)))
        done = {row["item_no"] for row in rows(engine.table("items").filter(nw.col("outcome") == 3))}
    assert reached == {row["item_no"] for row in steps} & done
    assert 1 - len(reached) / len(done) == pytest.approx(0.605, abs=0.001)


def test_what_was_received_headlines_the_hand_offs(made: Made, shared: Path) -> None:
    """Ideas waited 88,279 days as received, and 2,003 days passed in progress: the sentence names that queue.

    Most of these days are of ideas that have not finished; those wait for Engineering now, longer still in all.
    """
    spent = json.loads((shared / "data" / "CHECKS.json").read_text())["duraspace_DURACLOUD"]
    spent = spent["total_days_in_status_before_leaving"]
    view = made("duracloud").handoffs("idea-answered", window=ALL_TIME)
    there = {line.key: line.days_there for line in view.boundaries}
    assert there["customer~product"] == pytest.approx(spent["Received"], abs=0.01)
    assert next(iter(there)) == "customer~product"
    # what was opened again waits for Engineering as well, and what is opened and not begun still does
    waits_on = sum(line.waiting_days for line in (*view.boundaries, *view.inside))
    left = there["customer~engineering"] + sum(line.days_there for line in view.inside) - waits_on
    assert left == pytest.approx(spent["Open"] + spent["Reopened"], rel=0.07)
    said = handoffs_headline(view)
    assert said.key == "handoffs.standing"
    assert "waiting for Product to begin, 88,279" in said.text()
    with derived(made("duracloud"), "idea-answered") as engine:
        working = engine.table("visits").filter(nw.col("mode") == int(Mode.WORKING))
        days = sum(row["left_at"] - row["entered_at"] for row in rows(working)) / DAY
    assert days == pytest.approx(spent["In Progress"] + spent["In Review"], abs=0.01)


def test_the_reference_log_hands_over_as_the_peer_counts(shared: Path, tmp_path: Path) -> None:
    """Who hands over to whom is as often as in the network of the peer, of which what stays with one is left out."""
    lines: list[Line] = []
    last: dict[str, float] = {}
    for line in reference.lines(shared / "reference" / "generated" / "log25.csv"):
        case, at = line["case:concept:name"], day(line["time:timestamp"])
        lines.append((case, "Handled", at, line["org:resource"]))
        last[case] = at
    lines += [(case, "Done", at + 0.001, "") for case, at in last.items()]
    expected = reference.document(shared / "reference" / "generated" / "log25__pm4py.json")
    edges = sum(expected["dfg"].values())
    with derived(workspace(tmp_path, HANDLED, lines), "flow") as engine:
        names = json.loads(rows(engine.table("coding"))[0]["functions"])
        found = whole(engine)
    times = {
        f"{names[each.sender]}|{names[each.receiver]}": each.whole.times / edges
        for each in found.boundaries
        if each.sender is not None
    }
    shares = expected["handover_normalised"]
    between = {pair: share for pair, share in shares.items() if len(set(pair.split("|"))) > 1}
    assert times == pytest.approx(between, rel=1e-9)
    assert found.crossed == round(sum(between.values()) * edges)


@pytest.mark.parametrize("name", ["ignite", "hive"])
def test_assignments_are_handed_over_after_the_days_unassigned(
    shared: Path, tmp_path: Path, name: str
) -> None:
    """Between two people the days that nobody had the issue are the hand-off's wait; so many times, so many days.

    Stretches of no length are left out: their order within a day is not told.
    """
    lines: list[Line] = []
    plain: Counter[str] = Counter()
    keys: dict[str, str] = {}
    told = table(shared / "data" / "apache_assignments" / f"{name}_assignments.csv.gz")
    for issue, stretches in groupby(told, key=lambda row: row["issuekey"]):
        had, end = "", 0.0
        for row in sorted(stretches, key=lambda row: row["assigned_date"]):
            began, end = day(row["assigned_date"]), day(row["unassigned_date"])
            if began == end:
                continue
            who = row["assignee"]
            if who == "unassigned":
                lines.append((issue, "Queued", began, "queue"))
                plain["queued"] += round(end - began)
                continue
            key = keys.setdefault(who, f"F{len(keys)}")
            lines.append((issue, "Handled", began, key))
            if had and had != key:
                plain["times"] += 1
            plain["working"] += round(end - began)
            had = key
        lines.append((issue, "Done", end, ""))
    with derived(workspace(tmp_path, HANDLED, lines), "flow") as engine:
        handed = engine.table("handovers").filter(nw.col("done"))
        over = rows(handed.select("sender", "receiver", "waited"))
        names = json.loads(rows(engine.table("coding"))[0]["functions"])
        found = whole(engine)
    queue = names.index("queue")
    between = [
        row for row in over if row["sender"] not in (CUSTOMER, row["receiver"]) and row["receiver"] != queue
    ]
    assert len(between) == plain["times"]
    assert found.working == plain["working"] * DAY
    assert found.flow_time - found.working == plain["queued"] * DAY


def test_enhancements_move_between_special_interest_groups(shared: Path, tmp_path: Path) -> None:
    """A proposal is handed over whenever another group owns it: as often as its versions say."""
    told = [
        row
        for row in table(shared / "data" / "kep_lifecycle" / "kep_yaml_history.csv.gz")
        if row["kep_number"].isdigit() and row["owning_sig"]
    ]
    told.sort(key=lambda row: (row["kep_number"], day(row["committed_at"])))
    lines: list[Line] = []
    plain: Counter[tuple[str, str]] = Counter()
    for number, versions in groupby(told, key=lambda row: row["kep_number"]):
        listed = [(day(row["committed_at"]), row["owning_sig"]) for row in versions]
        kept = [one for one, other in pairwise([*listed, (0.0, "")]) if one[0] != other[0]]
        plain.update((one, other) for (_, one), (_, other) in pairwise(kept) if one != other)
        lines += [(f"KEP-{number}", "Handled", at, group) for at, group in kept]
        lines.append((f"KEP-{number}", "Done", kept[-1][0] + 1, ""))
    with derived(workspace(tmp_path, HANDLED, lines), "flow") as engine:
        names = json.loads(rows(engine.table("coding"))[0]["functions"])
        found = whole(engine)
    assert plain.total() > 10
    assert found.crossed == plain.total()
    times = {
        (names[each.sender], names[each.receiver]): each.whole.times
        for each in found.boundaries
        if each.sender is not None
    }
    assert times == plain
