"""Surveys as tables of answers: taken together at once, by question and period; nobody's own answers are kept.

Two shapes are read: one line per answer (question, score, date, perhaps a segment), and one line per person with a
column per question, as Google Forms and Microsoft Forms write it. Names, addresses and free text are not read into
anything; a group of fewer than five answers is not shown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from headrace.errors import BadInput, BadRequest
from headrace.eventlog import timestamps
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN
from headrace.eventlog.formats.csv_text import open_table
from headrace.eventlog.formats.options import Options
from headrace.eventlog.formats.signal_csv import header_of, when
from headrace.eventlog.formats.survey_answers import FEWEST, answer, scale_of, together
from headrace.eventlog.formats.survey_columns import choose, is_survey
from headrace.eventlog.model import Batch
from headrace.eventlog.signals import Point, add_series

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headrace.eventlog.formats.survey_answers import Kind, Scale, Together
    from headrace.eventlog.formats.survey_columns import Shape
    from headrace.eventlog.reading import Reading

PERIODS = ("month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SCALE = re.compile(r"\d{1,2}-\d{1,2}")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class _Answer:
    question: str
    segment: str | None
    period: int
    kind: Kind
    step: float


class SurveyReader:
    """Reads answers to surveys.

    Options: ``question``, ``score``, ``date`` and ``segment`` name columns; ``period`` is *month*, *quarter* or
    *year*; ``measure`` is *mean* or *share* (of favourable answers); ``scale`` is that of numbers, as in *1-5*;
    ``date-order``, ``timezone``, ``delimiter`` and ``encoding`` say how the file is written.
    """

    name = "survey"
    options = (
        *("question", "score", "date", "segment", "period", "measure", "scale"),
        *("date-order", "timezone", "delimiter", "encoding"),
    )

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the contract's
        """Tell whether the first line is that of a survey in one of the shapes known."""
        return is_survey(header_of(head))

    def read(self, path: Path, reading: Reading) -> Iterator[Batch]:
        """Yield one batch: one series per question and segment, one reading per period.

        Raises:
            BadInput: no column holds a date or answers on a scale.
        """
        options = Options(self.name, self.options, reading.options)
        table = open_table(path, reading, options)
        rows = list(table.rows(reading))
        shape = choose(path, table.header, [cells for _, cells in rows], options)
        survey = _Survey(reading, options, shape, table.header)
        for line, cells in rows:
            try:
                survey.add(cells)
            except ValueError as problem:
                reading.bad_line(f"{path}, line {line:,}", f"{problem}.")
        if not survey.answers:
            raise BadInput(
                f"{path} has no answer on a scale that can be read.",
                NOTHING_WRITTEN,
                ["Answers are numbers from 0 to 10, words such as agree, or yes and no."],
            )
        yield survey.batch()


class _Survey:
    """Answers into groups, and groups into series."""

    def __init__(self, reading: Reading, options: Options, shape: Shape, header: tuple[str, ...]) -> None:
        self._reading, self._shape, self._header = reading, shape, header
        self._period = options.chosen("period", PERIODS) or "month"
        self._share = options.chosen("measure", ("mean", "share")) == "share"
        self._scale = options.text("scale")
        if self._scale and not _SCALE.fullmatch(self._scale):
            raise BadRequest(f'"scale" is "{self._scale}"; write it as in 1-5.')
        self._zone = options.zone()
        self._order = timestamps.guess_order(shape.dates).order
        if given := options.chosen("date-order", ("dmy", "mdy")):
            self._order = "mdy" if given == "mdy" else "dmy"
        self._off_scale = 0
        self.answers: list[_Answer] = []

    def add(self, cells: list[str]) -> None:
        """Take the answers of one line; raises ``ValueError`` when its date cannot be read."""
        shape = self._shape
        asked = [
            (question, cells[place].strip())
            for question, place in shape.asked(cells)
            if cells[place].strip() not in timestamps.MISSING
        ]
        if not asked:
            return
        at = when(cells[shape.date].strip(), self._order, self._zone, self._header[shape.date])
        segment = cells[shape.segment].strip() or None if shape.segment is not None else None
        for question, text in asked:
            found = answer(text)
            if found is None:  # its words are a person's: they are not repeated anywhere
                self._off_scale += 1
            else:
                self.answers.append(_Answer(question, segment, self._start(at), *found))

    def batch(self) -> Batch:
        """Return the series of all groups that are large enough."""
        by_question: dict[str, list[_Answer]] = defaultdict(list)
        for each in self.answers:
            by_question[each.question].append(each)
        batch = Batch(self._reading.source)
        few, names = 0, Counter[str]()
        for question, answers in by_question.items():
            scale = scale_of(((each.kind, each.step) for each in answers), self._scale)
            same = [each for each in answers if each.kind == scale.kind and scale.holds(each.step)]
            self._off_scale += len(answers) - len(same)
            name = _name(question, names)
            series, left_out = _grouped(same)
            few += left_out
            for segment, groups in series.items():
                points = [
                    _point(period, together(steps, scale, share=self._share))
                    for period, steps in sorted(groups.items())
                ]
                add_series(batch, name, segment, points, label=question, asked="yes", **self._words(scale))
        self._note(len(by_question), few)
        return batch

    def _words(self, scale: Scale) -> dict[str, str]:
        if scale.kind == "yes or no":
            return {"measure": "share of yes", "unit": "share"}
        if self._share:
            return {"measure": f"share of {scale.favourable} or more, {_of(scale)}", "unit": "share"}
        return {"measure": f"mean of {scale.lowest} to {scale.highest}", "unit": _of(scale)}

    def _note(self, questions: int, few: int) -> None:
        notes = self._reading.notes
        notes.append(
            f"{len(self.answers):,} answers to {questions:,} question{'' if questions == 1 else 's'}, "
            f"kept only together, by {self._period}: "
            f"{'the share of favourable ones' if self._share else 'their mean'} with how many there are."
        )
        notes.append("Nobody's own answers, names, addresses or texts are kept.")
        if self._shape.left_out:
            notes.append(
                f"Not read, because they hold no answers on a scale: {', '.join(self._shape.left_out)}."
            )
        if self._off_scale:
            notes.append(f"Answers that are on no scale and are left out: {self._off_scale:,}.")
        if few:
            notes.append(
                f"Groups left out, because fewer than {FEWEST} answers would tell who gave them: {few:,}."
            )

    def _start(self, at: int) -> int:
        """Return the first moment of the period that a time lies in."""
        moment = _EPOCH + timedelta(microseconds=at)
        if self._zone is not None:
            moment = moment.astimezone(self._zone)
        months = _MONTHS[self._period]
        first = datetime(moment.year, (moment.month - 1) // months * months + 1, 1, tzinfo=UTC)
        return int((first - _EPOCH) / timedelta(microseconds=1))


def _grouped(answers: list[_Answer]) -> tuple[dict[str | None, dict[int, list[float]]], int]:
    """Return the steps by segment and period, of groups that are large enough, and how many are not.

    Where segments that are too small hold fewer than five answers in all, these do not count in the whole either:
    the whole less the others would tell them.
    """
    parts: dict[int, dict[str | None, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in answers:
        parts[each.period][each.segment].append(each.step)
    found: dict[str | None, dict[int, list[float]]] = defaultdict(dict)
    few = 0
    for period, by_segment in parts.items():
        small = [steps for segment, steps in by_segment.items() if len(steps) < FEWEST]
        large = [steps for steps in by_segment.values() if len(steps) >= FEWEST]
        few += len(small)
        for segment, steps in by_segment.items():
            if segment is not None and len(steps) >= FEWEST:
                found[segment][period] = steps
        told = large if sum(map(len, small)) < FEWEST else [*large, *small]
        whole = [step for steps in told for step in steps]
        if len(whole) >= FEWEST:
            found[None][period] = whole
    return found, few


def _point(period: int, group: Together) -> Point:
    return Point(period, round(group.value, 6), group.n, round(group.low, 6), round(group.high, 6))


def _of(scale: Scale) -> str:
    return f"of {scale.highest}"


def _name(question: str, names: Counter[str]) -> str:
    """Return a short name of a question, another for each."""
    short = re.sub(r"[\W_]+", "-", question.casefold()).strip("-")[:_LONGEST_NAME].strip("-") or "question"
    names[short] += 1
    return short if names[short] == 1 else f"{short}-{names[short]}"
