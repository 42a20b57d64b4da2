"""Which items of a stream are irregular or contradict themselves, how they are counted, and examples of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from headrace.engine import rows
from headrace.eventlog.timestamps import DAY, to_text
from headrace.report.trust.trust_view import ContradictionLine, Example, OddityLine, StreamTrust
from headrace.report.wording.phrases import text
from headrace.report.words import day, plural
from headrace.value_streams.contradictions import EXAMPLES
from headrace.value_streams.definition import Mode
from headrace.value_streams.derivation import last_reading
from headrace.value_streams.stage_coverage import begun_midway

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.eventlog.linking import Frame
    from headrace.value_streams.contradictions import Contradiction
    from headrace.value_streams.definition import ValueStream


def oddity_lines(engine: Engine, stream: ValueStream) -> tuple[OddityLine, ...]:
    """Return how many of a stream's items are irregular, in which way, which, and what is done about it."""
    items = engine.table("items").select("item_no")
    unknown = engine.table("start_unknown").select("item_no").unique()
    total = _count(items) + _count(unknown)
    return tuple(
        _oddity(engine, stream, (what, rule, engine.once(found)), total)
        for what, rule, found in (
            ("start unknown", "left out of every average: only their end was recorded", unknown),
            ("begin midway", _midway(stream), begun_midway(engine, stream).select("item_no")),
            *_by_visits(engine, stream),
            (
                "have date-only stamps",
                "taken as 00:00 UTC of that day; on one day the order of the stages decides",
                _date_only(engine, items),
            ),
            _after_the_reading(engine, items),
            _before_tools(engine, items),
        )
    )


def _oddity(engine: Engine, stream: ValueStream, found: tuple[str, str, Frame], total: int) -> OddityLine:
    what, rule, frame = found
    count = _count(frame)
    first = frame.sort("item_no", descending=True).head(EXAMPLES) if count else None
    numbers = [] if first is None else [row["item_no"] for row in rows(first)]
    shown = examples(engine, numbers, listed=what != "start unknown")
    return OddityLine(stream.id, what, rule, count, count / total if total else 0.0, shown)


def _midway(stream: ValueStream) -> str:
    ruled = (stage.name for stage in stream.stages if stage.waiting or stage.working or stage.blocked)
    return text("trust.midway", {"stage": next(ruled, stream.stages[0].name)})


def _by_visits(engine: Engine, stream: ValueStream) -> list[tuple[str, str, Frame]]:
    """Return what the visits of items show: reopened, sent back, a stage skipped, no work at all."""
    visits = engine.table("visits")
    real = visits.filter(~nw.col("estimated"))
    stages = real.filter(nw.col("mode") < int(Mode.DONE)).group_by("item_no")
    few = stages.agg(stages=nw.col("stage_order").n_unique()).filter(nw.col("stages") < _recorded(stream))
    done = engine.table("items").filter(nw.col("outcome") == int(Mode.DONE)).select("item_no")
    worked = real.filter(nw.col("mode") == int(Mode.WORKING)).select("item_no").unique()
    return [
        (
            "reopened after the end",
            "the end does not count; until work goes on they wait for it",
            visits.filter(nw.col("from_stage") == len(stream.stages)).select("item_no").unique(),
        ),
        (
            "went back to an earlier stage",
            "the time counts again, and they are shown as sent back",
            visits.filter("returned").select("item_no").unique(),
        ),
        (
            "finished without every stage",
            "a stage that was skipped counts as zero days in the averages",
            few.join(done, on="item_no", how="semi").select("item_no"),
        ),
        (
            "finished without any work recorded",
            "all their time counts as waiting",
            done.join(worked, on="item_no", how="anti"),
        ),
    ]


def contradiction_lines(
    engine: Engine, stream: ValueStream, rules: Sequence[Contradiction]
) -> tuple[ContradictionLine, ...]:
    """Return how many items contradict themselves in which way, how they are counted, and what to do."""
    slots = {"unit": stream.unit, "units": plural(stream.unit), "type": stream.items}
    return tuple(
        ContradictionLine(
            stream=stream.id,
            name=found.name,
            what=text(f"contradiction.{found.name}", slots),
            counted=text(f"contradiction.{found.name}.counted", slots),
            remedy=text(f"contradiction.{found.name}.remedy", slots),
            items=found.items,
            of=found.of,
            share=found.items / found.of if found.of else None,
            unasked="" if found.of else text(f"contradiction.{found.name}.unasked", slots),
            examples=examples(engine, found.examples),
        )
        for found in rules
    )


def of_all(engine: Engine, stream: ValueStream, contradicted: int) -> StreamTrust:
    """Return of how many items of a stream the start is known, and how many contradict themselves."""
    known, unknown = _count(engine.table("items")), _count(engine.table("start_unknown").unique())
    midway = _count(begun_midway(engine, stream))
    return StreamTrust(stream.id, known + unknown, known - midway, contradicted)


def examples(engine: Engine, numbers: Sequence[int], *, listed: bool = True) -> tuple[Example, ...]:
    """Return items as examples, in the order of their numbers given; ``listed``: they have a page."""
    objects = engine.table("objects").filter(nw.col("object_no").is_in(list(numbers)))
    named = {row["object_no"]: row for row in rows(objects)} if numbers else {}
    return tuple(
        Example(row["object_id"], row["key"], row["url"], listed)
        for row in (named[number] for number in numbers if number in named)
    )


def _recorded(stream: ValueStream) -> int:
    return sum(bool(stage.waiting or stage.working or stage.blocked) for stage in stream.stages)


def _date_only(engine: Engine, items: Frame) -> Frame:
    stamped = engine.table("happenings").filter("date_only").select(item_no=nw.col("object_no")).unique()
    return items.join(stamped, on="item_no", how="semi")


def _after_the_reading(engine: Engine, items: Frame) -> tuple[str, str, Frame]:
    """Return which items have stamps of the future, with the latest of them as an example."""
    late = engine.table("happenings").filter(nw.col("occurred_at") > last_reading(engine))
    latest = late.group_by("object_no").agg(at=nw.col("occurred_at").max()).rename({"object_no": "item_no"})
    found = engine.once(items.join(latest, on="item_no", how="inner"))
    keys = engine.table("objects").select("key", item_no=nw.col("object_no"))
    first = rows(
        found.join(keys, on="item_no", how="inner").sort("at", "key", descending=[True, False]).head(1)
    )
    example = f"{first[0]['key']} on {day(first[0]['at'])}, for example; " if first else ""
    return (
        "have events later than they were read",
        f"{example}what is now does not follow them",
        found.select("item_no"),
    )


def _before_tools(engine: Engine, items: Frame) -> tuple[str, str, Frame]:
    """Return which items have stamps from before any tool wrote one, with the earliest of them as an example.

    The first day of 1970 is among them: it is what tools write where they know no time.
    """
    early = engine.table("happenings").filter(nw.col("occurred_at") < DAY)
    earliest = (
        early.group_by("object_no").agg(at=nw.col("occurred_at").min()).rename({"object_no": "item_no"})
    )
    found = engine.once(items.join(earliest, on="item_no", how="inner"))
    keys = engine.table("objects").select("key", item_no=nw.col("object_no"))
    first = rows(found.join(keys, on="item_no", how="inner").sort("at", "key").head(1))
    example = f"{first[0]['key']} on {to_text(first[0]['at'])[:10]}, for example; " if first else ""
    return (
        "have events dated 1970-01-01 or earlier",
        f"{example}their time counts from then on: correct the date where it is kept, and read it again",
        found.select("item_no"),
    )


def _count(frame: Frame) -> int:
    return int(rows(frame.select(n=nw.len()))[0]["n"])
