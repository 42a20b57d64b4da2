"""What the pages ask of a workspace, and what an unknown name means."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from headrace.errors import BadRequest, nearest
from headrace.report.handoffs.handoffs_asked import USUAL, HandoffsAsked
from headrace.web.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headrace.connectors.manual.steps import WrittenStep
    from headrace.report.bottleneck.bottleneck_view import BottleneckView
    from headrace.report.contention.contention_view import ContentionView
    from headrace.report.delivery.delivery_view import DeliveryView, Mode
    from headrace.report.dimensions.profile_view import ProfileView
    from headrace.report.dimensions.signal_view import SignalsView
    from headrace.report.flow.flow_view import FlowView
    from headrace.report.forecast.forecast_view import Asked, ForecastView
    from headrace.report.handoffs.handoffs_view import HandoffsView
    from headrace.report.portfolio.portfolio_view import PortfolioView
    from headrace.report.segments.segments_view import SegmentsView, SubStream
    from headrace.report.topology.topology_view import TopologyView
    from headrace.report.trust.trust_view import CheckView
    from headrace.report.view import ItemsView, ItemView, Latest, MapView, StreamsView, Window
    from headrace.report.waiting.waiting_view import WaitingView


class NotFound(BadRequest):
    """The URL names something that is not there."""


class Answers(Protocol):
    """The part of a workspace that the pages use; see :class:`headrace.workspace.Workspace`."""

    def state(self) -> str:
        """Return a text that changes whenever an answer may: the store's snapshot and the definitions."""
        ...

    def streams(self, window: Window | Latest | None = None) -> StreamsView:
        """Return all streams, and what belongs to none."""
        ...

    def portfolio(self, window: Window | Latest | None = None) -> PortfolioView:
        """Return all streams under the objectives that they serve."""
        ...

    def map(
        self,
        stream: str,
        *,
        window: Window | Latest | None = None,
        kind: str | None = None,
        detail: str = "stages",
    ) -> MapView:
        """Return the map of one stream."""
        ...

    def flow(
        self, stream: str, *, window: Window | Latest | None = None, kind: str | None = None
    ) -> FlowView:
        """Return how work flows in one stream."""
        ...

    def bottleneck(self, stream: str, *, window: Window | Latest | None = None) -> BottleneckView:
        """Return where a shorter wait goes with a shorter whole in one stream."""
        ...

    def handoffs(
        self,
        stream: str,
        *,
        window: Window | Latest | None = None,
        kind: str | None = None,
        asked: HandoffsAsked = USUAL,
    ) -> HandoffsView:
        """Return what the hand-offs of one stream cost."""
        ...

    def contention(self, *, window: Window | Latest | None = None) -> ContentionView:
        """Return which streams wait for the same function."""
        ...

    def waiting(
        self, stream: str, *, window: Window | Latest | None = None, kind: str | None = None
    ) -> WaitingView:
        """Return what waits of one stream go with."""
        ...

    def delivery(
        self,
        stream: str,
        *,
        window: Window | Latest | None = None,
        kind: str | None = None,
        mode: Mode = "strict",
    ) -> DeliveryView:
        """Return how one stream's work is delivered."""
        ...

    def forecast(self, stream: str, *, asked: Asked, kind: str | None = None) -> ForecastView:
        """Return what will be done when in one stream."""
        ...

    def profile(
        self, stream: str, *, window: Window | Latest | None = None, kind: str | None = None
    ) -> ProfileView:
        """Return all dimensions of one stream, side by side."""
        ...

    def segments(
        self, stream: str, *, window: Window | Latest | None = None, kind: str | None = None
    ) -> SegmentsView:
        """Return where work of one stream is not alike."""
        ...

    def topology(
        self, stream: str, *, window: Window | Latest | None = None, kind: str | None = None
    ) -> TopologyView:
        """Return one stream by its teams."""
        ...

    def sub_stream(self, view: SegmentsView, number: int) -> SubStream:
        """Return a part of the work as a value stream of its own; nothing is written."""
        ...

    def add_sub_stream(self, part: SubStream) -> str:
        """Write a part of the work into ``headrace.yaml`` as a value stream; return what changed."""
        ...

    def items(  # noqa: PLR0913 - the workspace's own call
        self,
        stream: str,
        *,
        window: Window | Latest | None = None,
        kind: str | None = None,
        selection: str = "",
        order: str = "slowest",
        page: int = 1,
        per_page: int = 50,
    ) -> ItemsView:
        """Return the items behind a number."""
        ...

    def item(self, stream: str, item_id: str) -> ItemView:
        """Return one item with its events."""
        ...

    def check(self) -> CheckView:
        """Return what can and cannot be trusted."""
        ...

    def signals(self) -> SignalsView:
        """Return what is measured beside the flow."""
        ...

    def receive(self, source: str, headers: Mapping[str, str], body: bytes) -> int:
        """Keep a message that a tool sent; return how many parts of it were new."""
        ...

    def note(self, steps: Sequence[tuple[str, str, str, str]]) -> int:
        """Write down steps that no tool records: item, what, when, by whom; return how many were new."""
        ...

    def steps(self, item: str = "") -> tuple[WrittenStep, ...]:
        """Return what was written down about an item; also what was taken back."""
        ...

    def take_back(self, steps: Sequence[tuple[str, str, str, str]]) -> tuple[WrittenStep, ...]:
        """Take steps back that were written down."""
        ...


class InTurn:
    """A workspace asked one question at a time: each may use the whole machine, and none derives twice."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._turn = Lock()

    def state(self) -> str:
        """Return what changes whenever an answer may; never waits."""
        return self._answers.state()

    def streams(self, window: Window | Latest | None = None) -> StreamsView:
        """Return all streams."""
        with self._turn:
            return self._answers.streams(window)

    def portfolio(self, window: Window | Latest | None = None) -> PortfolioView:
        """Return all streams under the objectives that they serve."""
        with self._turn:
            return self._answers.portfolio(window)

    def map(self, stream: str, **how: Any) -> MapView:
        """Return the map of one stream."""
        with self._turn:
            return self._answers.map(stream, **how)

    def flow(self, stream: str, **how: Any) -> FlowView:
        """Return how work flows in one stream."""
        with self._turn:
            return self._answers.flow(stream, **how)

    def bottleneck(self, stream: str, **how: Any) -> BottleneckView:
        """Return where a shorter wait goes with a shorter whole in one stream."""
        with self._turn:
            return self._answers.bottleneck(stream, **how)

    def handoffs(self, stream: str, **how: Any) -> HandoffsView:
        """Return what the hand-offs of one stream cost."""
        with self._turn:
            return self._answers.handoffs(stream, **how)

    def contention(self, **how: Any) -> ContentionView:
        """Return which streams wait for the same function."""
        with self._turn:
            return self._answers.contention(**how)

    def waiting(self, stream: str, **how: Any) -> WaitingView:
        """Return what waits of one stream go with."""
        with self._turn:
            return self._answers.waiting(stream, **how)

    def delivery(self, stream: str, **how: Any) -> DeliveryView:
        """Return how one stream's work is delivered."""
        with self._turn:
            return self._answers.delivery(stream, **how)

    def forecast(self, stream: str, **how: Any) -> ForecastView:
        """Return what will be done when in one stream."""
        with self._turn:
            return self._answers.forecast(stream, **how)

    def profile(self, stream: str, **how: Any) -> ProfileView:
        """Return all dimensions of one stream."""
        with self._turn:
            return self._answers.profile(stream, **how)

    def segments(self, stream: str, **how: Any) -> SegmentsView:
        """Return where work of one stream is not alike."""
        with self._turn:
            return self._answers.segments(stream, **how)

    def topology(self, stream: str, **how: Any) -> TopologyView:
        """Return one stream by its teams."""
        with self._turn:
            return self._answers.topology(stream, **how)

    def sub_stream(self, view: SegmentsView, number: int) -> SubStream:
        """Return a part of the work as a value stream of its own."""
        with self._turn:
            return self._answers.sub_stream(view, number)

    def add_sub_stream(self, part: SubStream) -> str:
        """Write a part of the work as a value stream."""
        with self._turn:
            return self._answers.add_sub_stream(part)

    def items(self, stream: str, **which: Any) -> ItemsView:
        """Return the items behind a number."""
        with self._turn:
            return self._answers.items(stream, **which)

    def item(self, stream: str, item_id: str) -> ItemView:
        """Return one item with its events."""
        with self._turn:
            return self._answers.item(stream, item_id)

    def check(self) -> CheckView:
        """Return what can and cannot be trusted."""
        with self._turn:
            return self._answers.check()

    def signals(self) -> SignalsView:
        """Return what is measured beside the flow."""
        with self._turn:
            return self._answers.signals()

    def receive(self, source: str, headers: Mapping[str, str], body: bytes) -> int:
        """Keep a message; never waits for an answer to somebody else."""
        return self._answers.receive(source, headers, body)

    def note(self, steps: Sequence[tuple[str, str, str, str]]) -> int:
        """Write down steps."""
        with self._turn:
            return self._answers.note(steps)

    def steps(self, item: str = "") -> tuple[WrittenStep, ...]:
        """Return what was written down; never waits."""
        return self._answers.steps(item)

    def take_back(self, steps: Sequence[tuple[str, str, str, str]]) -> tuple[WrittenStep, ...]:
        """Take steps back."""
        with self._turn:
            return self._answers.take_back(steps)


@contextmanager
def about(answers: Answers, place: Place) -> Iterator[None]:
    """Say more about a refusal: an unknown stream is :class:`NotFound`, and a kind of work can be left out.

    Streams are listed only after a refusal, so that an answer costs nothing extra.
    """
    try:
        yield
    except BadRequest as error:
        names = [line.stream for line in answers.streams().streams]
        if place.stream not in names:
            fact = f'No value stream is called "{place.stream}". {nearest(place.stream, names)}'
            raise NotFound(fact.strip(), "", [f"{Place(name).map()} {name}" for name in names[:8]]) from error
        if place.kind:
            wider = replace(place, kind="").map()
            raise BadRequest(
                error.fact, error.meaning, [*error.remedies, f"{wider} Show all kinds of work"]
            ) from error
        raise


def one_item(answers: Answers, place: Place, item_id: str) -> ItemView:
    """Return one item. Raises :class:`NotFound` when there is no such stream or no such item in it."""
    try:
        with about(answers, replace(place, kind="")):
            return answers.item(place.stream, item_id)
    except NotFound:
        raise
    except BadRequest as error:
        raise NotFound(error.fact, error.meaning, error.remedies) from error
