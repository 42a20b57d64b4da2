"""Options that several commands share, so that they are called and explained the same everywhere."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from headrace.report.view import Latest, Window

CATALOGUE = "headrace.yaml"


class Format(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def asked_window(text: str | None) -> Window | Latest | None:
    """Return the window that ``--window`` names; ``None`` without it.

    Raises:
        BadRequest: the text is no time, or its end lies before its start.
    """
    from headrace.report import window

    return None if text is None else window.parse(text)


def stream_names(incomplete: str) -> list[str]:
    """Return the value streams of the workspace here whose name begins so, for shell completion.

    Reads nothing but the names from ``headrace.yaml``, and says nothing when it cannot be read.
    """
    import yaml

    start = Path(os.environ.get("HEADRACE_WORKSPACE") or ".").resolve()
    for folder in (start, *start.parents):
        if (folder / CATALOGUE).is_file():
            try:
                content = yaml.safe_load((folder / CATALOGUE).read_text(encoding="utf-8"))
                names = [str(name) for name in content["value_streams"]]
            except (OSError, ValueError, yaml.YAMLError, TypeError, KeyError):
                return []
            return [name for name in names if name.startswith(incomplete)]
    return []


Stream = Annotated[
    str,
    typer.Argument(
        metavar="STREAM",
        help="A value stream of headrace.yaml, by its short name.",
        autocompletion=stream_names,
    ),
]
WindowText = Annotated[
    str | None,
    typer.Option(
        "--window",
        metavar="WHEN",
        help="Items that finished in this time: 2025, 2025-Q2, 2025-03, 2025-01-01..2025-06-30, 90d or all. "
        "Without it: the last six or twelve months of the data, or all, so that there are enough.",
    ),
]
Kind = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help="Only this kind of work. Without it: all work.")
]
Ascii = Annotated[bool, typer.Option("--ascii", help="Draw bars and arrows with plain characters.")]
Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        min=0,
        max=65535,
        metavar="NUMBER",
        help="Port of the pages. Without it: 8765, or the next free one.",
    ),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")]
