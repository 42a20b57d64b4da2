"""Jira's issues become items whose history is what the changelog records, and nothing beside it."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.connectors.git.reader import GitReader
from headrace.connectors.jira.changelog import changes, values
from headrace.connectors.jira.reader import JiraReader
from headrace.errors import BadInput
from headrace.eventlog import link_rules
from headrace.eventlog.persons import pseudonym
from headrace.eventlog.reading import Reading
from headrace.eventlog.timestamps import parse
from tests.connectors.readings import Said, resolved, said

READER = JiraReader()
SEARCH = Path(__file__).parent / "data" / "jira_search.json"


@pytest.fixture(scope="module")
def search() -> Said:
    """A search page with three issues: a long history, an empty one, and one without a changelog."""
    return said(READER, SEARCH)


def at(text: str) -> int:
    """µs UTC of a time."""
    return parse(text)[0]


def issue(key: str, **fields: Any) -> dict[str, Any]:
    """A small issue without a changelog."""
    return {
        "key": key,
        "fields": {"issuetype": {"name": "Bug"}, "created": "2025-01-01T00:00:00.000Z"} | fields,
    }


def written(path: Path, *lines: Any) -> Path:
    """Write values as JSON lines, the last one ended as well."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_an_issue_is_an_item_with_its_page(search: Said) -> None:
    """Key, summary and the address that a person can open."""
    page = "https://jira.example.org/browse/SHOP-7"
    assert search.objects["s:item:SHOP-7"] == ("item", "SHOP-7", "Take the first payment", page)
    assert search.objects["s:item:SHOP-9"][3] is None


def test_every_transition_is_an_event_from_the_first_status_on(search: Said) -> None:
    """The changelog, newest first in the file, is told in time order; the first status is at creation."""
    oid = "s:item:SHOP-7"
    statuses = [(when, value) for when, kind, value in search.timeline(oid) if kind == "status"]
    assert statuses == [
        (at("2025-03-01T08:00:00Z"), "Ready"),
        (at("2025-03-02T11:00:00Z"), "In Progress"),
        (at("2025-03-05T11:00:00Z"), "Resolved"),
    ]
    assert search.attributes("s:status:SHOP-7.created") == {"category": "new"}
    assert search.attributes("s:status:SHOP-7.508.0") == {"from": "In Progress", "category": "done"}
    assert search.attributes("s:status:SHOP-7.505.0") == {"from": "Ready"}


def test_other_changes_are_events_as_well(search: Said) -> None:
    """Kind of work, resolution, flag, sprint and version changes are events; a cleared field says so."""
    events = [(kind, value) for _, kind, value in search.timeline("s:item:SHOP-7") if kind != "status"]
    assert events == [
        ("created", None),
        ("type", "Story"),
        ("sprint", "Sprint 12, spring"),
        ("assigned", None),
        ("assigned", None),
        ("flagged", None),
        ("fixVersions removed", "1.0"),
        ("fixVersions", "1.1-beta"),
        ("unflagged", None),
        ("resolution", "Done"),
        ("resolved", "Done"),
    ]


def test_values_hold_from_the_time_they_were_set(search: Said) -> None:
    """Each attribute's first value is what its first change began with; what was empty at first is absent."""
    oid, made = "s:item:SHOP-7", at("2025-03-01T08:00:00Z")
    assert search.history(oid, "type") == [(made, "Idea"), (at("2025-03-01T10:00:00Z"), "Story")]
    assert search.history(oid, "project") == [(made, "IDEA"), (at("2025-03-01T10:00:00Z"), "SHOP")]
    ((moved, old_key),) = search.history(oid, "former_key")
    assert (moved, old_key.startswith("IDEA-")) == (at("2025-03-01T10:00:00Z"), True)
    assert search.history(oid, "story_points") == [(made, "3"), (at("2025-03-01T11:00:00Z"), "5")]
    assert search.history(oid, "priority") == [(made, "High")]
    assert search.history(oid, "components") == [(made, "Checkout")]
    assert search.history(oid, "sprint") == [(at("2025-03-01T11:00:00Z"), "Sprint 12, spring")]
    assert search.history(oid, "resolution") == [(at("2025-03-05T11:00:00Z"), "Done")]
    assert search.history(oid, "epic") == [(made, "SHOP-1")]


def test_lists_are_rebuilt_backwards(search: Said) -> None:
    """Labels come whole, versions one by one; a version renamed since is known by its present name."""
    oid, made = "s:item:SHOP-7", at("2025-03-01T08:00:00Z")
    assert search.history(oid, "labels") == [
        (made, "later"),
        (made, "old"),
        (at("2025-03-02T10:00:00Z"), "onboarding"),
    ]
    assert search.history(oid, "fixVersions") == [(made, "1.0"), (at("2025-03-03T11:00:00Z"), "1.1")]


def test_nobody_is_named(search: Said) -> None:
    """Names, accounts and addresses appear nowhere; who had an issue is a key, and passing it on an event."""
    everything = json.dumps(
        [list(search.objects.items()), search.values, search.events, search.event_attributes]
    )
    for word in ("Robin", "Smith", "rsmith", "JIRAUSER", "mjones", "example.org/user", "@"):
        assert word not in everything
    oid = "s:item:SHOP-7"
    assert search.history(oid, "assignee_key") == [
        (at("2025-03-02T10:00:00Z"), pseudonym("JIRAUSER2")),
        (at("2025-03-02T11:00:00Z"), pseudonym("JIRAUSER1")),
    ]
    assert search.attributes("s:assigned:SHOP-7.504.0") == {"from": "nobody"}
    assert search.attributes("s:assigned:SHOP-7.505.1") == {"from": "somebody"}
    secret = said(READER, SEARCH, options={"person-key": "k"})
    assert secret.history(oid, "assignee_key")[0][1] == pseudonym("JIRAUSER2", "k")


def test_an_issue_that_never_changed_has_its_status_since_creation(search: Said) -> None:
    """An empty changelog says that nothing changed, so the present state holds from the beginning."""
    oid, made = "s:item:SHOP-8", at("2025-03-02T14:00:00Z")
    assert search.timeline(oid) == [(made, "created", None), (made, "status", "Ready")]
    assert search.history(oid, "status") == [(made, "Ready")]
    assert search.history(oid, "assignee_key") == []
    assert search.history(oid, "resolution") == []


def test_without_a_changelog_nothing_is_made_up(search: Said) -> None:
    """Only creation and resolution are events; the present status is known to hold since the last update."""
    oid = "s:item:SHOP-9"
    assert search.timeline(oid) == [
        (at("2025-03-03T09:00:00Z"), "created", None),
        (at("2025-03-04T09:00:00Z"), "resolved", "Done"),
    ]
    assert search.history(oid, "status") == [(at("2025-03-07T09:00:00Z"), "Resolved")]
    assert search.history(oid, "resolution") == [(at("2025-03-04T09:00:00Z"), "Done")]
    assert {v for _, v in search.history(oid, "labels")} == {"a", "b"}
    assert {v for _, v in search.history(oid, "sprint")} == {"Sprint 14", "Sprint 9"}
    assert any(note.startswith("1 of 3 issues came without a changelog") for note in search.notes)


def test_declared_links_say_what_a_person_declared(search: Said) -> None:
    """The words are those for this end of the link; parents, parts and epics are links, too."""
    assert search.mentioned("s:item:SHOP-7") == {
        ("SHOP-8", "blocks", link_rules.DECLARED_LINK),
        ("PAY-3", "is blocked by", link_rules.DECLARED_LINK),
        ("SHOP-9", "has part", link_rules.PARENT),
        ("SHOP-1", "is in the epic", link_rules.EPIC),
    }
    assert search.mentioned("s:item:SHOP-9") == {
        ("SHOP-7", "is part of", link_rules.PARENT),
        ("SHOP-1", "is in the epic", link_rules.EPIC),
    }
    assert all(declared for *_, declared in search.mentions)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("shape", ["page", "list", "lines", "pages", "indented", "utf-8 mark", "utf-16"])
def test_every_shape_of_file_says_the_same(tmp_path: Path, search: Said, shape: str, packed: bool) -> None:
    """A page, a list, lines of issues or of pages, plain or compressed, whatever the encoding."""
    page = json.loads(SEARCH.read_text(encoding="utf-8"))
    named = [entry | {"names": page["names"]} for entry in page["issues"]]
    text, encoding = {
        "page": (json.dumps(page, ensure_ascii=False), "utf-8"),
        "list": (json.dumps(named, ensure_ascii=False), "utf-8"),
        "lines": ("\n\n".join(json.dumps(entry, ensure_ascii=False) for entry in named), "utf-8"),
        "pages": (
            "\r\n".join(json.dumps(page | {"issues": [i]}, ensure_ascii=False) for i in page["issues"]),
            "utf-8",
        ),
        "indented": (json.dumps(page, indent=4), "utf-8"),
        "utf-8 mark": (json.dumps(page), "utf-8-sig"),
        "utf-16": ("\n".join(json.dumps(entry) for entry in named), "utf-16"),
    }[shape]
    path = tmp_path / "issues.json"
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if packed else data)
    found = said(READER, path)
    assert found.objects == search.objects
    assert sorted(found.events) == sorted(search.events)
    assert sorted(found.values, key=str) == sorted(search.values, key=str)


def test_a_line_ends_at_a_line_feed_and_nowhere_else(tmp_path: Path) -> None:
    """U+2028, U+0085 and a vertical tab inside a text do not break a record."""
    summary = "one\u2028two\u2029three\x85four\x0bfive"
    path = tmp_path / "issues.jsonl"
    lines = [json.dumps(issue(f"A-{n}", summary=summary), ensure_ascii=False) for n in (1, 2)]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [row[2] for row in said(READER, path).objects.values()] == [summary, summary]


def test_of_equal_keys_the_last_counts_and_is_noted(tmp_path: Path) -> None:
    """A file that was written twice into says which issue it took."""
    path = written(
        tmp_path / "i.jsonl", issue("A-1", summary="old"), issue("A-2"), issue("A-1", summary="new")
    )
    found = said(READER, path)
    assert len(found.objects) == 2
    assert found.objects["s:item:A-1"][2] == "new"
    assert "1 issues are in the file more than once; the last one counts: A-1" in found.notes


def test_a_list_is_complete_and_a_part_of_one_is_not(tmp_path: Path) -> None:
    """What a part does not hold has not disappeared, so only a whole list may say so."""
    page = {"issues": [issue("A-1"), issue("A-2")], "total": 5}
    part, alone = written(tmp_path / "part.json", page), written(tmp_path / "one.json", issue("A-1"))
    whole = written(tmp_path / "whole.json", page | {"total": 2})
    assert [batch.complete for batch in said(READER, part).batches] == [False]
    assert [batch.complete for batch in said(READER, alone).batches] == [False]
    assert [batch.complete for batch in said(READER, whole).batches] == [True]
    assert "2 of the 5 issues that the search found are in the file" in said(READER, part).notes[0]


def test_a_status_that_no_change_led_to_is_counted(tmp_path: Path) -> None:
    """A workflow that was exchanged leaves gaps; they are told, not filled."""
    histories = [
        {
            "id": "1",
            "created": "2025-01-02T00:00:00Z",
            "items": [{"field": "status", "fromString": "A", "toString": "B"}],
        },
        {
            "id": "2",
            "created": "2025-01-03T00:00:00Z",
            "items": [{"field": "status", "fromString": "C", "toString": "D"}],
        },
    ]
    raw = issue("A-1", status={"name": "D"}) | {"changelog": {"histories": histories, "total": 9}}
    found = said(READER, written(tmp_path / "i.json", raw))
    values_ = [value for _, kind, value in found.timeline("s:item:A-1") if kind == "status"]
    assert values_ == ["A", "B", "D"]
    assert any(
        note.startswith("1 of 1 issues have a status that no recorded change led") for note in found.notes
    )
    assert any(note.startswith("1 of 1 changelogs are cut off") for note in found.notes)


def test_a_change_before_the_creation_moves_the_beginning(tmp_path: Path) -> None:
    """Imported issues carry changes older than themselves; the first value holds from the earlier time."""
    histories = [
        {
            "id": "1",
            "created": "2024-12-01T00:00:00Z",
            "items": [{"field": "status", "fromString": "A", "toString": "B"}],
        }
    ]
    raw = issue("A-1", status={"name": "B"}) | {"changelog": {"histories": histories}}
    found = said(READER, written(tmp_path / "i.json", raw))
    assert [(kind, value) for _, kind, value in found.timeline("s:item:A-1")] == [
        ("status", "A"),
        ("status", "B"),
        ("created", None),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"key": "A-2", "fields": {"created": "31.02.2025"}}', 'A-2: "created" is "31.02.2025"'),
        ('{"key": "A-2", "fields": {}}', "A-2 does not say when it was created"),
        ('{"key": "A-2"}', 'an issue has "key" and "fields"'),
        ("[1]", 'an issue has "key" and "fields"'),
        ('{"key": "A-2", "fiel', "it is not JSON, or is cut off"),
        ("[" * 100_000, "it is"),
        ('{"errorMessages": ["Field project is wrong"]}', "Field project is wrong"),
        (
            '{"key": "A-2", "fields": {"created": "2025-01-01", "issuelinks": [3]}}',
            "A-2 is not shaped as Jira's issues are",
        ),
        (
            '{"key": "A-2", "fields": {"created": "2025-01-01"}, '
            '"changelog": {"histories": [{"id": "5", "created": "x", "items": []}]}}',
            'A-2: change 5 was made "x"',
        ),
    ],
)
def test_a_broken_line_is_named_and_left_out_only_on_request(tmp_path: Path, line: str, words: str) -> None:
    """The error says file, line and what is so; with --skip-bad the rest is read and the line noted once."""
    path = tmp_path / "issues.jsonl"
    good = [json.dumps(issue(f"A-{n}")) for n in (1, 3)]
    path.write_text(f"{good[0]}\n{line}\n{good[1]}\n")
    with pytest.raises(BadInput) as caught:
        said(READER, path)
    assert caught.value.fact.startswith(f"{path}, line 2")
    assert words in caught.value.fact
    found = said(READER, path, skip_bad=True)
    assert set(found.objects) == {"s:item:A-1", "s:item:A-3"}
    (skipped,) = found.skipped
    assert words in skipped


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (gzip.compress(SEARCH.read_bytes())[:-900], "is cut off"),
        (gzip.compress(SEARCH.read_bytes())[:40] + b"x" * 400, "is damaged"),
        (SEARCH.read_bytes()[:3000], "is not JSON, or is cut off"),
        (b"key,summary\nA-1,x\n", "is not JSON"),
        ("{'é': 1}\n".encode("latin-1") * 3, "is not UTF-8"),
        (b'{"issues": [], "total": 0}', "holds no Jira issues"),
        (b"[]", "holds no Jira issues"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    """Empty, cut off, damaged or of another kind: one sentence says which, and what to do."""
    path = tmp_path / "issues.json"
    path.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        said(READER, path, skip_bad=True)
    assert words in caught.value.fact
    assert caught.value.remedies


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('\n\n{\n"issues": [\n\n{"key" 1}]}\n', "line 6, column 8"),
        (json.dumps(issue("A-1")) + '\n\n{"key" 1}\n', "line 3: it is not JSON, or is cut off: column 8"),
    ],
)
def test_where_the_json_breaks_is_told_by_the_lines_of_the_file(
    tmp_path: Path, text: str, place: str
) -> None:
    """Blank lines count, and a document of one line has no second line number."""
    path = tmp_path / "issues.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        said(READER, path)
    assert place in caught.value.fact


def test_half_a_character_does_not_stop_the_reading(tmp_path: Path) -> None:
    """JSON can write half of a pair; no text can hold it, so it becomes the replacement sign."""
    path = tmp_path / "i.jsonl"
    path.write_text(json.dumps(issue("A-1", summary="x")).replace('"x"', r'"\ud83d \ud83d\ude00"') + "\n")
    assert said(READER, path).objects["s:item:A-1"][2] == "\ufffd \U0001f600"


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    """Two readings of the file are one progress, and it ends at its total."""
    path = written(tmp_path / "i.jsonl", *(issue(f"A-{n}") for n in range(900)))
    told: list[tuple[int, int]] = []
    list(READER.read(path, Reading("s", on_progress=lambda done, total: told.append((done, total)))))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] == path.stat().st_size * 2
    assert len(told) > 4


def test_recognises_issues_and_nothing_else(tmp_path: Path) -> None:
    """Jira's JSON is known by its fields; other JSON and other files are left to their readers."""
    path = tmp_path / "x.json"
    assert READER.recognises(path, SEARCH.read_bytes()[:65536])
    assert READER.recognises(path, b"\xef\xbb\xbf" + json.dumps([issue("A-1")]).encode())
    assert not READER.recognises(path, b'{"ocel:events": {}}')
    assert not READER.recognises(path, b'"key","fields","issuetype"')
    assert not READER.recognises(tmp_path, b"")


@given(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=8))
def test_a_changelog_written_from_a_history_gives_that_history_back(states: list[str | None]) -> None:
    """Whatever values a field took, reading its changelog finds them with their times."""
    steps = list(pairwise(states))
    made = [
        {
            "id": str(n),
            "created": f"2025-01-{n + 2:02}T00:00:00Z",
            "items": [{"field": "status", "fromString": a, "toString": b}],
        }
        for n, (a, b) in enumerate(steps)
    ]
    created = at("2025-01-01T00:00:00Z")
    found = values("status", states[-1], changes(made[::-1]), created)
    expected = [(created, states[0])] + [
        (at(f"2025-01-{n + 2:02}T00:00:00Z"), b) for n, (_, b) in enumerate(steps)
    ]
    assert found == (expected if states[0] else expected[1:])


@given(st.lists(st.sets(st.sampled_from("abcd")), min_size=1, max_size=8))
def test_a_list_told_element_by_element_is_rebuilt(states: list[set[str]]) -> None:
    """From the last set and the elements that came and went, every earlier set follows."""
    made = []
    for n, (before, after) in enumerate(pairwise(states)):
        gone = [{"field": "Component", "from": f"id-{e}", "fromString": e} for e in sorted(before - after)]
        come = [{"field": "Component", "to": f"id-{e}", "toString": e} for e in sorted(after - before)]
        made.append({"id": str(n), "created": f"2025-01-{n + 2:02}T00:00:00Z", "items": gone + come})
    created = at("2025-01-01T00:00:00Z")
    found = dict(values("components", {f"id-{e}": e for e in states[-1]}, changes(made), created))
    state: Any = set()
    for n, expected in enumerate(states):
        state = found.get(at(f"2025-01-{n + 1:02}T00:00:00Z"), state)
        assert set(state) == expected


@pytest.mark.data
def test_duracloud_agrees_with_independent_counts(shared: Path) -> None:
    """Issues, transitions, times to resolution and days per status are those computed with another tool."""
    checks = json.loads((shared / "data" / "CHECKS.json").read_text())["duraspace_DURACLOUD"]
    found = said(READER, shared / "data" / "duraspace_jira" / "DURACLOUD_issues_changelog.jsonl.gz")
    assert len(found.objects) == checks["issues"]
    assert found.notes == []
    now: dict[str, Counter[str | None]] = {"status": Counter(), "type": Counter()}
    days: Counter[str | None] = Counter()
    moves: Counter[tuple[str | None, str | None]] = Counter()
    to_resolution = []
    lines: dict[str, list[tuple[int, str, str | None]]] = {oid: [] for oid in found.objects}
    about = {event: oid for event, oid, _ in found.event_objects}
    for event, kind, value, when, *_ in found.events:
        lines[about[event]].append((when, kind, value))
    last: dict[tuple[str, str], tuple[int, str | None]] = {}
    for oid, attribute, value, since in found.values:
        if attribute in now and since >= last.get((oid, attribute), (0, None))[0]:
            last[oid, attribute] = (since, value)
    for (_, attribute), (_, value) in last.items():
        now[attribute][value] += 1
    for line in lines.values():
        statuses = [(when, value) for when, kind, value in line if kind == "status"]
        for (entered, value), (left, following) in pairwise(statuses):
            moves[value, following] += 1
            days[value] += left - entered
        created = next(when for when, kind, _ in line if kind == "created")
        to_resolution += [when - created for when, kind, _ in line if kind == "resolved"]
    assert dict(now["status"]) == checks["by_status"]
    assert dict(now["type"]) == checks["by_type"]
    assert sum(moves.values()) == checks["status_transitions"]
    assert {(a, b): n for a, b, n in checks["top_transitions"]}.items() <= moves.items()
    assert {name: round(total / 86.4e9, 2) for name, total in days.items()} == checks[
        "total_days_in_status_before_leaving"
    ]
    expected = checks["days_created_to_resolutiondate"]
    in_days = np.array(to_resolution) / 86.4e9
    assert len(in_days) == expected["n"]
    assert round(float(np.median(in_days)), 3) == expected["median"]
    assert round(float(in_days.mean()), 3) == expected["mean"]
    assert round(float(np.quantile(in_days, 0.95)), 3) == expected["p95"]
    reopened = {o for o, line in lines.items() if any(v == "Reopened" for _, k, v in line if k == "status")}
    assert len(reopened) == checks["issues_ever_reopened"]
    passed_on = [e for e, name, text in found.event_attributes if ":assigned:" in e and text == "somebody"]
    assert len(passed_on) == checks["person_to_person_reassignments"]


@pytest.mark.data
def test_commits_resolve_to_duracloud_issues(shared: Path) -> None:
    """Of the keys in commits, those that exist are matched, the rest of that project dangles, by name."""
    checks = json.loads((shared / "data" / "CHECKS.json").read_text())["git_duracloud_links"]
    issues = said(
        READER, shared / "data" / "duraspace_jira" / "DURACLOUD_issues_changelog.jsonl.gz", source="jira"
    )
    commits = said(GitReader(), shared / "data" / "git_duracloud" / "duracloud_codefree.bundle", source="git")
    rules = (link_rules.KEY_IN_MESSAGE, link_rules.KEY_IN_BRANCH)
    by_outcome: dict[str, set[str]] = {}
    for row in resolved(issues, commits):
        if row["rule"] in rules:
            by_outcome.setdefault(row["outcome"], set()).add(row["reference"])
    assert len(by_outcome["matched"]) == checks["resolving"]
    assert len(by_outcome["matched"] | by_outcome["dangling"]) == checks["distinct_keys"]
    assert set(checks["dangling"]) <= by_outcome["dangling"]
    assert "UTF-8" in by_outcome["unknown"]
    assert "ambiguous" not in by_outcome


@pytest.mark.data
def test_alloy_keys_resolve_across_four_projects(shared: Path) -> None:
    """Keys of four projects in one history: as many resolve, and the same dangle, as counted elsewhere."""
    checks = json.loads((shared / "data" / "CHECKS.json").read_text())["git_alloy_links_ALOY_AC_MOD_DAEMON"]
    folder = shared / "data" / "tidev_jira"
    issues = [said(READER, path, source="jira") for path in sorted(folder.glob("*_issues.jsonl.gz"))]
    commits = said(GitReader(), shared / "data" / "git_alloy" / "alloy_codefree.bundle", source="git")
    by_outcome: dict[str, set[str]] = {}
    for row in resolved(*issues, commits):
        if row["rule"] in (link_rules.KEY_IN_MESSAGE, link_rules.KEY_IN_BRANCH):
            by_outcome.setdefault(row["outcome"], set()).add(row["reference"])
    assert len(by_outcome["matched"]) == checks["resolving"]
    assert sorted(by_outcome["dangling"]) == sorted(checks["dangling"])
    assert all(any("came without a changelog" in note for note in found.notes) for found in issues)
