"""What a page shows as a file to keep: which formats there are, their addresses, and the answer that sends one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.responses import Response

from headrace.report import window as windows
from headrace.web.answers import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fastapi import Request

    from headrace.web.place import Place
    from headrace.web.render import Windowed

MEDIA = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}
Formats = tuple[tuple[str, str], ...]
"""Suffixes, each with what a menu calls it."""
FORMATS: Formats = (("csv", "Table, CSV"), ("json", "Data, JSON"))


_View = TypeVar("_View", bound="Windowed")


def offered(place: Place, part: str, formats: Formats = FORMATS, **query: str) -> list[tuple[str, str]]:
    """Return for each format what a menu calls it and the address of the file."""
    return [(name, place.page(f"{part}.{suffix}", **query)) for suffix, name in formats]


def refuse_unknown(request: Request, suffix: str, saying: str, formats: Formats = FORMATS) -> None:
    """Refuse a suffix that a page has no file of.

    Args:
        saying: what does not come so, such as ``The map does not come``.

    Raises:
        NotFound: it names the addresses that there are.
    """
    known = [each for each, _ in formats]
    if suffix not in known:
        there = request.url.path.rpartition(".")[0]
        raise NotFound(f'{saying} as "{suffix}".', "", [f"{there}.{each}" for each in known])


def download(
    view: _View,
    part: str,
    suffix: str,
    csv: Callable[[_View], bytes],
    record: Callable[[_View], Mapping[str, Any] | Sequence[Any]],
) -> Response:
    """Return a view as CSV or as JSON, named by its stream, its part and its days."""
    content = csv(view) if suffix == "csv" else document(record(view))
    return attachment(content, dated(view, part, suffix), suffix)


def dated(view: Windowed, part: str, suffix: str) -> str:
    """Return the name of a file: its stream, its part and its days."""
    days = f"{windows.first_day(view.window)}-{windows.last_day(view.window)}"
    return f"{view.stream}-{part}-{days}.{suffix}"


def document(record: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Return a record as JSON that a person can read."""
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False).encode()


def attachment(content: bytes, name: str, suffix: str) -> Response:
    """Return ``content`` as a file to keep; the name is reduced to what every system takes."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
    return Response(
        content, media_type=MEDIA[suffix], headers={"Content-Disposition": f'attachment; filename="{plain}"'}
    )
