"""A dimension made of episodes beside the flow, with the measured series that belong to it, or why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.flow.episodes import read_episodes
from headrace.report.dimensions.profile_lines import missing
from headrace.report.dimensions.profile_sight import in_sight
from headrace.report.dimensions.profile_view import Dimension
from headrace.report.profile.product import signal_lines
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headrace.flow.episodes import Episodes
    from headrace.report.dimensions.profile_sight import Sight
    from headrace.report.dimensions.profile_view import MeasureLine, ProfileAsked


def episode_dimension(
    asked: ProfileAsked,
    key: str,
    object_type: str,
    measures: Sequence[tuple[str, str]],
    lines: Callable[[Episodes, Sight], tuple[MeasureLine, ...]],
    *,
    in_repositories: bool = False,
) -> Dimension:
    """Return a dimension.

    Args:
        key: its key.
        object_type: of the records that are its episodes.
        measures: key and unit of each of its measures, said as missing when no episode concerns the stream.
        lines: its measures, from the episodes and what of the window their records cover.
        in_repositories: whether a record of a repository of the stream's work concerns the stream as well.
    """
    sight = in_sight(asked, object_type)
    name, question = text(f"{key}.name"), text(f"{key}.question")
    told, found = signal_lines(asked, key), None
    if sight.records:
        found = read_episodes(asked.engine, asked.stream, object_type, in_repositories=in_repositories)
    if found is not None and len(found):
        return Dimension(key, name, question, told + lines(found, sight))
    reason = f"{key}.unlinked" if sight.records else f"{key}.unread"
    why = text(reason, number=sight.records) if sight.records else text(reason)
    remedy = text(f"{reason}.mend")
    absent = tuple(missing(key, each, unit, why, remedy) for each, unit in measures)
    return Dimension(key, name, question, told + absent, remedy=remedy)
