"""What can be asked of a workspace about why its work flows as it does; and that answers are kept.

The rest of what can be asked is in :mod:`headrace.workspace`.
"""

from __future__ import annotations

from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from headrace.diagnosis.function_times import function_times, functions_of, may_share, share
from headrace.diagnosis.item_visits import earliest
from headrace.errors import BadConfiguration, BadInput
from headrace.records import Records
from headrace.report.bottleneck.current_bottleneck import current_bottleneck
from headrace.report.contention import current_contention
from headrace.report.handoffs.current_handoffs import current_handoffs
from headrace.report.handoffs.handoffs_asked import USUAL, HandoffsAsked
from headrace.report.kept_views import KeptViews
from headrace.report.segments.current_segments import current_segments, usual_window
from headrace.report.segments.segments_view import SubStream
from headrace.report.segments.sub_stream import sub_stream
from headrace.report.streams import overview
from headrace.report.surroundings import around
from headrace.report.topology.current_topology import current_topology
from headrace.report.view import Latest, Window
from headrace.report.waiting.current_waiting import current_waiting
from headrace.value_streams.amendment import add_entries
from headrace.value_streams.derivation import known_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from headrace.diagnosis.function_times import FunctionTimes
    from headrace.engine import Embedded
    from headrace.report.bottleneck.bottleneck_view import BottleneckView
    from headrace.report.contention.contention_view import ContentionView
    from headrace.report.handoffs.handoffs_view import HandoffsView
    from headrace.report.segments.segments_view import SegmentsView
    from headrace.report.topology.topology_view import TopologyView
    from headrace.report.waiting.waiting_view import WaitingView
    from headrace.value_streams.definition import ValueStream

Asking = Window | Latest | None
_View = TypeVar("_View")


class Diagnoses(Records):
    """The records of a workspace, and what can be asked about why work flows so.

    Args:
        root: the folder of ``headrace.yaml``.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._views = KeptViews()

    def handoffs(
        self,
        stream: str,
        *,
        window: Asking = None,
        kind: str | None = None,
        asked: HandoffsAsked = USUAL,
    ) -> HandoffsView:
        """Return what hand-offs cost; raises ``BadRequest`` for an unknown stream, kind, split, hand-off or unit."""
        question = ("handoffs", stream, window, kind, asked)
        return self._kept(question, lambda: self._handoffs(stream, window, kind, asked))

    def _handoffs(self, stream: str, window: Asking, kind: str | None, asked: HandoffsAsked) -> HandoffsView:
        definition = self.catalogue.stream(stream)
        with self._derived(definition) as engine:
            found = around(engine, definition, self.catalogue, window, kind)
            return current_handoffs(engine, definition, *found, asked)

    def waiting(self, stream: str, *, window: Asking = None, kind: str | None = None) -> WaitingView:
        """Return what waits go with, as far as records tell; raises ``BadRequest`` for an unknown stream or kind."""
        return self._kept(("waiting", stream, window, kind), lambda: self._waiting(stream, window, kind))

    def _waiting(self, stream: str, window: Asking, kind: str | None) -> WaitingView:
        definition = self.catalogue.stream(stream)
        with self._derived(definition) as engine:
            selection, surroundings = around(engine, definition, self.catalogue, window, kind)
            since, until = earliest(engine, selection), min(selection.end, surroundings.data_to)
            beside = self._needing(surroundings.functions, since, until, but=stream)
            return current_waiting(engine, definition, selection, surroundings, beside)

    def _needing(
        self, functions: Sequence[str], since: int, until: int, *, but: str
    ) -> tuple[FunctionTimes, ...]:
        """Return what other streams needed of these functions; a definition that does not fit tells nothing."""
        found = []
        for other in self.catalogue.value_streams.values():
            if other.id == but or not may_share(other, functions):
                continue
            with suppress(BadConfiguration, BadInput), self._derived(other) as engine:
                if share(functions_of(engine), functions):
                    found.append(function_times(engine, other.id, since, until))
        return tuple(found)

    def contention(self, *, window: Asking = None) -> ContentionView:
        """Return which streams wait for the same function at the same time; by default in the last six months."""
        return self._kept(("contention", window), lambda: self._contention(window))

    def _contention(self, window: Asking) -> ContentionView:
        catalogue = self.catalogue
        if self.store.empty:
            return current_contention.nothing_read(catalogue)
        with closing(self.store.open()) as log:
            data_to = known_to(log, log.table("happenings"))
        chosen, found = current_contention.contention_window(window, data_to), []
        for stream in catalogue.value_streams.values():
            with suppress(BadConfiguration, BadInput), self._derived(stream) as engine:
                found.append(function_times(engine, stream.id, chosen.start, min(chosen.end, data_to)))
        return current_contention.current_contention(found, catalogue, chosen, data_to)

    def bottleneck(self, stream: str, *, window: Asking = None) -> BottleneckView:
        """Return where a shorter wait goes with a shorter whole; raises ``BadRequest`` for an unknown stream."""
        question = ("bottleneck", stream, window)
        return self._kept(question, lambda: self._shown(stream, window, None, current_bottleneck))

    def segments(
        self,
        stream: str,
        *,
        window: Asking = None,
        kind: str | None = None,
        on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> SegmentsView:
        """Return where work of a stream is not alike; raises ``BadRequest`` for an unknown stream or kind.

        Args:
            window: when items *began*; without it as long as it takes for enough of them.
            on_progress: told how many items are settled, and how many there are.
        """
        question = ("segments", stream, window, kind)
        return self._kept(question, lambda: self._segments(stream, window, kind, on_progress))

    def _segments(
        self, stream: str, window: Asking, kind: str | None, on_progress: Callable[[int, int], None]
    ) -> SegmentsView:
        definition = self.catalogue.stream(stream)
        with self._derived(definition) as engine:
            asked = window or usual_window(engine, kind)
            found = around(engine, definition, self.catalogue, asked, kind)
            return current_segments(engine, definition, *found, on_progress)

    def sub_stream(self, view: SegmentsView, number: int) -> SubStream:
        """Return a part of the work as a value stream of its own; it is derived, and nothing is written.

        Raises:
            BadRequest: there is no part of this number.
            BadConfiguration: it cannot be derived, or the file cannot hold it.
        """
        text = self.file.read_text(encoding="utf-8")
        stream, entry, difference = sub_stream(text, self.catalogue, view, number)
        with self._derived(stream) as engine:
            items = len(overview.members(engine))
        return SubStream(stream.id, stream.name, stream.scope or "", items, entry, difference)

    def add_sub_stream(self, part: SubStream) -> str:
        """Write a part of the work into ``headrace.yaml`` as a value stream; return what changed, as a diff."""
        return add_entries(self.file, "value_streams", [part.entry])

    def topology(self, stream: str, *, window: Asking = None, kind: str | None = None) -> TopologyView:
        """Return a stream by its teams; raises ``BadRequest`` for an unknown stream or kind."""
        shown = partial(current_topology, teams=self.catalogue.teams)
        return self._kept(
            ("topology", stream, window, kind), lambda: self._shown(stream, window, kind, shown)
        )

    def _kept(self, question: object, answer: Callable[[], _View]) -> _View:
        """Return the answer that the same question got before, unless the data or a definition has changed."""
        return self._views.get(self.state(), question, answer)

    def _shown(self, stream: str, window: Asking, kind: str | None, current: Callable[..., _View]) -> _View:
        definition = self.catalogue.stream(stream)
        with self._derived(definition) as engine:
            found = around(engine, definition, self.catalogue, window, kind)
            return current(engine, definition, *found)

    def _derived(self, stream: ValueStream) -> closing[Embedded]:
        return closing(self.store.opened(lambda log: self.derivations.open(stream, log)))
