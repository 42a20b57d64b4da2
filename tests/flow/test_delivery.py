"""DORA's five for the work of one stream, on a log that is checked by hand: what is linked, charged, and still open."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.engine import Embedded
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store
from headrace.flow import delivery
from headrace.flow.deliveries import NONE, Changes, Deliveries, read_deliveries
from headrace.flow.event_pairs import concerned, event_pair
from headrace.flow.selection import Selection
from headrace.flow.spans import NEVER
from headrace.value_streams.definition import DeliveryStage, ValueStream
from headrace.value_streams.derivation import derive
from headrace.value_streams.passage import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = 86_400_000_000
ALL = Selection(0, 400 * DAY)
START, END = 0, 400 * DAY


def stream(**more: object) -> ValueStream:
    """Return a stream of items that follows nothing: what delivers its work is found by links all the same."""
    return ValueStream.model_validate(
        {
            "id": "shop", "name": "Shop", "customer": "a shop", "value": "has it", "items": "item", "kind": "type",
            "stages": [{"name": "Build", "function": "Engineering", "working": ["item.opened"]}],
            "done": ["item.closed"], **more,
        }
    )  # fmt: skip


def a_log(more: int = 0) -> Batch:
    """Return five items of a shop, one of a bank, ``more`` of the shop, with change and deployment; days since 1970.

    Change n is authored on day 10n, opened a day later, merged two days after that, deployed two days after that. Of
    SHOP-4 nothing is deployed yet, of SHOP-3 only to staging. D-1 caused two incidents, of which one is open; D-5
    carries the change that mends the first. D-9 is linked to nothing.
    """
    batch = Batch("all")
    for n, project in enumerate((*["SHOP"] * 5, "BANK", *["SHOP"] * more)):
        item = batch.add_object("item", f"{project}-{n}")
        batch.add_value(item, "type", "bug" if n == 2 else "feature")
        batch.add_value(item, "project", project)
        batch.add_event("opened", f"i{n}", (10 * n - 5) * DAY + 10 * DAY, [item])
        change = batch.add_object("change", f"o/r#{n}")
        for what, day in (("authored", 10), ("opened", 11), ("merged", 13)):
            batch.add_event(what, f"c{n}", (10 * n + day) * DAY, [change])
        batch.add_relation(change, item, "about", rule="key in text")
        build = batch.add_object("build", f"B-{n}")
        batch.add_event("started", f"b{n}", (10 * n + 13) * DAY, [build])
        batch.add_relation(build, change, "of", rule="built change")
        if n != 4:
            deployed = batch.add_object("deployment", f"D-{n}")
            batch.add_value(deployed, "production", "no" if n == 3 else "True" if n == 2 else "yes")
            batch.add_event("finished", f"d{n}", (10 * n + 15) * DAY, [deployed], value="success")
            batch.add_relation(deployed, build, "made by", rule="deploying build")
            again = batch.add_object(
                "deployment", f"E-{n}"
            )  # the same build again, later: not the first to carry it
            batch.add_value(again, "production", "no")
            batch.add_event("finished", f"e{n}", (10 * n + 25) * DAY, [again], value="success")
            batch.add_relation(again, build, "made by", rule="deploying build")
    alone = batch.add_object("deployment", "D-9")
    batch.add_event("finished", "d9", 90 * DAY, [alone], value="success")
    failed = batch.add_object("deployment", "D-8")
    batch.add_event("finished", "d8", 91 * DAY, [failed], value="failure")
    for key, opened, resolved in (("INC-1", 26, 30), ("INC-2", 27, None), ("INC-3", 36, 37)):
        incident = batch.add_object("incident", key)
        batch.add_event("opened", key, opened * DAY, [incident])
        if resolved:
            batch.add_event("resolved", key, resolved * DAY, [incident])
        if key != "INC-3":
            declared = "caused by" if key == "INC-1" else "Root cause"
            batch.add_mention(incident, "D-1", declared, rule="declared issue link", declared=True)
    batch.add_mention("all:change:o/r#5", "INC-1", "about", rule="key in text")
    return batch


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Embedded]:
    """Return the stream's derived tables over that log."""
    store = Store(tmp_path / "store")
    store.ingest([a_log()])
    with closing(Embedded(log=store.snapshots.current())) as opened:
        derive(opened, stream(scope="project = 'SHOP'"))
        yield opened


def read(engine: Embedded, **more: object) -> Deliveries:
    """Return the deliveries of the stream."""
    return read_deliveries(engine, stream(scope="project = 'SHOP'", **more), ALL)


def test_only_what_links_lead_to_is_the_streams(engine: Embedded) -> None:
    """Changes and deployments of another stream's items, of staging, or of nothing are not counted as its own."""
    found = read(engine)
    assert len(found.changes) == 5
    assert found.deployments.own.sum() == 3  # D-0, D-1, D-2
    assert len(found.deployments.numbers) == 5  # with BANK's and the one that is linked to nothing
    assert found.deployments.alone.sum() == 1
    bugs = read_deliveries(engine, stream(scope="project = 'SHOP'"), Selection(0, 400 * DAY, "bug"))
    assert (len(bugs.changes), bugs.deployments.own.sum()) == (1, 1)


def test_lead_time_counts_what_is_not_there_yet(engine: Embedded) -> None:
    """Five days each; those that are merged are watched while others took as long, and untraced after that."""
    found = read(engine)
    soon = 54 * DAY  # SHOP-4 was merged a day ago; SHOP-3, of day 43, for longer than any took
    traced = delivery.lead_spans(found.changes, START, soon)
    assert (traced.merged, traced.untraced, traced.from_opened) == (5, 1, 0)
    curve = delivery.lead_time(traced, START, soon)
    assert (curve.n, curve.finished, curve.quantile(0.5).days) == (4, 3, 5.0)
    parts = delivery.lead_parts(found.changes, START, soon)
    assert parts == delivery.LeadParts(1.0, 2.0, 2.0, 3, 0)


def test_a_deployment_failed_when_an_incident_names_it(engine: Embedded) -> None:
    """Two incidents of one deployment are one failure; one without a cause counts only within a stated time."""
    found = read(engine)
    charged = delivery.failures(found)
    rate = delivery.fail_rate(found, charged, START, END)
    assert rate is not None
    assert (rate.events, rate.of) == (1, 3)
    assert found.incidents.told.tolist() == [True, True, False]
    near = delivery.failures(found, within=2.0)
    # the one without a cause is of no service of the stream, and linked to nothing of it
    assert len(near[0]) == len(charged[0])
    found.incidents.own[2] = True
    assert len(delivery.failures(found, within=2.0)[0]) == 3
    assert len(delivery.failures(found, within=0.5)[0]) == 2


def test_recovery_ends_with_the_last_incident(engine: Embedded) -> None:
    """While one incident of a deployment is open, it has not recovered."""
    found = read(engine)
    spans = delivery.recovery_spans(found, delivery.failures(found))
    assert (spans.starts.tolist(), spans.ends.tolist()) == ([25 * DAY], [NEVER])
    one = found.incidents.causes[0] == 0
    spans = delivery.recovery_spans(found, (found.incidents.causes[0][one], found.incidents.causes[1][one]))
    assert ((spans.ends - spans.starts) / DAY).tolist() == [5.0]


def test_rework_mends_an_incident_of_the_stream(engine: Embedded) -> None:
    """The deployment that carries the change about the incident counts, though another stream's item is in it."""
    found = read(engine)
    assert delivery.reworks(found).sum() == 1
    rate = delivery.rework_rate(found, START, END)
    assert rate is not None
    assert (rate.events, rate.of) == (1, 4)


def test_a_pair_of_events_ends_in_production_or_when_its_item_left(engine: Embedded) -> None:
    """Three are through after two days; staging is not production; rules that mean nothing say so."""
    asked = stream(scope="project = 'SHOP'")
    stage = DeliveryStage.model_validate(
        {"name": "Staging", "start": ["change.merged"], "end": ["deployment.finished=success"]}
    )
    pair = event_pair(engine, asked, stage, concerned(engine), ALL)
    took = (pair.spans.ends - pair.spans.starts)[pair.spans.done] / DAY
    assert (len(pair.spans), took.tolist()) == (5, [2.0, 2.0, 2.0])
    absent = DeliveryStage.model_validate(
        {"name": "Plan", "start": ["item.sprint"], "end": ["change.opened"]}
    )
    pair = event_pair(engine, asked, absent, concerned(engine), ALL)
    assert (len(pair.spans), pair.absent) == (0, "start")


def test_what_delivers_is_reached_before_what_it_delivers() -> None:
    """A type that the stream does not follow is looked for before those that the work reaches later."""
    assert in_order(("ticket", "change", "deployment"), {"commit", "build"}) == [
        "ticket", "change", "commit", "build", "deployment",
    ]  # fmt: skip
    assert in_order((), {"deployment", "change"}) == ["change", "deployment"]


_MOMENT = st.one_of(st.just(NEVER), st.integers(0, 300 * DAY))


@given(st.lists(st.tuples(_MOMENT, _MOMENT, _MOMENT, _MOMENT), max_size=30))
def test_parts_add_up_to_the_mean_lead_time(rows: list[tuple[int, int, int, int]]) -> None:
    """Whatever the order of the moments: nothing is cut off at zero, so the parts' sum is the whole."""
    begun, opened, merged, deployed = (np.array([row[at] for row in rows], dtype=np.int64) for at in range(4))
    none = np.full(len(rows), NEVER)
    changes = Changes(
        np.arange(len(rows)), begun, opened, none, merged, none, deployed, np.full(len(rows), NONE), none
    )
    parts = delivery.lead_parts(changes, START, END)
    known = [row for row in rows if NEVER not in row]
    if known:
        assert parts is not None
        assert parts.changes == len(known)
        whole = sum(row[3] - row[0] for row in known) / len(known) / DAY
        assert (parts.coding or 0.0) + parts.review + parts.release == pytest.approx(whole, abs=1e-6)
    spans = delivery.lead_spans(changes, START, END).spans
    assert (spans.ends >= spans.starts).all()
