"""The forecast page's tables: the answers, the bands, past forecasts, and how often they held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import day, decimal, grouped, iso, percent, unit_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.forecast.forecast_view import ForecastView, FutureDay, Held, PastForecast

CHANCES = (("even", 0.5), ("likely", 0.85), ("sure", 0.95))
_ENDS = ("low_95", "low_85", "low_50", "middle", "high_50", "high_85", "high_95")


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and its answer at one chance.

    ``key`` names the question for machines: ``when``, ``by``, ``start`` or ``item``. ``value`` is a day's start (µs
    UTC) where ``is_day``, else a number of items; ``None`` when it is not reached.
    """

    key: str
    asked: str
    name: str
    chance: float
    value: int | None
    is_day: bool


def answers(view: ForecastView) -> tuple[Answer, ...]:
    """Return every answer of the view, question by question."""
    return tuple(_answers(view))


def _answers(view: ForecastView) -> Iterator[Answer]:
    if view.when:
        slots = {**unit_words(view.unit), "count": grouped(view.when.items)}
        name = text("forecast.q.when", slots, number=view.when.items)
        for which, chance in CHANCES:
            yield Answer("when", str(view.when.items), name, chance, getattr(view.when, which), is_day=True)
    if view.by:
        name = text("forecast.q.by", {"day": day(view.by.day)})
        for which, chance in CHANCES:
            yield Answer("by", iso(view.by.day)[:10], name, chance, getattr(view.by, which), is_day=False)
    for key, item in (("item", view.item), ("start", view.start)):
        if item is not None and item.basis not in ("few", "over"):
            name = item.key or text("forecast.q.start")
            for (_, chance), on in zip(CHANCES, (item.half, item.p85, item.p95), strict=True):
                yield Answer(key, item.key, name, chance, on, is_day=True)


def answers_rows(view: ForecastView) -> tuple[tuple[str, ...], ...]:
    """Return one row per question as written: its name, and the answer at each chance."""
    rows: dict[str, dict[float, str]] = {}
    for each in answers(view):
        rows.setdefault(each.name, {})[each.chance] = _written(each)
    return tuple((name, *(found.get(chance, "") for _, chance in CHANCES)) for name, found in rows.items())


def _written(answer: Answer) -> str:
    if answer.value is None:
        return text("forecast.a.far" if answer.key == "when" else "forecast.a.unknown")
    if answer.is_day:
        return day(answer.value)
    return text("forecast.a.more", {"number": grouped(answer.value)})


def answers_head() -> tuple[str, ...]:
    """Return the heads of :func:`answers_rows`."""
    return tuple(text(f"forecast.head.{name}") for name in ("question", "even", "likely", "sure"))


def answers_table(view: ForecastView) -> Table:
    """Return the answers as a table."""
    rows = tuple(tuple(Cell(each) for each in row) for row in answers_rows(view))
    caption = text("forecast.caption", {"name": view.name})
    return Table(caption, answers_head(), rows, numeric=frozenset({1, 2, 3}), narrow=True)


def future_table(view: ForecastView) -> Table:
    """Return the picture's bands as a table, one row per day that it shows."""
    head = tuple(text(f"forecast.head.{name}") for name in ("day", *_ENDS))
    rows = tuple((Cell(day(each.day)), *_counts(each)) for each in view.future)
    caption = text("forecast.caption", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset(range(1, 8)), narrow=True)


def past_table(view: ForecastView) -> Table:
    """Return the past forecasts as a table, one row each."""
    head = tuple(text(f"forecast.head.{name}") for name in ("made", *_ENDS, "done"))
    rows = tuple(
        (Cell(day(each.made)), *_counts(each), Cell(grouped(each.done))) for each in view.past_forecasts
    )
    caption = text("forecast.caption.past", {"name": view.name})
    return Table(caption, head, rows, numeric=frozenset(range(1, 9)), narrow=True)


def check_table(view: ForecastView) -> Table:
    """Return how past forecasts did, one row per number of weeks ahead."""
    head, rows = check_rows(view)
    cells = tuple(tuple(Cell(each) for each in row) for row in rows)
    caption = text("forecast.caption.check", {"name": view.name})
    return Table(caption, head, cells, numeric=frozenset(range(8)), narrow=True)


def check_rows(view: ForecastView) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return heads and rows of the checks as written."""
    shares = [each.share for each in view.checks[0].held] if view.checks else []
    head = (
        text("forecast.head.weeks"),
        text("forecast.head.n"),
        *(text("forecast.head.held", {"share": percent(share)}) for share in shares),
        *(text(f"forecast.head.{name}") for name in ("loss", "average", "widened")),
    )
    rows = tuple(
        (
            grouped(each.weeks),
            grouped(each.forecasts),
            *(_held(one) for one in each.held),
            decimal(each.loss or 0.0),
            decimal(each.loss_of_average or 0.0),
            text("forecast.times", {"times": f"{each.widened:.1f}"}),
        )
        for each in view.checks
    )
    return head, rows


def _held(found: Held) -> str:
    ends = {"low": percent(found.low), "high": percent(found.high)}
    return text("forecast.held", {"held": percent(found.held), **ends})


def _counts(each: FutureDay | PastForecast) -> tuple[Cell, ...]:
    return tuple(Cell(grouped(getattr(each, name))) for name in _ENDS)
