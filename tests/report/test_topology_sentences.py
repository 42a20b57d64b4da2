"""What is said of a stream by its teams: by rule, in whole sentences, and with numbers that the picture has as well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headrace.report.screen import Screen
from headrace.report.topology.terminal_topology import streams_lines, topology_lines
from headrace.report.topology.topology_measures import interactions_table, moves_table, teams_table
from headrace.report.topology.topology_picture import topology_figure
from headrace.report.topology.topology_sentences import (
    interaction_words,
    move_words,
    topology_facts,
    topology_headline,
)
from headrace.report.topology.topology_view import TopologyView
from tests.report.topology_views import a_topology, an_interaction


def plain(text: str) -> str:
    """Return a text with its spaces as they are typed."""
    return text.replace("\u00a0", " ")


def with_verdicts(*verdicts: str) -> TopologyView:
    """Return a view whose declared interactions have these verdicts."""
    return a_topology(
        interactions=tuple(
            an_interaction("shops", "quality", "x-as-a-service", each, "collaboration", "again", 2.0)
            for each in verdicts
        )
    )


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (a_topology(), "Co</b>, a service is declared; it looks like collaboration."),
        (
            with_verdicts("drift", "drift"),
            "Two interactions are not as declared, the first between Shops and",
        ),
        (with_verdicts("as-declared"), "The one interaction that is declared looks as declared."),
        (
            with_verdicts("as-declared", "as-declared"),
            "All 2 interactions that are declared look as declared.",
        ),
        (
            with_verdicts("as-declared", "open"),
            "Whether teams interact as declared, the records cannot tell.",
        ),
        (with_verdicts(), "How its teams mean to interact is not declared."),
    ],
)
def test_the_headline_says_what_is_inside_and_what_drifts(view: TopologyView, said: str) -> None:
    """The share inside and on the way, and whether teams interact as declared; never more than forty words."""
    text = plain(topology_headline(view).text())
    assert text.startswith(
        "43 % of the time that changes take is inside Shops; 40 % passes on the way between"
    )
    assert said in text
    assert len(text.split()) <= 40


@pytest.mark.parametrize("refusal", ["missing", "undeclared", "nothing", "few", "unaligned", "one"])
def test_a_refusal_says_what_is_so_and_what_to_do(refusal: str) -> None:
    """What cannot be told is said in a sentence, with a command or what to write."""
    said = topology_headline(
        a_topology(refusal=refusal, missing="Nothing was read.", remedy="headrace import")
    )
    assert said.text()
    assert "headrace" in said.note


def test_every_verdict_has_its_sentence_with_its_evidence() -> None:
    """Whatever is found of two teams, what speaks for it stands beside it, with its range."""
    drift, declared, outside, undeclared = map(interaction_words, a_topology().interactions)
    assert plain(drift).startswith(
        "Declared as a service, but looks like collaboration: 70 % of 96 items go back and"
    )
    assert "likely 60 % to 79 %" in plain(drift)
    assert "looks like it: 30 % of 96 items go over once" in plain(declared)
    assert "Not in a declared team, and the records cannot tell" in outside
    assert "wait 3.2 days longer for Ground than it works on them (likely 2.1 days to 4.3 days)" in plain(
        undeclared
    )
    few = an_interaction("shops", "ground", "collaboration", "few", None, None, 1.0, 9)
    assert interaction_words(few).startswith("9 items passed here: too few")


def test_what_would_let_a_team_do_it_alone_is_no_promise() -> None:
    """The smallest set that is enough is named, with its days, range, and what they go with; none is said as well."""
    first, note = move_words(a_topology())
    assert "With Quality in Shops, 2.0 days per item" in plain(first)
    assert "go with" in note
    assert "No function's moving" in move_words(a_topology(moves=()))[0]
    assert "Nothing waits" in move_words(a_topology(moves=(), crossings=()))[0]
    assert move_words(a_topology(exact=False))[-1].startswith("There are too many functions")
    assert move_words(a_topology(into=None, moves=())) == []


def test_the_tables_add_up() -> None:
    """Teams and what lies between them are the flow time that the totals say; nothing is missing for no range."""
    view = a_topology()
    table = teams_table(view)
    days = [sum(float(cell.text.replace(",", "") or 0) for cell in row[4:7]) for row in table.rows]
    totals = sum(float(cell.text.replace(",", "")) for cell in table.totals[4:7])
    assert sum(days) == pytest.approx(totals)
    assert totals == pytest.approx(view.flow_days, abs=0.2)
    assert [row[2].text for row in interactions_table(view).rows] == [
        "collaboration", "collaboration", "cannot tell", "a dependency",
    ]  # fmt: skip
    assert [plain(row[1].text) for row in moves_table(view).rows] == ["2.0 days", "2.5 days"]


def test_facts_say_how_the_parts_add_up_and_what_is_in_no_team() -> None:
    """The sum, the range, what stayed inside, and functions that nobody declared."""
    facts = plain(" · ".join(topology_facts(a_topology())))
    for part in (
        "408.0 in aligned teams + 168.0 in others",
        "inside likely 35 % to 50 %",
        "in no team: Legal",
    ):
        assert part in facts


def test_the_picture_has_every_team_and_every_line() -> None:
    """Names are escaped, the declared drift is written at its line, and there is a layout for each width."""
    drawn = topology_figure(a_topology())
    assert drawn.count("<svg") == 4
    assert "Quality &lt;b&gt;&amp; Co&lt;/b&gt;" in drawn
    assert "<b>&" not in drawn
    assert drawn.count("declared a service, looks like") >= 2
    assert "Between other teams" in drawn
    alone = a_topology(teams=a_topology().teams[:1], interactions=())
    assert topology_figure(alone).count("<svg") == 4
    assert topology_figure(a_topology(teams=(), flow_days=0.0)) == ""


@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_terminal_says_the_same(width: int) -> None:
    """Sentence, teams, interactions and moves fit the screen, whatever its width."""
    lines = topology_lines(a_topology(), Screen(width))
    assert plain(" ".join(lines)).startswith("43 % of the time")
    assert any("Ground" in line for line in lines)
    streams = streams_lines(
        (a_topology(), replace(a_topology(), stream="other", into=None, teams=())), Screen(width)
    )
    assert len(streams) >= 3


def test_no_team_comes_before_another_for_its_numbers() -> None:
    """Teams and interactions keep the order of declaration, whatever they took."""
    names = [row[0].text for row in teams_table(a_topology()).rows]
    assert names[:3] == [each.name for each in a_topology().teams[:3]]
