"""A workspace: a folder with ``headrace.yaml`` and a store; the only place where everything is wired.

Every surface (pages, terminal, notebooks, files) asks a :class:`Workspace` and gets values of
:mod:`headrace.report.view`.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from headrace import sync as syncing
from headrace.diagnoses import Asking, Diagnoses
from headrace.errors import BadConfiguration, BadInput, BadRequest, nearest
from headrace.flow import ladder
from headrace.report import function_list
from headrace.report.delivery.current_delivery import current_delivery
from headrace.report.flow.current_flow import current_flow
from headrace.report.forecast.current_forecast import current_forecast, groundwork
from headrace.report.forecast.forecast_asked import check_day
from headrace.report.forecast.forecast_view import Asked
from headrace.report.items import item_page
from headrace.report.items.behind import behind
from headrace.report.items.item_list import item_list
from headrace.report.items.strips import shown_strips
from headrace.report.maps.current_map import FEW, current_map, with_detail
from headrace.report.portfolio import current_portfolio as portfolio
from headrace.report.profile.current_profile import current_profile
from headrace.report.signals.signals import signals_view
from headrace.report.streams import overview
from headrace.report.surroundings import around, latest, selected
from headrace.report.trust.current_check import current_check, nothing_to_check, stream_check
from headrace.report.trust.trust_view import CheckView
from headrace.report.view import ItemsView, ItemView, Latest, MapView, StreamsView, Window
from headrace.value_streams.definition import ValueStream
from headrace.value_streams.derivation import known_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Embedded
    from headrace.report.delivery.delivery_view import DeliveryView, Mode
    from headrace.report.dimensions.profile_view import ProfileView
    from headrace.report.dimensions.signal_view import SignalsView
    from headrace.report.flow.flow_view import FlowView
    from headrace.report.forecast.current_forecast import Groundwork
    from headrace.report.forecast.forecast_view import ForecastView
    from headrace.report.portfolio.portfolio_view import PortfolioView

_USUAL = Asked()


class Workspace(Diagnoses):
    """A folder with definitions and records, and what can be asked of it.

    Args:
        root: the folder of ``headrace.yaml``.
    """

    def streams(self, window: Window | Latest | None = None) -> StreamsView:
        """Return all streams with their items, and what belongs to none; ``window`` defaults per stream."""
        return self._kept(("streams", window), lambda: self._streams(window))

    def _streams(self, window: Window | Latest | None) -> StreamsView:
        catalogue = self.catalogue
        if self.store.empty:
            return overview.nothing_read(catalogue)
        lines, members = [], {}
        with closing(self.store.open()) as log:
            data_to = known_to(log, log.table("happenings"))
            for stream in catalogue.value_streams.values():
                try:
                    with self._derived(stream) as engine:
                        members[stream.id] = overview.members(engine)
                        chosen = selected(engine, window, None)
                        lines.append(overview.line(engine, stream, chosen))
                except (BadConfiguration, BadInput) as problem:
                    # one definition that does not fit must not hide the others
                    lines.append(overview.broken(stream, problem))
            unassigned = overview.unassigned(log, catalogue.value_streams.values(), members)
        whole = latest(window, data_to) if isinstance(window, Latest) else window or Window(0, data_to + 1)
        return StreamsView(
            whole,
            overview.with_overlaps(lines, members),
            unassigned,
            data_to,
            catalogue.made_up,
            usual=window is None,
        )

    def portfolio(self, window: Asking = None) -> PortfolioView:
        """Return all streams under the objectives they serve; by default of the last six months of the data."""
        return self._kept(("portfolio", window), lambda: self._portfolio(window))

    def _portfolio(self, window: Asking) -> PortfolioView:
        catalogue = self.catalogue
        if self.store.empty:
            return portfolio.nothing_read(catalogue)
        with closing(self.store.open()) as log:
            known = portfolio.known_of(log, catalogue, window)
        found = []
        for stream in catalogue.value_streams.values():
            try:
                with self._derived(stream) as engine:
                    found.append(portfolio.stream_row(engine, stream, catalogue, known))
            except (BadConfiguration, BadInput) as problem:
                # one definition that does not fit must not hide the others
                found.append(portfolio.unread(stream, catalogue, problem))
        return portfolio.current_portfolio(found, catalogue, known)

    def map(
        self,
        stream: str,
        *,
        window: Window | Latest | None = None,
        kind: str | None = None,
        detail: str = "stages",
    ) -> MapView:
        """Return the current-state map of a stream; raises ``BadRequest`` for an unknown stream or kind."""
        view = self._kept(("map", stream, window, kind), lambda: self._map(stream, window, kind))
        return with_detail(view, detail)

    def _map(self, stream: str, window: Window | Latest | None, kind: str | None) -> MapView:
        catalogue = self.catalogue
        definition = catalogue.stream(stream)
        with self._derived(definition) as engine:
            selection, surroundings = around(engine, definition, catalogue, window, kind)
            view = current_map(engine, definition, selection, surroundings)
            if view.n_finished >= FEW:
                return view
            finished = ladder.listed(engine, selection, ladder.Behind(), "oldest", slice(0, FEW))
            return replace(view, strips=shown_strips(engine, definition, finished.item_nos, surroundings))

    def flow(self, stream: str, *, window: Asking = None, kind: str | None = None) -> FlowView:
        """Return how work flows in a stream; raises ``BadRequest`` for an unknown stream or kind."""
        return self._kept(
            ("flow", stream, window, kind), lambda: self._shown(stream, window, kind, current_flow)
        )

    def forecast(self, stream: str, *, asked: Asked = _USUAL, kind: str | None = None) -> ForecastView:
        """Return what will be done when; raises ``BadRequest`` for an unknown stream, kind or item, or a past day."""
        return self._kept(("forecast", stream, asked, kind), lambda: self._forecast(stream, asked, kind))

    def _forecast(self, stream: str, asked: Asked, kind: str | None) -> ForecastView:
        ground = self._kept(("groundwork", stream, kind), lambda: self._groundwork(stream, kind))
        check_day(asked, ground.around.data_to)
        if asked.item is None:
            return current_forecast(None, ground, asked)
        with self._derived(ground.stream) as engine:
            return current_forecast(engine, ground, asked)

    def _groundwork(self, stream: str, kind: str | None) -> Groundwork:
        definition = self.catalogue.stream(stream)
        with self._derived(definition) as engine:
            return groundwork(engine, definition, *around(engine, definition, self.catalogue, None, kind))

    def delivery(
        self, stream: str, *, window: Asking = None, kind: str | None = None, mode: Mode = "strict"
    ) -> DeliveryView:
        """Return how a stream's work is delivered; raises ``BadRequest`` for an unknown stream or kind."""
        question = ("delivery", stream, window, kind, mode)
        shown = partial(current_delivery, mode=mode)
        return self._kept(question, lambda: self._shown(stream, window, kind, shown))

    def profile(self, stream: str, *, window: Asking = None, kind: str | None = None) -> ProfileView:
        """Return all dimensions of a stream side by side; raises ``BadRequest`` for an unknown stream or kind."""

        def shown(engine: Embedded, stream: ValueStream, *found: Any) -> ProfileView:
            return current_profile(engine, stream, self.catalogue, *found)

        question = ("profile", stream, window, kind)
        return self._kept(question, lambda: self._shown(stream, window, kind, shown))

    def signals(self) -> SignalsView:
        """Return what is measured beside the flow: every signal with its last reading and what is usual."""
        return self._kept("signals", self._signals)

    def _signals(self) -> SignalsView:
        if self.store.empty:
            return signals_view(None, self.catalogue)
        with closing(self.store.open()) as log:
            return signals_view(log, self.catalogue)

    def functions(self, stream: str, rules: Sequence[str] = ()) -> function_list.FunctionsView:
        """Return which functions work in a stream, and what rules would move; nothing is written."""
        definition = self.catalogue.stream(stream)
        with self._derived(definition) as engine:
            return function_list.functions_view(engine, definition, rules)

    def items(  # noqa: PLR0913 - a list has this many ways to be looked at
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
        """Return one page of the items behind a number, each with its own ladder.

        Args:
            selection: ``""``, as :func:`headrace.report.items.behind.behind` reads it.
            order: one of :data:`headrace.flow.ladder.ORDERS`.

        Raises:
            BadRequest: when the stream, the selection or the order does not exist.
        """
        catalogue = self.catalogue
        definition = catalogue.stream(stream)
        if order not in ladder.ORDERS:
            raise BadRequest(
                f'Items cannot be ordered by "{order}". {nearest(order, ladder.ORDERS)}'.rstrip()
            )
        behind(definition, selection)  # before anything is derived: it may name no part
        with self._derived(definition) as engine:
            chosen, surroundings = around(engine, definition, catalogue, window, kind)
            return item_list(
                engine, definition, chosen, surroundings,
                at=selection, order=order, page=max(page, 1), per_page=per_page,
            )  # fmt: skip

    def item(self, stream: str, item_id: str) -> ItemView:
        """Return one item with its events; raises ``BadRequest`` when the stream has no such item."""
        definition = self.catalogue.stream(stream)
        with self._derived(definition) as engine:
            return item_page.item_view(engine, definition, item_id, self.catalogue)

    def check(self) -> CheckView:
        """Return what was read, how much is linked, what stages and rules find, and what is irregular or contradicts.

        It counts over everything, so the answer is kept until the data or a definition changes.
        """
        # a sync may fail and change no data
        scopes, left_out = syncing.readings(self.catalogue, self.answers_folder)
        view = self._kept("check", self._check)
        named = self.catalogue.sources
        there = tuple(one for one in view.sources if one.objects or one.events or one.source in named)
        return replace(view, sources=there, scopes=scopes, left_out=left_out, strays=self.strays())

    def _check(self) -> CheckView:
        catalogue = self.catalogue
        if self.store.empty:
            return nothing_to_check(catalogue)
        parts = []
        for stream in catalogue.value_streams.values():
            with self._derived(stream) as engine:
                parts.append(stream_check(engine, stream, catalogue))
        with closing(self.store.open()) as log:
            return current_check(log, catalogue, parts)
