"""Headrace: see how work flows across functions, where it waits, and what would improve it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.notebook import OpenWorkspace

__all__ = ["open"]


def open(path: str | Path | None = None) -> OpenWorkspace:
    """Return the workspace of a folder, or of the nearest one above it; see :mod:`headrace.notebook`.

    Raises:
        BadConfiguration: when there is none.
    """
    from headrace.notebook import open_workspace  # noqa: PLC0415 - the command line starts without it

    return open_workspace(path)
