"""Mentions are resolved by what exists: matched, dangling, ambiguous or unknown; nothing is guessed."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.engine import Embedded, rows
from headrace.eventlog import link_rules, linking
from headrace.eventlog.coverage import coverage

Mention = tuple[str, str, str]


def _polars(columns: dict[str, list[Any]], types: dict[str, str]) -> nw.LazyFrame[Any]:
    kinds = {"text": pl.String, "int": pl.Int64, "flag": pl.Boolean}
    return nw.from_native(pl.LazyFrame(columns, schema={name: kinds[types[name]] for name in columns}))


class _Log:
    """A small log on one engine."""

    def __init__(self, engine: str) -> None:
        self.small = Embedded().small if engine == "embedded" else _polars

    def resolve(
        self,
        objects: list[str],
        mentions: list[Mention],
        *,
        deleted: tuple[str, ...] = (),
        repositories: dict[str, str] | None = None,
        declared: bool = False,
        former: tuple[tuple[str, str], ...] = (),
    ) -> nw.LazyFrame[Any]:
        """Resolve mentions given as (from id, reference, rule) against objects given by id."""
        parts = [oid.split(":", 2) for oid in objects]
        text = dict.fromkeys(("object_id", "source", "object_type", "key"), "text")
        small = self.small
        all_objects: dict[str, list[Any]] = {
            "object_id": objects,
            "source": [p[0] for p in parts],
            "object_type": [p[1] for p in parts],
            "key": [p[2] for p in parts],
            "deleted_at": [1 if oid in deleted else None for oid in objects],
        }
        all_mentions: dict[str, list[Any]] = {
            "from_id": [m[0] for m in mentions],
            "reference": [m[1] for m in mentions],
            "qualifier": ["names"] * len(mentions),
            "rule": [m[2] for m in mentions],
            "declared": [declared] * len(mentions),
        }
        places = None
        if repositories is not None:
            places = small(
                {"object_id": list(repositories), "repository": list(repositories.values())},
                {"object_id": "text", "repository": "text"},
            )
        return linking.resolve(
            small(all_objects, text | {"deleted_at": "int"}),
            small(
                all_mentions,
                dict.fromkeys(("from_id", "reference", "qualifier", "rule"), "text") | {"declared": "flag"},
            ),
            places,
            small(
                {"object_id": [oid for oid, _ in former], "former_key": [key for _, key in former]},
                {"object_id": "text", "former_key": "text"},
            )
            if former
            else None,
        )


@pytest.fixture(params=["embedded", "polars"])
def log(request: pytest.FixtureRequest) -> _Log:
    """A log on each of two engines: the expressions must mean the same on both."""
    return _Log(request.param)


def outcomes(resolved: nw.LazyFrame[Any]) -> dict[str, tuple[str, str | None]]:
    """Reference → (outcome, id of what it means)."""
    return {r["reference"]: (r["outcome"], r["to_id"]) for r in rows(resolved)}


COMMIT = "git:commit:" + "a1b2c3d" + "0" * 33
KEY, NUMBER, SHA = link_rules.KEY_IN_MESSAGE, link_rules.NUMBER_IN_MESSAGE, link_rules.MERGE_COMMIT


def test_a_key_matches_whatever_its_case(log: _Log) -> None:
    """``shop-12`` means SHOP-12."""
    found = outcomes(log.resolve([COMMIT, "jira:item:SHOP-12"], [(COMMIT, "shop-12", KEY)]))
    assert found == {"shop-12": ("matched", "jira:item:SHOP-12")}


def test_a_key_of_a_known_project_dangles_and_others_are_unknown(log: _Log) -> None:
    """SHOP-99 is a missing issue; UTF-8 and OTHER-1 cannot be told from words, so they count apart."""
    mentions = [(COMMIT, "SHOP-99", KEY), (COMMIT, "UTF-8", KEY), (COMMIT, "OTHER-1", KEY)]
    found = outcomes(log.resolve([COMMIT, "jira:item:SHOP-12"], mentions))
    assert found == {"SHOP-99": ("dangling", None), "UTF-8": ("unknown", None), "OTHER-1": ("unknown", None)}


def test_a_declared_link_to_an_absent_project_dangles(log: _Log) -> None:
    """What a person linked exists somewhere, so its absence is counted whatever its prefix."""
    objects = ["jira:item:SHOP-1"]
    resolved = log.resolve(objects, [(objects[0], "PAY-3", link_rules.DECLARED_LINK)], declared=True)
    assert outcomes(resolved) == {"PAY-3": ("dangling", None)}


def test_a_key_in_text_never_means_a_release(log: _Log) -> None:
    """A tag ``release-3`` makes neither a match for the words "release-3" nor a project RELEASE."""
    mentions = [(COMMIT, "RELEASE-3", KEY), (COMMIT, "RELEASE-4", KEY)]
    found = outcomes(log.resolve([COMMIT, "git:release:release-3"], mentions))
    assert found == {"RELEASE-3": ("unknown", None), "RELEASE-4": ("unknown", None)}


def test_what_has_disappeared_dangles(log: _Log) -> None:
    """A link to a tombstone is dangling, and what a tombstone mentions is not asked at all."""
    objects = [COMMIT, "jira:item:SHOP-1", "jira:item:SHOP-2"]
    mentions = [(COMMIT, "SHOP-1", KEY), ("jira:item:SHOP-1", "SHOP-2", link_rules.DECLARED_LINK)]
    found = outcomes(log.resolve(objects, mentions, deleted=("jira:item:SHOP-1",)))
    assert found == {"SHOP-1": ("dangling", None)}


def test_a_number_matches_the_one_object_that_has_it(log: _Log) -> None:
    """``#12`` means o/r#12 when only that ends so; #1 and #112 are other numbers."""
    objects = [COMMIT, "hub:item:o/r#12", "hub:item:o/r#112", "hub:change:o/r#1"]
    found = outcomes(log.resolve(objects, [(COMMIT, "#12", NUMBER), (COMMIT, "#7", NUMBER)]))
    assert found == {"#12": ("matched", "hub:item:o/r#12"), "#7": ("dangling", None)}


def test_a_number_in_two_repositories_is_ambiguous_unless_the_repository_decides(log: _Log) -> None:
    """``#12`` is never guessed; the commit's own repository decides, whatever its case."""
    objects = [COMMIT, "hub:item:o/r#12", "hub:item:o/s#12"]
    mentions = [(COMMIT, "#12", NUMBER)]
    assert outcomes(log.resolve(objects, mentions)) == {"#12": ("ambiguous", None)}
    decided = log.resolve(objects, mentions, repositories={COMMIT: "O/S"})
    assert outcomes(decided) == {"#12": ("matched", "hub:item:o/s#12")}
    fork = log.resolve(objects, mentions, repositories={COMMIT: "me/r"})
    assert outcomes(fork) == {"#12": ("matched", "hub:item:o/r#12")}


def test_a_number_of_another_repository_is_never_meant(log: _Log) -> None:
    """Two products in one log both have a #12; that only one of them keeps issues here decides nothing."""
    objects = [COMMIT, "hub:item:o/r#12"]
    mentions = [(COMMIT, "#12", NUMBER), (COMMIT, "#13", NUMBER)]
    for place in ("o/other", "other"):
        found = outcomes(log.resolve(objects, mentions, repositories={COMMIT: place}))
        assert found == {"#12": ("unknown", None), "#13": ("unknown", None)}
    for place in ("O/R", "r"):
        found = outcomes(log.resolve(objects, mentions, repositories={COMMIT: place}))
        assert found == {"#12": ("matched", objects[1]), "#13": ("dangling", None)}


def test_a_number_with_its_repository_matches_exactly(log: _Log) -> None:
    """``o/s#12`` means that one and no other; the same number elsewhere is no substitute."""
    objects = [COMMIT, "hub:item:o/r#12", "hub:item:o/s#12"]
    mentions = [(COMMIT, "O/s#12", NUMBER), (COMMIT, "o/s#13", NUMBER), (COMMIT, "o/t#12", NUMBER)]
    found = outcomes(log.resolve(objects, mentions))
    assert found == {
        "O/s#12": ("matched", "hub:item:o/s#12"),
        "o/s#13": ("dangling", None),
        "o/t#12": ("unknown", None),
    }


def test_numbers_are_unknown_while_nothing_in_the_log_has_one(log: _Log) -> None:
    """Without any issue or pull request in the log, a commit's #12 says nothing about missing ones."""
    found = outcomes(log.resolve([COMMIT, "jira:item:SHOP-12"], [(COMMIT, "#12", NUMBER)]))
    assert found == {"#12": ("unknown", None)}


def test_a_number_never_means_a_commit_or_a_release(log: _Log) -> None:
    """Only kinds of work have numbers."""
    objects = [COMMIT, "git:release:build#12", "hub:item:o/r#1"]
    assert outcomes(log.resolve(objects, [(COMMIT, "#12", NUMBER)])) == {"#12": ("dangling", None)}


def test_of_two_sources_the_own_one_is_meant(log: _Log) -> None:
    """A key that two sources have means the one of the mentioning object's source; else it is ambiguous."""
    objects = ["a:item:X-1", "a:item:X-2", "b:item:X-2", COMMIT]
    mentions = [("a:item:X-1", "X-2", link_rules.DECLARED_LINK), (COMMIT, "X-2", KEY)]
    by_rule = {r["rule"]: (r["outcome"], r["to_id"]) for r in rows(log.resolve(objects, mentions))}
    assert by_rule == {link_rules.DECLARED_LINK: ("matched", "a:item:X-2"), KEY: ("ambiguous", None)}


def test_a_commit_id_matches_in_full_or_by_a_unique_start(log: _Log) -> None:
    """Seven characters are enough while they are unique; six never are."""
    other = "git:commit:" + "a1b2c3e" + "0" * 33
    twin = "git:commit:" + "a1b2c3e" + "1" * 33
    change = "hub:change:o/r#1"
    asked = ["A1B2C3D", "a1b2c3", COMMIT.rsplit(":", 1)[1], "a1b2c3e", "a1b2c3e0", "f" * 40]
    found = outcomes(log.resolve([COMMIT, other, twin, change], [(change, a, SHA) for a in asked]))
    assert found == {
        "A1B2C3D": ("matched", COMMIT),
        "a1b2c3": ("dangling", None),
        asked[2]: ("matched", COMMIT),
        "a1b2c3e": ("ambiguous", None),
        "a1b2c3e0": ("matched", other),
        "f" * 40: ("dangling", None),
    }


def test_a_merge_in_a_fork_is_not_the_merge_of_the_change_with_its_number(log: _Log) -> None:
    """A change that says which commit it became is not linked to another merge of the same number."""
    merge, fork = COMMIT, "git:commit:" + "f" * 40
    changes = ["hub:change:o/r#1", "hub:change:o/r#2"]
    pull = link_rules.MERGE_OF_PULL
    mentions = [(merge, "#1", pull), (fork, "#1", pull), (fork, "#2", pull)]
    declared = [(changes[0], merge.rsplit(":", 1)[1].upper(), SHA), (changes[1], "e" * 40, SHA)]
    resolved = log.resolve([merge, fork, *changes], [*mentions, *declared])
    found = {(r["from_id"], r["reference"]): r["outcome"] for r in rows(resolved) if r["rule"] == pull}
    assert found == {(merge, "#1"): "matched", (fork, "#1"): "dangling", (fork, "#2"): "matched"}


def test_a_moved_issue_is_still_meant_by_its_old_key(log: _Log) -> None:
    """The old key means the issue, also where its tombstone is in the log; not once another issue has that key."""
    objects = [COMMIT, "jira:item:PAY-7", "jira:item:SHOP-1", "jira:item:SHOP-3", "jira:item:PAY-9"]
    former = tuple(zip(objects[1:2] * 3 + objects[4:], ("SHOP-1", "old-2", "SHOP-3", "OLD-2"), strict=True))
    mentions = [(COMMIT, key, KEY) for key in ("shop-1", "SHOP-3", "SHOP-4")]
    resolved = log.resolve(objects, mentions, deleted=("jira:item:SHOP-1",), former=former)
    assert outcomes(resolved) == {
        "shop-1": ("matched", "jira:item:PAY-7"),
        "SHOP-3": ("matched", "jira:item:SHOP-3"),
        "SHOP-4": ("dangling", None),
    }
    assert outcomes(log.resolve(objects, [(COMMIT, "OLD-2", KEY)], former=former)) == {
        "OLD-2": ("ambiguous", None)
    }


def test_a_commit_that_two_sources_tell_of_is_one_commit(log: _Log) -> None:
    """The own source's is meant, else the first that is there; a start that two commits share stays ambiguous."""
    sha = COMMIT.rsplit(":", 1)[1]
    twins = [f"{source}:commit:{sha}" for source in ("a", "hub", "z")]
    deployments = ["hub:deployment:1", "other:deployment:2"]
    mentions = [(oid, ref, link_rules.DEPLOYED_COMMIT) for oid in deployments for ref in (sha, sha[:8])]
    resolved = log.resolve([*twins, *deployments], mentions, deleted=(twins[0],), declared=True)
    assert {(r["from_id"], r["outcome"], r["to_id"]) for r in rows(resolved)} == {
        (deployments[0], "matched", twins[1]),
        (deployments[1], "matched", twins[1]),
    }


def test_every_commit_that_a_change_became_may_name_it(log: _Log) -> None:
    """A squash and its merge are both the change's; another commit with its number at the end is not."""
    squash, merge, fork = COMMIT, "git:commit:" + "e" * 40, "git:commit:" + "f" * 40
    change = "hub:change:o/r#1"
    commits = (squash, merge, fork)
    mentions = [(oid, "#1", link_rules.SUBJECT_NUMBER) for oid in commits]
    declared = [(change, oid.rsplit(":", 1)[1], SHA) for oid in commits[:2]]
    resolved = log.resolve([*commits, change], [*mentions, *declared])
    found = {r["from_id"]: r["outcome"] for r in rows(resolved) if r["rule"] == link_rules.SUBJECT_NUMBER}
    assert found == {squash: "matched", merge: "matched", fork: "dangling"}


def test_an_object_that_names_itself_is_left_out(log: _Log) -> None:
    """A reference to oneself is neither a link nor a failure."""
    objects = ["hub:change:o/r#5", "hub:item:o/s#5"]
    mentions = [(objects[0], "o/r#5", NUMBER)]
    assert outcomes(log.resolve(objects, mentions)) == {}
    assert outcomes(log.resolve(objects, [(objects[0], "#5", NUMBER)])) == {"#5": ("matched", objects[1])}


def test_cycles_of_links_are_links(log: _Log) -> None:
    """A names B and B names A: two links, and nothing loops."""
    a, b = "jira:item:A-1", "jira:item:A-2"
    resolved = log.resolve([a, b], [(a, "A-2", KEY), (b, "A-1", KEY), (a, "A-2", KEY)])
    assert sorted((r["from_id"], r["to_id"]) for r in rows(linking.links(resolved))) == [(a, b), (b, a)]


def test_an_empty_log_has_no_links(log: _Log) -> None:
    """Nothing in, nothing out."""
    assert rows(log.resolve([], [])) == []
    assert coverage(log.resolve([], [])) == ()


def test_a_repeated_repository_does_not_multiply_mentions() -> None:
    """Two values of the repository attribute still give one outcome per mention."""
    store = Embedded()
    objects = store.small(
        {
            "object_id": [COMMIT],
            "source": ["git"],
            "object_type": ["commit"],
            "key": ["x"],
            "deleted_at": [None],
        },
        dict.fromkeys(("object_id", "source", "object_type", "key"), "text") | {"deleted_at": "int"},
    )
    mentions = store.small(
        {"from_id": [COMMIT], "reference": ["#1"], "qualifier": [""], "rule": [NUMBER], "declared": [False]},
        dict.fromkeys(("from_id", "reference", "qualifier", "rule"), "text") | {"declared": "flag"},
    )
    places = store.small(
        {"object_id": [COMMIT, COMMIT], "repository": ["o/r", "o/s"]},
        {"object_id": "text", "repository": "text"},
    )
    assert len(rows(linking.resolve(objects, mentions, places))) == 1


def test_coverage_counts_every_outcome_per_rule_and_type(log: _Log) -> None:
    """Each mention is counted once, under its rule and the type of what mentions it; examples are few."""
    objects = [COMMIT, "jira:item:S-1", "hub:item:o/r#2", "hub:item:o/s#2"]
    missing = [(COMMIT, f"S-{n}", KEY) for n in range(10, 20)]
    mentions = [(COMMIT, "S-1", KEY), *missing, (COMMIT, "UTF-8", KEY), (COMMIT, "#2", NUMBER)]
    keys, number = coverage(log.resolve(objects, mentions))
    assert (keys.rule, keys.from_type, keys.declared) == (KEY, "commit", False)
    assert (keys.references, keys.matched, keys.dangling, keys.ambiguous, keys.unknown) == (11, 1, 10, 0, 1)
    assert keys.dangling_examples == ("S-10", "S-11", "S-12", "S-13", "S-14")
    assert keys.unknown_examples == ("UTF-8",)
    assert (number.references, number.ambiguous, number.ambiguous_examples) == (1, 1, ("#2",))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 8)), max_size=30))
def test_every_mention_has_one_outcome(pairs: list[tuple[int, int]]) -> None:
    """Among any links, cycles included, a mention is matched if and only if its key exists elsewhere."""
    objects = [f"jira:item:A-{n}" for n in range(6)]
    resolved = _Log("polars").resolve(objects, [(f"jira:item:A-{a}", f"A-{b}", KEY) for a, b in pairs])
    found = {(r["from_id"], r["reference"]): r["outcome"] for r in rows(resolved)}
    expected = {
        (f"jira:item:A-{a}", f"A-{b}"): "matched" if b < 6 else "dangling" for a, b in set(pairs) if a != b
    }
    assert found == expected


def test_every_rule_is_explained() -> None:
    """Each rule's name has its sentence, and no sentence is left without a rule."""
    names = {
        value
        for name, value in vars(link_rules).items()
        if name.isupper() and isinstance(value, str) and not name.startswith("_")
    }
    assert names == set(link_rules.EXPLANATIONS)
    assert all(text.endswith(".") for text in link_rules.EXPLANATIONS.values())
