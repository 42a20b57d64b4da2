"""Tools in, events out: one folder per tool, independent of each other.

A folder with a module ``connector`` that has a ``CONNECTOR`` can be read live; one with ``hooks`` takes what the
tool sends; one with a ``reader`` reads files.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.connectors.ground.contract import Connector
    from headrace.eventlog.reading import Reader


def readers() -> tuple[Reader, ...]:
    """Return the readers of what tools write: histories and exports already on disk."""
    # Imported here, because nothing of it is needed to show the help.
    from headrace.connectors.git.reader import GitReader  # noqa: PLC0415
    from headrace.connectors.github.reader import GitHubReader  # noqa: PLC0415
    from headrace.connectors.jira.reader import JiraReader  # noqa: PLC0415

    return GitReader(), JiraReader(), GitHubReader()


@cache
def connectors() -> Mapping[str, type[Connector]]:
    """Return the connectors of all tools that can be read live, by kind; other packages' too."""
    from headrace.connectors.ground.registry import classes  # noqa: PLC0415

    found = (
        f"{__name__}.{tool.name}.{part}" for tool in iter_modules(__path__) for part in ("connector", "hooks")
    )
    return classes(name for name in found if find_spec(name))
