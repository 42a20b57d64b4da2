"""How a stream's work is delivered, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from headrace.errors import BadRequest
from headrace.notebook.picture import WIDTH, Picture, picture
from headrace.notebook.tables import Tables
from headrace.report.delivery import delivery_measures, delivery_picture, delivery_sentences
from headrace.report.delivery.terminal_delivery import delivery_lines
from headrace.report.links import nowhere
from headrace.report.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.report.delivery.delivery_view import DeliveryView


@dataclass(frozen=True, repr=False)
class Delivery(Tables):
    """How work is delivered: ``view`` holds every value; as text it is what ``headrace delivery`` prints.

    Its tables: ``measures``, one row each with its range or what is missing, ``parts`` of the mean lead time, and
    ``stages``, pairs of events.
    """

    view: DeliveryView

    @property
    def headline(self) -> str:
        """What the page says first."""
        return delivery_sentences.delivery_headline(self.view).text()

    def chart(self) -> Picture:
        """Return the page's picture; raises ``BadRequest`` with the reason when there is nothing to draw."""
        if not delivery_picture.delivery_figure(self.view):
            line = delivery_sentences.measure(self.view, "lead_half")
            raise BadRequest(
                line.missing or "No change with all its moments was deployed.", remedies=[line.remedy]
            )
        return picture(delivery_picture.delivery_picture(self.view, width=WIDTH, prefix="delivery"))

    def _tables(self) -> dict[str, Callable[[], Mapping[str, Sequence[Any]]]]:
        return {"measures": self._measures, "parts": self._parts, "stages": self._stages}

    def _measures(self) -> dict[str, list[Any]]:
        lines = self.view.dimension.lines
        values = [line.value if line.measured else None for line in lines]
        return {
            "measure": [line.key for line in lines],
            "name": [line.name for line in lines],
            "value": [None if value is None else float(value.value) for value in values],
            "low": [None if value is None else value.low for value in values],
            "high": [None if value is None else value.high for value in values],
            "unit": [line.unit for line in lines],
            "n": [line.n for line in lines],
            "missing": [line.missing for line in lines],
        }

    def _parts(self) -> dict[str, list[Any]]:
        return {
            "part": [each.key for each in self.view.parts],
            "days": [each.days for each in self.view.parts],
        }

    def _stages(self) -> dict[str, list[Any]]:
        stages = self.view.stages
        columns: dict[str, list[Any]] = {"stage": [each.name for each in stages]}
        for name in ("half", "p85"):
            found = [getattr(each, name) for each in stages]
            columns[name] = [None if each is None else each.days for each in found]
        for name in ("n", "over", "still", "missing"):
            columns[name] = [getattr(each, name) for each in stages]
        return columns

    def __repr__(self) -> str:
        return "\n".join(delivery_lines(self.view, Screen(100)))

    def _repr_html_(self) -> str:
        facts = " · ".join(delivery_sentences.delivery_facts(self.view))
        table = delivery_measures.delivery_table(self.view).html(nowhere)
        return f"<p><b>{escape(self.headline)}</b></p><p>{escape(facts)}</p>{table}"
