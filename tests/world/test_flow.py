"""The measures of flow against the made-up company, of which the truth is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from headrace.flow.sample_path import sample_path
from headrace.flow.spans import spans_of
from headrace.flow.survival import flow_survival
from headrace.value_streams.rollup import DAY
from headrace.world.company import IMAGINARY_TILLS

if TYPE_CHECKING:
    from headrace.flow.spans import Spans
    from headrace.world import World
    from headrace.world.truth import TrueTimeline

STREAMS = [stream.id for stream in IMAGINARY_TILLS.streams]


def timelines(world: World, stream: str) -> list[TrueTimeline]:
    """Return what really happened to each item that can be seen from its start."""
    return [found for found in world.truth.happened[stream].values() if found.started_at is not None]


def true_spans(world: World, stream: str) -> Spans:
    """Return the true spans of a stream's items."""
    listed = timelines(world, stream)
    return spans_of(
        [each.started_at or 0 for each in listed],
        [None if each.outcome == "open" else each.ended_at for each in listed],
        [each.outcome == "done" for each in listed],
    )


@pytest.mark.parametrize("stream", STREAMS)
def test_the_sample_path_is_what_the_company_saw_each_morning(world: World, stream: str) -> None:
    """On every tenth day, N(t) is how many pieces of work are in a stage then, counted visit by visit."""
    spans = true_spans(world, stream)
    listed = timelines(world, stream)
    first = int(spans.starts.min())
    times = np.arange(first + DAY, world.truth.until, 10 * DAY)
    path = sample_path(spans, first, times)
    for at, present in zip(times.tolist(), path.present.tolist(), strict=True):
        inside = sum(
            any(
                v.stage is not None and v.entered_at <= at and (v.left_at is None or at < v.left_at)
                for v in each.visits
            )
            for each in listed
        )
        assert inside == present


@pytest.mark.parametrize("stream", STREAMS)
def test_an_estimate_made_early_holds_what_came_of_the_work(world: World, stream: str) -> None:
    """Half-way through the records, with much work open, the range of the median holds the one known at their end.

    What is compared is the same work: all that had begun by then, watched from its start. A 95 % range may miss one
    stream in twenty, so a miss by less than half a range is let pass.
    """
    spans = true_spans(world, stream)
    first, middle = int(spans.starts.min()), (int(spans.starts.min()) + world.truth.until) // 2
    begun = spans.known_at(middle)
    early = flow_survival(begun, first, middle).quantile(0.5)
    later = spans_of(
        spans.starts[spans.starts <= middle].tolist(),
        [None if end > world.truth.until else end for end in spans.ends[spans.starts <= middle].tolist()],
        spans.done[spans.starts <= middle],
    )
    final = flow_survival(later, first, world.truth.until).quantile(0.5)
    assert early.low is not None
    assert final.days is not None
    high = np.inf if early.high is None else early.high
    slack = ((final.days if early.high is None else early.high) - early.low) / 2
    assert early.low - slack <= final.days <= high + slack
