"""The stages of delivery that are looked at when a stream declares none: pairs of events, as GitLab has them.

Their events are those of ``docs/reference/records.md``. An event of a deployment counts when it is one to production.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.value_streams.definition import DeliveryStage

if TYPE_CHECKING:
    from headrace.value_streams.definition import ValueStream

_PLANNED = ("item.milestone", "item.sprint")
_WRITTEN = ("commit.authored", "commit.committed", "change.authored")
_DEPLOYED = ("deployment.finished=success", "deployment.succeeded", "deployment.deployed")

DEFAULT = tuple(
    DeliveryStage.model_validate(one)
    for one in (
        {"name": "Issue", "start": ("item.created", "item.opened"), "end": _PLANNED},
        {"name": "Plan", "start": _PLANNED, "end": _WRITTEN},
        {"name": "Code", "start": _WRITTEN, "end": ("change.opened", "change.created")},
        {
            "name": "Test",
            "start": ("build.started",),
            "end": ("build.finished", "build.succeeded", "build.failed"),
            "last": True,
        },
        {"name": "Review", "start": ("change.opened", "change.created"), "end": ("change.merged",)},
        {"name": "Staging", "start": ("change.merged",), "end": _DEPLOYED},
    )
)
"""Issue, Plan, Code, Test, Review and Staging."""


def delivery_stages(stream: ValueStream) -> tuple[DeliveryStage, ...]:
    """Return the stages that a stream declares, or the default ones."""
    return stream.delivery.stages or DEFAULT
