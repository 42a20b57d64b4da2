"""GitHub's issues are items and its pull requests changes, each once, with what they say they close."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from headrace.connectors.git.reader import GitReader
from headrace.connectors.github.reader import GitHubReader
from headrace.errors import BadInput
from headrace.eventlog import link_rules
from headrace.eventlog.persons import pseudonym
from headrace.eventlog.timestamps import parse
from tests.connectors.readings import Said, resolved, said
from tests.connectors.repositories import Written, rebuilt

READER = GitHubReader()
DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def issues() -> Said:
    """Two issues and a pull request, as the list of issues has them."""
    return said(READER, DATA / "github_issues.json")


@pytest.fixture(scope="module")
def pulls() -> Said:
    """A merged, a closed and an open pull request."""
    return said(READER, DATA / "github_pulls.json")


def at(text: str) -> int:
    """µs UTC of a time."""
    return parse(text)[0]


def test_an_issue_is_an_item_and_a_pull_request_a_change(issues: Said, pulls: Said) -> None:
    """A pull request in the list of issues is the same change as in the list of pull requests."""
    assert {oid: row[0] for oid, row in issues.objects.items()} == {
        "s:change:shop/pay#14": "change",
        "s:item:shop/pay#12": "item",
        "s:item:shop/pay#11": "item",
    }
    assert issues.objects["s:change:shop/pay#14"] == pulls.objects["s:change:shop/pay#14"]
    assert pulls.objects["s:change:shop/pay#14"] == (
        "change",
        "shop/pay#14",
        "Take a payment",
        "https://github.com/shop/pay/pull/14",
    )


def test_events_tell_how_each_one_ended(issues: Said, pulls: Said) -> None:
    """A merged request is merged and not closed, one closed without a merge closed, an open one neither."""
    assert pulls.timeline("s:change:shop/pay#14") == [
        (at("2025-03-02T09:00:00Z"), "opened", None),
        (at("2025-03-04T09:00:00Z"), "merged", None),
    ]
    assert [kind for _, kind, _ in pulls.timeline("s:change:shop/pay#15")] == ["opened", "closed"]
    assert [kind for _, kind, _ in pulls.timeline("s:change:shop/pay#16")] == ["opened"]
    assert issues.timeline("s:item:shop/pay#12") == [
        (at("2025-03-01T09:00:00Z"), "opened", None),
        (at("2025-03-04T09:00:01Z"), "closed", "completed"),
    ]
    assert [kind for _, kind, _ in issues.timeline("s:item:shop/pay#11")] == ["opened"]


def test_a_list_of_issues_does_not_know_how_a_pull_request_ended(issues: Said) -> None:
    """Whether it was merged is not in it, so no end is made up, and the reading says what to import."""
    assert [kind for _, kind, _ in issues.timeline("s:change:shop/pay#14")] == ["opened"]
    assert issues.notes == [
        "1 pull requests come from a list of issues, without branches, merge commits and perhaps ends; "
        "import what …/pulls?state=all answers in the same command."
    ]


def test_a_newer_list_of_issues_tells_the_merge(tmp_path: Path) -> None:
    """Where the part about the pull request has the time of the merge, it counts."""
    raw = json.loads((DATA / "github_issues.json").read_text())[0]
    merged = raw | {"pull_request": {"merged_at": "2025-03-04T09:00:00Z"}}
    rejected = raw | {
        "html_url": "https://github.com/shop/pay/pull/13",
        "number": 13,
        "pull_request": {"merged_at": None},
    }
    found = said(READER, _written(tmp_path, [merged, rejected]))
    assert [kind for _, kind, _ in found.timeline("s:change:shop/pay#14")] == ["opened", "merged"]
    assert [kind for _, kind, _ in found.timeline("s:change:shop/pay#13")] == ["opened", "closed"]


def _written(folder: Path, value: Any) -> Path:
    path = folder / "github.json"
    path.write_text(json.dumps(value))
    return path


def test_texts_name_other_work_with_its_repository(issues: Said, pulls: Said) -> None:
    """Only a pull request closes; a bare number means the own repository; keys are found in branches, too."""
    assert pulls.mentioned("s:change:shop/pay#14") == {
        ("shop/pay#12", "closes", link_rules.CLOSES),
        ("SHOP-7", "names", link_rules.KEY_IN_TEXT),
        ("0123456789abcdef0123456789abcdef01234567", "became", link_rules.MERGE_COMMIT),
    }
    assert pulls.mentioned("s:change:shop/pay#15") == {("shop/pay#11", "closes", link_rules.CLOSES)}
    assert pulls.mentioned("s:change:shop/pay#16") == set()
    assert issues.mentioned("s:item:shop/pay#12") == {
        ("shop/pay#12", "names", link_rules.NUMBER_IN_TEXT),
        ("shop/pay#11", "names", link_rules.NUMBER_IN_TEXT),
        ("other/place#3", "names", link_rules.NUMBER_IN_TEXT),
        ("SHOP-7", "names", link_rules.KEY_IN_TEXT),
    }


def test_values_are_known_from_their_time_on(issues: Said, pulls: Said) -> None:
    """State changes with its events; labels and milestone are as they are now."""
    opened = at("2025-03-01T09:00:00Z")
    oid = "s:item:shop/pay#12"
    assert issues.history(oid, "state") == [(opened, "open"), (at("2025-03-04T09:00:01Z"), "closed")]
    assert issues.history(oid, "labels") == [(opened, "bug"), (opened, "shop")]
    assert issues.history(oid, "milestone") == [(opened, "Spring")]
    assert issues.history(oid, "repository") == [(0, "shop/pay")]
    assert pulls.history("s:change:shop/pay#14", "merged") == [(at("2025-03-04T09:00:00Z"), "yes")]
    assert pulls.history("s:change:shop/pay#15", "merged") == [(at("2025-03-03T09:00:00Z"), "no")]
    assert pulls.history("s:change:shop/pay#16", "draft") == [(at("2025-03-06T09:00:00Z"), "yes")]
    assert pulls.history("s:change:shop/pay#14", "branch")[0][1] == "shop-7-pay"


def test_nobody_is_named(issues: Said, pulls: Said) -> None:
    """Accounts appear as keys only, whatever their case."""
    everything = json.dumps([found.values + list(found.objects.items()) for found in (issues, pulls)]).lower()
    assert "rsmith" not in everything
    assert "mjones" not in everything
    assert issues.history("s:item:shop/pay#12", "author_key")[0][1] == pseudonym("mjones")
    assert issues.history("s:item:shop/pay#11", "author_key") == []


def test_a_file_never_says_that_the_rest_is_gone(issues: Said) -> None:
    """GitHub answers page by page, and open ones only unless asked; absence means nothing."""
    assert [batch.complete for batch in issues.batches] == [False]


@pytest.mark.parametrize("shape", ["list", "one", "lines", "search", "compressed"])
def test_every_shape_of_file_is_read(tmp_path: Path, issues: Said, shape: str) -> None:
    """A list, a single one, one per line, a search answer, plain or compressed."""
    entries = json.loads((DATA / "github_issues.json").read_text())
    path = tmp_path / "github.json"
    text = {
        "list": json.dumps(entries, indent=1),
        "one": json.dumps(entries[1]),
        "lines": "\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries),
        "search": json.dumps({"total_count": 3, "items": entries}),
        "compressed": json.dumps(entries),
    }[shape]
    path.write_bytes(gzip.compress(text.encode()) if shape == "compressed" else text.encode())
    found = said(READER, path)
    expected = {"s:item:shop/pay#12"} if shape == "one" else set(issues.objects)
    assert set(found.objects) == expected


def test_of_equal_numbers_the_last_counts_and_is_noted(tmp_path: Path) -> None:
    """Pages overlap when something is opened between two of them; it is still one item."""
    entry = json.loads((DATA / "github_issues.json").read_text())[1]
    found = said(READER, _written(tmp_path, [entry, entry | {"title": "new"}]))
    assert found.objects["s:item:shop/pay#12"][2] == "new"
    assert found.notes == ["1 entries are in the file more than once; the last one counts: shop/pay#12"]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"number": 1}, "this is no GitHub issue or pull request"),
        ([], "holds no GitHub issues"),
        (3, "this is no GitHub issue or pull request"),
        ({"message": "Bad credentials", "documentation_url": "x"}, 'GitHub\'s refusal: "Bad credentials"'),
        ({"html_url": "https://github.com/o/r/issues/1"}, 'o/r#1: "created_at" is missing'),
        (
            {"html_url": "https://github.com/o/r/issues/1", "created_at": "yesterday"},
            'o/r#1: "created_at" is "yesterday"',
        ),
        (
            {"html_url": "https://github.com/o/r/issues/1", "created_at": "2025-01-01", "labels": ["a"]},
            "o/r#1 is not shaped",
        ),
    ],
)
def test_what_is_no_issue_is_refused_in_words(tmp_path: Path, entry: Any, words: str) -> None:
    """Whatever else the file holds, the error says what it is or lacks."""
    with pytest.raises(BadInput) as caught:
        said(READER, _written(tmp_path, entry))
    assert words in caught.value.fact


def test_a_broken_entry_is_left_out_only_on_request(tmp_path: Path) -> None:
    """With --skip-bad the good entries are read, and the bad one is noted once with its place."""
    good = json.loads((DATA / "github_issues.json").read_text())[1]
    path = _written(tmp_path, [good, {"number": 2}])
    with pytest.raises(BadInput, match="entry 2"):
        said(READER, path)
    found = said(READER, path, skip_bad=True)
    assert set(found.objects) == {"s:item:shop/pay#12"}
    assert len(found.skipped) == 1


def test_recognises_its_own_and_nothing_else(tmp_path: Path) -> None:
    """A webhook's message holds an issue and is none; Jira's and other JSON is somebody else's."""
    path = tmp_path / "x.json"
    head = (DATA / "github_issues.json").read_bytes()
    assert READER.recognises(path, head)
    assert not READER.recognises(path, b'{"action": "opened", "issue": ' + head + b"}")
    assert not READER.recognises(path, (DATA / "jira_search.json").read_bytes())
    assert not READER.recognises(tmp_path, b"")


def test_issue_request_commit_and_release_are_one_chain(tmp_path: Path) -> None:
    """From an issue over the request that closes it and the commit that it became to its release."""
    written = Written(tmp_path / "pay.git")
    one = written.commit("Begin", 1_740_000_000)
    merge = written.commit("Take a payment (#14)", 1_741_080_000, one)
    written.tag("v1", merge, 1_741_090_000)
    shas = written.write()
    entries = json.loads((DATA / "github_pulls.json").read_text())
    entries[0]["merge_commit_sha"] = shas[1]
    request = said(READER, _written(tmp_path, entries), source="hub")
    items = said(READER, DATA / "github_issues.json", source="hub")
    commits = said(GitReader(), written.folder, source="git")
    links = {
        (row["from_id"], row["to_id"], row["rule"])
        for row in resolved(request, items, commits)
        if row["outcome"] == "matched"
    }
    commit = f"git:commit:{shas[1]}"
    assert {
        ("hub:change:shop/pay#14", "hub:item:shop/pay#12", link_rules.CLOSES),
        ("hub:change:shop/pay#14", commit, link_rules.MERGE_COMMIT),
        (commit, "hub:change:shop/pay#14", link_rules.SUBJECT_NUMBER),
    } <= links
    assert (commit, "git:release:v1") in {(f, t) for f, t, *_ in commits.relations}


@pytest.fixture(scope="module")
def quic_history(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Said, dict[str, str]]:
    """The QUIC drafts' history, rebuilt from its table; original sha → the id that the rebuilt commit has."""
    folder = tmp_path_factory.mktemp("quic") / "base-drafts.git"
    ids = rebuilt(shared / "data" / "git_quic", folder)
    return said(GitReader(), folder, source="git", options={"repository": "quicwg/base-drafts"}), ids


@pytest.mark.data
def test_quic_counts_agree(shared: Path) -> None:
    """Issues, pull requests, merges and what is open are those counted independently."""
    checks = json.loads((shared / "data" / "CHECKS.json").read_text())["quic_github"]
    folder = shared / "data" / "quic_github"
    items = said(READER, folder / "issues_2017-04-28.json.gz", source="hub")
    changes = said(READER, folder / "pulls_2017-04-28.json.gz", source="hub")
    types = [row[0] for row in items.objects.values()]
    assert len(types) == checks["items"]
    assert types.count("item") == checks["issues"]
    assert types.count("change") == len(changes.objects) == checks["pulls"]
    assert sum(kind == "merged" for _, kind, *_ in changes.events) == checks["merged_pulls"]
    closed = {o for o, a, v, _ in items.values if a == "state" and v == "closed" and ":item:" in o}
    assert types.count("item") - len(closed) == checks["open_issues"]
    assert set(changes.objects) <= set(items.objects)


@pytest.mark.data
def test_quic_issues_are_followed_to_drafts(
    shared: Path, tmp_path: Path, quic_history: tuple[Said, dict[str, str]]
) -> None:
    """Issue → pull request → merge commit → draft: each step links what the records allow, by its rule.

    A rebuilt history has other ids, so the pull requests are given the rebuilt ids of their merge commits.
    """
    commits, ids = quic_history
    folder = shared / "data" / "quic_github"
    with gzip.open(folder / "pulls_2017-04-28.json.gz", "rt", encoding="utf-8") as text:
        entries = json.load(text)
    for entry in entries:
        entry["merge_commit_sha"] = ids.get(entry["merge_commit_sha"], entry["merge_commit_sha"])
    changes = said(READER, _written(tmp_path, entries), source="hub")
    items = said(READER, folder / "issues_2017-04-28.json.gz", source="hub")
    rows = resolved(items, changes, commits)
    by_rule: dict[str, dict[str, set[tuple[str, str | None]]]] = {}
    for row in rows:
        by_rule.setdefault(row["rule"], {}).setdefault(row["outcome"], set()).add(
            (row["from_id"], row["to_id"] or row["reference"])
        )
    merges = by_rule[link_rules.MERGE_COMMIT]
    assert len(merges["matched"]) + len(merges.get("dangling", ())) == 170
    on_main = {entry["html_url"] for entry in entries if entry["merge_commit_sha"] in set(ids.values())}
    merged = {entry["html_url"] for entry in entries if entry["merged_at"]}
    assert len(merges["matched"]) == len(on_main & merged)
    assert "ambiguous" not in merges
    # Where a merge says which request it merged, and the request says which commit it became, both agree.
    said_by_commit = {(t, f) for f, t in by_rule[link_rules.MERGE_OF_PULL]["matched"]}
    assert said_by_commit & merges["matched"]
    became = dict(merges["matched"])
    assert all(became.get(str(change), commit) == commit for change, commit in said_by_commit)
    # Ten merges come from forks that count from 1 as well; they are no merges of these requests.
    forks = [row for row in rows if row["rule"] == link_rules.MERGE_OF_PULL and row["outcome"] == "dangling"]
    assert sum(int(row["reference"][1:]) <= 16 for row in forks) == 10
    released = {f for f, *_ in commits.relations}
    assert {commit for _, commit in merges["matched"]} <= released
