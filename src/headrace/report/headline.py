"""A sentence with meaning in it: one structured value, said in HTML and in plain text.

A terminal says it too: see :meth:`headrace.report.screen.Screen.sentence`.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.report.links import Href


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words.

    ``role`` is the meaning that colours it (active, wait, rework, outcome, blocked, strong or ``None``);
    ``target`` is what it leads to, as the arguments of an ``Href``.
    """

    text: str
    role: str | None = None
    target: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """What a page says. ``key`` names the template, so the same data can be seen to give the same sentence.

    ``note`` is the line below it in the states that need one: what to do next.
    """

    key: str
    parts: tuple[Part, ...]
    note: str = ""

    def text(self) -> str:
        """Return the plain sentence."""
        return "".join(part.text for part in self.parts)

    def html(self, href: Href) -> str:
        """Return the sentence as HTML phrasing content: coloured words are the first key to the picture."""
        return "".join(_html(part, href) for part in self.parts)


def _html(part: Part, href: Href) -> str:
    words = escape(part.text, quote=False)
    classes = "strong" if part.role == "strong" else f"k k-{part.role}" if part.role else ""
    address = href(*part.target) if part.target else None
    if address:
        names = f"said {classes}".strip()
        return f'<a class="{names}" href="{escape(address)}">{words}</a>'
    if part.role == "strong":
        return f"<b>{words}</b>"
    return f'<span class="{classes}">{words}</span>' if classes else words
