"""What is said of one hand-off that is looked at closely: what goes with a long wait, and its weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.flow.flow_sentences import signal_words
from headrace.report.table import Cell, Table
from headrace.report.wording.phrases import text
from headrace.report.words import grouped, listed, scale_for

if TYPE_CHECKING:
    from headrace.report.handoffs.handoffs_view import BoundaryLine, ChosenHandoff, GoesWithLine, HandoffsView

MOST_SHOWN = 7
"""Comparisons drawn: what is clear first."""

_FEWEST_SHOWN = 5
_SIGNALS = 3


def chosen_line(view: HandoffsView) -> BoundaryLine | None:
    """Return the hand-off that is looked at closely."""
    key = view.chosen.key if view.chosen else None
    return next((each for each in (*view.boundaries, *view.inside) if each.key == key), None)


def shown_lines(chosen: ChosenHandoff) -> tuple[GoesWithLine, ...]:
    """Return the comparisons that are drawn: what is clear, and some that are not, with the narrowest ranges."""
    clear = [each for each in chosen.goes_with if each.clear][:MOST_SHOWN]
    rest = sorted(
        (each for each in chosen.goes_with if not each.clear), key=lambda each: each.high - each.low
    )
    return (*clear, *rest[: max(_FEWEST_SHOWN - len(clear), 0)])


def known_words(line: GoesWithLine) -> str:
    """Return what was known of waits when they began."""
    if line.attribute:
        return text("handoffs.goes.attribute", {"what": line.what, "value": line.value})
    if line.what == "weekday":
        return text(f"handoffs.goes.day.{line.value}")
    return text(f"handoffs.goes.{line.what}", {"value": line.value})


def goes_words(line: GoesWithLine, chosen: ChosenHandoff) -> str:
    """Return one comparison in words."""
    n = text("handoffs.goes.of", {"n": grouped(line.n), "of": grouped(chosen.n)})
    return f"{known_words(line)}: {_signed(line.days)}, {_likely(line)}; {n}"


def goes_said(view: HandoffsView) -> tuple[str, ...]:
    """Return what is said beside the picture: of how many waits, how they were judged, and that it is no cause."""
    chosen = view.chosen
    if chosen is None:
        return ()
    if not chosen.goes_with:
        return (text("handoffs.goes.few"),)
    said = [text("handoffs.goes.said", number=chosen.n)]
    if chosen.every > 1:
        said.append(text("handoffs.goes.every", {"every": grouped(chosen.every)}))
    said.append(text("handoffs.goes.tried", number=len(chosen.goes_with)))
    if not any(each.clear for each in chosen.goes_with):
        said.append(text("handoffs.goes.none"))
    return tuple(said)


def goes_table(view: HandoffsView, *, brief: bool = False) -> Table:
    """Return every comparison at the chosen hand-off, or, ``brief``, those that are drawn."""
    chosen = view.chosen
    compared = () if chosen is None else shown_lines(chosen) if brief else chosen.goes_with
    head = tuple(text(f"handoffs.goes.head.{name}") for name in ("what", "days", "likely", "n", "clear"))
    rows = tuple(
        (
            Cell(known_words(each)),
            Cell(_signed(each.days)),
            Cell(_likely(each)),
            Cell(grouped(each.n)),
            Cell(text("handoffs.goes.clear" if each.clear else "handoffs.goes.unclear")),
        )
        for each in compared
    )
    return Table(_title(view, "handoffs.goes"), head, rows, numeric=frozenset({1, 2, 3}), narrow=True)


def goes_title(view: HandoffsView) -> str:
    """Return what the section about long waits is called."""
    return _title(view, "handoffs.goes")


def trend_title(view: HandoffsView) -> str:
    """Return what the section about weeks is called."""
    return _title(view, "handoffs.trend")


def trend_said(line: BoundaryLine) -> str:
    """Return whether the weeks of a hand-off ask for a reaction, and which."""
    chart = line.behaviour
    if chart is None:
        return text("handoffs.trend.none")
    if not chart.signals:
        return f"{text('handoffs.trend.calm')} {text('handoffs.trend.said')}"
    named = listed([signal_words(each) for each in chart.signals[:_SIGNALS]])
    counted = text("handoffs.trend.signals", {"signals": named}, number=len(chart.signals))
    return f"{counted} {text('handoffs.trend.said')}"


def _title(view: HandoffsView, key: str) -> str:
    line = chosen_line(view)
    if line is None:
        return ""
    if line.sender == line.receiver:
        pair = text("handoffs.within", {"receiver": line.receiver})
    else:
        sender = line.sender or text("handoffs.customer")
        pair = text("handoffs.pair", {"sender": sender, "receiver": line.receiver})
    return text(key, {"pair": pair})


def _signed(days: float) -> str:
    said = scale_for(abs(days)).words(abs(days))
    return f"−{said}" if days < 0 else f"+{said}"


def _likely(line: GoesWithLine) -> str:
    return f"{_signed(line.low)} … {_signed(line.high)}"
