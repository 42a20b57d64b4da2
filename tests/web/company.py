"""A small made-up workspace, so that the pages can be looked at without a store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from headrace.connectors.manual.steps import WrittenStep
from headrace.errors import BadRequest
from headrace.eventlog.coverage import LinkCoverage
from headrace.eventlog.signals import Point
from headrace.report.bottleneck.bottleneck_view import BottleneckView
from headrace.report.contention.contention_view import ContentionView
from headrace.report.delivery.delivery_view import DeliveryView
from headrace.report.dimensions.profile_view import ProfileView
from headrace.report.dimensions.signal_view import SignalLine, SignalsView
from headrace.report.flow.flow_view import FlowView
from headrace.report.forecast.forecast_asked import check_day
from headrace.report.forecast.forecast_view import Asked, ForecastView
from headrace.report.handoffs.handoffs_asked import USUAL, HandoffsAsked
from headrace.report.handoffs.handoffs_view import HandoffsView
from headrace.report.portfolio.portfolio_view import PortfolioView
from headrace.report.segments.segments_view import SegmentsView, SubStream
from headrace.report.topology.topology_view import TopologyView
from headrace.report.trust.trust_view import CheckView, OddityLine, RuleLine, SourceLine
from headrace.report.view import (
    Block,
    Estimated,
    EventLine,
    ItemStrip,
    ItemsView,
    ItemView,
    LadderPart,
    Lane,
    MapView,
    Return,
    StreamLine,
    StreamsView,
    ToolRun,
    Wall,
    Window,
)
from headrace.report.waiting.waiting_view import WaitingView
from tests.report.bottleneck_views import some_evidence
from tests.report.contention_views import some_contention
from tests.report.delivery_views import a_delivery
from tests.report.flow_views import a_flow
from tests.report.forecast_views import a_forecast
from tests.report.handoffs_views import some_handoffs
from tests.report.portfolio_views import a_portfolio
from tests.report.profile_views import a_profile
from tests.report.segments_views import a_segments
from tests.report.topology_views import a_topology
from tests.report.waiting_views import some_waiting

DAY = 86_400_000_000
DATA_TO = 20_269 * DAY + 6 * DAY // 24  # 30 Jun 2025, 06:00
WINDOW = Window(20_089 * DAY, 20_270 * DAY)  # 1 Jan – 30 Jun 2025
HOSTILE = "<script>alert(1)</script>\"'&"

# stage, function, wait before, work, right first time, waiting now
STAGES = (
    ("Signal", "Customer success", 0.0, 0.3, 0.61, 0),
    ("Shape", "Product", 4.6, 1.4, 0.82, 5),
    ("Design", "Design", 3.1, 2.0, 0.86, 4),
    ("Refine", "Product", 1.2, 0.5, 0.88, 1),
    ("Build", "Engineering", 4.2, 3.4, 0.78, 5),
    ("Review", "Engineering", 1.6, 0.4, 0.93, 2),
    ("Test", "Quality", 6.4, 1.1, 0.96, 12),
    ("Release", "Operations", 3.8, 0.3, 0.97, 4),
    ("Roll out", "Customer success", 3.0, 0.9, None, 4),
)
KINDS = (("New capability", 88), ("Improvement", 61), ("Fix", 49), ("Risk", 14))
ORDERED = ("Customer success", "Product", "Design", "Engineering", "Quality", "Operations")


def a_signal() -> SignalLine:
    """Return a signal that was read."""
    last = Point(DATA_TO, 99.5, 1_012)
    return SignalLine(
        signal="availability",
        name="Availability",
        defined=True,
        dimension="reliability",
        better="up",
        unit="%",
        goal=99.9,
        lag=1.0,
        streams=("first-payment",),
        source="monitoring",
        segment=None,
        asked=False,
        measure="",
        readings=1,
        unread=0,
        last=last,
        read_at=DATA_TO,
        usual=None,
        points=(last,),
    )


def missing_signal() -> SignalLine:
    """Return a signal of which nothing was read, with a name that must be escaped."""
    return replace(
        a_signal(), signal="joy", name=HOSTILE, readings=0, last=None, read_at=None, points=(),
        missing="No readings.", remedy="headrace signal import joy.csv",
    )  # fmt: skip


def slug(name: str) -> str:
    """Return a stage's name as it stands in a URL."""
    return name.lower().replace(" ", "-")


def a_map(window: Window = WINDOW, kind: str | None = None, detail: str = "stages") -> MapView:
    """Return the map of First payment."""
    blocks, walls = [], []
    for column, (stage, function, wait, work, right, _now) in enumerate(STAGES):
        blocks.append(
            Block(
                slug(stage),
                stage,
                function,
                column,
                work,
                0.0,
                right,
                False,
                0.69 if stage == "Design" else 1.0,
                212,
                2,
                False,
            )
        )
        if wait:
            before = STAGES[column - 1]
            handoff = wait if before[1] != function else 0.0
            walls.append(
                Wall(
                    slug(stage),
                    column,
                    before[1],
                    function,
                    before[0],
                    stage,
                    wait,
                    handoff,
                    _now,
                    21.0,
                    212,
                    False,
                )
            )
    wait_days = sum(s[2] for s in STAGES)
    work_days = sum(s[3] for s in STAGES)
    return MapView(
        stream="first-payment",
        name="First payment",
        customer="a new shop",
        value="takes its first payment",
        unit="change",
        window=window,
        kind=kind,
        kinds=KINDS,
        detail=detail,
        n_finished=212,
        n_open=50,
        n_cancelled=3,
        flow_days=Estimated(wait_days + work_days, 35.3, 41.1, 212),
        half_within=34.0,
        p85_within=61.0,
        work_days=work_days,
        wait_days=wait_days,
        blocked_days=0.0,
        handoff_days=wait_days - 1.6,
        inside_days=1.6,
        arrival_days=0.0,
        growing=None,
        promise_within=None,
        promise_share=None,
        promise_kept=None,
        outcome=None,
        lanes=tuple(Lane(f, sum(s[3] for s in STAGES if s[1] == f)) for f in ORDERED),
        blocks=tuple(blocks),
        walls=tuple(walls),
        returns=(
            Return("test~build", 6, 4, "Test", "Build", 0.22, 47, 5.2),
            Return("refine~design", 3, 2, "Refine", "Design", 0.14, 30, 3.3),
            Return("release~build", 7, 4, "Release", "Build", 0.04, 8, 6.1),
        ),
        smaller_returns=(0, 0.0),
        tools=(
            ToolRun("Zendesk", 0, 0, 0.74),
            ToolRun("Productboard", 1, 1, None),
            ToolRun("Figma", 2, 2, 0.83),
            ToolRun("Jira", 3, 3, None),
            ToolRun("GitHub", 4, 5, None),
            ToolRun("Jira", 6, 6, None),
            ToolRun("Argo CD", 7, 7, 0.58),
            ToolRun("Zendesk", 8, 8, None),
        ),
        strips=(),
        data_to=DATA_TO,
        sources=("Zendesk", "Productboard", "Figma", "Jira", "GitHub", "Argo CD"),
        start_unknown=24,
        made_up=True,
    )


def a_strip(number: int) -> ItemStrip:
    """Return one item's ladder; item 7 carries a hostile label, item 9 is still open."""
    parts, at = [], 0.0
    for stage, function, wait, work, _right, _now in STAGES:
        factor = 2.6 - number * 0.04
        for mode, days in (("waiting", wait), ("working", work)):
            if days:
                parts.append(
                    LadderPart(
                        stage,
                        function,
                        mode,
                        at,
                        at + days * factor,
                        stage == "Test" and not number % 3,
                        False,
                    )
                )
                at += days * factor
    return ItemStrip(
        item_id=f"jira:item:FP-{1290 - number}",
        key=f"FP-{1290 - number}",
        label=HOSTILE if number == 7 else f"Resume sign-up on device {number}",
        kind=KINDS[number % 4][0],
        started_at=WINDOW.start + number * DAY,
        ended_at=None if number == 9 else WINDOW.start + int((number + at) * DAY),
        outcome="open" if number == 9 else "done",
        total_days=at,
        parts=tuple(parts),
    )


@dataclass
class Company:
    """What the pages ask of a workspace, answered by heart."""

    version: str = "1"
    asked: int = 0
    empty: bool = False
    finished: int | None = None
    flows: FlowView = field(default_factory=a_flow)
    deliveries: DeliveryView = field(default_factory=a_delivery)
    reading: str = ""
    profiles: ProfileView = field(default_factory=a_profile)
    parts: SegmentsView = field(default_factory=a_segments)
    forecasts: ForecastView | None = None
    handed: HandoffsView = field(default_factory=some_handoffs)
    teams: TopologyView = field(default_factory=a_topology)
    waits: WaitingView = field(default_factory=some_waiting)
    meeting: ContentionView = field(default_factory=some_contention)
    together: PortfolioView = field(default_factory=a_portfolio)
    evidence: BottleneckView = field(default_factory=some_evidence)

    def state(self) -> str:
        """Return what changes when an answer may."""
        return self.version

    def streams(self, window: Window | None = None) -> StreamsView:
        """Return three streams, one of them part of another, one that cannot be derived."""
        self.asked += 1
        if self.empty:
            return StreamsView(window or WINDOW, (), (), DATA_TO, False)
        flow = Estimated(38.2, 35.3, 41.1, 212)
        return StreamsView(
            window or WINDOW,
            (
                StreamLine(
                    "first-payment",
                    "First payment",
                    "a new shop",
                    "takes its first payment",
                    None,
                    265,
                    212,
                    50,
                    3,
                    24,
                    (("shop-check", 12),),
                    flow,
                    10.3,
                    27.9,
                ),
                StreamLine(
                    "shop-check",
                    "Shop check",
                    "a shop",
                    "is verified and can trade",
                    "first-payment",
                    110,
                    96,
                    14,
                    0,
                    0,
                    (),
                    Estimated(22.5, 20.0, 25.0, 96),
                    7.2,
                    13.3,
                ),
                StreamLine(
                    "payout",
                    "Next-day payout",
                    "a shop",
                    "is paid the next day",
                    None,
                    0,
                    0,
                    0,
                    0,
                    0,
                    (),
                    None,
                    0.0,
                    0.0,
                    problem="No event matches the rule deployment.succeeded, so nothing ever finishes.",
                ),
            ),
            (("item", 31, 406), ("change", 120, 950)),
            DATA_TO,
            True,
        )

    def map(
        self, stream: str, *, window: Window | None = None, kind: str | None = None, detail: str = "stages"
    ) -> MapView:
        """Return the map, or only strips when few items finished."""
        self._know(stream)
        view = a_map(window or WINDOW, kind, detail)
        if self.finished is None:
            return view
        strips = tuple(a_strip(i) for i in range(self.finished))
        return replace(
            view, n_finished=self.finished, strips=strips, flow_days=None if not strips else view.flow_days
        )

    def flow(self, stream: str, *, window: Window | None = None, kind: str | None = None) -> FlowView:
        """Return how work flows."""
        self._know(stream)
        return replace(self.flows, window=window or self.flows.window, kind=kind)

    def bottleneck(self, stream: str, *, window: Window | None = None) -> BottleneckView:
        """Return where a shorter wait goes with a shorter whole."""
        self._know(stream)
        return replace(self.evidence, window=window or self.evidence.window)

    def portfolio(self, window: Window | None = None) -> PortfolioView:
        """Return the portfolio."""
        return self.together if window is None else replace(self.together, window=window)

    def contention(self, *, window: Window | None = None) -> ContentionView:
        """Return which streams wait for the same function."""
        return replace(self.meeting, window=window or self.meeting.window)

    def waiting(self, stream: str, *, window: Window | None = None, kind: str | None = None) -> WaitingView:
        """Return what waits go with."""
        self._know(stream)
        return replace(self.waits, window=window or self.waits.window, kind=kind)

    def handoffs(
        self,
        stream: str,
        *,
        window: Window | None = None,
        kind: str | None = None,
        asked: HandoffsAsked = USUAL,
    ) -> HandoffsView:
        """Return what hand-offs cost."""
        self._know(stream)
        chosen = window or self.handed.window
        split = asked.split or self.handed.split
        return replace(self.handed, window=chosen, kind=kind, split=split, unit_of_time=asked.unit)

    def delivery(
        self, stream: str, *, window: Window | None = None, kind: str | None = None, mode: str = "strict"
    ) -> DeliveryView:
        """Return how work is delivered; ``reading`` is the one that was asked for."""
        self._know(stream)
        self.reading = mode
        return replace(self.deliveries, window=window or self.deliveries.window, kind=kind)

    def forecast(self, stream: str, *, asked: Asked, kind: str | None = None) -> ForecastView:
        """Return what will be done when."""
        self._know(stream)
        check_day(asked, WINDOW.end - 1)
        return replace(self.forecasts or a_forecast(asked), kind=kind)

    def profile(self, stream: str, *, window: Window | None = None, kind: str | None = None) -> ProfileView:
        """Return all dimensions."""
        self._know(stream)
        return replace(self.profiles, window=window or self.profiles.window, kind=kind)

    def segments(self, stream: str, *, window: Window | None = None, kind: str | None = None) -> SegmentsView:
        """Return where work is not alike."""
        self._know(stream)
        return replace(self.parts, window=window or self.parts.window, kind=kind)

    def topology(self, stream: str, *, window: Window | None = None, kind: str | None = None) -> TopologyView:
        """Return the stream by its teams."""
        self._know(stream)
        return replace(self.teams, window=window or self.teams.window, kind=kind)

    def sub_stream(self, view: SegmentsView, number: int) -> SubStream:
        """Return a part as it would be written."""
        if not 1 <= number <= len(view.segments):
            raise BadRequest(f"There is no part {number}.")
        scope = view.segments[number - 1].condition
        return SubStream(f"part-{number}", HOSTILE, scope, 7, "part: {}\n", f"+  part-{number}: {HOSTILE}\n")

    def add_sub_stream(self, part: SubStream) -> str:
        """Write nothing: there is no file."""
        return part.difference

    def items(
        self,
        stream: str,
        *,
        window: Window | None = None,
        kind: str | None = None,
        selection: str = "",
        order: str = "slowest",
        page: int = 1,
        per_page: int = 50,
    ) -> ItemsView:
        """Return one page of sixty items."""
        self._know(stream)
        words = selection.replace(":", " for ") if selection else ""
        numbers = range((page - 1) * per_page, min(60, page * per_page))
        return ItemsView(
            stream,
            "First payment",
            "change",
            window or WINDOW,
            kind,
            KINDS,
            selection,
            words,
            order,
            60,
            9.1,
            tuple(a_strip(i) for i in numbers),
            page,
            DATA_TO,
            True,
        )

    def item(self, stream: str, item_id: str) -> ItemView:
        """Return one item with its events, one of them with an address that must not be linked."""
        self._know(stream)
        strip = next((s for s in map(a_strip, range(60)) if s.item_id == item_id), None)
        if strip is None:
            raise BadRequest(f'No item of first-payment is called "{item_id}".')
        url = "https://jira.example.com/browse/FP-1283"
        events = tuple(
            EventLine(
                strip.started_at + int(p.start_days * DAY),
                i == 0,
                f"status: {p.stage}",
                strip.key,
                "item",
                "jira",
                "javascript:alert(1)" if i == 2 else url,
                p.stage,
                p.mode,
            )
            for i, p in enumerate(strip.parts)
        )
        return ItemView(
            stream,
            "First payment",
            strip,
            url,
            (("priority", "high"), ("segment", HOSTILE)),
            (
                ("issue key in commit message", "commit", "3f2a91c", "Keep the sign-up state", url),
                ("closes #n", "change", "#481", HOSTILE, "javascript:alert(1)"),
            ),
            (*events, replace(events[0], what="comment added", stage=None, mode=None)),
            DATA_TO,
            True,
        )

    def steps(self, item: str = "") -> tuple[WrittenStep, ...]:
        """Return one step that counts and one that was taken back."""
        at = WINDOW.start + DAY
        counts = WrittenStep(
            item=item, step=HOSTILE, at=at, date_only=True, written_at=at, taken_back_at=None
        )
        return (counts, replace(counts, step="called", taken_back_at=at + DAY))

    def signals(self) -> SignalsView:
        """Return one signal with a reading and one that nobody has read."""
        return SignalsView(() if self.empty else (a_signal(), missing_signal()), False)

    def check(self) -> CheckView:
        """Return what can and cannot be trusted."""
        if self.empty:
            return CheckView((), (), (), (), (), None, False)
        return CheckView(
            (
                SourceLine("jira", DATA_TO, 3410, 48_210, WINDOW.start, DATA_TO, 12, 0),
                SourceLine("github", DATA_TO, 2011, 20_114, None, None, 0, 3),
            ),
            (
                LinkCoverage(
                    "issue key in commit message",
                    "commit",
                    False,
                    1904,
                    1790,
                    101,
                    13,
                    ("FP-9999",),
                    (HOSTILE,),
                ),
            ),
            (
                RuleLine("first-payment", "Build", "working", "item.status=In Progress", 5120, 212),
                RuleLine("first-payment", "Release", "waiting", "change.merged", 0, 0),
                RuleLine("first-payment", "done", "done", "deployment.succeeded", 212, 212),
            ),
            (OddityLine("first-payment", "went back", "the days until it returned are rework", 47, 0.22),),
            (),
            DATA_TO,
            True,
        )

    def _know(self, stream: str) -> None:
        self.asked += 1
        if stream != "first-payment":
            raise BadRequest(f'No value stream is called "{stream}".')
