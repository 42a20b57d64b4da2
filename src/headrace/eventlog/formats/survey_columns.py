"""Which columns of a survey's table hold questions, answers, dates and segments; all others are not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headrace.errors import BadInput, BadRequest, nearest
from headrace.eventlog import timestamps
from headrace.eventlog.formats.bytestream import NOTHING_WRITTEN
from headrace.eventlog.formats.survey_answers import answer
from headrace.eventlog.persons import names_person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from headrace.eventlog.formats.options import Options

_QUESTION = ("question", "item", "statement", "frage")
_SCORE = ("score", "answer", "rating", "response", "value", "antwort")
_DATE = (
    *(
        "completion time",
        "timestamp",
        "date",
        "time",
        "submitted",
        "submitted at",
        "submit date",
        "response date",
    ),
    *("month", "period", "week", "day", "zeitstempel", "datum"),
)
_NEVER = {
    *(
        "id",
        "start time",
        "completion time",
        "last modified time",
        "timestamp",
        "zeitstempel",
        "language",
        "ip address",
    ),
    *("email", "e-mail", "email address", "e-mail address", "e-mail-adresse", "mail", "name", "first name"),
    *(
        "last name",
        "full name",
        "username",
        "phone",
        "phone number",
        "total points",
        "quiz feedback",
        "score total",
    ),
    *("respondent", "respondent id", "response id", "network id", "token", "age", "birth date", "gender"),
}
"""Columns that are no question whatever they hold."""

_ENOUGH = 0.8
"""Share of a column's answers that must be on a scale."""

_WORDS_OF_A_QUESTION = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """Which column is what.

    Args:
        date: when an answer was given.
        segment: of which group; ``None`` for none.
        question: the column that names the question, and ``score`` the one with the answer: one line per answer.
        questions: the columns that are questions: one line per person.
        left_out: columns that are not read.
        dates: the first dates as they are written.
    """

    date: int
    segment: int | None
    question: int | None
    score: int | None
    questions: tuple[tuple[str, int], ...]
    left_out: tuple[str, ...]
    dates: tuple[str, ...]

    def asked(self, cells: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Yield the questions that a line answers, each with the column of its answer."""
        if self.question is None or self.score is None:
            yield from self.questions
        elif cells[self.question].strip():
            yield cells[self.question].strip(), self.score


def is_survey(names: Sequence[str]) -> bool:
    """Tell by the first line, in small letters, whether a table is a survey in one of the shapes known."""
    if not names:
        return False
    long = "question" in names and any(name in names for name in _SCORE)
    microsoft = list(names[:3]) == ["id", "start time", "completion time"]
    google = names[0] in ("timestamp", "zeitstempel") and any(_asks(name) for name in names[1:])
    return (long and any(name in names for name in _DATE)) or microsoft or google


def choose(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], options: Options) -> Shape:
    """Return which column is what.

    Raises:
        BadInput: no column holds dates, or none holds answers on a scale.
        BadRequest: a column that was named is not there, or the segment would be of persons.
    """
    names = [name.casefold() for name in header]
    date = _place(path, header, options, "date", _DATE)
    segment = _place(path, header, options, "segment", ("segment",))
    if segment is not None and (names_person(header[segment]) or names[segment] in _NEVER):
        raise BadRequest(
            f'"{header[segment]}" is of persons; answers are not told apart by who gave them.',
            "Nothing was written.",
            ["Choose a column of groups, such as the kind of customer, or leave segment out."],
        )
    question = _place(path, header, options, "question", _QUESTION)
    score = _place(path, header, options, "score", _SCORE)
    if date is None:
        raise BadInput(
            f"{path} has no column that says when an answer was given.",
            NOTHING_WRITTEN,
            [f"It has: {', '.join(header)}. Name it:   --option date=COLUMN"],
        )
    long = question is not None and score is not None
    found = (
        ()
        if long
        else tuple(
            (header[place], place)
            for place in range(len(header))
            if place not in (date, segment) and _is_question(header[place], [row[place] for row in rows])
        )
    )
    if not long and not found:
        raise BadInput(
            f"{path} has no column with answers on a scale.",
            NOTHING_WRITTEN,
            ["Answers are numbers from 0 to 10, words such as agree, or yes and no.",
             "One line per answer:   --option question=COLUMN --option score=COLUMN"],
        )  # fmt: skip
    read = {date, segment, *((question, score) if long else (place for _, place in found))}
    return Shape(
        date=date,
        segment=segment,
        question=question if long else None,
        score=score if long else None,
        questions=found,
        left_out=tuple(name for place, name in enumerate(header) if place not in read),
        dates=tuple(row[date] for row in rows),
    )


def _place(
    path: Path, header: Sequence[str], options: Options, what: str, usual: Sequence[str]
) -> int | None:
    asked = options.text(what)
    if asked:
        if asked not in header:
            raise BadRequest(
                f'{path} has no column "{asked}". {nearest(asked, header)}'.rstrip(),
                f"It has: {', '.join(header)}.",
            )
        return list(header).index(asked)
    names = [name.casefold() for name in header]
    return next((names.index(name) for name in usual if name in names), None)


def _is_question(name: str, cells: Sequence[str]) -> bool:
    if name.casefold() in _NEVER or names_person(name):
        return False
    given = [cell.strip() for cell in cells if cell.strip() not in timestamps.MISSING]
    on_scale = sum(answer(cell) is not None for cell in given)
    return bool(given) and on_scale >= _ENOUGH * len(given)


def _asks(name: str) -> bool:
    return name.endswith("?") or name.endswith("]") or len(name.split()) >= _WORDS_OF_A_QUESTION
