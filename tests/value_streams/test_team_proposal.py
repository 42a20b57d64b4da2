"""Teams proposed from functions: a file that can be used as it stands, in which every guess is marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headrace.value_streams.catalog import parse_catalogue
from headrace.value_streams.team_proposal import proposal

STREAM = (
    "{{name: {0}, customer: a shop, value: has it, items: item, done: [item.Done], "
    "stages: [{{name: Make, function: {{attribute: team}}, working: [item.Make]}}]}}"
)


def used(text: str, *streams: str) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return the teams of a file with the proposal in it: type, functions and streams."""
    lines = "\n".join(f"  {name}: {STREAM.format(name)}" for name in streams)
    teams = parse_catalogue(f"value_streams:\n{lines}\n{text}".encode()).teams
    return {key: (each.type, each.functions, each.streams) for key, each in teams.items()}


def test_every_function_stands_as_a_team_of_its_own() -> None:
    """What works most for a stream is aligned with it, what works for several is a platform, all marked as guesses."""
    text = proposal(
        {
            "one": {"Product": 3.0, "Engineering": 9.0, "Operations": 1.0},
            "two": {"Engineering": 5.0, "Operations": 2.0},
        }
    )
    assert used(text, "one", "two") == {
        "product": ("complicated-subsystem", ("Product",), ()),
        "engineering": ("stream-aligned", ("Engineering",), ("one", "two")),
        "operations": ("platform", ("Operations",), ()),
    }
    assert text.count("# a guess") == 3


def test_nothing_seen_proposes_nothing() -> None:
    """Without a function there is no team, and no file with an empty entry."""
    assert proposal({}) == ""
    assert proposal({"one": {}}) == ""


@given(st.lists(st.text(min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=6, unique=True))
def test_any_name_of_a_function_can_be_read_again(names: list[str]) -> None:
    """Whatever functions are called, the proposal is a file that can be used, and each keeps its name."""
    text = proposal({"one": {name: float(at) for at, name in enumerate(names)}})
    assert [each[1] for each in used(text, "one").values()] == [(name,) for name in names]
