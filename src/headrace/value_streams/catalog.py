"""``headrace.yaml``: read once, checked as a whole, handed on as one frozen :class:`Catalogue`.

What is wrong with the file is told with file, line, what is so, what is allowed and the nearest right
name, several at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.errors import BadConfiguration
from headrace.value_streams.complaints import checked
from headrace.value_streams.contents import FILE_NAME, Catalogue, Source, resolve
from headrace.value_streams.objectives import Objective
from headrace.value_streams.schema import json_schema

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

__all__ = [
    "FILE_NAME",
    "Catalogue",
    "Objective",
    "Source",
    "json_schema",
    "load_catalogue",
    "parse_catalogue",
    "resolve",
]


def load_catalogue(path: Path, *, kinds: Collection[str] = ()) -> Catalogue:
    """Read and check ``headrace.yaml``.

    Args:
        path: the file.
        kinds: the kinds of source there are; empty: any kind is accepted.

    Raises:
        BadConfiguration: with up to ten things that are wrong, each with its line.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise BadConfiguration(
            f"{path.name} cannot be read: {error.strerror}.", "", ["Make a workspace here:   headrace init"]
        ) from error
    except OSError as error:
        raise BadConfiguration(
            f"{path.name} cannot be read: {error.strerror or error}.",
            "Nothing was looked up; nothing has changed.",
            ["Make it a file that you may read, or work in another folder:   --workspace FOLDER"],
        ) from error
    return parse_catalogue(raw, path.name, kinds=kinds)


def parse_catalogue(raw: bytes, name: str = FILE_NAME, *, kinds: Collection[str] = ()) -> Catalogue:
    """Check the content of ``headrace.yaml``; ``name`` is how errors call it. See :func:`load_catalogue`."""
    return checked(raw, name, kinds)
