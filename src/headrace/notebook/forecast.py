"""What will be done when, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.errors import BadRequest
from headrace.notebook.picture import Picture, picture
from headrace.notebook.tables import Tables
from headrace.report import window
from headrace.report.forecast import forecast_measures, forecast_picture, forecast_sentences
from headrace.report.forecast.terminal_forecast import forecast_lines
from headrace.report.links import nowhere
from headrace.report.screen import Screen
from headrace.report.view import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from headrace.report.forecast.forecast_view import ForecastView

_WIDTH = 840
_ENDS = ("low_95", "low_85", "low_50", "middle", "high_50", "high_85", "high_95")


@dataclass(frozen=True, repr=False)
class Forecast(Tables):
    """What will be done when: ``view`` holds every value; as text it is what ``headrace forecast`` prints.

    Its tables: ``answers``, one row per question and chance; ``future``, the bands day by day; ``past``, past
    forecasts and what happened; ``checks``, how often bands held, one row per number of weeks ahead and band.
    """

    view: ForecastView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return forecast_sentences.forecast_headline(self.view).text()

    def chart(self) -> Picture:
        """Return the page's main picture; raises ``BadRequest`` with the reason when nothing is forecast."""
        drawn = forecast_picture.forecast_picture(self.view, width=_WIDTH, prefix="forecast")
        if not drawn:
            said = forecast_sentences.forecast_headline(self.view)
            raise BadRequest(said.text(), remedies=[said.note])
        return picture(drawn)

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {"answers": self._answers, "future": self._future, "past": self._past, "checks": self._checks}

    def _answers(self) -> dict[str, list[Any]]:
        found = forecast_measures.answers(self.view)
        return {
            "question": [each.key for each in found],
            "asked": [each.asked for each in found],
            "chance": [each.chance for each in found],
            "day": [_date(each.value) if each.is_day else None for each in found],
            "items": [None if each.is_day else each.value for each in found],
        }

    def _future(self) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {"day": [_date(each.day) for each in self.view.future]}
        return columns | {name: [getattr(each, name) for each in self.view.future] for name in _ENDS}

    def _past(self) -> dict[str, list[Any]]:
        found = self.view.past_forecasts
        columns: dict[str, list[Any]] = {"made": [_date(each.made) for each in found]}
        return columns | {name: [getattr(each, name) for each in found] for name in (*_ENDS, "done")}

    def _checks(self) -> dict[str, list[Any]]:
        found = [(check, held) for check in self.view.checks for held in check.held]
        columns: dict[str, list[Any]] = {
            "weeks": [check.weeks for check, _ in found],
            "forecasts": [check.forecasts for check, _ in found],
        }
        for name in ("share", "held", "low", "high", "closed"):
            columns[name] = [getattr(held, name) for _, held in found]
        return columns

    def __repr__(self) -> str:
        return "\n".join(forecast_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        said = forecast_sentences.forecast_headline(self.view)
        facts = " · ".join(forecast_sentences.forecast_facts(self.view))
        head = f"<p><b>{escape(said.text())}</b></p><p>{escape(facts)}</p>"
        if self.view.refusal:
            return head + f"<p>{escape(said.note)}</p>"
        return head + self.chart().svg + forecast_measures.answers_table(self.view).html(nowhere)


def _date(moment: int | None) -> date | None:
    return None if moment is None else window.first_day(Window(moment, moment + 1))
