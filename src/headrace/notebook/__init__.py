"""The front door for notebooks: open a workspace, pick a stream, get typed results that show themselves.

``headrace.open("shop").stream("first-payment").flow(window="2025-Q2").to_polars()``
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headrace.notebook.bottleneck import Bottleneck
from headrace.notebook.contention import Contention
from headrace.notebook.delivery import Delivery
from headrace.notebook.flow import Flow
from headrace.notebook.forecast import Forecast
from headrace.notebook.handoffs import Handoffs
from headrace.notebook.portfolio import Portfolio
from headrace.notebook.profile import Profile
from headrace.notebook.segments import Segments
from headrace.notebook.signals import Signals
from headrace.notebook.topology import Topology
from headrace.notebook.waiting import Waiting
from headrace.report import window as windows
from headrace.report.forecast.forecast_asked import asked
from headrace.report.handoffs.handoffs_asked import HandoffsAsked
from headrace.workspace import Workspace

if TYPE_CHECKING:
    from headrace.report.delivery.delivery_view import Mode
    from headrace.report.view import Latest, Window


def open_workspace(path: str | Path | None = None) -> OpenWorkspace:
    """Return the workspace of a folder, or of the nearest one above it.

    Args:
        path: the folder; the current one when left out.

    Raises:
        BadConfiguration: when there is none.
    """
    return OpenWorkspace(Workspace.find(None if path is None else Path(path)))


@dataclass(frozen=True, repr=False)
class OpenWorkspace:
    """A workspace with its value streams."""

    workspace: Workspace

    @property
    def streams(self) -> tuple[str, ...]:
        """The short names of the value streams."""
        return tuple(self.workspace.catalogue.value_streams)

    def stream(self, name: str) -> OpenStream:
        """Return a value stream; raises ``BadRequest`` when there is none of that name."""
        return OpenStream(self.workspace, self.workspace.catalogue.stream(name).id)

    def portfolio(self, window: str | None = None) -> Portfolio:
        """Return all value streams under the objectives they serve; ``window`` as on the command line."""
        return Portfolio(self.workspace.portfolio(_asked(window)))

    def contention(self, window: str | None = None) -> Contention:
        """Return which streams wait for the same function at the same time; ``window`` as on the command line."""
        return Contention(self.workspace.contention(window=_asked(window)))

    def signals(self) -> Signals:
        """Return what is measured beside the flow: adoption, availability, answers to surveys."""
        return Signals(self.workspace.signals())

    def __repr__(self) -> str:
        return f"headrace.open({str(self.workspace.root)!r}): {', '.join(self.streams) or 'no value streams yet'}"


@dataclass(frozen=True, repr=False)
class OpenStream:
    """One value stream."""

    workspace: Workspace
    name: str

    def flow(self, window: str | None = None, kind: str | None = None) -> Flow:
        """Return how work flows.

        Args:
            window: as on the command line: ``2025``, ``2025-Q2``, ``2025-01-01..2025-06-30``, ``90d``, ``all``; the
                usual one when left out.
            kind: only this kind of work; all when left out.

        Raises:
            BadRequest: the window is no time, or the stream has no such kind of work.
        """
        return Flow(self.workspace.flow(self.name, window=_asked(window), kind=kind))

    def handoffs(
        self,
        window: str | None = None,
        kind: str | None = None,
        split: str | None = None,
        *,
        handoff: str | None = None,
        unit: str = "days",
    ) -> Handoffs:
        """Return what hand-offs cost; the rest as for :meth:`flow`.

        Args:
            split: an attribute to compare by.
            handoff: which one to look at closely, as ``engineering~quality``.
            unit: ``days``, or ``working-days`` for Monday to Friday.
        """
        question = HandoffsAsked(split, handoff, unit)
        return Handoffs(self.workspace.handoffs(self.name, window=_asked(window), kind=kind, asked=question))

    def bottleneck(self, window: str | None = None) -> Bottleneck:
        """Return where a shorter wait goes with a shorter whole; ``window`` as for :meth:`flow`."""
        return Bottleneck(self.workspace.bottleneck(self.name, window=_asked(window)))

    def waiting(self, window: str | None = None, kind: str | None = None) -> Waiting:
        """Return what waits go with, as far as the records tell; arguments as for :meth:`flow`."""
        return Waiting(self.workspace.waiting(self.name, window=_asked(window), kind=kind))

    def delivery(self, window: str | None = None, kind: str | None = None, mode: Mode = "strict") -> Delivery:
        """Return how the stream's work is delivered; ``mode`` may be ``devlake``, the rest as for :meth:`flow`."""
        return Delivery(self.workspace.delivery(self.name, window=_asked(window), kind=kind, mode=mode))

    def profile(self, window: str | None = None, kind: str | None = None) -> Profile:
        """Return all that is measured of the stream, side by side; arguments as for :meth:`flow`."""
        return Profile(self.workspace.profile(self.name, window=_asked(window), kind=kind))

    def segments(self, window: str | None = None, kind: str | None = None) -> Segments:
        """Return where work is not alike; ``window`` is of when items began, the rest as for :meth:`flow`."""
        return Segments(self.workspace.segments(self.name, window=_asked(window), kind=kind))

    def topology(self, window: str | None = None, kind: str | None = None) -> Topology:
        """Return the stream by its teams; arguments as for :meth:`flow`."""
        return Topology(self.workspace.topology(self.name, window=_asked(window), kind=kind))

    def forecast(
        self,
        items: int | None = None,
        by: str | None = None,
        item: str | None = None,
        kind: str | None = None,
    ) -> Forecast:
        """Return what will be done when.

        Args:
            items: how many more; about three weeks' worth when left out.
            by: a day such as ``2025-08-31``; the end of the next month when left out.
            item: the id or key of one item in progress.
            kind: only this kind of work; all when left out.

        Raises:
            BadRequest: the day is none or is over, or the stream has no such item or kind of work.
        """
        return Forecast(self.workspace.forecast(self.name, asked=asked(items, by, item), kind=kind))

    def __repr__(self) -> str:
        stream = self.workspace.catalogue.stream(self.name)
        return f"{stream.name}: {stream.customer} {stream.value}"


def _asked(text: str | None) -> Window | Latest | None:
    return None if text is None else windows.parse(text)
