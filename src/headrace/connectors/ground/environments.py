"""Which environments are the ones in use: as the tool says, or by their names."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from headrace.connectors.ground.contract import Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

PRODUCTION = Setting(
    "production",
    "Environments that are in use, by name or pattern (empty: production, prod, live)?",
    default="",
    example="production, eu-*-live",
)
"""Of every connector that reads deployments."""

_USUAL = ("production", "prod", "live")


def is_production(name: str, patterns: Sequence[str], told: bool | None = None) -> bool:
    """Tell whether an environment is in use.

    Args:
        name: in any case.
        patterns: names or patterns (``*``, ``?``); what a person wrote counts before what the tool says.
        told: what the tool says, ``None`` when it says nothing.
    """
    if not patterns and told is not None:
        return told
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns or _USUAL)
