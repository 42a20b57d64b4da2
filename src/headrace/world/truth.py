"""What is true of the made-up company: where work was, what the records tell of it, what turns did."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from headrace.world import clock
from headrace.world.records import Moment, happened
from headrace.world.work import DONE, MODES, WAITING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.world.process import Company, Process, Stream
    from headrace.world.records import Records
    from headrace.world.work import Work

Works = dict[str, list["Work"]]


@dataclass(frozen=True, slots=True)
class TrueVisit:
    """One stay of an item, µs UTC; the end has no stage, no function and no length."""

    stage: str | None
    stage_order: int
    function: str | None
    mode: str
    entered_at: int
    left_at: int | None
    returned: bool


@dataclass(frozen=True, slots=True)
class TrueTimeline:
    """All visits of an item; ``outcome`` is done, cancelled, open, or start unknown (then there are none)."""

    visits: tuple[TrueVisit, ...]
    outcome: str

    @property
    def started_at(self) -> int | None:
        """When it began, µs UTC; ``None`` when that is unknown."""
        return self.visits[0].entered_at if self.visits else None

    @property
    def ended_at(self) -> int | None:
        """When it ended, µs UTC; ``None`` while it is open or when its start is unknown."""
        return self.visits[-1].left_at if self.visits else None


@dataclass(frozen=True, slots=True)
class TrueEffect:
    """What a turn did to the wait before one stage, or to the whole journey (``stage`` is ``None``).

    ``days`` is the average difference to the same pieces of work in a world without the turn, over the
    ``n`` that began after it and were finished in both.
    """

    process: str
    stage: str | None
    days: float
    n: int


class Truth:
    """What is true; everything is worked out when it is first asked for.

    Args:
        company: who it is about.
        works: all work, as it happened.
        records: what was written down of it.
        until: the records' end, µs UTC.
        without: makes the same world without one turn.
    """

    def __init__(
        self,
        company: Company,
        works: Works,
        records: Records,
        until: int,
        without: Callable[[str], Works],
    ) -> None:
        self.company = company
        self.works = works
        self.records = records
        self.until = until
        self._without = without

    @cached_property
    def happened(self) -> Mapping[str, Mapping[str, TrueTimeline]]:
        """Stream → item id → what really happened to it, whether or not it was recorded."""
        return {
            stream.id: {
                self.records.ids[work.name]: timeline(work.process, happened(work, self.until))
                for work in self.items(stream)
            }
            for stream in self.company.streams
        }

    @cached_property
    def recorded(self) -> Mapping[str, Mapping[str, TrueTimeline]]:
        """Stream → item id → what a perfect reader of the records, and of the links in them, would see.

        Items of which nothing can be seen but that they exist are left out.
        """
        seen = self.records.seen
        return {
            stream.id: {
                item: timeline(work.process, seen[item])
                for work in self.items(stream)
                if seen[item := self.records.ids[work.name]]
            }
            for stream in self.company.streams
        }

    @cached_property
    def outcomes(self) -> Mapping[str, Mapping[str, bool]]:
        """Stream → finished item → whether its customer got what was hoped; empty without a measure."""
        told = self.records.outcomes
        return {
            stream.id: {
                item: told[item]
                for work in self.items(stream)
                if (item := self.records.ids[work.name]) in told
            }
            for stream in self.company.streams
        }

    @property
    def followed(self) -> Mapping[str, float]:
        """Rule of a link → share of the records that carry the link they should."""
        links = self.records.links
        return {
            rule: links[rule, True] / (links[rule, True] + links[rule, False])
            for rule in sorted({rule for rule, _ in links})
        }

    def items(self, stream: Stream) -> list[Work]:
        """Return the work in a stream that has a flowing record, in order of arrival."""
        return [
            work
            for process in stream.processes
            for work in self.works[process]
            if work.name in self.records.ids
            and (process not in stream.labelled or stream.labelled[process] in work.labels)
        ]

    def effects(self, turn: str) -> tuple[TrueEffect, ...]:
        """Return what a turn really did, everywhere in the company: per process, then per stage."""
        since = clock.moment_of(self.company.turn(turn).since)
        other = self._without(turn)
        return tuple(
            effect
            for process in self.company.processes
            for effect in _differences(process, self.works[process.key], other.get(process.key, []), since)
        )


def timeline(process: Process, moments: Sequence[Moment]) -> TrueTimeline:
    """Return the visits that these moments, in order, make; the rules are those of DOMAIN.md."""
    stays = _stays(moments)
    if not stays or stays[0][0].mode >= DONE or stays[0][1]:
        return TrueTimeline((), "start unknown")
    visits: list[TrueVisit] = []
    furthest = -1
    for position, (moment, reopened) in enumerate(stays):
        furthest = len(process.stages) if reopened else max(furthest, moment.stage)
        if moment.mode >= DONE:
            visits.append(
                TrueVisit(None, moment.stage, None, MODES[moment.mode], moment.at, moment.at, False)
            )
            break
        left = stays[position + 1][0].at if position + 1 < len(stays) else None
        stage, mode = process.stages[moment.stage].name, MODES[moment.mode]
        returned = moment.stage < furthest
        visits.append(TrueVisit(stage, moment.stage, moment.function, mode, moment.at, left, returned))
    return TrueTimeline(tuple(visits), visits[-1].mode if visits[-1].stage is None else "open")


def _stays(moments: Sequence[Moment]) -> list[tuple[Moment, bool]]:
    """Keep what changes where the item is; an end that more follows is a wait for that, and marked."""
    kept: list[Moment] = []
    for moment in moments:
        if kept and (moment[1:] == kept[-1][1:] or (moment.mode >= DONE and kept[-1].mode >= DONE)):
            continue
        kept.append(moment)
    stays: list[tuple[Moment, bool]] = []
    for position, moment in enumerate(kept):
        following = kept[position + 1] if position + 1 < len(kept) else None
        if moment.mode >= DONE and following:
            stays.append((Moment(moment.at, following.stage, WAITING, following.function), True))
        else:
            stays.append((moment, False))
    return stays


def _differences(
    process: Process, works: Sequence[Work], others: Sequence[Work], since: float
) -> list[TrueEffect]:
    without = {work.name: work for work in others}
    pairs = [
        (work, without[work.name])
        for work in works
        if work.start >= since and work.name in without and _finished(work) and _finished(without[work.name])
    ]
    if not pairs:
        return []
    stages = [None, *range(len(process.stages))]
    return [
        TrueEffect(
            process.key,
            None if stage is None else process.stages[stage].name,
            sum(_waited(one, stage) - _waited(other, stage) for one, other in pairs) / len(pairs),
            len(pairs),
        )
        for stage in stages
    ]


def _finished(work: Work) -> bool:
    return bool(work.moves) and work.moves[-1].mode == DONE


def _waited(work: Work, stage: int | None) -> float:
    if stage is None:
        return work.moves[-1].at - work.moves[0].at
    pairs = zip(work.moves, work.moves[1:], strict=False)
    return sum(after.at - move.at for move, after in pairs if move.stage == stage and move.mode == WAITING)
