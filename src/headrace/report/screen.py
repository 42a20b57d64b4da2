"""How a terminal is written to: its width, its colours, its letters; bars and aligned columns."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.report.headline import Headline

_EIGHTHS = " ▏▎▍▌▋▊▉"
_CODES = {
    "active": "34;1",
    "wait": "33;1",
    "rework": "35;1",
    "outcome": "36;1",
    "blocked": "31;1",
    "strong": "1",
}
_ASCII = str.maketrans(
    {"→": "->", "·": "|", "–": "-", "…": "...", "\u00a0": " ", "△": "^", "■": "#", "×": "x", "’": "'"}
)
_SENTENCE_WIDTH = 100
_Word = list[tuple[str, str | None]]  # its pieces, each with the role that colours it


@dataclass(frozen=True, slots=True)
class Screen:
    """How to write: columns (60 to 200), ANSI colours or not, ASCII only or not."""

    width: int = 80
    colour: bool = False
    ascii_only: bool = False

    def painted(self, text: str, role: str | None) -> str:
        """Return ``text`` in the colour of a meaning, where colours are wanted."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.colour and role else text

    def plain(self, text: str) -> str:
        """Return ``text`` in the letters this screen has; others become ``?``, controls a space."""
        clean = "".join(c if c.isprintable() else " " for c in text)
        return clean.translate(_ASCII).encode("ascii", "replace").decode() if self.ascii_only else clean

    def bar(self, share: float, cells: int) -> str:
        """Return a bar of ``share`` of ``cells`` columns, to an eighth of a column, at least a sliver."""
        if share <= 0 or cells <= 0:
            return ""
        if self.ascii_only:
            return "#" * max(1, round(share * cells))
        eighths = max(1, round(share * cells * 8))
        return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()

    def sentence(self, said: Headline) -> list[str]:
        """Return a headline in lines, in colours where they are wanted."""
        words: list[_Word] = [[]]
        for part in said.parts:
            for number, piece in enumerate(part.text.split(" ")):
                if number:
                    words.append([])
                if piece:
                    words[-1].append((self.plain(piece), part.role))
        lines = _filled([word for word in words if word], min(self.width, _SENTENCE_WIDTH))
        return [" ".join("".join(self.painted(*piece) for piece in word) for word in line) for line in lines]

    def paragraph(self, text: str) -> list[str]:
        """Return plain text in lines."""
        words: list[_Word] = [[(self.plain(word), None)] for word in text.split(" ") if word]
        lines = _filled(words, min(self.width, _SENTENCE_WIDTH))
        return [" ".join(piece for word in line for piece, _ in word) for line in lines]

    def facts(self, facts: Sequence[str]) -> list[str]:
        """Return facts joined by dots, broken between facts where possible."""
        dot = " | " if self.ascii_only else " · "
        lines: list[str] = []
        for fact in map(self.plain, facts):
            if lines and cells(lines[-1] + dot + fact) <= self.width:
                lines[-1] += dot + fact
            else:
                lines += self.paragraph(fact)
        return lines

    def columns(self, head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int]) -> list[str]:
        """Return the lines of ``rows``."""
        return [line for row in self.rows(head, rows, right) for line in row]

    def rows(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int], *, widest: int = 0
    ) -> list[list[str]]:
        """Return an indented table; columns in ``right`` align right; the first is broken if too wide.

        Each row is a list of lines, the head first: the cells, then what is left of the first cell.
        ``widest`` is what later columns may take beyond the widths of their own cells, for a bar say.
        """
        table = [[self.plain(cell) for cell in row] for row in (head, *rows)]
        widths = [max(cells(row[at]) for row in table) for at in range(len(head))]
        others = sum(widths[1:]) + 2 * len(widths[1:]) + 2 + widest
        widths[0] = max(8, min(widths[0], self.width - others))
        lines = []
        for row in table:
            first, *more = broken(row[0], widths[0])
            written = [padded(first, widths[0])]
            for at, cell in list(enumerate(row))[1:]:
                written.append(padded(cell, widths[at], right=at in right))
            line = ("  " + "  ".join(written)).rstrip()
            lines.append([line, *(f"    {each}" for each in more)])
        return lines


def cells(text: str) -> int:
    """Return how many columns a text takes in a terminal."""
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return wide - sum(1 for c in text if unicodedata.combining(c))


def broken(text: str, columns: int) -> list[str]:
    """Return ``text`` in lines of at most so many columns, those after the first two shorter.

    Lines break between words; a word longer than its line is broken where the line ends.
    """
    lines = [""]
    for word in text.split(" "):
        room = columns - (2 if lines[1:] else 0)
        if lines[-1] and cells(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
            continue
        lines += [""] if lines[-1] else []
        for letter in word:
            if cells(lines[-1] + letter) > columns - (2 if lines[1:] else 0):
                lines.append("")
            lines[-1] += letter
    return lines


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Return ``text`` with spaces to fill its column."""
    gap = " " * max(0, columns - cells(text))
    return gap + text if right else text + gap


def _filled(words: Sequence[_Word], width: int) -> list[list[_Word]]:
    lines: list[list[_Word]] = [[]]
    used = 0
    for word in words:
        wide = sum(cells(piece) for piece, _ in word)
        if lines[-1] and used + 1 + wide > width:
            lines.append([])
            used = 0
        used += wide + (1 if lines[-1] else 0)
        lines[-1].append(word)
    return lines
