"""The front door for notebooks: open a workspace, pick a stream, get typed results that show themselves.

``headrace.open("shop").stream("first-payment").flow(window="2025-Q2").to_polars()``
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headrace.errors import BadRequest
from headrace.report import flow_figure, flow_measures, flow_picture, flow_sentences, window
from headrace.report.links import nowhere
from headrace.report.screen import Screen
from headrace.report.stylesheet import standalone
from headrace.report.terminal_flow import flow_lines
from headrace.report.view import Window
from headrace.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]
    import polars as pl

    from headrace.report.flow_view import FlowView

_WIDTH = 1180
_TABLES = ("measures", "weeks")


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

    def __repr__(self) -> str:
        stream = self.workspace.catalogue.stream(self.name)
        return f"{stream.name}: {stream.customer} {stream.value}"


def _asked(text: str | None) -> Any:
    return None if text is None else window.parse(text)


@dataclass(frozen=True, repr=False)
class Flow:
    """How work flows: ``view`` holds every value; as text it is what ``headrace flow`` prints."""

    view: FlowView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return flow_sentences.flow_headline(self.view).text()

    def to_polars(self, table: str = "measures") -> pl.DataFrame:
        """Return a table as a Polars frame: ``measures``, one row each with its range, or ``weeks``.

        Raises:
            BadRequest: there is no such table, or Polars is not installed.
        """
        made: pl.DataFrame = _library("polars").DataFrame(self._columns(table))
        return made

    def to_pandas(self, table: str = "measures") -> pd.DataFrame:
        """Return a table as a pandas frame; see :meth:`to_polars`."""
        made: pd.DataFrame = _library("pandas").DataFrame(self._columns(table))
        return made

    def chart(self) -> Picture:
        """Return the page's main picture; raises ``BadRequest`` with the reason when there is too little to draw."""
        if not flow_figure.flow_figure(self.view):
            said = flow_sentences.flow_headline(self.view)
            raise BadRequest(said.text(), remedies=[said.note])
        return Picture(standalone(_named(flow_picture.flow_picture(self.view, width=_WIDTH, prefix="flow"))))

    def _columns(self, table: str) -> dict[str, list[Any]]:
        if table not in _TABLES:
            raise BadRequest(
                f'There is no table "{table}".', remedies=[f'table="{name}"' for name in _TABLES]
            )
        if table == "measures":
            lines = flow_measures.lines(self.view)
            names = ("key", "name", "value", "low", "high", "unit")
            return {name: [_value(getattr(each, name)) for each in lines] for name in names}
        starts = [window.first_day(Window(each.start, each.start + 1)) for each in self.view.weeks]
        columns: dict[str, list[Any]] = {"week": starts}
        for name in ("arrived", "done", "given_up", "typical"):
            columns[name] = [getattr(each, name) for each in self.view.weeks]
        return columns

    def __repr__(self) -> str:
        return "\n".join(flow_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        said = flow_sentences.flow_headline(self.view)
        facts = " · ".join(flow_sentences.flow_facts(self.view))
        picture = self.chart().svg if self.view.path is not None else ""
        table = flow_measures.flow_table(self.view).html(nowhere)
        return f"<p><b>{escape(said.text())}</b></p><p>{escape(facts)}</p>{picture}{table}"


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawing that any viewer shows: its colours are in it."""

    svg: str

    def save(self, path: str | Path) -> None:
        """Write it as an SVG file."""
        Path(path).write_text(self.svg, encoding="utf-8")

    def __repr__(self) -> str:
        return f"a picture, {len(self.svg):,} characters of SVG"

    def _repr_svg_(self) -> str:
        return self.svg


def _named(svg: str) -> str:
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="Inter, sans-serif" ', 1)


def _value(value: Any) -> Any:
    return float(value) if isinstance(value, int) else value


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as problem:
        raise BadRequest(f"{name} is not installed.", remedies=[f"pip install {name}"]) from problem
