"""What is measured beside the flow, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.notebook.tables import Tables
from headrace.report.links import nowhere
from headrace.report.screen import Screen
from headrace.report.signals.signal_sentences import signals_headline, signals_table
from headrace.report.signals.terminal_signals import signals_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.dimensions.signal_view import SignalsView

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, repr=False)
class Signals(Tables):
    """What is measured beside the flow: ``view`` holds every value; as text it is what ``headrace signal list`` prints.

    Its tables: ``readings``, one row each, and ``signals``, one row each with its last reading and its usual range.
    """

    view: SignalsView

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {"readings": self._readings, "signals": self._signals}

    def _readings(self) -> dict[str, list[Any]]:
        pairs = [(line, point) for line in self.view.signals for point in line.points]
        return {
            "signal": [line.signal for line, _ in pairs],
            "segment": [line.segment for line, _ in pairs],
            "time": [_EPOCH + timedelta(microseconds=point.at) for _, point in pairs],
            "value": [point.value for _, point in pairs],
            "n": [point.n for _, point in pairs],
            "low": [point.low for _, point in pairs],
            "high": [point.high for _, point in pairs],
        }

    def _signals(self) -> dict[str, list[Any]]:
        lines = self.view.signals
        columns: dict[str, list[Any]] = {
            name: [getattr(line, name) for line in lines]
            for name in ("signal", "segment", "name", "dimension", "better", "unit", "goal", "lag", "source")
        }
        columns["readings"] = [line.readings for line in lines]
        columns["last"] = [None if line.last is None else line.last.value for line in lines]
        columns["usual_low"] = [None if line.usual is None else line.usual.low for line in lines]
        columns["usual_high"] = [None if line.usual is None else line.usual.high for line in lines]
        return columns

    def __repr__(self) -> str:
        return "\n".join(signals_lines(self.view, Screen(140)))

    def _repr_html_(self) -> str:
        said = signals_headline(self.view)
        table = signals_table(self.view).html(nowhere) if self.view.signals else escape(said.note)
        return f"<p><b>{escape(said.text())}</b></p>{table}"
