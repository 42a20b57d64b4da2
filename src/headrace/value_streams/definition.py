"""A value stream's definition: whom it serves, what flows, through which stages, and when it is done.

Definitions are data: they live in ``headrace.yaml``, and changing one re-derives history.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema


class Mode(IntEnum):
    """What happens to an item while it is in a stage; the order breaks ties between simultaneous events."""

    WAITING = 0
    WORKING = 1
    BLOCKED = 2
    DONE = 3
    CANCELLED = 4


_RULE = re.compile(
    r"^(?P<type>[^.=\[\]]+)\.(?P<event>[^=\[\]]+?)(?:=(?P<value>[^\[\]]+?))?(?P<conditions>(?:\[[^\[\]=]+=[^\[\]]+\])*)$"
)
_CONDITION = re.compile(r"\[([^\[\]=]+)=([^\[\]]+)\]")


class Rule(BaseModel):
    """An event of the item, or of an object linked to it, that puts the item into a stage and mode.

    Written ``type.event``, ``type.event=value`` or ``type.event=value[attribute=value]…``: the object's
    type, the event's type, what it set, and what the event's attributes must be. Matching ignores case;
    a ``*`` in an event type, a value or a condition's value stands for any run of characters.
    """

    model_config = ConfigDict(frozen=True)

    object_type: str
    event_type: str
    value: str | None = None
    conditions: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Read a rule; raises ``ValueError`` with what is allowed when it is none."""
        match = _RULE.match(text.strip())
        if not match:
            raise ValueError(
                f'"{text}" is not a rule; write type.event, type.event=value or type.event[attribute=value]'
            )
        conditions = tuple((a.strip(), v.strip()) for a, v in _CONDITION.findall(match["conditions"] or ""))
        value = match["value"]
        return cls(
            object_type=match["type"].strip(),
            event_type=match["event"].strip(),
            value=value.strip() if value else None,
            conditions=conditions,
        )

    def __str__(self) -> str:
        value = "" if self.value is None else f"={self.value}"
        conditions = "".join(f"[{a}={v}]" for a, v in self.conditions)
        return f"{self.object_type}.{self.event_type}{value}{conditions}"


def _parse_rule(raw: object) -> object:
    return Rule.parse(raw) if isinstance(raw, str) else raw


RuleText = Annotated[
    Rule,
    BeforeValidator(_parse_rule),
    PlainSerializer(str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^[^.=\[\]]+\.[^=\[\]]+(=[^\[\]]+)?(\[[^\[\]=]+=[^\[\]]+\])*$",
            "examples": ["item.status=In Progress", "change.opened", "incident.Accepted[line=2nd]"],
        }
    ),
]

_DURATION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(min|h|d|w)\s*$")
_DAYS = {"min": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0}


def _parse_days(raw: object) -> object:
    if isinstance(raw, str):
        match = _DURATION.match(raw)
        if not match:
            raise ValueError(f'"{raw}" is not a duration; write a number and min, h, d or w, as in 14d')
        return float(match[1]) * _DAYS[match[2]]
    return raw


def _parse_share(raw: object) -> object:
    if isinstance(raw, str) and raw.strip().endswith("%"):
        return float(raw.strip()[:-1]) / 100
    return raw


Days = Annotated[
    float,
    Field(ge=0),
    BeforeValidator(_parse_days),
    PlainSerializer(lambda days: f"{days:g}d"),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*(min|h|d|w)\s*$", "examples": ["14d", "4h"]}
    ),
]
"""Calendar days; written ``14d``, ``4h``, ``30min`` or ``2w``."""

Share = Annotated[
    float,
    Field(ge=0, le=1),
    BeforeValidator(_parse_share),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1},
                {"type": "string", "pattern": r"^\d+(\.\d+)?\s*%$"},
            ]
        }
    ),
]
"""A share between 0 and 1; written ``85%`` or ``0.85``."""


class Strict(BaseModel):
    """Base of everything that stands in ``headrace.yaml``: unknown names are errors, values do not change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Estimate(Strict):
    """What people say of a stage that no tool records: it enters the map marked as an estimate."""

    work: Days = Field(description="Process time: how long people work on one item.")
    wait: Days = Field(default=0.0, description="How long an item waits before the work begins.")
    right_first_time: Share | None = Field(
        default=None, description="Share of items that need no correction later (%C&A)."
    )
    by: str = Field(description="Who estimated it.")
    on: str = Field(description="When, as a date: 2026-05-04.")


class FunctionFrom(Strict):
    """The function is read from the records: in some tools every group uses the same statuses."""

    attribute: str = Field(
        description="The attribute that tells the function, such as team, group, role, project, status or "
        "repository: the event's own, else that of the record it is about, else the item's, as it was then."
    )
    names: dict[str, str] = Field(
        default_factory=dict,
        description="Pattern of the attribute's value → function; the first match counts, * stands for "
        "anything. Without an entry the value itself is the function.",
    )
    otherwise: str | None = Field(
        default=None, description="The function where nothing tells the attribute; else it is not recorded."
    )

    def __eq__(self, other: object) -> bool:
        """Return whether both read the same from any record: the order of patterns counts, as the first decides."""
        if not isinstance(other, FunctionFrom):
            return NotImplemented
        return super().__eq__(other) and [*self.names] == [*other.names]

    def __hash__(self) -> int:
        """Return a number that is the same for all that are equal."""
        return hash((self.attribute, *self.names.items(), self.otherwise))


class Stage(Strict):
    """A step of the stream, done by one function."""

    name: str = Field(min_length=1, description="What is done here, as in Build.")
    function: str | FunctionFrom = Field(description="Which function works here, or where that is read from.")
    waiting: tuple[RuleText, ...] = Field(default=(), description="Events after which an item waits for it.")
    working: tuple[RuleText, ...] = Field(default=(), description="Events after which it is worked on.")
    blocked: tuple[RuleText, ...] = Field(default=(), description="Events after which nobody can go on.")
    estimate: Estimate | None = Field(default=None, description="For a stage that no tool records.")


class Promise(Strict):
    """What the customer is promised."""

    within: Days = Field(description="From the need to the use, as in 14d.")
    share: Share = Field(alias="for", default=0.85, description="For which share of the items, as in 85%.")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class DeliveryStage(Strict):
    """A stage of delivery as a pair of events: from the first start of an item to the first end after it."""

    name: str = Field(min_length=1, description="What lies between, as in Review.")
    start: tuple[RuleText, ...] = Field(min_length=1, description="Events with which it begins.")
    end: tuple[RuleText, ...] = Field(min_length=1, description="Events with which it is over.")
    last: bool = Field(
        default=False, description="Whether it begins with the last start instead of the first."
    )


class Delivery(Strict):
    """What the delivery page is told beside the records."""

    cause_within: Days | None = Field(
        default=None,
        description="An incident without a declared cause counts against the deployment before it when it began "
        "within this time, as in 4h; without it, only declared causes count.",
    )
    stages: tuple[DeliveryStage, ...] = Field(
        default=(),
        description="Stages as pairs of events; without any: Issue, Plan, Code, Test, Review, Staging.",
    )


class ValueStream(Strict):
    """One value proposition for one customer, and how work for it flows. ``id`` is its key in the file."""

    id: str = ""
    name: str = Field(
        min_length=1, description="Named by the customer's experience, never by a team or repository."
    )
    customer: str = Field(description="Who gets the value, as in 'a new shop'.")
    value: str = Field(description="What they get, as in 'takes its first payment'.")
    unit: str = Field(
        default="item", description="What one piece of work is called in sentences: change, idea, ticket."
    )
    owner: str | None = Field(default=None, description="Who looks after the stream.")
    parent: str | None = Field(default=None, description="The value stream that this one is part of.")
    serves: dict[str, Share] = Field(
        default_factory=dict,
        description="Objective → the share of its work that serves it, as in 1.0 or 50%.",
    )
    items: str = Field(description="The object type that flows, such as item.")
    scope: str | None = Field(default=None, description="Boolean expression over the items' attributes.")
    follows: tuple[str, ...] = Field(
        default=(), description="Linked object types whose events count, in the order of the work."
    )
    kind: str | None = Field(default=None, description="Attribute that tells the kind of work, such as type.")
    services: tuple[str, ...] = Field(
        default=(),
        description="Services, as incidents, deployments and findings name them, whose trouble concerns the stream.",
    )
    promise: Promise | None = Field(default=None, description="What the customer is promised.")
    stages: tuple[Stage, ...] = Field(
        min_length=1, max_length=120, description="The steps, in the order of the work."
    )
    delivery: Delivery = Field(
        default_factory=Delivery, description="How delivery is read: causes of incidents, pairs of events."
    )
    done: tuple[RuleText, ...] = Field(min_length=1, description="The customer can use it.")
    cancelled: tuple[RuleText, ...] = Field(default=(), description="It ended, and nobody will use it.")
    outside: tuple[str, ...] = Field(
        default=(),
        description="Stages or functions, by name, that lie outside, as a customer who is asked or a supplier: waits "
        "for them are told apart.",
    )
    outcomes: tuple[str, ...] = Field(
        default=(),
        description="What the customer gets: attributes of the items that say yes or no, of which the map shows the "
        "first that is told, and signals by their short names.",
    )
