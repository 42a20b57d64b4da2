"""Incidents and findings as episodes: which concern a stream, when they began and ended, and what came back."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from headrace.engine import Embedded
from headrace.eventlog.store import Store
from headrace.flow.episodes import NO_CAUSE, read_episodes
from headrace.flow.spans import NEVER
from headrace.flow.survival import flow_survival
from headrace.value_streams.definition import ValueStream
from headrace.value_streams.derivation import derive
from headrace.value_streams.episodes import Meaning, meaning_of
from tests.flow import trouble
from tests.flow.trouble import STREAM, at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Return the derived tables over the whole small log."""
    folder = tmp_path_factory.mktemp("episodes")
    with trouble.derived(folder, trouble.work(), trouble.trouble(), trouble.findings()) as opened:
        yield opened


def test_incidents_concern_a_stream_by_link_or_by_service(engine: Embedded) -> None:
    """Two are caused by its deployment, one is of its service in other letters, one linked; one is of nobody here."""
    found = read_episodes(engine, STREAM, "incident")
    nameless = read_episodes(engine, STREAM.model_copy(update={"services": ()}), "incident")
    assert found.spans.starts.tolist() == [at(7), at(10), at(14), at(17)]
    assert found.linked.tolist() == [True, True, False, True]
    assert found.severities == ("high", "low", "low", "low")
    assert nameless.spans.starts.tolist() == [at(7), at(10), at(17)]


def test_an_incident_ends_when_it_was_resolved_for_good(engine: Embedded) -> None:
    """Closing does not lengthen it, reopening does, and what is not resolved is open."""
    found = read_episodes(engine, STREAM, "incident")
    assert found.spans.ends.tolist() == [at(9), at(16), at(15.5), NEVER]
    assert found.spans.done.tolist() == [True, True, True, False]
    assert found.again.tolist() == [False, True, False, False]
    assert found.taken_up.tolist() == [at(7.5), NEVER, at(15), NEVER]
    taken = found.until_taken_up
    assert taken.done.tolist() == [True, False, True, False]
    assert taken.ends.tolist() == [at(7.5), at(16), at(15), NEVER]


def test_recovery_counts_what_is_still_open(engine: Embedded) -> None:
    """Of 2, 6, 1.5 and more than 3 days, Kaplan and Meier's half is 2 days: S is 3/4, 1/2, and 1/2·0 after 6."""
    found = read_episodes(engine, STREAM, "incident")
    curve = flow_survival(found.spans, at(0), at(20))
    assert [curve.at(age) for age in (1.4, 1.5, 2, 5.9)] == pytest.approx([1, 0.75, 0.5, 0.5])
    assert curve.quantile(0.5).days == pytest.approx(2)
    assert (curve.n, curve.finished) == (4, 3)


def test_an_incident_is_repeated_when_it_or_its_cause_came_back(engine: Embedded) -> None:
    """The second has the first one's cause and was reopened: one of four; two of four have a declared cause."""
    found = read_episodes(engine, STREAM, "incident")
    assert found.repeated.tolist() == [False, True, False, False]
    assert (found.causes != NO_CAUSE).tolist() == [True, True, False, False]
    repeats, caused = found.repeats(), found.caused()
    assert repeats is not None
    assert caused is not None
    assert (repeats.events, repeats.of, caused.events, caused.value) == (1, 4, 2, 0.5)


def test_findings_concern_a_stream_by_its_repositories(engine: Embedded) -> None:
    """Three lie where the stream's changes do; the fixed one took 4 days, one is open, one was dismissed."""
    found = read_episodes(engine, STREAM, "vulnerability", in_repositories=True)
    by_link = read_episodes(engine, STREAM, "vulnerability")
    spans = found.spans
    assert sorted(zip(spans.starts.tolist(), spans.ends.tolist(), spans.done.tolist(), strict=True)) == [
        (at(2), at(6), True),
        (at(5), at(8), False),
        (at(5), NEVER, False),
    ]
    assert not found.linked.any()
    assert len(by_link) == 0
    assert len(found.open_at(at(7))) == 2


def test_a_stream_whose_items_are_incidents_reads_them_itself(tmp_path: Path) -> None:
    """Where incidents flow, they are the stream's own, and concern it."""
    own = ValueStream.model_validate(
        STREAM.model_dump(by_alias=True)
        | {
            "items": "incident",
            "follows": (),
            "services": (),
            "stages": [{"name": "Mend", "function": "Operations", "working": ["incident.opened"]}],
            "done": ["incident.resolved"],
            "kind": None,
        }
    )
    store = Store(tmp_path / "store")
    store.ingest([trouble.trouble()])
    with closing(Embedded(log=store.snapshots.current())) as engine:
        derive(engine, own)
        assert len(read_episodes(engine, own, "incident")) == 5


@pytest.mark.parametrize(
    ("event", "value", "meaning"),
    [
        ("opened", None, Meaning.OPEN),
        ("status", "Resolved", Meaning.ENDED),
        ("status", "postmortem", None),
        ("status", "Not a problem", Meaning.DROPPED),
        ("status", "Diagnosing", Meaning.OPEN),
        ("status", "acknowledged", Meaning.TAKEN_UP),
        ("escalated", None, None),
    ],
)
def test_an_event_means_what_its_name_usually_says(
    event: str, value: str | None, meaning: Meaning | None
) -> None:
    """Canonical events and usual statuses are read; what says nothing of beginning or end is left alone."""
    assert meaning_of(event, value) == meaning
