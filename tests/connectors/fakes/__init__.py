"""Fakes of tools' APIs: each module has ``FAKES``, by a name to show, each made without arguments."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def all_fakes() -> dict[str, Callable[[], Any]]:
    """Return every fake of this folder."""
    found: dict[str, Callable[[], Any]] = {}
    for module in iter_modules(__path__):
        found.update(import_module(f"{__name__}.{module.name}").FAKES)
    return found
