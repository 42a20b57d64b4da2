"""Tools in, events out: one module per tool, independent of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.eventlog.reading import Reader


def readers() -> tuple[Reader, ...]:
    """Return the readers of what tools write: histories and exports already on disk."""
    # Imported here, because nothing of it is needed to show the help.
    from headrace.connectors.git.reader import GitReader  # noqa: PLC0415
    from headrace.connectors.github.reader import GitHubReader  # noqa: PLC0415
    from headrace.connectors.jira.reader import JiraReader  # noqa: PLC0415

    return GitReader(), JiraReader(), GitHubReader()
