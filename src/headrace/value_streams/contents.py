"""What a workspace declares: its sources, functions, teams, value streams and objectives."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema, field_validator

from headrace.errors import BadConfiguration, BadRequest, nearest
from headrace.value_streams.definition import Days, Strict, ValueStream
from headrace.value_streams.objectives import Objective
from headrace.value_streams.signals import Signal
from headrace.value_streams.teams import Team

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME = "headrace.yaml"
"""The file's name in a workspace."""

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_ALLOWED_VARIABLE = re.compile(r"^HEADRACE_[A-Z0-9_]+$")


def _check_variables(raw: object) -> object:
    if isinstance(raw, str):
        for name in _VARIABLE.findall(raw):
            if not _ALLOWED_VARIABLE.match(name):
                raise ValueError(
                    f'"${{{name}}}" cannot be used; environment variables here begin with HEADRACE_, '
                    "as in ${HEADRACE_JIRA_TOKEN}"
                )
    return raw


def _check_secret(raw: object) -> object:
    if isinstance(raw, str) and not _VARIABLE.fullmatch(raw.strip()):
        raise ValueError("a secret must not stand in the file; write ${HEADRACE_…} and set that variable")
    return _check_variables(raw)


Text = Annotated[str, BeforeValidator(_check_variables)]
"""A setting that may hold ``${HEADRACE_X}``; it stays as written until :func:`resolve` is called."""

Paths = Annotated[
    tuple[Text, ...],
    BeforeValidator(lambda raw: raw if isinstance(raw, list | tuple) else () if raw is None else (raw,)),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
"""One path, or a list of them."""

Secret = Annotated[
    str,
    BeforeValidator(_check_secret),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\$\{HEADRACE_[A-Z0-9_]+\}$", "examples": ["${HEADRACE_JIRA_TOKEN}"]}
    ),
]
"""A setting that must be one environment variable, so that no secret is ever in the file."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""A short name for files and addresses: lower-case letters, digits and single hyphens."""

SourceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
"""A source's name; it begins every id, so it has no colon and no space."""


class Source(Strict):
    """Where records come from: a file or folder to import again, or a tool to read from."""

    kind: str | None = Field(
        default=None, description="csv, xes, ocel, jira, git …; empty: found by looking."
    )
    tool: str | None = Field(default=None, description="What people call the tool, such as Zendesk.")
    path: Paths = Field(
        default=(),
        description="File or folder, from the folder of headrace.yaml on; several as a list, or as a pattern: "
        "exports/*.csv.",
    )
    url: Text | None = Field(default=None, description="Address of the tool.")
    token: Secret | None = Field(default=None, description="Environment variable with the tool's token.")
    options: dict[str, Text] = Field(
        default_factory=dict, description="What the reader of this kind can be told, such as a time zone."
    )


class Schedule(Strict):
    """When live sources are read while ``headrace serve`` runs."""

    every: Days = Field(gt=0, description="Time between two syncs, as in 15min or 4h.")


class Function(Strict):
    """A part of the organisation that work passes through, such as Engineering."""

    description: str | None = Field(default=None, description="What it does, in a sentence.")


def _described(raw: object) -> object:
    """Take a text for a function's description, and nothing for a function without one."""
    if isinstance(raw, str):
        return {"description": raw}
    return {} if raw is None else raw


def _named_functions(raw: object) -> object:
    return {name: {} for name in raw if isinstance(name, str)} if isinstance(raw, list) else raw


def _empty_is(default: type) -> Any:
    return BeforeValidator(lambda raw: default() if raw is None else raw)


class Catalogue(Strict):
    """All that ``headrace.yaml`` says."""

    version: int = Field(
        default=1, ge=1, le=1, description="Version of this file's form.", json_schema_extra={"const": 1}
    )
    made_up: bool = Field(default=False, description="The data is invented; every page says so.")
    sources: Annotated[dict[SourceName, Source], _empty_is(dict)] = Field(
        default_factory=dict, description="Where the records come from, by name."
    )
    sync: Schedule | None = Field(default=None, description="When live sources are read by headrace serve.")
    functions: Annotated[
        dict[
            str,
            Annotated[Function, BeforeValidator(_described, json_schema_input_type=str | Function | None)],
        ],
        BeforeValidator(_named_functions),
        _empty_is(dict),
    ] = Field(
        default_factory=dict,
        description="Which functions there are: a list of names, or names with a description. "
        "When given, a stage may use no other.",
    )
    teams: Annotated[dict[Name, Team], _empty_is(dict)] = Field(
        default_factory=dict,
        description="Which teams there are, by short name: the functions that each holds, and how they mean to "
        "interact (Team Topologies).",
    )
    value_streams: Annotated[dict[Name, ValueStream], _empty_is(dict)] = Field(
        default_factory=dict, description="Each value stream, by the short name used in addresses."
    )
    objectives: Annotated[dict[Name, Objective], _empty_is(dict)] = Field(
        default_factory=dict, description="What the value streams serve, by short name."
    )
    signals: Annotated[dict[Name, Signal], _empty_is(dict)] = Field(
        default_factory=dict, description="What is measured beside the flow, by short name."
    )

    @field_validator("value_streams", mode="before")
    @classmethod
    def _name_streams(cls, raw: object) -> object:
        return name_streams(raw) if isinstance(raw, dict) else raw

    def stream(self, name: str) -> ValueStream:
        """Return the value stream called ``name``; raises ``BadRequest`` with the nearest name if none is."""
        if name in self.value_streams:
            return self.value_streams[name]
        known = ", ".join(self.value_streams) or "none; headrace init proposes one"
        suggestion = nearest(name, self.value_streams) or f"There are: {known}."
        raise BadRequest(f'No value stream is called "{name}". {suggestion}')


def name_streams(raw: dict[Any, Any]) -> dict[Any, Any]:
    """Give each value stream its key as ``id``, so that a stream knows its own name."""
    return {
        key: {**stream, "id": key} if isinstance(stream, dict) and "id" not in stream else stream
        for key, stream in raw.items()
    }


def resolve(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Put the values of ``${HEADRACE_X}`` into ``text``.

    Raises:
        BadConfiguration: when such a variable is not set.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in environment:
            raise BadConfiguration(
                f"The environment variable {name} is not set, but {FILE_NAME} uses it.",
                "Nothing was read.",
                [f"Set it:   export {name}=…"],
            )
        return environment[name]

    return _VARIABLE.sub(value, text)
