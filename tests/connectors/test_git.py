"""A repository is read whole: commits, merges, releases by ancestry, and what its messages name."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.connectors.git.ancestry import first_releases
from headrace.connectors.git.reader import GitReader
from headrace.connectors.git.tags import is_wanted, seconds
from headrace.errors import BadInput, SourceUnavailable
from headrace.eventlog import link_rules
from headrace.eventlog.persons import pseudonym
from headrace.eventlog.reading import Reading
from tests.connectors.readings import Said, said
from tests.connectors.repositories import Written, git

NOON = 1_600_000_000
READER = GitReader()


@pytest.fixture
def history(tmp_path: Path) -> tuple[Path, list[str]]:
    """A branch with a key in its name, merged, and two releases: one annotated, one lightweight."""
    written = Written(tmp_path / "shop.git")
    one = written.commit("SHOP-1: begin", NOON, authored=NOON - 60)
    two = written.commit("Work aside (#3)\n\nCloses #4", NOON + 10, one, branch="shop-2-pay")
    three = written.commit("Go on", NOON + 20, one)
    four = written.commit("Merge branch 'shop-2-pay'", NOON + 30, three, two)
    written.commit("Not released", NOON + 40, four)
    written.tag("v1", one, NOON + 5)
    written.tag("v2", four)
    return written.folder, written.write()


def test_commits_carry_both_their_times_in_utc(history: tuple[Path, list[str]]) -> None:
    """Author's and committer's time are kept apart, exact, whatever zone they were written in."""
    folder, shas = history
    found = said(READER, folder)
    oid = f"s:commit:{shas[0]}"
    assert found.objects[oid] == ("commit", shas[0], "SHOP-1: begin", None)
    assert found.timeline(oid) == [
        ((NOON - 60) * 1_000_000, "authored", None),
        (NOON * 1_000_000, "committed", None),
    ]


def test_a_merge_has_its_event_and_its_branch(history: tuple[Path, list[str]]) -> None:
    """Only a commit with two parents is a merge; the branch that came in is an attribute."""
    folder, shas = history
    found = said(READER, folder)
    merges = [(event, at) for event, kind, _, at, *_ in found.events if kind == "merged"]
    assert merges == [(f"s:merged:{shas[3]}", (NOON + 30) * 1_000_000)]
    assert found.history(f"s:commit:{shas[3]}", "branch") == [(0, "shop-2-pay")]
    assert found.mentioned(f"s:commit:{shas[3]}") == {("SHOP-2", "names", link_rules.KEY_IN_BRANCH)}
    assert found.mentioned(f"s:commit:{shas[1]}") == {
        ("#3", "names", link_rules.SUBJECT_NUMBER),
        ("#4", "closes", link_rules.CLOSES),
    }


def test_releases_hold_the_commits_that_came_with_them(history: tuple[Path, list[str]]) -> None:
    """Each commit is in the first release that contains it; what no release contains has none."""
    folder, shas = history
    found = said(READER, folder)
    assert {(f, t) for f, t, *_ in found.relations} == {
        (f"s:commit:{shas[0]}", "s:release:v1"),
        *((f"s:commit:{sha}", "s:release:v2") for sha in shas[1:4]),
    }
    assert {(rule, declared) for *_, rule, declared in found.relations} == {(link_rules.FIRST_RELEASE, False)}
    released = {event: at for event, kind, _, at, *_ in found.events if kind == "released"}
    assert released == {
        "s:released:v1": (NOON + 5) * 1_000_000,
        "s:released:v2": (NOON + 30) * 1_000_000,
    }
    assert any("1 of 2 releases carry no date of their own" in note for note in found.notes)


def test_commits_tell_their_parents(history: tuple[Path, list[str]]) -> None:
    """A merge has all its parents, a first commit has none and says so: ancestry is known from the log alone."""
    folder, shas = history
    found = said(READER, folder)
    parents = [{value for _, value in found.history(f"s:commit:{sha}", "parent")} for sha in shas]
    assert parents == [{None}, {shas[0]}, {shas[0]}, {shas[2], shas[1]}, {shas[3]}]


def test_nobody_is_named(history: tuple[Path, list[str]]) -> None:
    """Neither name nor e-mail address is anywhere in what is read; the key is stable and can be secret."""
    folder, shas = history
    found, secret = said(READER, folder), said(READER, folder, options={"person-key": "k"})
    everything = json.dumps([found.values, list(found.objects.items()), found.events])
    assert "Person" not in everything
    assert "example.org" not in everything
    oid = f"s:commit:{shas[0]}"
    assert found.history(oid, "author_key") == [(0, pseudonym("A.Person@example.org "))]
    assert secret.history(oid, "author_key") == [(0, pseudonym("a.person@example.org", "k"))]
    assert found.history(oid, "author_key") != secret.history(oid, "author_key")


def test_patterns_choose_the_releases(history: tuple[Path, list[str]]) -> None:
    """Tags that do not fit are no releases, and their commits come in a later one."""
    folder, shas = history
    found = said(READER, folder, options={"releases": "v*, !v1"})
    assert {oid for oid, row in found.objects.items() if row[0] == "release"} == {"s:release:v2"}
    assert (f"s:commit:{shas[0]}", "s:release:v2") in {(f, t) for f, t, *_ in found.relations}
    assert "1 of 2 tags are releases by the patterns given." in found.notes


@pytest.mark.parametrize(
    ("name", "patterns", "expected"),
    [
        ("v1", ["*"], True),
        ("v1", ["w*"], False),
        ("v1-rc1", ["v*", "!*-rc*"], False),
        ("v1", ["!*-rc*"], True),
        ("release/1", ["release/*"], True),
        ("V1", ["v*"], False),
    ],
)
def test_a_pattern_fits_or_not(name: str, patterns: list[str], expected: bool) -> None:
    """Patterns are those of file names, case counts, and ``!`` leaves out."""
    assert is_wanted(name, patterns) is expected


def test_a_bundle_is_read_like_the_repository_it_came_from(
    history: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bundle says the same as its repository, and leaves nothing in the temporary folder."""
    folder, _ = history
    bundle = tmp_path / "shop.bundle"
    git(folder, "bundle", "create", "--quiet", str(bundle), "--all")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    from_bundle = said(READER, bundle, options={"repository": "o/r"})
    assert not list((tmp_path / "temporary").iterdir())
    from_folder = said(READER, folder, options={"repository": "o/r"})
    assert from_bundle.objects == from_folder.objects
    assert sorted(from_bundle.events) == sorted(from_folder.events)
    assert sorted(from_bundle.relations) == sorted(from_folder.relations)


def test_a_work_tree_tells_its_repository_and_its_pages(
    history: tuple[Path, list[str]], tmp_path: Path
) -> None:
    """The origin gives ``owner/name`` and addresses, and its password is not kept."""
    folder, shas = history
    tree = tmp_path / "tree"
    git(tmp_path, "clone", "--quiet", str(folder), str(tree))
    git(tree, "remote", "set-url", "origin", "https://me:secret@github.com/o/r.git")
    found = said(READER, tree)
    oid = f"s:commit:{shas[0]}"
    assert found.history(oid, "repository") == [(0, "o/r")]
    assert found.objects[oid][3] == f"https://github.com/o/r/commit/{shas[0]}"
    assert found.objects["s:release:v1"][3] == "https://github.com/o/r/releases/tag/v1"
    assert "secret" not in json.dumps(list(found.objects.items()) + found.values)


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("git@git.example.org:group/sub/app.git", "group/sub/app"),
        ("ssh://git@git.example.org:2222/o/r", "o/r"),
        ("https://git.example.org/o/r/", "o/r"),
        ("/somewhere/else", "shop"),
        ("../relative", "shop"),
        ("", "shop"),
    ],
)
def test_the_repository_is_known_by_its_origin_or_its_folder(
    history: tuple[Path, list[str]], origin: str, name: str
) -> None:
    """Any kind of remote address gives the name; a path on the machine does not."""
    folder, shas = history
    git(folder, "config", "remote.origin.url", origin)
    found = said(READER, folder)
    assert found.history(f"s:commit:{shas[0]}", "repository") == [(0, name)]
    assert found.objects[f"s:commit:{shas[0]}"][3] is None


def test_progress_ends_at_the_number_of_commits(history: tuple[Path, list[str]]) -> None:
    """The last word of the progress is that everything was read."""
    folder, shas = history
    told: list[tuple[int, int]] = []
    list(READER.read(folder, Reading("s", on_progress=lambda done, total: told.append((done, total)))))
    assert told[-1] == (len(shas), len(shas))


def test_rejected_proposals_stashes_and_notes_are_no_history(history: tuple[Path, list[str]]) -> None:
    """What hangs on refs/pull, refs/notes or the stash is on no branch and in no tag."""
    folder, shas = history
    orphan = git(folder, "commit-tree", "-m", "Rejected", f"{shas[0]}^{{tree}}").strip()
    for ref in ("refs/pull/1/head", "refs/notes/commits", "refs/stash", "refs/merge-requests/1/head"):
        git(folder, "update-ref", ref, orphan)
    assert f"s:commit:{orphan}" not in said(READER, folder).objects
    git(folder, "update-ref", "refs/remotes/origin/x", orphan)
    assert f"s:commit:{orphan}" in said(READER, folder).objects


def test_recognises_repositories_and_bundles_only(history: tuple[Path, list[str]], tmp_path: Path) -> None:
    """A bare repository, a work tree and a bundle are git; a folder or a text that mentions it is not."""
    folder, _ = history
    git(tmp_path, "clone", "--quiet", str(folder), str(tmp_path / "tree"))
    assert READER.recognises(folder, b"")
    assert READER.recognises(tmp_path / "tree", b"")
    assert not READER.recognises(tmp_path, b"")
    assert READER.recognises(tmp_path / "x", b"# v2 git bundle\n0123")
    assert READER.recognises(tmp_path / "x", b"# v3 git bundle\n@object")
    assert not READER.recognises(tmp_path / "x", b"# about git bundle\n")


def test_nothing_of_the_repository_is_run(history: tuple[Path, list[str]], tmp_path: Path) -> None:
    """A repository whose configuration names programs to run gets none of them run."""
    folder, _ = history
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for setting in ("core.fsmonitor", "core.pager", "gpg.program", "core.sshCommand", "core.editor"):
        git(folder, "config", setting, str(trap))
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "core.hooksPath", str(tmp_path))
    assert len(said(READER, folder).objects) == 7
    assert not (tmp_path / "sprung").exists()


def test_the_callers_environment_does_not_redirect_git(
    history: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a hook git sets GIT_DIR; the repository that was asked for is read all the same."""
    folder, shas = history
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert f"s:commit:{shas[0]}" in said(READER, folder).objects


def test_a_path_that_begins_with_a_hyphen_is_a_path(
    history: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file called like an option is a file."""
    folder, _ = history
    git(folder, "bundle", "create", "--quiet", str(tmp_path / "--upload-pack=x"), "--all")
    monkeypatch.chdir(tmp_path)
    assert len(said(READER, Path("--upload-pack=x")).objects) == 7
    folder.rename(tmp_path / "-c")
    assert len(said(READER, Path("-c")).objects) == 7


def test_a_message_in_another_encoding_is_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 do not stop the reading."""
    written = Written(tmp_path / "r.git")
    written.commit("x", NOON)
    written.lines[5] = b"caf\xe9 SHOP-1"
    written.lines[4] = b"data %d" % len(written.lines[5])
    (sha,) = written.write()
    found = said(READER, written.folder)
    assert found.objects[f"s:commit:{sha}"][2] == "caf� SHOP-1"
    assert ("SHOP-1", "names", link_rules.KEY_IN_MESSAGE) in found.mentioned(f"s:commit:{sha}")


def test_a_tag_of_a_tag_and_a_tag_on_a_file_are_told_apart(history: tuple[Path, list[str]]) -> None:
    """A tag of a tag stands on the commit; one on a file is left out and said so."""
    folder, shas = history
    git(folder, "tag", "-a", "-m", "again", "v1-again", "v1")
    blob = git(folder, "hash-object", "-w", "--stdin", text=b"a file").strip()
    git(folder, "tag", "a-file", blob)
    git(folder, "tag", "“v3”", shas[4])
    found = said(READER, folder)
    assert "s:release:v1-again" in found.objects
    assert "s:release:“v3”" in found.objects
    assert "s:release:a-file" not in found.objects
    assert "1 tags are left out, because they stand on no dated commit: a-file" in found.notes


def test_a_commit_without_a_usable_date_is_kept_without_the_event(tmp_path: Path) -> None:
    """A missing time is missing, not 1970; the commit and its links stay."""
    written = Written(tmp_path / "r.git")
    one = written.commit("SHOP-1", 0, authored=NOON)
    written.commit("SHOP-2", NOON + 5, one)
    written.tag("v1", one)
    shas = written.write()
    found = said(READER, written.folder)
    assert found.timeline(f"s:commit:{shas[0]}") == [(NOON * 1_000_000, "authored", None)]
    assert "1 commits carry no usable date; those events are missing." in found.notes
    assert not found.relations


@pytest.mark.parametrize(
    ("text", "expected"), [("5", 5), ("0", None), ("", None), ("-5", None), ("9" * 30, None), ("x", None)]
)
def test_seconds_are_a_time_or_missing(text: str, expected: int | None) -> None:
    """Only a time that a calendar has is a time."""
    assert seconds(text) == expected


def refusal(path: Path) -> BadInput:
    """Read what cannot be read and return the error, which must say what to do."""
    with pytest.raises(BadInput) as caught:
        said(READER, path)
    assert caught.value.remedies
    assert "Nothing was written." in caught.value.meaning
    return caught.value


def test_a_cut_bundle_is_refused(history: tuple[Path, list[str]], tmp_path: Path) -> None:
    """Wherever a bundle is cut, the error says that it is cut off or damaged."""
    folder, _ = history
    git(folder, "bundle", "create", "--quiet", str(tmp_path / "whole.bundle"), "--all")
    whole = (tmp_path / "whole.bundle").read_bytes()
    for share in (0.2, 0.5, 0.99):
        cut = tmp_path / f"cut-{share}.bundle"
        cut.write_bytes(whole[: int(len(whole) * share)])
        assert "is cut off or damaged" in refusal(cut).fact


def test_a_bundle_of_a_part_is_refused_with_how_to_make_a_whole_one(
    history: tuple[Path, list[str]], tmp_path: Path
) -> None:
    """A bundle that builds on commits it does not hold says so."""
    folder, shas = history
    part = tmp_path / "part.bundle"
    git(folder, "bundle", "create", "--quiet", str(part), "main", f"^{shas[0]}")
    assert "only a part of a history" in refusal(part).fact


def test_a_shallow_clone_is_refused_with_how_to_fetch_the_rest(
    history: tuple[Path, list[str]], tmp_path: Path
) -> None:
    """Where the history is cut off, releases would be wrong."""
    folder, _ = history
    git(tmp_path, "clone", "--quiet", "--depth=1", folder.as_uri(), str(tmp_path / "shallow"))
    error = refusal(tmp_path / "shallow")
    assert "shallow clone" in error.fact
    assert "--unshallow" in error.remedies[0]


def test_a_folder_inside_a_repository_is_not_that_repository(
    history: tuple[Path, list[str]], tmp_path: Path
) -> None:
    """Asked for a plain folder, nobody expects the history of the one around it."""
    folder, _ = history
    git(tmp_path, "clone", "--quiet", str(folder), str(tmp_path / "tree"))
    (tmp_path / "tree" / "inside").mkdir()
    assert "is not a git repository" in refusal(tmp_path / "tree" / "inside").fact


def test_an_empty_repository_is_refused(tmp_path: Path) -> None:
    """A repository without a commit is not an error of git's, and still nothing to read."""
    git(tmp_path, "init", "--quiet", "empty")
    assert "holds no commit yet" in refusal(tmp_path / "empty").fact


def test_a_damaged_repository_is_refused_in_gits_words(history: tuple[Path, list[str]]) -> None:
    """A missing object ends the reading with what git says about it."""
    folder, shas = history
    pack = next((folder / "objects" / "pack").glob("*.pack"), None)
    if pack:
        data = bytearray(pack.read_bytes())
        middle = len(data) // 2
        pack.chmod(0o644)
        data[middle : middle + 40] = b"\0" * 40
        pack.write_bytes(data)
    else:
        (folder / "objects" / shas[0][:2] / shas[0][2:]).unlink()
    error = refusal(folder)
    assert "git says:" in error.fact + error.meaning


def test_without_git_the_error_says_to_install_it(
    history: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without git gets a sentence, not a traceback."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceUnavailable, match="git is not on this machine"):
        said(READER, history[0])


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_the_first_release_is_the_first_by_ancestry(data: st.DataObject) -> None:
    """On any history, the walk agrees with asking every release for all its ancestors."""
    size = data.draw(st.integers(1, 12))
    parents = [data.draw(st.lists(st.integers(0, n - 1), max_size=3)) if n else [] for n in range(size)]
    releases = data.draw(st.lists(st.integers(0, size - 1), max_size=5))
    contained: list[set[int]] = []
    for commit in range(size):
        contained.append({commit}.union(*(contained[parent] for parent in parents[commit])))
    expected = [
        next((place for place, released in enumerate(releases) if commit in contained[released]), None)
        for commit in range(size)
    ]
    assert first_releases(parents, releases) == expected


def test_a_long_history_is_walked_without_recursion() -> None:
    """A hundred thousand commits in a row, and a release at either end, are no problem."""
    size = 100_000
    parents = [[n - 1] if n else [] for n in range(size)]
    first = first_releases(parents, [0, size - 1])
    assert first[0] == 0
    assert set(first[1:]) == {1}


@pytest.mark.data
def test_duracloud_commits_find_their_issues(shared: Path) -> None:
    """The numbers agree with those computed independently from the same history."""
    expected = json.loads((shared / "data" / "CHECKS.json").read_text())["git_duracloud_links"]
    found = said(READER, shared / "data" / "git_duracloud" / "duracloud_codefree.bundle")
    keyed = _keyed(found, {"DURACLOUD"})
    assert sum(row[0] == "commit" for row in found.objects.values()) == expected["commits"]
    assert len({oid for oid, _ in keyed}) == expected["commits_with_key"]
    assert len({key for _, key in keyed}) == expected["distinct_keys"]


def _keyed(found: Said, projects: set[str]) -> set[tuple[str, str]]:
    rules = (link_rules.KEY_IN_MESSAGE, link_rules.KEY_IN_BRANCH)
    return {
        (oid, reference)
        for oid, reference, _, rule, _ in found.mentions
        if rule in rules and reference.rsplit("-", 1)[0] in projects
    }


@pytest.mark.data
def test_alloy_commits_find_their_issues(shared: Path) -> None:
    """The numbers agree with those computed independently from the same history."""
    expected = json.loads((shared / "data" / "CHECKS.json").read_text())["git_alloy_links_ALOY_AC_MOD_DAEMON"]
    found = said(READER, shared / "data" / "git_alloy" / "alloy_codefree.bundle")
    keyed = _keyed(found, {"ALOY", "AC", "MOD", "DAEMON"})
    assert sum(row[0] == "commit" for row in found.objects.values()) == expected["commits"]
    assert len({oid for oid, _ in keyed}) == expected["commits_with_key"]
    assert len({key for _, key in keyed}) == expected["distinct_keys"]


@pytest.mark.data
def test_releases_agree_with_git_itself(shared: Path, tmp_path: Path) -> None:
    """For real tags, the commits of a release are those git finds in it and in none before."""
    bundle = shared / "data" / "git_duracloud" / "duracloud_codefree.bundle"
    found = said(READER, bundle)
    released = sorted(
        (at, oid)
        for (oid, row) in found.objects.items()
        if row[0] == "release"
        for at, kind, _ in found.timeline(oid)
        if kind == "released"
    )
    subprocess.run(
        ["git", "clone", "--quiet", "--bare", str(bundle), str(tmp_path / "r")], check=True, env=os.environ
    )
    before: list[str] = []
    for _, oid in released[:25]:
        tag = oid.split(":", 2)[2]
        shas = git(tmp_path / "r", "rev-list", f"refs/tags/{tag}", *before).split()
        assert {f for f, t, *_ in found.relations if t == oid} == {f"s:commit:{sha}" for sha in shas}
        before.append(f"^refs/tags/{tag}")
