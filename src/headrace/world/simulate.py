"""Let the made-up company work: a queue of moments, and what each of them makes happen.

Waits come from what makes them: attention that is elsewhere, people who are busy, a train that has not
left. Every piece of work has its own source of chance, so the same company without one of its turns
(see :mod:`.truth`) has the same work, and what differs is what the turn did.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from typing import TYPE_CHECKING

from headrace.world import clock
from headrace.world.work import BLOCKED, CANCELLED, DONE, SIZES, WAITING, WORKING, Move, Work, chance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from headrace.world.process import Company, Process

_YEARS = 3 * 365.0
"""How long arrivals take to go from their first rate to their last."""

_SHORTEST = 0.02
"""No wait and no work is shorter than half an hour."""

_LATER_BACKS = 0.25
_TROUBLE_AFTER = 0.6
_REOPENED_AFTER = 6.0


def simulate(
    company: Company, seed: int, first: date, last: date, scale: float = 1.0
) -> dict[str, list[Work]]:
    """Return all work of the company, per process in order of arrival.

    Args:
        first: the first day; the company begins with empty queues.
        last: the last day; what happens after it is not meaningful.
        scale: how much work there is, and how many people.
    """
    run = _Run(company, seed, scale)
    begin, end = clock.moment_of(first), clock.moment_of(last) + 7.0
    for process in company.processes:
        for work in _arrivals(process, seed, scale, begin, end):
            run.add(work)
    run.until(end)
    for works in run.works.values():
        works.sort(key=lambda work: (work.start, work.name))
    return dict(run.works)


def _arrivals(process: Process, seed: int, scale: float, begin: float, end: float) -> Iterable[Work]:
    rng = chance(seed, f"{process.key}:arrivals")
    at, number = begin, 0
    while True:
        ripe = (at - begin) / _YEARS
        weekly = scale * (process.weekly[0] + (process.weekly[1] - process.weekly[0]) * ripe)
        at += rng.expovariate(weekly / 7.0)
        if at >= end:
            return
        number += 1
        yield Work(process, f"{process.key}:{number}", at, seed)


class _Run:
    """One simulation while it runs."""

    def __init__(self, company: Company, seed: int, scale: float) -> None:
        self.company = company
        self.seed = seed
        self.works: dict[str, list[Work]] = defaultdict(list)
        self.agenda: list[tuple[float, int, Callable[[Work, float], None], Work]] = []
        self.entries = 0
        self.free = {crew: max(1, round(people * scale)) for crew, people in company.crews.items()}
        self.queues: dict[str, list[tuple[bool, float, int, Work]]] = defaultdict(list)
        self.troubled: set[str] = set()
        self.turns = defaultdict(list)
        for turn in company.turns:
            for effect in turn.effects:
                self.turns[effect.process, effect.stage].append((clock.moment_of(turn.since), effect))

    def add(self, work: Work) -> None:
        """Let a piece of work arrive."""
        self.works[work.process.key].append(work)
        self.at(work.start, self.arrive, work)

    def at(self, moment: float, what: Callable[[Work, float], None], work: Work) -> None:
        """Put something on the agenda; what was put there first happens first."""
        self.entries += 1
        heapq.heappush(self.agenda, (moment, self.entries, what, work))

    def until(self, end: float) -> None:
        """Do everything that is due before ``end``."""
        agenda = self.agenda
        while agenda and agenda[0][0] < end:
            moment, _, what, work = heapq.heappop(agenda)
            what(work, moment)

    def arrive(self, work: Work, now: float) -> None:
        """Begin with the first stage that the work does not do without."""
        self.enter(work, self._next(work, -1), now)

    def _next(self, work: Work, stage: int) -> int:
        stage += 1
        while stage < len(work.process.stages) and work.skips(stage):
            stage += 1
        return stage

    def _move(self, work: Work, now: float, stage: int, mode: int) -> None:
        function = work.function_of(stage) if stage < len(work.process.stages) else ""
        work.moves.append(Move(now, stage, mode, function, work.shipment))

    def _factor(self, work: Work, stage: int, now: float) -> tuple[float, float]:
        wait = effort = 1.0
        for since, effect in self.turns.get((work.process.key, work.process.stages[stage].name), ()):
            if now >= since:
                wait, effort = wait * effect.wait, effort * effect.work
        return wait, effort

    def enter(self, work: Work, stage: int, now: float) -> None:
        """Work comes to a stage: it waits, or is taken up at once."""
        here = work.process.stages[stage]
        work.passes[stage] += 1
        work.back_to = self._decide_back(work, stage)
        if here.wait is None or (here.arrives_in_work and work.passes[stage] == 1):
            self.start(work, now, stage)
            return
        self._move(work, now, stage, WAITING)
        length = work.draw(here.wait.attention) * work.patience * self._factor(work, stage, now)[0]
        if work.services > 1:
            length *= here.wait.across_services
        if work.passes[stage] > 1:
            length *= self.company.second_wait
        ready = now + max(length, _SHORTEST)
        if work.forgotten:
            return
        if work.cancel_at == stage:
            self.at(ready, self.cancel, work)
        elif here.wait.train:
            left = clock.departure(ready, here.wait.train.weekdays, here.wait.train.hour)
            self.at(left, self.board, work)
        else:
            self.at(ready, self.ready, work)

    def _decide_back(self, work: Work, stage: int) -> int:
        """Decide beforehand whether this stage will send the work back, and where to."""
        for back in work.process.stages[stage].backs:
            share = back.share * (1.0 if work.passes[stage] == 1 else _LATER_BACKS)
            target = next(i for i, one in enumerate(work.process.stages) if one.name == back.to)
            if work.rng.random() < share and not work.skips(target):
                return target
        return -1

    def cancel(self, work: Work, now: float) -> None:
        """Nobody needs it any more."""
        self._move(work, now, len(work.process.stages), CANCELLED)

    def board(self, work: Work, now: float) -> None:
        """A train leaves: the work is on it, or is found wanting and goes back."""
        if work.back_to >= 0:
            self.enter(work, work.back_to, now)
            return
        work.shipment = f"{work.process.key}:{now:.4f}"
        self.start(work, now, work.moves[-1].stage)

    def ready(self, work: Work, now: float) -> None:
        """Somebody has turned to it; if a crew is needed, one of its people must be free."""
        stage = work.moves[-1].stage
        wait = work.process.stages[stage].wait
        crew = wait.crew if wait else None
        if not crew:
            self.start(work, now, stage)
        elif self.free[crew]:
            self.free[crew] -= 1
            work.holds_crew = crew
            self.start(work, now, stage)
        else:
            urgent = work.kind in self.company.urgent
            self.entries += 1
            heapq.heappush(self.queues[crew], (not urgent, now, self.entries, work))

    def start(self, work: Work, now: float, stage: int) -> None:
        """People begin to work on it."""
        here = work.process.stages[stage]
        if here.working[0].startswith("deployment.") and not work.shipment:
            work.shipment = f"{work.name}:{work.passes[stage]}"
        self._move(work, now, stage, WORKING)
        length = self._length(work, stage, now)
        if work.back_to >= 0:
            back = next(one for one in here.backs if one.to == work.process.stages[work.back_to].name)
            length *= back.after
        length = max(length, _SHORTEST)
        if here.hold and work.rng.random() < here.hold.share:
            stop = max(work.draw(here.hold.stop), _SHORTEST)
            self.at(now + length / 2, self.block, work)
            self.at(now + length / 2 + stop, self.resume, work)
            length += stop
        self.at(now + length, self.finish, work)

    def _length(self, work: Work, stage: int, now: float) -> float:
        here = work.process.stages[stage]
        if work.shipment and here.working[0].startswith("deployment."):
            return chance(self.seed, work.shipment).lognormvariate(-0.05, 0.3) * here.work.mean(work.kind)
        length = work.draw(here.work) * SIZES[work.size][1] * self._factor(work, stage, now)[1]
        return length * (self.company.rework if work.passes[stage] > 1 else 1.0)

    def block(self, work: Work, now: float) -> None:
        """Something outside is missing."""
        self._move(work, now, work.moves[-1].stage, BLOCKED)

    def resume(self, work: Work, now: float) -> None:
        """It is there."""
        self._move(work, now, work.moves[-1].stage, WORKING)

    def finish(self, work: Work, now: float) -> None:
        """The stage is done: the work goes back, on, or to the customer."""
        stage = work.moves[-1].stage
        if work.holds_crew:
            self._release(work, now)
        if work.shipment:
            self._perhaps_trouble(work, now)
            work.shipment = ""
        following = work.back_to if work.back_to >= 0 else self._next(work, stage)
        if following < len(work.process.stages):
            self.enter(work, following, now)
            return
        self._move(work, now, following, DONE)
        if work.reopen_draw < work.process.reopened[0] and sum(move.mode == DONE for move in work.moves) == 1:
            self.at(now + 0.5 + work.rng.expovariate(1 / _REOPENED_AFTER), self.reopen, work)

    def reopen(self, work: Work, now: float) -> None:
        """It was not what the customer needed after all."""
        names = [stage.name for stage in work.process.stages]
        self.enter(work, names.index(work.process.reopened[1]), now)

    def _release(self, work: Work, now: float) -> None:
        crew, work.holds_crew = work.holds_crew, ""
        if self.queues[crew]:
            *_, following = heapq.heappop(self.queues[crew])
            following.holds_crew = crew
            self.start(following, now, following.moves[-1].stage)
        else:
            self.free[crew] += 1

    def _perhaps_trouble(self, work: Work, now: float) -> None:
        """A deployment may cause an incident, once."""
        if not work.process.trouble or work.shipment in self.troubled:
            return
        self.troubled.add(work.shipment)
        rng = chance(self.seed, f"trouble:{work.shipment}")
        if rng.random() < work.process.trouble:
            incidents = self.company.process("INC")
            start = now + rng.expovariate(1 / _TROUBLE_AFTER)
            self.add(Work(incidents, f"INC:{work.shipment}", start, self.seed, cause=work.shipment))
