"""Which teams there are, which functions each holds, which streams it is aligned with, and how they mean to interact.

The four types of team and three modes of interaction are those of Skelton & Pais, *Team Topologies* (2019). A team here
is a set of functions: nobody of it is named.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from headrace.errors import nearest
from headrace.value_streams.definition import FunctionFrom, Strict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from headrace.value_streams.definition import ValueStream
    from headrace.value_streams.located import Path

TeamType = Literal["stream-aligned", "platform", "enabling", "complicated-subsystem"]

Interaction = Literal["collaboration", "x-as-a-service", "facilitating"]


class Team(Strict):
    """Functions that work as one team."""

    name: str | None = Field(
        default=None, min_length=1, description="What people call it. Without it: its short name."
    )
    type: TeamType = Field(description="stream-aligned, platform, enabling or complicated-subsystem.")
    functions: tuple[str, ...] = Field(
        min_length=1,
        description="The functions that it holds. Two teams may hold the same one only where each is aligned with "
        "streams of its own.",
    )
    streams: tuple[str, ...] = Field(
        default=(), description="The value streams that it is aligned with, by their short names."
    )
    interactions: dict[str, Interaction] = Field(
        default_factory=dict,
        description="Other team → how the two mean to work with each other: collaboration, x-as-a-service or "
        "facilitating. It is enough that one of the two says so.",
    )


def holders(teams: Mapping[str, Team], stream: str) -> dict[str, str]:
    """Return which team holds each function in a stream: that which is aligned with it, else the only one there is.

    A function that several teams hold for other streams is in none of them here.
    """
    held: dict[str, list[str]] = {}
    for key, team in teams.items():
        for function in team.functions:
            held.setdefault(function, []).append(key)
    found = {}
    for function, keys in held.items():
        own = [key for key in keys if stream in teams[key].streams]
        if own or len(keys) == 1:
            found[function] = (own or keys)[0]
    return found


def declared(teams: Mapping[str, Team], one: str, other: str) -> Interaction | None:
    """Return how two teams mean to interact, whichever of them says so; ``None`` where neither does."""
    return teams[one].interactions.get(other) or teams[other].interactions.get(one)


def about_teams(
    teams: Mapping[str, Team], known: Collection[str], functions: Collection[str]
) -> Iterator[tuple[Path, str]]:
    """Yield what does not agree about teams; paths begin below ``teams``.

    Args:
        known: the short names of all value streams.
        functions: all functions that there can be; empty where the records tell them.
    """
    for key, team in teams.items():
        for index, stream in enumerate(team.streams):
            if stream not in known:
                yield (key, "streams", index), _unknown("value stream", stream, known)
        for index, function in enumerate(team.functions):
            if functions and function not in functions:
                yield (key, "functions", index), _unknown("function", function, functions)
            if function in team.functions[:index]:
                yield (key, "functions", index), f'"{function}" stands twice in {key}; name it once.'
        for other in team.interactions:
            if other == key:
                yield (key, "interactions", other), f'"{key}" cannot interact with itself.'
            elif other not in teams:
                yield (key, "interactions", other), _unknown("team", other, [*teams])
    for one, other in combinations(teams, 2):
        yield from _shared(teams, one, other)
        yield from _contrary(teams, one, other)


def _shared(teams: Mapping[str, Team], one: str, other: str) -> Iterator[tuple[Path, str]]:
    """Yield functions that two teams hold although nothing tells whose it is."""
    first, second = teams[one], teams[other]
    for index, function in enumerate(second.functions):
        if function not in first.functions:
            continue
        both = [stream for stream in second.streams if stream in first.streams]
        if both:
            text = (
                f"{one} holds it as well, and both are aligned with {both[0]}; leave it out of one of them."
            )
        elif not (first.streams and second.streams):
            text = (
                f"{one} holds it as well; leave it out of one of them, or align each with streams of its own."
            )
        else:
            continue
        yield (other, "functions", index), f'"{function}" is in two teams: {text}'


def _contrary(teams: Mapping[str, Team], one: str, other: str) -> Iterator[tuple[Path, str]]:
    """Yield where two teams say different things of how they interact."""
    says, answers = teams[one].interactions.get(other), teams[other].interactions.get(one)
    if says and answers and says != answers:
        yield (
            (other, "interactions", one),
            f"{other} says {answers}, but {one} says {says} of the same two teams; say it once.",
        )


def named_functions(streams: Mapping[str, ValueStream]) -> tuple[str, ...]:
    """Return the functions that the stages of all streams name; none where records tell others."""
    found: dict[str, None] = {}
    for stream in streams.values():
        for stage in stream.stages:
            if isinstance(stage.function, FunctionFrom):
                return ()
            found[stage.function] = None
    return tuple(found)


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    near = nearest(name, known)
    there = f"There are: {', '.join(known)}." if known else f"No {what} is defined."
    return f'no {what} is called "{name}". {near or there}'
