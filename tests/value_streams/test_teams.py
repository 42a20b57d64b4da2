"""Teams in ``headrace.yaml``: whose a function is in a stream, and what is told where teams do not agree."""

from __future__ import annotations

import pytest

from headrace.errors import BadConfiguration
from headrace.value_streams.catalog import parse_catalogue
from headrace.value_streams.teams import Team, declared, holders

STREAM = (
    "{name: S, customer: a shop, value: has it, items: item, done: [item.Done], stages: ["
    "{name: Make, function: Engineering, working: [item.Make]}, "
    "{name: Run, function: Operations, working: [item.Run]}]}"
)
GOOD = f"""\
value_streams:
  first: {STREAM}
  second: {STREAM}
teams:
  shops: {{name: Shops, type: stream-aligned, functions: [Engineering], streams: [first]}}
  ground:
    type: platform
    functions: [Operations]
    interactions: {{shops: x-as-a-service}}
"""


def refusal(old: str, new: str) -> str:
    """Return what is said of the file with something wrong in it."""
    assert old in GOOD
    with pytest.raises(BadConfiguration) as caught:
        parse_catalogue(GOOD.replace(old, new).encode())
    return str(caught.value)


def test_teams_are_read() -> None:
    """Type, functions, streams and interactions arrive as they stand; a team without a name keeps its short one."""
    teams = parse_catalogue(GOOD.encode()).teams
    assert teams["shops"] == Team(
        name="Shops", type="stream-aligned", functions=("Engineering",), streams=("first",)
    )
    assert teams["ground"].name is None
    assert declared(teams, "shops", "ground") == declared(teams, "ground", "shops") == "x-as-a-service"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[Operations]", "[Operatons]", "Did you mean Operations?"),
        ("streams: [first]", "streams: [frist]", "Did you mean first?"),
        ("x-as-a-service", "x-as-service", "Did you mean x-as-a-service?"),
        ("x-as-a-service", "help", "collaboration, x-as-a-service, facilitating"),
        ("platform", "plattform", "Did you mean platform?"),
        ("{shops: x", "{shop: x", "Did you mean shops?"),
        ("{shops: x", "{ground: x", "cannot interact with itself"),
        ("functions: [Operations]", "functions: []", "functions is empty"),
        ("interactions:", "interaction:", "Did you mean interactions?"),
        ("[Operations]", "[Operations, Engineering]", '"Engineering" is in two teams: shops holds it'),
        ("[Operations]", "[Operations, Operations]", "stands twice in ground"),
    ],
)
def test_what_is_wrong_is_told_with_the_nearest_name(old: str, new: str, said: str) -> None:
    """Each mistake names its line and what would be right."""
    text = refusal(old, new)
    assert said in text
    assert "line " in text


def test_two_teams_that_disagree_are_told() -> None:
    """If one says collaboration and the other a service, neither counts."""
    text = refusal("streams: [first]", "streams: [first], interactions: {ground: collaboration}")
    assert "ground says x-as-a-service, but shops says collaboration" in text


def test_a_function_may_be_in_teams_of_different_streams() -> None:
    """Each stream's own team has it there; where neither is aligned, nobody knows whose it is."""
    shared = GOOD.replace("[Operations]", "[Operations, Engineering]\n    streams: [second]")
    teams = parse_catalogue(shared.encode()).teams
    assert holders(teams, "first") == {"Engineering": "shops", "Operations": "ground"}
    assert holders(teams, "second") == {"Engineering": "ground", "Operations": "ground"}
    assert holders(teams, "third") == {"Operations": "ground"}
    both = shared.replace("streams: [second]", "streams: [second, first]")
    with pytest.raises(BadConfiguration, match="both are aligned with first"):
        parse_catalogue(both.encode())


def test_functions_that_only_records_tell_are_not_guessed_at() -> None:
    """Where a stage reads its function from an attribute, any name may turn up there."""
    read = GOOD.replace("function: Operations", "function: {attribute: group}")
    assert parse_catalogue(read.replace("[Operations]", "[Night shift]").encode()).teams["ground"].functions
