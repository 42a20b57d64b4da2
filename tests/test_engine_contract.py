"""The engine seam: every expression of the product gives the same rows on embedded DuckDB and on Spark.

One small log with everything irregular in it is derived and asked on both engines. The last test holds the
contract complete: a function that builds expressions and was not run on Spark here must be named in
``ONLY_EMBEDDED``, with its reason.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import shutil
import sys
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pytest

import headrace
from headrace.diagnosis import bottleneck, cohort, differing_part, function_times, routes, start_attributes
from headrace.engine import Embedded, Spark, rows
from headrace.eventlog import coverage, ingestion, linking, retrieval, signals
from headrace.eventlog.model import Batch
from headrace.eventlog.store import Store, check_layout
from headrace.eventlog.tables import TABLES
from headrace.flow import (
    aftermath,
    ageing,
    collaboration,
    cumulative_flow,
    daily,
    deliveries,
    efficiency,
    episodes,
    event_pairs,
    forecast_item,
    handoffs,
    ladder,
    load,
    parts,
    returns,
    spans,
    spells,
    time,
    totals,
)
from headrace.flow.selection import Selection
from headrace.flow.unit import Unit
from headrace.report import surroundings
from headrace.report.flow import current_flow
from headrace.report.forecast import current_forecast
from headrace.report.forecast.forecast_view import Asked
from headrace.report.handoffs import current_handoffs, item_groups
from headrace.report.items import item_page, strips
from headrace.report.maps import current_map, outcome
from headrace.report.portfolio import current_portfolio
from headrace.report.profile import current_profile
from headrace.report.segments import current_segments
from headrace.report.signals.signals import signals_view
from headrace.report.streams import overview
from headrace.report.topology import current_topology
from headrace.report.trust import gaps, strays, trust, trust_items, trust_rules
from headrace.report.view import Window
from headrace.report.waiting import current_waiting
from headrace.value_streams import (
    attributes,
    contradictions,
    derivation,
    function_moves,
    log_summary,
    membership,
    rule_causes,
)
from headrace.value_streams.contents import Catalogue
from headrace.value_streams.definition import ValueStream
from headrace.value_streams.delivery_stages import delivery_stages
from headrace.value_streams.function_moves import FunctionRule
from headrace.value_streams.placement import Placement
from headrace.value_streams.rules import match_rules, placed_rules
from headrace.value_streams.scope import Scope
from headrace.value_streams.teams import Team

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType

    from headrace.engine import Engine
    from headrace.report.flow.flow_view import FlowView
    from headrace.report.forecast.forecast_view import ForecastView
    from headrace.report.handoffs.handoffs_view import HandoffsView
    from headrace.report.view import MapView
    from headrace.report.waiting.waiting_view import WaitingView

pytestmark = pytest.mark.spark

HOUR = 3_600_000_000
DAY = 24 * HOUR

_BUILDS = {"nw", "table", "select", "filter", "group_by", "with_columns"}
"""Names that a function uses which builds expressions."""

ONLY_EMBEDDED = {
    "derivation.derive_touched": "deriving again only what an import touched is done in the embedded store",
    "derivation.Derivations": "keeps the embedded engine's files",
    "ingestion": "importing writes to the embedded store only",
    "store.Store": "opens the embedded store's files",
}
"""Functions and modules that build expressions for the embedded engine alone, and why."""

STREAM = ValueStream.model_validate(
    {
        "id": "s",
        "name": "S",
        "customer": "a customer",
        "value": "gets something",
        "items": "item",
        "scope": "(area = 'shop' OR 'hot' IN labels OR size >= 3) AND title NOT LIKE '%never%' "
        "AND (gone IS NULL) AND 'change' IN linked",
        "follows": ["ticket", "change", "deployment"],
        "kind": "type",
        "promise": {"within": "3d", "for": "85%"},
        "stages": [
            {
                "name": "Shape",
                "function": "Product",
                "estimate": {"work": "2h", "wait": "3h", "by": "them", "on": "2026-05-04"},
            },
            {
                "name": "Build",
                "function": {"attribute": "team", "names": {"a*": "Making"}},
                "waiting": ["item.status=Ready", "ticket.opened"],
                "working": ["item.status=Building", "change.opened"],
                "blocked": ["item.status=*[flag=on]"],
            },
            {
                "name": "Review",
                "function": "Product",
                "estimate": {"work": "1h", "wait": "2h", "by": "them", "on": "2026-05-04"},
            },
            {
                "name": "Test",
                "function": "Quality",
                "waiting": ["change.merged"],
                "working": ["item.status=Test*"],
            },
            {
                "name": "Tell",
                "function": "Product",
                "estimate": {"work": "1h", "by": "them", "on": "2026-05-04"},
            },
        ],
        "done": ["item.status=Closed", "deployment.done"],
        "cancelled": ["item.status=Dropped"],
    }
)
PLAIN = ValueStream.model_validate(
    {
        "id": "plain",
        "name": "Plain",
        "customer": "a customer",
        "value": "gets something",
        "items": "ticket",
        "stages": [{"name": "Answer", "function": "Help", "working": ["ticket.opened"]}],
        "done": ["ticket.closed", "ticket.never"],
    }
)
SCOPES = (
    "size > 2",
    "size <= 2.5 AND NOT (area = 'shop')",
    "due < '2026-03-01'",
    "title ILIKE '%über_%'",
    "'cold' IN labels OR area IS NOT NULL",
    "area NOT IN ('shop', 'bank')",
)
WINDOW = Selection(0, 40 * DAY)
COURSES: tuple[tuple[tuple[str, int], ...], ...] = (
    (("Ready", 0), ("Building", 5), ("Testing", 30), ("Closed", 31)),
    (("Ready", 0), ("Building", 5), ("Testing", 30), ("Building", 40), ("Testing", 44), ("Closed", 60)),
    (("Building", 3), ("Closed", 9), ("Testing", 9), ("Closed", 50)),
    (("Ready", 1), ("Building", 1), ("Dropped", 30)),
    (("Closed", 1), ("Building", 7)),
    (("Ready", 20), ("Somewhere", 22), ("Building", 40)),
    (("Ready", 100),),
    (),
)


def _tracker() -> Batch:
    batch = Batch("tracker")
    for number in range(48):
        item = batch.add_object("item", f"SHOP-{number}", label=f"Item {number}", url=f"https://t/{number}")
        batch.add_value(item, "area", ("shop", "bank", None)[number % 3])
        batch.add_value(item, "labels", ["hot", "cold"] if number % 4 else [])
        if number % 6 == 0:
            batch.add_value(item, "team", "gamma", since=number * 6 * HOUR)
            batch.add_value(item, "team", "alpha", since=(number * 6 + 20) * HOUR)
        batch.add_value(item, "size", ("1", "2.5", "30", "large")[number % 4])
        batch.add_value(item, "due", f"2026-0{1 + number % 5}-11T10:00:00Z")
        batch.add_value(item, "title", f"The Über{number} thing" if number % 7 else "never")
        batch.add_value(item, "type", "bug" if number % 2 else "feature")
        if number % 11 == 10:
            batch.add_value(item, "gone", "yes")
        if number % 5 == 0:
            batch.add_value(item, "type", "story", since=(number + 2) * HOUR)
        course = COURSES[number % len(COURSES)]
        for index, (status, hour) in enumerate(course):
            told = {"team": ("alpha", "beta")[index % 2]} if number % 3 else {}
            if (number + index) % 6 == 5:
                told["flag"] = "on"
            batch.add_event(
                "status", f"{number}/{index}", (number * 6 + hour) * HOUR, [item], value=status, attributes=told,
                date_only=number % 9 == 0,
            )  # fmt: skip
        if number % 6 == 1:
            ticket = batch.add_object("ticket", f"T-{number}")
            batch.add_relation(item, ticket, "asked by", rule="declared issue link")
            batch.add_event("opened", f"{number}", (number * 6 - 2) * HOUR, [ticket])
            batch.add_event("closed", f"{number}", (number * 6 + 90) * HOUR, [ticket])
    for object_type in ("item", "ticket"):
        batch.add_object(object_type, "TWICE-1")
    batch.add_mention("tracker:item:SHOP-1", "SHOP-2", "blocks", rule="declared issue link", declared=True)
    batch.add_mention("tracker:item:SHOP-1", "BANK-2", "blocks", rule="declared issue link", declared=True)
    return batch


def _repository() -> Batch:
    batch = Batch("code")
    shipped = batch.add_object("deployment", "d1")
    batch.add_event("done", "d1", 400 * HOUR, [shipped])
    for number in range(40):
        sha = f"{number:07x}" + "0" * 33
        change = batch.add_object("change", f"o/r#{number}")
        commit = batch.add_object("commit", sha)
        batch.add_value(change, "repository", "o/r")
        batch.add_value(commit, "repository", "o/r")
        batch.add_event("opened", f"{number}", (number * 6 + 6) * HOUR, [change])
        if number % 3:
            batch.add_event("reviewed", f"{number}", (number * 6 + 4 + 3 * (number % 4)) * HOUR, [change])
        batch.add_event("merged", f"{number}", (number * 6 + 12) * HOUR, [change, commit])
        batch.add_mention(change, f"shop-{number}", "about", rule="key in text")
        batch.add_mention(change, "TWICE-1", "about", rule="key in text")
        batch.add_mention(change, "UTF-8", "about", rule="key in text")
        batch.add_mention(commit, f"#{number}", "part of", rule="number in commit message")
        batch.add_mention(commit, f"#{number + 30}", "part of", rule="merge of pull request", declared=True)
        batch.add_mention(change, sha[:9], "became", rule="merge commit", declared=True)
        batch.add_mention(change, f"SHOP-{number}0", "about", rule="key in text")
        if number % 8 == 0:
            batch.add_relation(shipped, change, "carries", rule="declared in the test")
    return batch


def _pager() -> Batch:
    """Return incidents, findings and bugs, linked and not, with builds and a commit that takes another back."""
    batch = Batch("pager")
    for number in range(12):
        incident = batch.add_object("incident", f"INC-{number}")
        batch.add_value(incident, "service", ("till", "other")[number % 2])
        batch.add_value(incident, "severity", ("high", "low", None)[number % 3])
        happened = (("opened", 0), ("acknowledged", 2), ("resolved", 9), ("reopened", 12), ("resolved", 30))
        for what, hour in happened[: 1 + number % 5]:
            batch.add_event(what, f"{number}/{hour}", (number * 20 + hour) * HOUR, [incident])
        batch.add_event("status", f"{number}", (number * 20 + 31) * HOUR, [incident], value="Not a problem")
        names = ("SHOP-1", f"o/r#{number}", "d1")[number % 3]
        rule = "declared issue link"
        batch.add_mention(incident, names, ("caused by", "about")[number % 2], rule=rule, declared=True)
        finding = batch.add_object("vulnerability", f"V-{number}")
        batch.add_value(finding, "repository", ("o/r", "o/else")[number % 2])
        batch.add_event("found", f"v{number}", number * 10 * HOUR, [finding])
        batch.add_event(("fixed", "dismissed")[number % 2], f"v{number}", number * 25 * HOUR, [finding])
        bug = batch.add_object("item", f"BUG-{number}")
        batch.add_value(bug, "type", "Bug")
        batch.add_event("reported", f"b{number}", number * 40 * HOUR, [bug])
        batch.add_mention(bug, "SHOP-1", "relates to", rule=rule, declared=True)
        build = batch.add_object("build", f"B-{number}")
        ended = ("failure", "success", "cancelled")[number % 3]
        batch.add_event("finished", f"b{number}", number * 12 * HOUR, [build], value=ended)
        batch.add_mention(build, f"o/r#{number}", "of", rule="built change", declared=True)
    undo = batch.add_object("commit", "f" * 40)
    batch.add_event("committed", "undo", 90 * HOUR, [undo])
    batch.add_mention(undo, f"{3:07x}" + "0" * 33, "reverts", rule="reverted commit", declared=True)
    return batch


def _monitor() -> Batch:
    """Return a measured series, one of a segment, and readings that are none."""
    batch = Batch("monitor")
    points = [signals.Point(week * 7 * DAY, 90 + week % 3, week) for week in range(12)]
    uptime = signals.add_series(batch, "uptime", None, points, unit="%", label="It is up")
    batch.add_value(uptime, "value", "soon", 99 * DAY)
    signals.add_series(batch, "uptime", "new shops", points[:3], asked="yes")
    return batch


class Engines:
    """Both engines with the same log, each with what it derived from it by itself."""

    def __init__(self, folder: Any) -> None:
        store = Store(folder / "store")
        store.ingest([_tracker(), _repository(), _pager(), _monitor()])
        smaller = _repository()  # the last change disappears at its source
        for column in smaller.objects.__slots__:
            getattr(smaller.objects, column).pop()
        store.ingest([smaller])
        log = store.open()
        log.export(folder / "log", TABLES)
        log.close()
        (folder / "derived").mkdir()
        self.embedded = Embedded(log=store.snapshots.current())
        self.spark = Spark(folder / "derived", log=folder / "log")
        self.spark.session.sparkContext.setLogLevel("OFF")
        # small tables: what takes long is to compile code for them, and to split them
        for name, value in {
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
            "spark.sql.shuffle.partitions": "2",
        }.items():
            self.spark.session.conf.set(name, value)
        self.run: set[CodeType] = set()
        self.asked: set[str] = set()
        derivation.derive(self.embedded, STREAM)
        with self._noting():
            derivation.derive(self.spark, STREAM)

    def on_spark(self, name: str) -> Any:
        """Ask Spark, noting which functions of the product ran."""
        self.asked.add(name)
        with self._noting():
            return _plain(ASKED[name](self.spark))

    @contextmanager
    def _noting(self) -> Iterator[None]:
        def note(frame: FrameType, event: str, _argument: Any) -> None:
            if event == "call":
                self.run.add(frame.f_code)

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            yield
        finally:
            sys.setprofile(before)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Return both engines; without Java there is nothing to compare with."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        missing = "Spark needs Java 17 (Debian: openjdk-17-jre-headless), which is not installed here"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    both = Engines(tmp_path_factory.mktemp("contract"))
    yield both
    both.embedded.close()
    both.spark.close()


def _plain(value: Any) -> Any:
    """Return a value in a form that can be compared: frames as sorted rows, arrays as lists."""
    if isinstance(value, nw.LazyFrame):
        return sorted(([*row.items()] for row in rows(value)), key=repr)
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def _placement(engine: Engine, stream: ValueStream = STREAM) -> Placement:
    return derivation.placement_of(engine, stream)


CATALOGUE = Catalogue(value_streams={"s": STREAM})
TEAMS = {
    "own": Team(type="stream-aligned", functions=("Product",), streams=("s",)),
    "other": Team(type="platform", functions=("Making",)),
}
SERVED = STREAM.model_copy(update={"services": ("Till",)})


def _episodes(engine: Engine, object_type: str) -> list[Any]:
    found = episodes.read_episodes(engine, SERVED, object_type, in_repositories=True)
    spans, rest = found.spans, (found.taken_up, found.again, found.severities, found.linked)
    listed = (
        each.tolist() if isinstance(each, np.ndarray) else each for each in (spans.ends, spans.done, *rest)
    )
    return sorted(zip(spans.starts.tolist(), *listed, strict=True))


def _profile(engine: Engine) -> Any:
    selection, around = surroundings.around(engine, STREAM, CATALOGUE, None, None)
    return current_profile.current_profile(engine, SERVED, CATALOGUE, selection, around)


def _map(engine: Engine) -> MapView:
    selection, around = surroundings.around(engine, STREAM, CATALOGUE, None, "bug")
    return current_map.current_map(engine, STREAM, selection, around)


def _flow(engine: Engine) -> FlowView:
    selection, around = surroundings.around(engine, STREAM, CATALOGUE, None, None)
    return current_flow.current_flow(engine, STREAM, selection, around)


def _handoffs(engine: Engine) -> HandoffsView:
    selection, around = surroundings.around(engine, STREAM, CATALOGUE, None, None)
    return current_handoffs.current_handoffs(engine, STREAM, selection, around)


def _groups(engine: Engine, attribute: str) -> list[Any]:
    groups, numbers = item_groups.grouped(engine, WINDOW, STREAM, attribute)
    return [(each, sorted(items.tolist())) for each, items in zip(groups, numbers, strict=True)]


def _waiting(engine: Engine) -> WaitingView:
    selection, around = surroundings.around(engine, STREAM, CATALOGUE, None, None)
    beside = function_times.function_times(engine, "beside", selection.start, selection.end)
    return current_waiting.current_waiting(engine, STREAM, selection, around, [beside])


def _ledger(engine: Engine, unit: Unit = Unit.DAYS) -> list[Any]:
    found = handoffs.ledger(
        engine, WINDOW, 2 * DAY, 30 * DAY, 40 * DAY, [np.array(_numbers(engine))], unit=unit
    )
    return [
        (each.sender, each.receiver, each.stages, each.whole.times, each.whole.total, each.now, each.rework)
        for each in found.boundaries
    ]


def _forecast(engine: Engine) -> ForecastView:
    found = surroundings.around(engine, STREAM, CATALOGUE, None, None)
    return current_forecast.current_forecast(
        engine, current_forecast.groundwork(engine, STREAM, *found), Asked(item="SHOP-1")
    )


def _topology(engine: Engine) -> Any:
    selection, around = surroundings.around(engine, STREAM, CATALOGUE, None, None)
    return current_topology.current_topology(engine, STREAM, selection, around, TEAMS)


def _segments(engine: Engine) -> Any:
    """Return what the search for segments reads: the cohort, what was known at its start, its days per part."""
    there = cohort.read_cohort(engine, WINDOW, 40 * DAY)
    parts_of = differing_part.part_days(engine, there, np.arange(len(there.days)) % 2)
    listed = zip(
        parts_of.group.tolist(), parts_of.stage.tolist(), parts_of.what.tolist(), parts_of.days, strict=True
    )
    return there, start_attributes.start_attributes(engine, STREAM, WINDOW, there), sorted(listed)


def _strips(engine: Engine) -> Any:
    _, around = surroundings.around(engine, STREAM, CATALOGUE, None, None)
    return strips.shown_strips(engine, STREAM, _numbers(engine), around)


_RESOLVED: dict[int, nw.LazyFrame[Any]] = {}


def _resolved(engine: Engine) -> nw.LazyFrame[Any]:
    if id(engine) not in _RESOLVED:
        _RESOLVED[id(engine)] = engine.once(ingestion.resolved_mentions(engine))
    return _RESOLVED[id(engine)]


def _numbers(engine: Engine) -> list[int]:
    return [row["item_no"] for row in rows(engine.table("items").select("item_no").sort("item_no").head(9))]


def _event_lines(engine: Engine) -> list[Any]:
    return sorted(
        repr(line) for number in _numbers(engine)[:2] for line in item_page.events(engine, STREAM, number)
    )


DERIVED = (
    "visits", "start_unknown", "stage_sources", "source_links", "coding", "items", "item_values",
    "daily_parts", "daily_stages", "daily_moves", "daily_items", "daily_spells", "returns", "open_visits",
    "handovers", "to_and_fro",
    "passing", "carried",
)  # fmt: skip


def _by_item(found: spans.Spans) -> list[Any]:
    return sorted(zip(found.starts.tolist(), found.ends.tolist(), found.done.tolist(), strict=True))


def _in_scope(scope: str) -> Callable[[Engine], Any]:
    return lambda engine: Scope.parse(scope).select(
        membership.current_values(engine), engine.table("objects").select("object_no")
    )


def _listed(behind: ladder.Behind, order: str) -> Callable[[Engine], Any]:
    return lambda engine: ladder.listed(engine, WINDOW, behind, order, slice(0, 20))


def _derived(name: str) -> Callable[[Engine], Any]:
    return lambda engine: engine.table(name)


def _portfolio_row(engine: Engine) -> Any:
    stream = STREAM.model_copy(update={"outcomes": ("kept", "size")})
    catalogue = Catalogue(value_streams={stream.id: stream})
    known = current_portfolio.known_of(engine, catalogue, Window(WINDOW.start, WINDOW.end))
    return known.told, current_portfolio.stream_row(engine, stream, catalogue, known)


ASKED: dict[str, Callable[[Engine], Any]] = {
    **{f"derived {name}": _derived(name) for name in DERIVED},
    **{f"scope {scope}": _in_scope(scope) for scope in SCOPES},
    "items": lambda engine: membership.items(engine, STREAM),
    "reach": lambda engine: membership.reach(engine, STREAM, membership.items(engine, STREAM)),
    "activities": derivation.activities,
    "keys": lambda engine: _placement(engine).keys(),
    "matched": lambda engine: _placement(engine).matched(),
    "functions": lambda engine: _placement(engine).functions(),
    "what a rule for functions moves": lambda engine: function_moves.moves(
        engine, STREAM, function_moves.with_rules(STREAM, [FunctionRule("team", "b*", "Elsewhere")])
    ),
    "keys of plain items": lambda engine: _placement(engine, PLAIN).keys(),
    "keys when no rule matches": lambda engine: Placement(engine, PLAIN, match_rules(PLAIN, []), None).keys(),
    "visits of plain items": lambda engine: derivation.visits_of(engine, PLAIN, _placement(engine, PLAIN)),
    "resolved mentions": _resolved,
    "links": lambda engine: linking.links(_resolved(engine)),
    "resolved without repositories": lambda engine: linking.resolve(
        engine.table("objects"), engine.table("mentions")
    ),
    "coverage": lambda engine: coverage.coverage(_resolved(engine)),
    "log summary": log_summary.summarise,
    "attributes": lambda engine: attributes.attributes_of(membership.current_values(engine)),
    "retrieved log": lambda engine: [
        {name: getattr(columns, name) for name in columns.__slots__}
        for columns in (getattr(retrieval.retrieve(engine), part) for part in ("objects", "values", "events"))
    ],
    "layout": check_layout,
    "records by name": lambda engine: retrieval.called(engine, ("SHOP-3", "tracker:item:SHOP-5")),
    "measured series": signals.recorded,
    "signals": lambda engine: signals_view(
        engine,
        Catalogue.model_validate({"signals": {"uptime": {"dimension": "reliability", "better": "up"}}}),
    ),
    "totals of what finished": lambda engine: totals.totals(engine, WINDOW, len(STREAM.stages)),
    "row of the portfolio": _portfolio_row,
    "hand-offs per item": lambda engine: collaboration.handoffs(engine, WINDOW),
    "items sent back": lambda engine: collaboration.sent_back(engine, WINDOW),
    "changes that pass": lambda engine: collaboration.first_seen(engine, "change"),
    "reviews": collaboration.reviews,
    "outlook of an item": lambda engine: [
        forecast_item.open_outlook(engine, WINDOW, stage, 40 * DAY - age, 40 * DAY, 3.0)
        for stage in range(len(STREAM.stages))
        for age in (HOUR, DAY)
    ],
    "forecast": _forecast,
    "what segments are found by": _segments,
    "segments": lambda engine: current_segments.current_segments(
        engine, STREAM, *surroundings.around(engine, STREAM, CATALOGUE, None, None)
    ),
    "when segments are looked for": current_segments.usual_window,
    "routes": lambda engine: routes.routes(engine, WINDOW),
    "flow time": lambda engine: time.flow_time(engine, WINDOW, 3.0),
    "flow time of a kind": lambda engine: time.flow_time(engine, Selection(0, 40 * DAY, "bug")),
    "parts": lambda engine: parts.stage_parts(engine, WINDOW, len(STREAM.stages)),
    "returns": lambda engine: returns.returns(engine, WINDOW),
    "load": lambda engine: load.load_at(engine, WINDOW, 7 * DAY),
    "load of a kind": lambda engine: load.load_at(engine, Selection(0, 40 * DAY, "bug"), 7 * DAY),
    "spans": lambda engine: _by_item(spans.read_spans(engine, WINDOW)),
    "spans of a kind": lambda engine: _by_item(spans.read_spans(engine, Selection(0, 40 * DAY, "bug"))),
    "spans since": lambda engine: _by_item(spans.read_spans(engine, WINDOW, since=3 * DAY)),
    "days": daily.read_daily,
    "spells": lambda engine: [
        (each.mode, each.stage, each.sender, each.receiver, each.curve.n, each.curve.finished)
        for each in spells.spells(engine, WINDOW, 2 * DAY, 30 * DAY)
    ],
    "efficiency": lambda engine: efficiency.efficiency(engine, WINDOW),
    "ageing": lambda engine: ageing.ageing(engine, WINDOW, 40 * DAY, 3.0),
    "cumulative flow": lambda engine: cumulative_flow.cumulative_flow(
        engine, daily.read_daily(engine), WINDOW, 0, 40 * DAY, len(STREAM.stages)
    ),
    "cumulative flow of a kind": lambda engine: cumulative_flow.cumulative_flow(
        engine, daily.read_daily(engine), Selection(0, 40 * DAY, "bug"), 2 * DAY, 40 * DAY, len(STREAM.stages)
    ),
    "listed": _listed(ladder.Behind(), "oldest"),
    "listed open": _listed(ladder.Behind("open"), "newest"),
    "listed cancelled": _listed(ladder.Behind("cancelled"), "slowest"),
    "listed by age": _listed(ladder.Behind(), "ageing"),
    "listed waits": _listed(ladder.Behind("wait", 3), "slowest"),
    "listed work": _listed(ladder.Behind("work", 1), "slowest"),
    "listed blocked": _listed(ladder.Behind("blocked", 1), "slowest"),
    "listed hand-offs": _listed(
        ladder.Behind("handoff", between=("making", "quality"), having=("type", "bug")), "slowest"
    ),
    "listed returns": _listed(ladder.Behind("return", 1, 3), "slowest"),
    "timelines": lambda engine: ladder.timelines(engine, _numbers(engine)),
    "source lines": trust.source_lines,
    "link lines": lambda engine: trust.link_lines(engine, _resolved(engine)),
    "rule lines": lambda engine: trust_rules.rule_lines(engine, STREAM),
    "stage lines": lambda engine: trust_rules.stage_lines(engine, STREAM, ()),
    "causes of rules": lambda engine: rule_causes.causes(engine, STREAM, placed_rules(STREAM)),
    "crossings": lambda engine: trust_rules.crossing_lines(engine, STREAM, {}),
    "oddity lines": lambda engine: trust_items.oddity_lines(engine, STREAM),
    "contradictions": lambda engine: trust_items.contradiction_lines(
        engine, STREAM, contradictions.contradictions(engine, STREAM)[0]
    ),
    "gaps": lambda engine: gaps.gaps(engine, STREAM),
    "sources that nothing names": lambda engine: strays.stray_sources(engine, {}),
    "what of a stream's record is whole": lambda engine: trust_items.of_all(engine, STREAM, 0),
    "an item's attributes": lambda engine: [
        item_page.attributes(engine, number) for number in _numbers(engine)[:3]
    ],
    "an item by name": lambda engine: item_page.named(engine, STREAM, "SHOP-1"),
    "an item's links": lambda engine: [
        item_page.links(engine, STREAM, number) for number in _numbers(engine)[:3]
    ],
    "an item's events": _event_lines,
    "members": overview.members,
    "overview line": lambda engine: overview.line(engine, STREAM, WINDOW),
    "unassigned": lambda engine: overview.unassigned(engine, [STREAM], {STREAM.id: overview.members(engine)}),
    "outcome": lambda engine: outcome.outcome(
        engine, STREAM.model_copy(update={"outcomes": ("kept", "size")}), WINDOW
    ),
    "what surrounds a view": lambda engine: surroundings.around(engine, STREAM, CATALOGUE, None, None),
    "items' own ladders": _strips,
    "deliveries": lambda engine: deliveries.read_deliveries(engine, STREAM, WINDOW),
    "deliveries of a kind": lambda engine: deliveries.read_deliveries(
        engine, STREAM, Selection(0, 40 * DAY, "bug")
    ),
    "event pairs": lambda engine: [
        _by_item(event_pairs.event_pair(engine, STREAM, stage, event_pairs.concerned(engine), WINDOW).spans)
        for stage in delivery_stages(STREAM)
    ],
    "incidents": lambda engine: _episodes(engine, "incident"),
    "findings": lambda engine: _episodes(engine, "vulnerability"),
    "what came of work": lambda engine: (
        aftermath.escapes(engine),
        aftermath.commits(engine, STREAM),
        aftermath.builds(engine, STREAM),
        aftermath.reopened(engine, STREAM, WINDOW),
        aftermath.right_first_time(engine, STREAM, WINDOW),
    ),
    "profile": _profile,
    "ledger of hand-offs": _ledger,
    "ledger of hand-offs in working days": lambda engine: _ledger(engine, Unit.WORKING_DAYS),
    "hand-offs": _handoffs,
    "a stream by its teams": _topology,
    "what waits go with": _waiting,
    "items by their kind": lambda engine: _groups(engine, str(STREAM.kind)),
    "items by an attribute": lambda engine: _groups(engine, "team"),
    "waits and work by function": lambda engine: function_times.function_times(
        engine, "s", 2 * DAY, 30 * DAY
    ),
    "evidence about bottlenecks": lambda engine: bottleneck.bottleneck(engine, DAY, 40 * DAY, 40 * DAY),
    "map": _map,
    "flow": _flow,
}


@pytest.mark.parametrize("name", ASKED)
def test_both_engines_give_the_same_rows(engines: Engines, name: str) -> None:
    """The same expression over the same log gives identical rows on DuckDB and on Spark, integers exactly."""
    assert engines.on_spark(name) == _plain(ASKED[name](engines.embedded))


def test_the_log_is_rich_enough_to_compare_anything(engines: Engines) -> None:
    """No derived table is empty on the embedded engine: equal emptiness would prove nothing."""
    assert [name for name in DERIVED if not rows(engines.embedded.table(name).head(1))] == []
    visits = rows(engines.embedded.table("visits"))
    assert {row["mode"] for row in visits} == {0, 1, 2, 3, 4}
    assert {row["estimated"] for row in visits} == {True, False}
    outcomes = {row["outcome"] for row in rows(_resolved(engines.embedded))}
    assert outcomes == {"matched", "dangling", "ambiguous", "unknown"}


def test_every_function_that_builds_expressions_was_run_on_spark(engines: Engines) -> None:
    """What the product computes with frames is in this contract, or named as the embedded engine's with a reason."""
    for name in set(ASKED) - engines.asked:  # when only some of the tests are run
        engines.on_spark(name)
    missing = []
    for module in pkgutil.walk_packages(headrace.__path__, "headrace."):
        loaded = importlib.import_module(module.name) if _uses_frames(module) else None
        if loaded is None or module.name in ("headrace.engine", "headrace.workspace"):
            continue
        for name, code in _functions(loaded):
            full = f"{module.name.rpartition('.')[2]}.{name}"
            excused = any(full == known or full.startswith(f"{known}.") for known in ONLY_EMBEDDED)
            if _BUILDS & set(code.co_names) and code not in engines.run and not excused:
                missing.append(f"{module.name}: {name}")
    assert missing == []


def _uses_frames(module: pkgutil.ModuleInfo) -> bool:
    found = importlib.util.find_spec(module.name)
    if found is None or found.origin is None or not found.origin.endswith(".py"):
        return False
    with open(found.origin, encoding="utf-8") as source:  # noqa: PTH123 - a module's own file
        return "import narwhals" in source.read()


def _functions(module: Any) -> Iterator[tuple[str, CodeType]]:
    for name, value in vars(module).items():
        if inspect.isfunction(value) and value.__module__ == module.__name__:
            yield name, value.__code__
        elif inspect.isclass(value) and value.__module__ == module.__name__:
            for method, function in vars(value).items():
                inner = function.fget if isinstance(function, property) else function
                if inspect.isfunction(inner) and inner.__code__.co_filename == module.__file__:
                    yield f"{name}.{method}", inner.__code__
