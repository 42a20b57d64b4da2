"""Signals put together: meaning and readings find each other, what is missing says why, a shift only by the rules."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from headrace.errors import BadRequest
from headrace.eventlog.model import Batch
from headrace.eventlog.signals import Point, add_series
from headrace.eventlog.store import Store
from headrace.report.signals.signal_sentences import (
    signal_facts,
    signal_headline,
    signals_headline,
    signals_table,
)
from headrace.report.signals.signals import chosen, measure, signals_view
from headrace.value_streams.contents import Catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.report.dimensions.signal_view import SignalLine, SignalsView

DAY = 86_400_000_000
WEEK = 7 * DAY
CALM = (5.0, 6.0, 5.5, 5.2, 6.1, 5.4, 5.9, 5.6, 5.1, 6.2)
SHIFTED = (5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0, *(9.0, 9.5) * 4)
MEANING = {"dimension": "reliability", "better": "up"}


def view(
    tmp_path: Path, values: tuple[float, ...], sources: tuple[str, ...] = ("monitor",), **signal: object
) -> SignalsView:
    """Return the view of one signal, ``availability``, whose sources tell the values week by week."""
    store = Store(tmp_path / "store")
    points = [Point((1 + week) * WEEK, value, 100 + week) for week, value in enumerate(values)]
    for source in sources:
        batch = Batch(source)
        add_series(batch, "Availability", None, points, unit="%")
        store.ingest(iter([batch]))
    defined = {"availability": MEANING | signal} if signal.pop("defined", True) else {}
    with closing(store.open()) as log:
        return signals_view(log, Catalogue.model_validate({"signals": defined}))


def only(found: SignalsView) -> SignalLine:
    """Return the one signal of a view."""
    (line,) = found.signals
    return line


def words(line: SignalLine) -> str:
    """Return what is said of a signal, with plain spaces."""
    return signal_headline(line).text().replace("\u00a0", " ")


def test_a_meaning_finds_its_readings_by_name(tmp_path: Path) -> None:
    """The short name stands for the name that its source writes; unit and n come from the readings."""
    line = only(view(tmp_path, CALM, goal="5.0", lag="7d"))
    assert (line.defined, line.source, line.readings, line.unit) == (True, "monitor", 10, "%")
    assert line.last is not None
    assert (line.last.value, line.last.n) == (6.2, 109)
    assert line.usual is not None
    assert line.usual.low < min(CALM)
    assert max(CALM) < line.usual.high
    assert words(line).startswith("availability: 6.2 % on")
    assert "The goal, 5 % or more, is reached" in words(line)
    assert "Nothing asks for a reaction" in words(line)
    assert any("7\u00a0days" in fact for fact in signal_facts(line))
    as_measure = measure(line)
    assert (as_measure.n, as_measure.goal, as_measure.missing) == (109, 5.0, None)
    assert as_measure.series is not None
    assert as_measure.series.behaviour == line.usual


def test_a_shift_is_said_only_where_a_run_lasts(tmp_path: Path) -> None:
    """Eight in a row above the average until the last reading; the two sides are told apart."""
    up = only(view(tmp_path / "up", SHIFTED))
    assert "It has been above its average since" in words(up)
    down = only(view(tmp_path / "down", tuple(20 - each for each in SHIFTED)))
    assert "It has been below its average since" in words(down)


def test_few_readings_say_no_usual_range(tmp_path: Path) -> None:
    """Seven are too few, and that is said with how many are needed."""
    line = only(view(tmp_path, CALM[:7]))
    assert line.usual is None
    assert "Seven readings are too few to say what is usual; 8 are needed" in words(line)


def test_a_percentage_has_no_more_than_all(tmp_path: Path) -> None:
    """The usual range of what lies near 100 % stops there."""
    line = only(view(tmp_path, tuple(94 + each for each in (5.9, 5.0, 5.8, 5.2, 5.9, 5.0, 5.7, 5.9))))
    assert line.usual is not None
    assert line.usual.high == 100.0


def test_a_meaning_without_readings_says_how_to_read_them(tmp_path: Path) -> None:
    """Missing is missing, never 0; the series that is read stays in the list as not defined."""
    found = view(tmp_path, CALM, called="uptime")
    missing, read = found.signals
    assert (missing.last, missing.readings, missing.usual) == (None, 0, None)
    assert missing.missing == "No reading of availability has been read."
    assert missing.remedy == "headrace signal import FILE --name availability"
    assert measure(missing).value is None
    assert not read.defined
    assert "one is defined and has no reading" in signals_headline(found).text()


def test_two_sources_of_one_signal_are_not_mixed(tmp_path: Path) -> None:
    """Which counts has to be said; once it is, it is read."""
    both = view(tmp_path / "both", CALM, ("monitor", "probe")).signals
    assert both[0].last is None
    assert "monitor and probe all tell availability" in both[0].missing
    assert both[0].remedy.endswith("source: monitor")
    one = view(tmp_path / "one", CALM, ("monitor", "probe"), source="probe").signals
    assert one[0].source == "probe"
    assert one[0].last is not None


def test_the_list_says_what_is_missing_in_place(tmp_path: Path) -> None:
    """Every row has all its cells, with a dash where nothing is known."""
    table = signals_table(view(tmp_path, CALM, called="uptime"))
    cells = [[cell.text for cell in row] for row in table.rows]
    assert cells[0][:7] == ["availability", "reliability", "no reading", "–", "–", "–", "–"]
    assert cells[1][1] == "not defined"


def test_an_unknown_signal_is_named_with_the_nearest(tmp_path: Path) -> None:
    """The way out is a name that is there."""
    with pytest.raises(BadRequest, match="Did you mean availability"):
        chosen(view(tmp_path, CALM), "availibility")


def test_without_anything_the_first_step_is_said() -> None:
    """Nothing read, nothing defined: a sentence and a command."""
    said = signals_headline(signals_view(None, Catalogue()))
    assert said.text() == "Nothing is measured beside the flow yet."
    assert "headrace signal import FILE" in said.note
