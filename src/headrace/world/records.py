"""What the tools of the made-up company hold: one batch per tool, with links that are not all there.

Beside the batches stands what a perfect reader of them would see of each piece of work (``seen``);
:mod:`.truth` turns that, and what really happened, into timelines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from headrace.eventlog.model import Batch
from headrace.world import clock
from headrace.world.traces import Traces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.world.process import Company
    from headrace.world.work import Work

_FIRST_NUMBERS = {"T": 40_000, "PR": 2_000, "BUILD": 9_000, "DEP": 800, "IDEA": 300, "DES": 100, "REG": 50}
"""Where the numbers of keys begin that several processes share."""


class Moment(NamedTuple):
    """From ``at`` (µs UTC) on, an item is in a stage (its place in the process) and mode."""

    at: int
    stage: int
    mode: int
    function: str


@dataclass(slots=True)
class Records:
    """Everything that the tools hold, and what can be known from it.

    ``ids`` names the flowing object of each piece of work (by its name in the simulation) that has one.
    """

    batches: dict[str, Batch] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    seen: dict[str, list[Moment]] = field(default_factory=dict)
    outcomes: dict[str, bool] = field(default_factory=dict)
    """Finished item, where its process has an outcome measure → whether the customer got what was hoped."""
    links: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """(rule, whether the link is there) → how many records should carry it."""


class Tools:
    """The tools while they are being filled.

    Args:
        company: whose tools they are.
        seed: decides which links are there.
        until: what happens from then on (µs UTC) is not in them.
    """

    def __init__(self, company: Company, seed: int, until: int) -> None:
        self.seed = seed
        self.until = until
        self.records = Records()
        tools = dict.fromkeys(paper.tool for process in company.processes for paper in process.papers)
        self.records.batches = {tool: Batch(tool) for tool in tools}
        self.traces = {process.key: Traces(process) for process in company.processes}
        self.counters = defaultdict(int, _FIRST_NUMBERS)
        self.numbers: dict[str, int] = {}
        self.shipments: dict[str, tuple[str, str, bool]] = {}
        """Shipment → id and key of its deployment, and whether that names its builds."""
        self.told: set[tuple[str, str]] = set()
        """Deployments and those of their events that are in the log already."""

    def give_numbers(self, works: Mapping[str, list[Work]]) -> None:
        """Give each piece of work the number of its flowing record, in order of arrival."""
        for several in works.values():
            if several and several[0].process.papers[0].prefix not in _FIRST_NUMBERS:
                self.numbers.update({work.name: number for number, work in enumerate(several, 1)})

    def next_number(self, prefix: str) -> int:
        """Return the next number of a kind of record that several processes share."""
        self.counters[prefix] += 1
        return self.counters[prefix]


def happened(work: Work, until: int) -> list[Moment]:
    """Return where a piece of work really was, up to ``until`` (µs UTC)."""
    to_us = clock.around if work.process.around_the_clock else clock.office
    timed = (Moment(to_us(move.at), move.stage, move.mode, move.function) for move in work.moves)
    return [moment for moment in timed if moment.at < until]
