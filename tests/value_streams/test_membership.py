"""Which items belong to a stream, and which linked objects tell about each of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headrace.engine import rows
from headrace.eventlog import link_rules
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.intake import Asked
from headrace.value_streams import membership
from headrace.value_streams.definition import ValueStream
from headrace.workspace import Workspace
from tests.connectors.repositories import Written
from tests.value_streams import oracle

ISSUES = Path(__file__).parents[1] / "connectors" / "data" / "jira_search.json"

STREAM = """\
value_streams:
  built:
    name: What was wished for is built
    customer: a shop
    value: has it
    items: item
    scope: "'commit' IN linked"
    follows: [commit]
    stages:
      - {name: Build, function: Engineering, waiting: [item.created]}
    done: [commit.committed]
"""


def test_a_scope_selects_the_items_that_are_linked_to_a_type(tmp_path: Path) -> None:
    """Only an issue that a commit names belongs; when a second one is named later, it comes in as well."""
    workspace = Workspace.create(tmp_path / "workspace")
    workspace.file.write_text(STREAM)
    repository = Written(tmp_path / "pay.git")
    repository.commit("SHOP-7 Take it", 1_741_000_000)
    repository.write()
    git = Asked(repository.folder, source="git")
    workspace.import_files([Asked(ISSUES, source="jira"), git])
    assert [strip.key for strip in workspace.items("built").strips] == ["SHOP-7"]

    more = Written(tmp_path / "more.git")
    more.commit("SHOP-8 Give it back", 1_741_100_000, more.commit("SHOP-7 Take it", 1_741_000_000))
    more.write()
    workspace.import_files([Asked(more.folder, source="git")])
    assert {strip.key for strip in workspace.items("built").strips} == {"SHOP-7", "SHOP-8"}


def following(*follows: str) -> ValueStream:
    """Return a stream of items that follows other types."""
    return ValueStream.model_validate(
        {
            "id": "s",
            "name": "S",
            "customer": "a customer",
            "value": "gets it",
            "items": "item",
            "follows": follows,
            "stages": [{"name": "A", "function": "F", "working": ["item.a"]}],
            "done": ["item.b"],
        }
    )


def reached(
    folder: Path,
    stream: ValueStream,
    names: Sequence[str],
    links: Sequence[tuple[str, str]],
    rules: Sequence[str] = (),
) -> dict[str, set[str]]:
    """Return what each item reaches; objects and ends of links are called ``type/key``."""
    batch = Batch("t")
    for name in names:
        batch.add_object(*name.split("/"))
    found_by = [*rules, *["declared in the test"] * (len(links) - len(rules))]
    for (start, end), rule in zip(links, found_by, strict=True):
        ids = [f"t:{name.replace('/', ':')}" for name in (start, end)]
        batch.add_relation(ids[0], ids[1], "", rule=rule)
    store = Store(folder)
    store.ingest([batch])
    with closing(store.open()) as engine:
        called = {
            row["object_no"]: f"{row['object_type']}/{row['key']}" for row in rows(engine.table("objects"))
        }
        found: dict[str, set[str]] = {}
        for row in rows(membership.reach(engine, stream, membership.items(engine, stream))):
            found.setdefault(called[row["item_no"]], set()).add(called[row["object_no"]])
    return found


def test_a_shared_deployment_does_not_pull_in_the_other_items(tmp_path: Path) -> None:
    """Two items that went out together reach that deployment, and neither the other nor its change."""
    names = ["item/1", "item/2", "change/1", "change/2", "deployment/9"]
    links = [
        ("change/1", "item/1"),
        ("item/2", "change/2"),
        ("deployment/9", "change/1"),
        ("deployment/9", "change/2"),
    ]
    found = reached(tmp_path, following("change", "deployment"), names, links)
    assert found == {
        "item/1": {"item/1", "change/1", "deployment/9"},
        "item/2": {"item/2", "change/2", "deployment/9"},
    }


def test_links_are_walked_in_the_order_of_the_work(tmp_path: Path) -> None:
    """What is reached only by going back to an earlier type is not reached; types not followed are no way."""
    names = ["item/1", "change/1", "deployment/1", "change/2", "ticket/1", "change/3"]
    links = [
        ("item/1", "deployment/1"), ("deployment/1", "change/2"), ("item/1", "change/1"), ("item/1", "ticket/1"),
        ("ticket/1", "change/3"),
    ]  # fmt: skip
    found = reached(tmp_path, following("change", "deployment"), names, links)
    assert found == {"item/1": {"item/1", "change/1", "deployment/1"}}


def test_copies_of_a_commit_are_followed_and_other_commits_are_not(tmp_path: Path) -> None:
    """What was picked or rebased is reached with its original, by way of it too; what took it back is not."""
    names = ["item/1", *(f"commit/{name}" for name in "abcdr"), "deployment/1"]
    links = [("commit/b", "commit/a"), ("commit/c", "commit/a"), ("commit/r", "commit/a"),
             ("commit/b", "item/1"), ("deployment/1", "commit/c"), ("commit/d", "commit/c")]  # fmt: skip
    rules = [link_rules.CHERRY_PICK, link_rules.SAME_PATCH, link_rules.REVERTS]
    found = reached(tmp_path, following("commit", "deployment"), names, links, rules)
    assert found == {"item/1": {"item/1", "commit/a", "commit/b", "commit/c", "deployment/1"}}


TYPES = ["item", "ticket", "change", "build"]
NAMES = [f"{name}/{number}" for name in TYPES for number in range(12)]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    links=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=10, max_size=70),
    follows=st.permutations(TYPES[1:]).flatmap(lambda types: st.integers(0, 3).map(lambda n: types[:n])),
)
def test_reach_is_as_said_in_any_net(
    tmp_path_factory: Any, links: list[tuple[str, str]], follows: list[str]
) -> None:
    """Whatever is linked with whatever, circles and loops too, each item reaches what the oracle says."""
    found = reached(tmp_path_factory.mktemp("w"), following(*follows), NAMES, links)
    types = {name: name.split("/")[0] for name in NAMES}
    beside: dict[str, set[str]] = {name: set() for name in NAMES}
    for start, end in links:
        beside[start].add(end)
        beside[end].add(start)
    assert found == {
        name: oracle.reached(name, follows, beside, types) for name in NAMES if types[name] == "item"
    }
