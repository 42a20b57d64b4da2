"""The delivery page's values, put together from the measures of delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headrace.flow import delivery as measures
from headrace.flow.deliveries import Deliveries, read_deliveries
from headrace.flow.event_pairs import concerned, event_pair
from headrace.flow.spans import NEVER
from headrace.flow.survival import flow_survival
from headrace.report.delivery.delivery_lines import Looked, devlake_lines, failed_in, frequency, strict_lines
from headrace.report.delivery.delivery_view import DeliveryView, LeadPart, PairTime, Unlinked
from headrace.report.dimensions.profile_view import Dimension
from headrace.report.flow.current_flow import flow_times
from headrace.report.view import Window
from headrace.report.wording.phrases import text
from headrace.value_streams.delivery_stages import delivery_stages

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.flow.event_pairs import Pair
    from headrace.flow.selection import Selection
    from headrace.report.delivery.delivery_view import Mode
    from headrace.report.dimensions.profile_view import MeasureLine, ProfileAsked
    from headrace.report.surroundings import Surroundings
    from headrace.value_streams.definition import DeliveryStage, ValueStream

_FEWEST = 5


def delivery(asked: ProfileAsked) -> Dimension:
    """Return the delivery dimension of a stream, in our reading."""
    return _dimension(_of_profile(asked), "strict")


def deployed(asked: ProfileAsked) -> MeasureLine:
    """Return how often the stream's work is deployed, in our reading: one count for every dimension that says it."""
    return frequency(_of_profile(asked))


def _of_profile(asked: ProfileAsked) -> Looked:
    return _looked(asked.deliveries, asked.stream, asked.selection, asked.around.data_to)


def current_delivery(
    engine: Engine, stream: ValueStream, selection: Selection, around: Surroundings, mode: Mode = "strict"
) -> DeliveryView:
    """Return how the stream's work is delivered in the selection's window.

    Args:
        engine: holds the stream's derived tables.
        mode: ``strict`` is our reading, ``devlake`` that of Apache DevLake.
    """
    found = read_deliveries(engine, stream, selection)
    seen = _looked(found, stream, selection, around.data_to)
    parts = measures.lead_parts(found.changes, seen.window.start, seen.last)
    named = (("coding", parts.coding), ("review", parts.review), ("release", parts.release)) if parts else ()
    return DeliveryView(
        stream=stream.id,
        name=stream.name,
        customer=stream.customer,
        unit=stream.unit,
        mode=mode,
        window=around.window,
        observed=seen.window,
        kind=selection.kind,
        kinds=around.kinds,
        missing=around.missing,
        remedy=around.remedy,
        dimension=_dimension(seen, mode),
        parts=tuple(LeadPart(key, days) for key, days in named if days is not None),
        parts_changes=parts.changes if parts else 0,
        behind=parts.behind if parts else 0,
        stages=_stages(engine, stream, selection, seen),
        unlinked=seen.unlinked,
        **_counts(seen),
        data_to=around.data_to,
        sources=around.sources,
        made_up=around.made_up,
    )


def _counts(seen: Looked) -> dict[str, int | None]:
    """Return how much was deployed in the window; what no record tells of is ``None``, not 0."""
    carried = seen.found.changes.deployed
    inside = int(((carried >= seen.window.start) & (carried <= seen.last)).sum())
    known = bool(seen.found.deployments.own.any())
    judged = known and "incident" in seen.found.types
    return {
        "n_changes": inside if (carried != NEVER).any() else None,
        "n_deployments": int(seen.inside.sum()) if known else None,
        "n_failed": failed_in(seen) if judged else None,
    }


def _dimension(seen: Looked, mode: Mode) -> Dimension:
    lines = strict_lines(seen) if mode == "strict" else devlake_lines(seen)
    none = not any(each.measured for each in lines)
    remedy = next((each.remedy for each in lines if each.remedy), "") if none else ""
    name, question = text("delivery.name"), text("delivery.question")
    return Dimension("delivery", name, question, lines, remedy=remedy, page="delivery")


def _looked(found: Deliveries, stream: ValueStream, selection: Selection, data_to: int) -> Looked:
    window = _observed(found, selection, data_to)
    traced = measures.lead_spans(found.changes, window.start, window.end - 1)
    charged = measures.failures(found, stream.delivery.cause_within)
    return Looked(stream.id, found, window, charged, traced, _unlinked(found, traced, window))


def _observed(found: Deliveries, selection: Selection, data_to: int) -> Window:
    """Return the part of the window since the first deployment or change of the stream, until the data's time."""
    firsts = [found.deployments.first[found.deployments.own], found.changes.opened, found.changes.begun]
    moments = np.concatenate([each[each != NEVER] for each in firsts])
    end = max(min(selection.end, data_to + 1), selection.start + 1)
    if not len(moments):
        return Window(selection.start, end)
    return Window(min(max(selection.start, int(moments.min())), end - 1), end)


def _unlinked(found: Deliveries, traced: measures.Traced, window: Window) -> Unlinked:
    there, incidents = found.deployments, found.incidents
    inside = (there.first >= window.start) & (there.first < window.end)
    began = (incidents.opened >= window.start) & (incidents.opened < window.end) & ~incidents.dropped
    return Unlinked(
        traced.untraced,
        traced.merged,
        int((there.alone & inside).sum()),
        int(inside.sum()),
        int((began & ~incidents.told).sum()),
        int(began.sum()),
    )


def _stages(engine: Engine, stream: ValueStream, selection: Selection, seen: Looked) -> tuple[PairTime, ...]:
    # not once computed: most stages of most logs have no events, and need nothing of it
    reached = concerned(engine)
    return tuple(
        _stage(each, event_pair(engine, stream, each, reached, selection), seen)
        for each in delivery_stages(stream)
    )


def _stage(stage: DeliveryStage, pair: Pair, seen: Looked) -> PairTime:
    start, end = (", ".join(map(str, rules)) for rules in (stage.start, stage.end))
    why = None
    if pair.unmatched:
        why = text("delivery.stage.missing", {"rules": pair.unmatched[0][1]})
    times = flow_times(flow_survival(pair.spans, seen.window.start, seen.last))
    told = times.items >= _FEWEST
    still = int((pair.spans.known_at(seen.last).ends == NEVER).sum())
    return PairTime(
        name=stage.name,
        start=start,
        end=end,
        last=stage.last,
        n=times.items,
        over=times.finished,
        still=still,
        half=times.half if told else None,
        p85=times.p85 if told else None,
        longest=times.longest,
        missing=why,
        remedy=text("delivery.stage.missing.mend") if why else "",
    )
