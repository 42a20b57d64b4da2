"""The topics of ``headrace help``."""

from __future__ import annotations

import pytest

from headrace.cli.help import TOPICS, overview, text
from headrace.cli.program import COMMANDS, run


def test_overview_lists_all_commands_and_topics() -> None:
    """Nothing that can be called is left out of the overview, and its lines fit 100 columns."""
    listed = overview({name: call.__doc__ or "" for name, call in COMMANDS.items()})
    for name in (*COMMANDS, *(f"help {topic}" for topic in TOPICS)):
        assert f"  headrace {name} " in listed
    assert max(len(line) for line in listed.splitlines()) <= 100


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_begins_with_examples(topic: str) -> None:
    """The first thing a topic shows can be typed; its lines fit 110 columns."""
    lines = text(topic).splitlines()
    assert lines[0].startswith("  ")
    assert max(len(line) for line in lines) <= 110


def test_an_unknown_topic_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """A typing error is answered with the nearest topic."""
    assert run(["help", "linkin"]) == 2
    assert capsys.readouterr().err.startswith('There is no help on "linkin". Did you mean linking?\n')


def test_help_on_a_command_is_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    """``headrace help map`` is what ``headrace map --help`` prints."""
    assert run(["help", "map"]) == 0
    asked = capsys.readouterr().out
    assert run(["map", "--help"]) == 0
    assert asked == capsys.readouterr().out
