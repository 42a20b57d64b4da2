"""A deployment brought what its commit contains and that of the deployment before does not; nothing is guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headrace.eventlog import link_rules
from headrace.eventlog.deployments import CUT_OFF, FIRST, KNOWN, NO_COMMIT, NO_HISTORY, NOT_DONE, OUTCOMES
from headrace.eventlog.model import Batch, object_id
from headrace.eventlog.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pytest

HOUR = 3_600_000_000


def sha(number: int) -> str:
    """Return a full commit id."""
    return f"{number:x}".rjust(40, "a")


def history(
    parents: Mapping[int, Sequence[int] | None], repository: str = "o/r", source: str = "code"
) -> Batch:
    """Return commits with their parents; ``None``: the source does not tell them."""
    batch = Batch(source)
    for number, of in parents.items():
        oid = batch.add_object("commit", sha(number), label=f"Commit {number}")
        batch.add_value(oid, "repository", repository)
        batch.add_event("committed", sha(number), number * HOUR, [oid])
        if of is not None:
            batch.add_value(oid, "parent", [sha(parent) for parent in of])
    return batch


class Pipeline:
    """A source of deployments, of other records than the history."""

    def __init__(self) -> None:
        self.batch = Batch("pipeline")
        self.count = 0

    def deploy(
        self,
        *commits: int,
        environment: str = "production",
        repository: str | None = None,
        service: str | None = None,
        outcome: str = "success",
        build: bool = False,
    ) -> str:
        """Add a deployment of commits and return its key; later ones finish later."""
        self.count += 1
        key = f"d{self.count}"
        batch = self.batch
        oid = batch.add_object("deployment", key)
        said = {"environment": environment, "repository": repository, "service": service}
        for attribute, value in said.items():
            if value:
                batch.add_value(oid, attribute, value)
        batch.add_event("created", key, self.count * HOUR, [oid])
        batch.add_event("finished", key, self.count * HOUR + 1, [oid], value=outcome)
        start = oid
        if build:
            start = batch.add_object("build", f"b{self.count}")
            batch.add_mention(oid, f"b{self.count}", "made by", rule=link_rules.DEPLOYED_BY, declared=True)
        rule = link_rules.BUILT_COMMIT if build else link_rules.DEPLOYED_COMMIT
        for commit in commits:
            batch.add_mention(start, sha(commit).upper(), "of", rule=rule, declared=True)
        return key


def known(folder: Path, *batches: Batch) -> dict[str, tuple[str, set[int]]]:
    """Return deployment → what is known of it and the commits it brought; those of one deployment together."""
    store = Store(folder / "store")
    store.ingest(batches)
    engine = store.open()
    try:
        outcomes = engine.execute(
            "select o.key, b.outcome from brought b join objects o on o.object_no = b.deployment_no"
        )
        links = engine.execute(
            """select f.key, t.key, t.object_id from links l join objects f on f.object_no = l.from_no
            join objects t on t.object_no = l.to_no where l.rule = ? and not l.declared""",
            [link_rules.BROUGHT_COMMIT],
        )
    finally:
        engine.close()
    assert len(links) == len(set(links))
    return {
        key: (
            min(outcome for name, outcome in outcomes if name == key),
            {int(commit.lstrip("a") or "a", 16) for name, commit, _ in links if name == key},
        )
        for key in {name for name, _ in outcomes}
    }


LINE: dict[int, Sequence[int] | None] = {1: [], 2: [1], 3: [2], 4: [3], 5: [4]}


def test_a_deployment_brought_what_came_since_the_one_before(tmp_path: Path) -> None:
    """The history comes from another source; merged branches count; the first says that it is the first."""
    made = Pipeline()
    first, second = made.deploy(2), made.deploy(6)
    merged = history({**LINE, 6: [4, 5], 4: [2], 5: [3]})
    assert known(tmp_path, merged, made.batch) == {first: (FIRST, set()), second: (KNOWN, {3, 4, 5, 6})}


def test_environments_repositories_and_services_have_their_own_deployments_before(tmp_path: Path) -> None:
    """Staging is no predecessor of production, whatever the case of their names; nor is another service."""
    made = Pipeline()
    keys = [
        made.deploy(2, environment="Production"),
        made.deploy(5, environment="staging"),
        made.deploy(3, environment="production", service="pay"),
        made.deploy(4, environment="PRODUCTION"),
        made.deploy(5, environment="production", service="Pay"),
    ]
    found = known(tmp_path, history(LINE), made.batch)
    assert [found[key] for key in keys] == [
        (FIRST, set()),
        (FIRST, set()),
        (FIRST, set()),
        (KNOWN, {3, 4}),
        (KNOWN, {4, 5}),
    ]


def test_one_deployment_of_several_repositories_is_looked_at_in_each(tmp_path: Path) -> None:
    """What came in either repository is found, and a repository that is new to it is the first there."""
    other = history({8: [], 9: [8]}, repository="o/other", source="more")
    made = Pipeline()
    made.deploy(1, 8)
    both = made.deploy(3, 9)
    assert known(tmp_path, history(LINE), other, made.batch)[both] == (KNOWN, {2, 3, 9})


def test_a_failed_deployment_brought_nothing_and_the_next_brings_it(tmp_path: Path) -> None:
    """Only what has succeeded counts as the deployment before."""
    made = Pipeline()
    made.deploy(1)
    failed, mended = made.deploy(3, outcome="failure"), made.deploy(4)
    found = known(tmp_path, history(LINE), made.batch)
    assert found[failed] == (NOT_DONE, set())
    assert found[mended] == (KNOWN, {2, 3, 4})


def test_going_back_brings_nothing_and_going_on_brings_it_again(tmp_path: Path) -> None:
    """After an older commit was deployed, the newer ones are new to the environment again."""
    made = Pipeline()
    made.deploy(4)
    back, again, same = made.deploy(2), made.deploy(5), made.deploy(5)
    found = known(tmp_path, history(LINE), made.batch)
    assert (found[back], found[again], found[same]) == ((KNOWN, set()), (KNOWN, {3, 4, 5}), (KNOWN, set()))


def test_a_commit_known_by_way_of_the_build_is_enough(tmp_path: Path) -> None:
    """A deployment that names its build alone is of the commit that the build was made from."""
    made = Pipeline()
    made.deploy(1, build=True)
    second = made.deploy(3, build=True)
    assert known(tmp_path, history(LINE), made.batch)[second] == (KNOWN, {2, 3})


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    """A commit that is not in the log, a source that tells no parents, a history that is cut off."""
    made = Pipeline()
    made.deploy(1, repository="o/r")
    lost = made.deploy(99, repository="o/r")
    after = made.deploy(3, repository="o/r")
    found = known(tmp_path / "lost", history(LINE), made.batch)
    assert (found[lost], found[after]) == ((NO_COMMIT, set()), (NO_COMMIT, set()))
    two = Pipeline()
    two.deploy(1)
    untold = two.deploy(3)
    assert known(tmp_path / "untold", history({1: None, 3: None}), two.batch)[untold] == (NO_HISTORY, set())
    short = history({1: [], 2: [77], 3: [2]})
    assert known(tmp_path / "short", short, two.batch)[untold] == (CUT_OFF, {2, 3})


def test_a_commit_of_two_sources_is_brought_in_both(tmp_path: Path) -> None:
    """What the tickets are linked to may be either of them; each is linked once, and both to each other."""
    made = Pipeline()
    made.deploy(1)
    second = made.deploy(2)
    more = history({2: None}, source="hub")
    assert known(tmp_path, history(LINE), more, made.batch)[second] == (KNOWN, {2})
    engine = Store(tmp_path / "store").open()
    same = engine.execute("select count(*) from links where rule = ?", [link_rules.SAME_COMMIT])
    both = engine.execute("select count(*) from links where rule = ?", [link_rules.BROUGHT_COMMIT])
    engine.close()
    assert (same, both) == ([(1,)], [(2,)])


def test_what_is_read_later_changes_what_is_known(tmp_path: Path) -> None:
    """The history may be read after the deployments, and other records after both: each time it is right."""
    made = Pipeline()
    made.deploy(1)
    second = made.deploy(3)
    tracker = Batch("tracker")
    tracker.add_object("item", "SHOP-1")
    assert known(tmp_path, made.batch)[second] == (NO_COMMIT, set())
    assert known(tmp_path, history(LINE))[second] == (KNOWN, {2, 3})
    assert known(tmp_path, tracker)[second] == (KNOWN, {2, 3})
    made.batch.mentions.reference[0] = sha(2)
    assert known(tmp_path, made.batch)[second] == (KNOWN, {3})


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    parents=st.lists(st.lists(st.integers(0, 1 << 20), max_size=2), min_size=1, max_size=10),
    deployed=st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ab"), st.booleans()), max_size=8),
)
def test_deployments_agree_with_sets(
    tmp_path_factory: pytest.TempPathFactory,
    parents: list[list[int]],
    deployed: list[tuple[int, str, bool]],
) -> None:
    """On any history and any order of deployments, what was brought is the difference of what both contain."""
    size = len(parents)
    graph = {n: sorted({p % n for p in of}) if n else [] for n, of in enumerate(parents)}
    contained: list[set[int]] = []
    for of in graph.values():
        contained.append({len(contained)}.union(*(contained[parent] for parent in of)))
    made = Pipeline()
    expected: dict[str, tuple[str, set[int]]] = {}
    before: dict[str, int] = {}
    for number, environment, succeeds in deployed:
        commit = number % size
        key = made.deploy(commit + 1, environment=environment, outcome="success" if succeeds else "failure")
        if not succeeds:
            expected[key] = (NOT_DONE, set())
            continue
        last = before.get(environment)
        new = set() if last is None else {one + 1 for one in contained[commit] - contained[last]}
        expected[key] = (FIRST if last is None else KNOWN, new)
        before[environment] = commit
    commits = history({n + 1: [parent + 1 for parent in of] for n, of in graph.items()})
    assert known(tmp_path_factory.mktemp("log"), commits, made.batch) == expected


def touching(batch: Batch, touched: Mapping[int, Sequence[str]]) -> Batch:
    """Let commits tell which services they touch."""
    for number, services in touched.items():
        batch.add_value(object_id(batch.source, "commit", sha(number)), "touches", services)
    return batch


def test_a_service_is_brought_what_touches_it(tmp_path: Path) -> None:
    """What touches another service, or none, is left out; what does not tell is not; others get everything."""
    code = touching(history(LINE), {2: ["Checkout"], 3: ["pay"], 4: []})
    made = Pipeline()
    for service in ("checkout", "pay", "search", None):
        made.deploy(1, service=service)
    keys = [made.deploy(5, service=service) for service in ("checkout", "PAY", "search", None)]
    found = known(tmp_path, code, made.batch)
    assert [found[key] for key in keys] == [
        (KNOWN, {2, 5}),
        (KNOWN, {3, 5}),
        (KNOWN, {2, 3, 4, 5}),
        (KNOWN, {2, 3, 4, 5}),
    ]


def test_an_environment_that_is_named_after_a_service_is_of_it(tmp_path: Path) -> None:
    """Only whole words count, the longest name wins, and a service of another repository is none here."""
    code = touching(history(LINE), {2: ["pay"], 3: ["pay-api"], 4: [], 5: []})
    other = touching(history({8: [], 9: [8]}, repository="o/other", source="more"), {9: ["search"]})
    made = Pipeline()
    places = ("production/pay", "pay-api-production", "payments", "search")
    for place in places:
        made.deploy(1, environment=place)
    keys = [made.deploy(5, environment=place) for place in places]
    found = known(tmp_path, code, other, made.batch)
    everything = (KNOWN, {2, 3, 4, 5})
    assert [found[key] for key in keys] == [(KNOWN, {2}), (KNOWN, {3}), everything, everything]


def test_every_outcome_is_one_that_is_listed() -> None:
    """Whoever words the outcomes finds them all in one place."""
    assert set(OUTCOMES) == {KNOWN, CUT_OFF, FIRST, NO_COMMIT, NO_HISTORY, NOT_DONE}
